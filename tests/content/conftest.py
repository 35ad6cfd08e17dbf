"""A small school library on disk that is right in every way; each test breaks one thing in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from learnapp.content.library import load_library
from learnapp.content.model import Library
from learnapp.errors import FaultyInput

CAST = """\
[noor]
name = "Noor"
description = "Tekent paarden."
kind = "child"
moods = ["calm", "happy", "sad"]

[bram]
name = "Bram"
description = "Gek op voetbal."
kind = "child"
moods = ["calm"]
"""

PICTURES = """\
[paard]
title = "Een paard"
alt = "Een bruin paard in een wei."
postable = true
shows_people = false

[module-04]
title = "Grapje of gemeen?"
alt = "Twee tekstwolkjes."
postable = false
shows_people = false
"""

MODULE = """\
number = "4"
title = "Grapje of gemeen?"
summary = "Over grapjes die pijn doen."
audience = "pupil"
pillar = "P-L"
articles = ["A7", "U3"]
curriculum = ["DG-zelf-ander"]
picture = "module-04"
version = "2026.1"

[[goals]]
id = "4.1"
text = "Ik kan zien wat een bericht doet."
levels = ["A"]

[level.A]
minutes = 20
take_home = "Vraag thuis: wanneer was een grapje niet leuk?"
"""

STORY = """\
+++
title = "De tekening van Noor"
kind = "story"
minutes = 5
goal = "4.1"
+++

Noor heeft *lang* getekend.

::: story
title = "Op het plein"
actor = "noor"
mood = "sad"
picture = "paard"
---
Noor tekent een **paard**.
:::

::: tip
Kijk naar haar gezicht.
:::

::: talk
question = "Wat zou jij doen?"
prompts = ["Wie ziet het?"]
who = "pair"
:::

::: sort
id = "bakken"
question = "Grapje of gemeen?"
bins = ["Grapje", "Gemeen"]
[[cards]]
text = "Haha, jij kunt goed vallen!"
bin = "Gemeen"
why = "Lacht hij zelf ook?"
[[cards]]
text = "Wat een gekke pet!"
bin = "Grapje"
why = "Hij zette hem zelf op."
:::

::: choose
id = "reageren"
question = "Wat doe jij?"
[post]
actor = "noor"
mood = "sad"
text = "Iemand lacht om mijn tekening."
[[options]]
text = "Ik stuur Noor iets liefs."
effect = "good"
why = "Noor is niet alleen."
[[options]]
text = "Ik lach mee."
effect = "hurts"
why = "Nu lachen er twee."
:::

::: post
id = "kijk"
question = "Wat valt jou op?"
look_for = ["Het gezicht van Noor"]
[post]
actor = "bram"
text = "Is dat een koe?"
picture = "paard"
[[post.replies]]
actor = "noor"
mood = "sad"
text = "Het is een paard."
:::

::: board
title = "Grapje of gemeen?"
text = "Wat voelt Noor?"
talk = ["Wie heeft dit wel eens gezien?"]
[post]
actor = "noor"
text = "Ik teken niet meer."
:::
"""

PRACTICE = """\
+++
title = "Op het oefenplein"
kind = "practice"
minutes = 10
+++

Kijk rond op het plein.

::: board
title = "Nu jij"
:::
"""

ASK = """\
+++
title = "Wat weet je nu?"
kind = "quiz"
minutes = 5
+++

::: story
Noor is benieuwd wat jij weet.
:::

::: board
title = "De vragen"
picture = "paard"
:::
"""

QUIZ = """\
module = "04-grapje"
level = "A"
title = "Wat weet je over grapjes?"

[[questions]]
id = "lachen"
kind = "single"
uses = ["quiz", "exit"]
goal = "4.1"
article = "A7"
text = "Wat zie je bij Noor?"
explanation = "Haar gezicht is verdrietig."
[questions.post]
actor = "noor"
mood = "sad"
text = "Ik laat niets meer zien."
[[questions.options]]
text = "Ze lacht."
correct = false
why = "Kijk nog eens."
[[questions.options]]
text = "Ze is verdrietig."
correct = true
why = "Ja."
[[questions.options]]
text = "Ze slaapt."
correct = false
why = "Haar ogen zijn open."

