"""A protocol file is checked at the door: all faults together, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from learnapp.errors import FaultyInput
from learnapp.moderation.protocol import STANDARD, load_protocol, standard_protocol
from learnapp.moderation.rules import Audience
from learnapp.terms import AuthorRole

GOOD = """
version = "1"
name = "Proef"
labels = [{ id = "kwetsen", name = "kwetsen", tone = "hurtful" }]

[[articles]]
ref = "A7"
section = "A"
pillar = "P-C"
title = "Fatsoen"
adult = "Wees netjes."
child = "Wees aardig."

[[rules]]
id = "oen"
article = "A7"
label = "kwetsen"
detector = "phrases"
severity = 2
outcome = "hold"
scope = "school"
reason_child = "Dit doet pijn."
reason_adult = "Een scheldwoord."
tip = "Zeg wat je voelt."
with = { lists = ["schelden"] }

[lists]
schelden = "oen+"

[[ladders]]
audience = "staff"
article = "A7"
measures = [{ id = "w", name = "waarschuwing", severity = 1, child = "Een gesprek.", adult = "Een gesprek." }]

[[ladders]]
audience = "community"
article = "A7"
measures = [{ id = "w", name = "waarschuwing", severity = 1, child = "Een gesprek.", adult = "Een gesprek." }]
"""


def faults(text: str) -> str:
    with pytest.raises(FaultyInput) as caught:
        load_protocol(text)
    return str(caught.value)


def test_a_small_protocol_is_enough() -> None:
    protocol = load_protocol(GOOD)

    assert protocol.rule("oen") is not None
    assert protocol.rule("iets anders") is None
    assert protocol.rules[0].roles == frozenset(AuthorRole)
    assert set(protocol.ladders) == set(Audience)


def test_the_start_protocol_is_loaded_once_and_equals_a_fresh_one() -> None:
    assert standard_protocol() is standard_protocol()
    assert load_protocol(STANDARD) == standard_protocol()


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('detector = "phrases"', 'detector = "toverspreuk"', "De detector 'toverspreuk' bestaat niet"),
        ('article = "A7"\nlabel', 'article = "Z9"\nlabel', "Artikel 'Z9' staat niet in dit protocol"),
        ('outcome = "hold"', 'outcome = "straf"', "`outcome` kent 'straf' niet"),
        ("severity = 2", "severity = 4", "`severity` is 1"),
        ("severity = 2", "severity = true", "`severity` is 1"),
        ('scope = "school"', 'scope = "overal"', "`scope` kent 'overal' niet"),
        ('label = "kwetsen"', 'label = "nietbestaand"', "Het label 'nietbestaand' bestaat niet"),
        ('reason_child = "Dit doet pijn."', "", "`reason_child` ontbreekt"),
        ('tip = "Zeg wat je voelt."', "tip = []", "`tip` ontbreekt"),
        ('tip = "Zeg wat je voelt."', "tip = 3", "`tip` is een lijst van teksten"),
        ('reason_adult = "Een scheldwoord."', "", "`reason_adult` ontbreekt"),
        ('schelden = "oen+"', 'schelden = " "', "Deze woordenlijst is leeg"),
        ('schelden = "oen+"', "schelden = 3", "Deze woordenlijst is leeg"),
        ('schelden = "oen+"', 'schelden = "(a|b"', "is geen goed stuk van een patroon"),
        ('schelden = "oen+"', 'schelden = "..."', "heeft geen vast woord"),
        ('schelden = "oen+"', 'schelden = "<onbekend> oen"', "de woordgroep <onbekend> staat nergens"),
        ('schelden = "oen+"', 'schelden = "$onbekend oen"', "$onbekend staat nergens"),
        ('schelden = "oen+"', 'schelden = "oen;"', "bevat een teken dat niet kan"),
        ('lists = ["schelden"]', 'lists = ["weg"]', "De woordenlijst 'weg' bestaat niet"),
        ('lists = ["schelden"]', 'lists = ["schelden"], kleur = ["rood"]', "kent `kleur` niet"),
        ('lists = ["schelden"]', 'lists = ["schelden"], except = ["altijd"]', "`except` kent 'altijd' niet"),
        ('with = { lists = ["schelden"] }', "", "heeft `lists` nodig"),
        ('with = { lists = ["schelden"] }', "with = 3", "Schrijf `with` als een tabel"),
        ('tip = "Zeg', 'texts = "weg"\ntip = "Zeg', "De teksten 'weg' staan nergens"),
        ('tip = "Zeg', 'for = ["baas"]\ntip = "Zeg', "`for` kent 'baas' niet"),
        ('tip = "Zeg', 'when = 3\ntip = "Zeg', "Schrijf `when` als een tabel"),
        ('tip = "Zeg', 'when = { maan = true }\ntip = "Zeg', "`when` kent 'maan' niet"),
        ('tip = "Zeg', 'when = { known = "ja" }\ntip = "Zeg', "`known` is true of false"),
        ('tip = "Zeg', 'when = { max_words = "vijf" }\ntip = "Zeg', "`max_words` is een getal"),
        ('tip = "Zeg', 'when = { unless = ["weg"] }\ntip = "Zeg', "De woordenlijst 'weg' bestaat niet"),
        ('version = "1"', "", "`version` ontbreekt"),
        ('adult = "Wees netjes."', "", "`adult` ontbreekt"),
        ('audience = "staff"', 'audience = "buren"', "`audience` kent 'buren' niet"),
        ('audience = "staff"', 'audience = "community"', "De ladder voor 'staff' ontbreekt"),
        ("[lists]", "[pieces]\nx = 3\n[lists]", "Deze woordenlijst is leeg"),
        ('version = "1"', 'version = "1"\nclasses = 3', "Schrijf classes als een tabel"),
        ('tip = "Zeg', 'kleur = "rood"\ntip = "Zeg', "Een regel kent `kleur` niet"),
        ("[[rules]]", "[rules]", "Schrijf rules als blokken"),
        ('version = "1"', 'version = "1', "Dit is geen goede TOML"),
        ('version = "1"', 'version = "1"\ninclude = ["bestaat-niet.toml"]', "Dit bestand bestaat niet"),
        ('version = "1"', 'version = "1"\ninclude = ["../protocol.py"]', "Dit bestand bestaat niet"),
        ('version = "1"', 'version = "1"\ninclude = 3', "Schrijf `include` als een lijst"),
    ],
)
def test_a_fault_is_told_with_what_to_do(was: str, becomes: str, told: str) -> None:
    assert was in GOOD

    assert told in faults(GOOD.replace(was, becomes, 1))


def test_a_rule_that_stands_there_twice_is_told() -> None:
    block = GOOD[GOOD.index("[[rules]]") : GOOD.index("[lists]")]

    assert "'oen' komt twee keer voor" in faults(GOOD.replace("[lists]", block + "[lists]"))


def test_a_ladder_without_measures_is_told() -> None:
    start = GOOD.rindex("measures")

    assert "minstens één maatregel" in faults(GOOD[:start] + "measures = []")


def test_a_class_that_uses_an_unknown_class_is_told() -> None:
    assert "de woordgroep <weg> staat nergens" in faults(GOOD + '\n[classes]\nmens = "<weg> kind"\n')


def test_a_class_word_with_a_strange_sign_is_told() -> None:
    assert "bevat een teken dat niet kan" in faults(GOOD + '\n[classes]\nmens = "kind;"\n')


def test_a_detector_that_needs_an_unknown_word_class_is_told() -> None:
    text = GOOD.replace('detector = "phrases"', 'detector = "secret"').replace(
        'lists = ["schelden"]', 'cue = ["geheim"], plain = ["gewoon"]'
    )

    assert "De woordgroep 'geheim' (bij `cue`) bestaat niet" in faults(text)


def test_all_faults_are_told_together() -> None:
    text = GOOD.replace("severity = 2", "severity = 9").replace('outcome = "hold"', 'outcome = "straf"')

    assert len(faults(text).splitlines()) == 2


def test_a_protocol_without_rules_is_told() -> None:
    start, end = GOOD.index("[[rules]]"), GOOD.index("[lists]")

    assert "geen enkele regel" in faults(GOOD[:start] + GOOD[end:])


def test_an_empty_text_is_told() -> None:
    assert "Het bestand is leeg" in faults("")


def test_a_file_with_included_words_is_one_protocol(tmp_path: Path) -> None:
    start = GOOD.index("[lists]")
    end = GOOD.index("[[ladders]]")
    (tmp_path / "school.toml").write_text('include = ["woorden.toml"]\n' + GOOD[:start] + GOOD[end:], encoding="utf-8")
    (tmp_path / "woorden.toml").write_text(GOOD[start:end], encoding="utf-8")

    assert load_protocol(tmp_path / "school.toml") == load_protocol(GOOD)


def test_the_same_list_in_two_files_is_told(tmp_path: Path) -> None:
    (tmp_path / "school.toml").write_text('include = ["woorden.toml"]\n' + GOOD, encoding="utf-8")
    (tmp_path / "woorden.toml").write_text('version = "2"\n[lists]\nschelden = "eikel"\n', encoding="utf-8")

    with pytest.raises(FaultyInput, match="staat ook al in een ander bestand") as caught:
        load_protocol(tmp_path / "school.toml")

    assert len(caught.value.faults) == 2


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "plaatje.toml").write_bytes(b"\xff\xfe\x00\x01")

    with pytest.raises(FaultyInput, match="kan niet worden gelezen"):
        load_protocol(tmp_path / "weg.toml")
    with pytest.raises(FaultyInput, match="geen tekst in UTF-8"):
        load_protocol(tmp_path / "plaatje.toml")
