"""The story world of these tests: three actors, two pictures, and a scenario in which everything is right."""

from __future__ import annotations

from learnapp.content.model import CastMember, Edition, Guide, Library, Module, Picture
from learnapp.simulation.loading import read_scenario
from learnapp.simulation.scenario import Scenario
from learnapp.terms import Audience, Level, Pillar

CHILD_MOODS = ("calm", "happy", "sad")

GOOD = """\
title = "De tekening van Noor"
intro = "Je komt op het oefenplein."
tasks = ["Lees wat er gebeurt.", "Reageer."]
minutes = 10
debrief = "Kijk terug."
actors = ["noor", "bram", "juf-sanne"]

[[lines]]
id = "noor-1"
at = 0
actor = "noor"
kind = "post"
mood = "happy"
text = "Mijn nieuwe paard!"
picture = "tekening-paard"

[[lines]]
id = "bram-1"
at = 40
actor = "bram"
kind = "reply"
to = "noor-1"
text = \"\"\"haha
actor = "is dat een koe?\"\"\"
harm = true
[lines.question]
text = "Hoe voelt Noor zich nu?"
[[lines.question.options]]
text = "Blij"
effect = "doubt"
why = "Lees nog eens."
[[lines.question.options]]
text = "Verdrietig"
effect = "good"
why = "Ja."

[[lines]]
id = "noor-dank"
actor = "noor"
kind = "reply"
mood = "happy"
text = "Dank je."
[lines.cue]
event = "reply"
tones = ["kind", "sorry"]
target = "noor-1"
delay = 6

[[lines]]
id = "bram-hart"
actor = "bram"
kind = "reaction"
reaction = "support"
[lines.cue]
event = "post"
delay = 4

[[lines]]
id = "noor-au"
actor = "noor"
kind = "reply"
mood = "sad"
text = "Au."
[lines.cue]
event = "post"
tones = ["hurtful", "private"]
labels = []
delay = 5

[[lines]]
id = "juf-melding"
actor = "juf-sanne"
kind = "reply"
to = "bram-1"
text = "Goed dat je het zegt."
[lines.cue]
event = "report"
target = "bram-1"
delay = 8

[[lines]]
id = "noor-weg"
actor = "noor"
kind = "post"
text = "Fijn dat het weg is."
[lines.cue]
event = "delete"
nth = 1
delay = 3
"""


def _child(slug: str, name: str) -> CastMember:
    return CastMember(slug=slug, name=name, description="", moods=CHILD_MOODS, kind="child")


def _picture(picture_id: str) -> Picture:
    return Picture(id=picture_id, file="", alt="", title="", postable=True, shows_people=False)


def _edition(level: Level) -> Edition:
    guide = Guide(guide="", worksheet="", parents="")
    return Edition(level=level, steps=(), quiz=None, has_scenario=True, guide=guide, minutes=45, take_home="")


def library(*module_slugs: str) -> Library:
    """Give a library with these modules, on level A only."""
    modules = {
        slug: Module(
            slug=slug,
            number="4",
            title="Grapje of gemeen?",
            summary="",
            audience=Audience.PUPIL,
            pillar=Pillar.LEARN,
            articles=(),
            curriculum=(),
            picture=None,
            goals=(),
            editions={Level.A: _edition(Level.A)},
            version="1",
        )
        for slug in module_slugs
    }
    pictures = {one: _picture(one) for one in ("tekening-paard", "kat")}
    cast = {slug: _child(slug, slug.title()) for slug in ("noor", "bram", "yara", "juf-sanne")}
    return Library(modules=modules, pictures=pictures, cast=cast)


def scenario(text: str = GOOD) -> Scenario:
    """Read a scenario of module 4 on level A."""
    return read_scenario(text, library(), module="04-grapje-of-gemeen", level="A", name="scenario-a.toml")