[[questions]]
id = "helpt"
kind = "multiple"
text = "Wat helpt?"
explanation = "Samen helpen helpt."
[[questions.options]]
text = "Iets liefs sturen"
correct = true
why = "Dat helpt."
[[questions.options]]
text = "De juf roepen"
correct = true
why = "Dat helpt ook."
[[questions.options]]
text = "Meelachen"
correct = false
why = "Dat doet pijn."

[[questions]]
id = "waar"
kind = "truefalse"
text = "Een grapje is altijd leuk."
correct = false
why_true = "Niet voor iedereen."
why_false = "Zo is het."
explanation = "Vraag het aan de ander."

[[questions]]
id = "stappen"
kind = "order"
text = "Wat doe je eerst?"
explanation = "Eerst stoppen."
[[questions.items]]
text = "Stoppen"
why = "Dat is het begin."
[[questions.items]]
text = "Bewaren"
why = "Dan weet je het nog."
[[questions.items]]
text = "Vertellen"
why = "Dan help je."

[[questions]]
id = "paren"
kind = "match"
text = "Wat hoort bij elkaar?"
explanation = "Elk gevoel heeft een gezicht."
[[questions.pairs]]
left = "Noor huilt"
right = "verdrietig"
why = "Tranen."
[[questions.pairs]]
left = "Bram juicht"
right = "blij"
why = "Handen omhoog."

[[questions]]
id = "bakken"
kind = "sort"
text = "In welke bak?"
explanation = "Kijk wie er lacht."
bins = ["Grapje", "Gemeen"]
[[questions.cards]]
text = "Gekke pet!"
bin = "Grapje"
why = "Hij lacht zelf."
[[questions.cards]]
text = "Jij mag niet meedoen."
bin = "Gemeen"
why = "Zij staat alleen."

[[questions]]
id = "speur"
kind = "spot"
text = "Wat is hier niet aardig?"
explanation = "Het laatste stuk."
actor = "noor"
mood = "happy"
[[questions.parts]]
text = "Mooie dag."
correct = false
why = "Dat is gewoon."
[[questions.parts]]
text = "Behalve jij."
correct = true
why = "Dat doet pijn."

[[questions]]
id = "denk"
kind = "reflection"
text = "Wat neem je mee?"
starter = "Ik vond het moeilijk dat"
explanation = "Mooi dat je erover nadenkt."
picture = "paard"
"""

STAFF_MODULE = """\
number = "S1"
title = "Ons protocol"
summary = "In twintig minuten."
audience = "staff"
pillar = "P-L"
articles = ["U1"]
version = "2026.1"

[[goals]]
id = "S1.1"
text = "Ik kan vertellen voor wie het protocol geldt."

[level.V]
minutes = 20
take_home = "Bespreek het in het team."
"""

STAFF_STEP = """\
+++
title = "Voor wie"
kind = "explain"
minutes = 20
+++

Het protocol geldt voor iedereen.

::: board
title = "Voor iedereen"
:::
"""

FILES = {
    "lessons/cast.toml": CAST,
    "lessons/pictures.toml": PICTURES,
    "lessons/04-grapje/module.toml": MODULE,
    "lessons/04-grapje/a/01-verhaal.md": STORY,
    "lessons/04-grapje/a/02-plein.md": PRACTICE,
    "lessons/04-grapje/a/03-quiz.md": ASK,
    "lessons/04-grapje/a/guide.md": "# Handleiding\n\nLes over *grapjes*.\n",
    "lessons/04-grapje/a/parents.md": "Praat thuis over grapjes.\n",
    "lessons/04-grapje/scenario-a.toml": 'title = "Het plein"\n',
    "lessons/s1-protocol/module.toml": STAFF_MODULE,
    "lessons/s1-protocol/v/01-voor-wie.md": STAFF_STEP,
    "quizzes/04-grapje-a.toml": QUIZ,
}
ARTICLES = frozenset({"A7", "U1", "U3"})


class Tree:
    """The files of a school, below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, content: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def remove(self, name: str) -> None:
        (self.root / name).unlink()

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{old!r} does not stand in {name}"
        self.write(name, text.replace(old, new, 1))

    def load(self, *, static: Path | None = None) -> Library:
        return load_library(self.root, articles=ARTICLES, static=static)

    def faults(self, *, static: Path | None = None) -> list[str]:
        try:
            self.load(static=static)
        except FaultyInput as error:
            return [str(fault) for fault in error.faults]
        return []


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


@pytest.fixture
def library(tree: Tree) -> Library:
    return tree.load()
