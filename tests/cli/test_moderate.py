"""Judging messages from the terminal (what it promises about each line is tested in test_moderate of the engine)."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Caretaker

GOOD = '{"id": "a", "text": "Wat een mooie tekening", "author_role": "leerling", "context": "feed_post"}\n'


def test_each_line_gets_an_answer_in_order(caretaker: Caretaker) -> None:
    said = caretaker.says("moderate", answer=GOOD + GOOD.replace('"a"', '"b"'))

    assert [json.loads(line)["id"] for line in said.splitlines()] == ["a", "b"]


def test_a_faulty_line_gets_an_answer_too_and_the_code_tells(caretaker: Caretaker) -> None:
    said = caretaker.says("moderate", answer=GOOD + "{kapot\n" + GOOD, code=1)

    answers = [json.loads(line) for line in said.splitlines()]
    assert ["error" in answer for answer in answers] == [False, True, False]


def test_half_a_character_in_an_id_breaks_nothing(caretaker: Caretaker) -> None:
    said = caretaker.says("moderate", answer=GOOD.replace('"a"', '"\\ud83d"'))

    assert json.loads(said)["id"] == "\ud83d"


def test_a_faulty_protocol_is_told_fault_by_fault(caretaker: Caretaker, tmp_path: Path) -> None:
    protocol = tmp_path / "eigen.toml"
    protocol.write_text("version = 1\n[[rules]]\nid = 3\n")

    said = caretaker.says("moderate", "--protocol", str(protocol), answer=GOOD, code=1)

    assert "The protocol has faults:\n  - " in said


def test_a_file_with_names_that_is_no_json_is_a_sentence(caretaker: Caretaker, tmp_path: Path) -> None:
    names = tmp_path / "namen.json"
    names.write_text("Noor, Sem")

    assert "cannot be read" in caretaker.says("moderate", "--roster", str(names), answer=GOOD, code=1)


def test_every_layer_is_shown_when_asked_and_the_answer_stays_the_same(caretaker: Caretaker) -> None:
    hurtful = '{"id": "c", "text": "H0i Sem, jij bent niet een sukkel", "roster": ["Sem Bakker"], "reply_to": "hoi"}\n'

    plain = json.loads(caretaker.says("moderate", answer=hurtful))
    shown = json.loads(caretaker.says("moderate", "--explain", answer=hurtful))

    layers = shown.pop("explain")
    assert shown == plain
    assert list(layers) == [
        "normalised", "words", "about", "mentions", "exemptions", "answered", "scope", "fired", "almost", "advice",
    ]  # fmt: skip
    assert layers["normalised"]["changes"] == [{"kind": "leet", "start": 0, "end": 3, "written": "H0i", "read": "hoi"}]
    assert layers["about"] == ["pupil", "you"]
    assert {"kind": "negated", "list": "", "start": 27, "end": 33} in layers["exemptions"]
    assert layers["scope"] == {"school": True, "words": [{"start": 4, "end": 7}]}
    kept_away = {why["kind"] for near in layers["almost"] for why in near["why"]}
    assert {"except", "unless"} <= kept_away
    assert set(layers["advice"]) == {"anything", "labels", "label", "words", "listeners"}


def test_an_empty_text_and_a_faulty_line_are_explained_too(caretaker: Caretaker) -> None:
    said = caretaker.says("moderate", "--explain", answer='{"id": 1, "text": ""}\n{kapot\n', code=1)

    empty, faulty = map(json.loads, said.splitlines())
    assert (empty["explain"]["words"], empty["explain"]["advice"]) == ([], None)
    assert "explain" not in faulty


def test_the_help_tells_what_explaining_shows(caretaker: Caretaker) -> None:
    assert "second opinion" in " ".join(caretaker.says("moderate", "--help").split())
