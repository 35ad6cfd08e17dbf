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
