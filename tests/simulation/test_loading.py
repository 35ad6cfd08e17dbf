"""An author writes a scenario; every fault is told with its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from learnapp.errors import FaultyInput
from learnapp.simulation.loading import load_scenarios, read_scenario
from learnapp.simulation.scenario import Cue, Event, LineKind
from learnapp.terms import Tone
from tests.simulation.stage import GOOD, library, scenario


def faults_of(text: str, *, labels: tuple[str, ...] | None = None) -> list[str]:
    with pytest.raises(FaultyInput) as caught:
        read_scenario(text, library(), module="m", level="A", name="s.toml", labels=labels)
    return [str(fault) for fault in caught.value.faults]


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def line_of(part: str, text: str = GOOD) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_good_file_becomes_a_scenario_with_everything_in_it() -> None:
    drawing = scenario()

    assert (drawing.module, drawing.level, drawing.minutes) == ("04-grapje-of-gemeen", "A", 10)
    assert drawing.tasks == ("Lees wat er gebeurt.", "Reageer.")
    assert drawing.actors == ("noor", "bram", "juf-sanne")
    first, joke, thanks, heart = drawing.lines[:4]
    assert (first.kind, first.at, first.mood, first.picture) == (LineKind.POST, 0, "happy", "tekening-paard")
    assert (joke.harm, joke.to, joke.mood) == (True, "noor-1", "calm")
    assert joke.question is not None
    assert [option.effect for option in joke.question.options] == ["doubt", "good"]
    assert thanks.cue == Cue(event=Event.REPLY, delay=6, tones=(Tone.KIND, Tone.SORRY), target="noor-1")
    assert (heart.reaction, heart.text) == ("support", "")


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ('mood = "happy"\ntext = "Mijn', 'moood = "happy"\ntext = "Mijn', "moood", "Bedoelde je `mood`?"),
        ('title = "De tekening', 'titel = "De tekening', "titel", "Bedoelde je `title`?"),
        ('event = "reply"', 'event = "reply"\ntoon = "kind"', "toon", "`toon` ken ik hier niet"),
        ('title = "De tekening van Noor"', 'title = "  "', 'title = "  "', "`title` is leeg"),
        ("minutes = 10", 'minutes = "tien"', "minutes", "heel getal van 1 tot en met 120"),
        ("minutes = 10", "minutes = true", "minutes", "heel getal"),
        ('tasks = ["Lees wat er gebeurt.", "Reageer."]', "tasks = []", "tasks", "`tasks` heeft minstens 1 tekst nodig"),
        ('"bram", "juf-sanne"]', '"bram", "juf-sane"]', "actors", "Bedoelde je `juf-sanne`?"),
        ('"bram", "juf-sanne"]', '"bram", "juf-sanne", "bram"]', "actors", "staat hier twee keer"),
        ('id = "bram-1"', 'id = "Bram 1!"', 'id = "Bram 1!"', "`id` mag alleen"),
        ('id = "bram-1"', f'id = "{"b" * 61}"', 'id = "bbb', "hoogstens 60"),
        ('id = "bram-hart"', 'id = "noor-1"', 'id = "noor-1"\nactor', "al gebruikt"),
        ('actor = "bram"\nkind = "reply"', 'actor = "yara"\nkind = "reply"', 'actor = "yara"', "de lijst `actors`"),
        ('actor = "bram"\nkind = "reply"', 'actor = "brams"\nkind = "reply"', 'actor = "brams"', "Bedoelde je `bram`?"),
        ('actor = "bram"\nkind = "reply"', 'kind = "reply"', '[[lines]]\nid = "bram-1"', "Hier ontbreekt `actor`"),
        ('kind = "post"\nmood', 'kind = "bericht"\nmood', 'kind = "bericht"', "Kies uit: post, reaction, reply."),
        ('mood = "sad"', 'mood = "boos"', 'mood = "boos"', "`boos` kan niet bij `mood`. Kies uit: calm, happy, sad."),
        ('picture = "tekening-paard"', 'picture = "tekening-paar"', "picture", "Bedoelde je `tekening-paard`?"),
        ('text = "Au."', "text = 3", "text = 3", "`text` moet een tekst zijn"),
        ("harm = true", 'harm = "ja"', "harm", "true of false"),
        ('reaction = "support"', 'reaction = "hart"', "reaction =", "Kies uit: funny, pretty, support, thinking"),
        ('reaction = "support"', 'reaction = "support"\ntext = "Wow"', 'text = "Wow"', "geen `text`"),
        ('text = "Au."', 'text = "Au."\nreaction = "funny"', 'reaction = "funny"', "Haal dit weg"),
        ("at = 40", "at = -1", "at = -1", "heel getal van 0 tot"),
        ("at = 40", "at = 601", "at = 601", "na het einde (10 minuten)"),
        ("at = 0\n", "", "[[lines]]", "`at` (seconden vanaf de start) of een `cue`"),
        (
            'event = "post"\ndelay = 4',
            'event = "like"\ndelay = 4',
            'event = "like"',
            "Kies uit: delete, post, reaction, reply, report.",
        ),
        ("delay = 4", "delay = -4", "delay = -4", "heel getal van 0 tot"),
        ("delay = 4", "", '[lines.cue]\nevent = "post"', "Hier ontbreekt `delay`"),
        ("nth = 1", "nth = 0", "nth = 0", "heel getal van 1 tot"),
        ('"kind", "sorry"', '"kind", "sory"', "tones", "De toon `sory` bestaat niet. Bedoelde je `sorry`?"),
        ('to = "noor-1"', 'to = "noor-2"', "to = ", "`noor-2` bestaat niet. Bedoelde je `noor-1`?"),
        ('to = "noor-1"', 'to = "noor-au"', "to = ", "staat pas later in het bestand"),
        ('to = "noor-1"', 'to = "bram-1"', "to = ", "staat pas later in het bestand"),
        ('to = "noor-1"\n', "", '[[lines]]\nid = "bram-1"', "Zet bij deze reply in `to`"),
        ('to = "bram-1"', 'to = "bram-hart"', 'to = "bram-hart"', "is een reaction"),
        ('text = "Mijn nieuwe paard!"', 'text = "Paard!"\nto = "bram-1"', "to = ", "Een post antwoordt nergens op"),
        ('to = "bram-1"\n', "", '[[lines]]\nid = "juf-melding"', "Zet bij deze reply in `to`"),
        ('target = "noor-1"', 'target = "noor-x"', "target", "De regel `noor-x` bestaat niet"),
        ('target = "noor-1"', 'target = "noor-dank"', "target", "wacht op zichzelf"),
        ('target = "bram-1"', 'target = "bram-hart"', 'target = "bram-hart"', "kan een leerling niets doen"),
        (
            'event = "post"\ndelay',
            'event = "post"\ntarget = "noor-1"\ndelay',
            'target = "noor-1"\ndelay = 4',
            "Een eigen post gaat niet over",
        ),
        (
            'text = "Au."',
            'text = "Au, {reden}"',
            'text = "Au, {reden}"',
            "die op een melding antwoordt",
        ),
        ('event = "report"', 'event = "report"\ntones = ["kind"]', 'tones = ["kind"]', "Een report heeft geen toon"),
        ('effect = "doubt"', 'effect = "slecht"', 'effect = "slecht"', "`slecht` kan niet bij `effect`"),
        ('why = "Lees nog eens."', "", "[[lines.question.options]]", "Hier ontbreekt `why`"),
        ('effect = "good"', "", '[[lines.question.options]]\ntext = "Verd', "Hier ontbreekt `effect`"),
        ('text = "Hoe voelt Noor zich nu?"', "", "[lines.question]", "Hier ontbreekt `text`"),
        ('tones = ["kind", "sorry"]', 'tones = ["kind"]', "[[lines]]", "het goedmaakt"),
        ('tones = ["hurtful", "private"]', 'tones = ["private"]', "[[lines]]", "op een kwetsend bericht"),
        ('tones = ["hurtful", "private"]', 'tones = ["hurtful"]', "[[lines]]", "iets van privé"),
        ('event = "report"', 'event = "reaction"', "[[lines]]", "op een melding"),
        ("nth = 1", "nth = 2", "[[lines]]", "het weghalen van een eigen bericht"),
        ('event = "post"\ndelay', 'event = "post"\nlabels = ["x"]\ndelay', "[[lines]]", "op een gewoon bericht"),
        ('text = "Au."', 'text = "Au."\nharm = true', "[[lines]]", "2 van de 7 regels hebben harm"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(old: str, new: str, place: str, words: str) -> None:
    text = changed(old, new)

    faults = faults_of(text)

    told = [fault for fault in faults if words in fault]
    assert told, faults
    assert told[0].startswith(f"s.toml, regel {line_of(place, text)}: ")


def test_a_wrong_value_gives_one_fault_and_not_a_row_of_them() -> None:
    assert len(faults_of(changed("at = 40", "at = -1"))) == 1
    assert len(faults_of(changed('id = "bram-hart"', "").replace('id = "noor-weg"', ""))) == 2
    assert len(faults_of(changed('picture = "tekening-paard"', 'picture = "paard"'))) == 1


def test_all_faults_of_a_file_are_told_together_in_the_order_of_the_file() -> None:
    text = changed('mood = "sad"', 'mood = "boos"').replace("minutes = 10", "minutes = 0").replace("at = 0", "at = 700")

    faults = faults_of(text)

    assert [fault.split(":")[0] for fault in faults] == sorted(
        (fault.split(":")[0] for fault in faults), key=lambda place: int(place.rsplit(" ", 1)[1])
    )
    assert len(faults) >= 2


def test_the_lines_stand_in_the_order_in_which_they_come() -> None:
    extra = '\n[[lines]]\nid = "noor-2"\nat = 30\nactor = "noor"\nkind = "post"\ntext = "Hoi"\n'

    faults = faults_of(GOOD + extra)

    assert faults == [
        f"s.toml, regel {line_of('at = 30', GOOD + extra)}: "
        "Deze regel komt eerder dan een regel erboven (at = 40). Zet ze op volgorde."
    ]


def test_a_timed_line_answers_no_line_that_may_never_come_or_comes_later() -> None:
    to_a_cue = '\n[[lines]]\nid = "x"\nat = 50\nactor = "bram"\nkind = "reply"\nto = "noor-weg"\ntext = "Hoi"\n'
    to_a_later = to_a_cue.replace("at = 50", "at = 20").replace("noor-weg", "bram-1")

    assert "komt misschien nooit" in faults_of(GOOD + to_a_cue)[0]
    assert any("komt pas na 40 seconden" in fault for fault in faults_of(GOOD + to_a_later))


def test_two_lines_that_wait_for_each_other_are_told_that_they_never_come() -> None:
    def waiting(line: str, target: str) -> str:
        return (
            f'\n[[lines]]\nid = "{line}"\nactor = "bram"\nkind = "reply"\ntext = "Hoi"\n'
            f'[lines.cue]\nevent = "reply"\ntarget = "{target}"\ndelay = 1\n'
        )

    faults = faults_of(GOOD + waiting("kip", "ei") + waiting("ei", "kip"))

    assert len(faults) == 2
    assert all("kan nooit komen" in fault for fault in faults)


def test_a_square_without_any_post_of_its_own_is_empty() -> None:
    text = changed('at = 0\nactor = "noor"', 'actor = "noor"').replace(
        'picture = "tekening-paard"\n', 'picture = "tekening-paard"\n[lines.cue]\nevent = "delete"\ndelay = 1\n'
    )

    assert any("Het plein is leeg" in fault for fault in faults_of(text))


def test_a_question_has_more_than_one_answer() -> None:
    second = GOOD[
        GOOD.index('[[lines.question.options]]\ntext = "Verdrietig"') : GOOD.index('[[lines]]\nid = "noor-dank"')
    ]

    (fault,) = faults_of(changed(second, ""))

    assert "minstens 2 blokken [[lines.question.options]]" in fault


def test_a_file_without_lines_or_with_something_else_there_is_told_how_to_write_them() -> None:
    head = GOOD[: GOOD.index("[[lines]]")]

    assert faults_of(head) == ["s.toml, regel 1: Hier zijn minstens 1 blokken [[lines]] nodig."]
    assert any("moet uit blokken bestaan" in fault for fault in faults_of(head + 'lines = ["hoi"]\n'))


def test_labels_are_checked_when_the_labels_of_the_engine_are_known() -> None:
    text = changed("labels = []", 'labels = ["kwetsn"]')

    faults = faults_of(text, labels=("kwetsen", "prive"))

    place = f"s.toml, regel {line_of('labels', text)}"
    assert faults == [f"{place}: Het label `kwetsn` bestaat niet. Bedoelde je `kwetsen`?"]
    assert read_scenario(text, library(), module="m", level="A").lines[4].cue.labels == ("kwetsn",)  # type: ignore[union-attr]


def test_a_file_that_is_no_toml_is_named_with_the_line_where_it_stops() -> None:
    assert faults_of(changed("minutes = 10", "minutes = = 10"))[0].startswith("s.toml, regel 4: Deze waarde kan niet")
    assert faults_of('title = "De')[0].startswith("s.toml, regel 1: Deze tekst is niet gesloten")


class TestAllFiles:
    """The scenarios of all modules, read together."""

    @staticmethod
    def write(root: Path, module: str, file: str, content: str | bytes = GOOD) -> None:
        folder = root / "lessons" / module
        folder.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        (folder / file).write_bytes(data)

    def test_every_scenario_is_found_under_its_module_and_level(self, tmp_path: Path) -> None:
        self.write(tmp_path, "04-grapje", "scenario-a.toml")
        self.write(tmp_path, "03-foto", "scenario-a.toml", b"\xef\xbb\xbf" + GOOD.encode())

        scenarios = load_scenarios(tmp_path, library("04-grapje", "03-foto"))

        assert set(scenarios) == {("04-grapje", "A"), ("03-foto", "A")}
        assert scenarios["04-grapje", "A"].title == "De tekening van Noor"

    def test_the_faults_of_all_files_are_told_together(self, tmp_path: Path) -> None:
        self.write(tmp_path, "01-ik", "scenario-b.toml")
        self.write(tmp_path, "02-mij", "scenario-a.toml", "kapot")
        self.write(tmp_path, "03-foto", "scenario-a.toml", "title = 'é'".encode("latin-1"))
        self.write(tmp_path, "04-grapje", "scenario-c.toml")
        self.write(tmp_path, "05-weg", "scenario-a.toml")

        with pytest.raises(FaultyInput) as caught:
            load_scenarios(tmp_path, library("01-ik", "02-mij", "03-foto", "04-grapje"))

        told = {fault.place: fault.message for fault in caught.value.faults}
        assert "geen niveau B" in told["lessons/01-ik/scenario-b.toml"]
        assert "Na een sleutel hoort een = te staan" in told["lessons/02-mij/scenario-a.toml, regel 1"]
        assert "UTF-8" in told["lessons/03-foto/scenario-a.toml, regel 1"]
        assert "scenario-a.toml, scenario-b.toml" in told["lessons/04-grapje/scenario-c.toml"]
        assert "module.toml" in told["lessons/05-weg/scenario-a.toml"]

    def test_a_school_without_scenarios_has_none(self, tmp_path: Path) -> None:
        assert load_scenarios(tmp_path, library()) == {}
