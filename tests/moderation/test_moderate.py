"""The command that judges messages line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from learnapp.cli.moderate import run
from learnapp.moderation.protocol import STANDARD

NAMES = {
    "rosters": {"linde": ["Noor de Vries", "Sem Bakker"]},
    "staff": {"linde": ["Sanne de Wit"]},
    "schools": {"linde": "De Lindeboom"},
}


def asked(
    *lines: str | bytes | dict[str, Any], names: Path | None = None, protocol: Path | None = None
) -> tuple[int, list[Any]]:
    written: list[str] = []
    rows: Iterable[str | bytes] = [json.dumps(line) if isinstance(line, dict) else line for line in lines]
    code = run(rows, written.append, names=names, protocol=protocol)
    return code, [json.loads(line) for line in written]


def test_each_line_is_answered_in_order() -> None:
    code, answers = asked({"id": "a", "text": "hoi"}, "", {"id": "b", "text": "jij bent dom"})

    assert code == 0
    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert answers[0] == {"id": "a", "labels": [], "severity": 0, "outcome": "publish", "spans": [], "findings": []}
    assert answers[1]["spans"] == [{"start": 0, "end": 12, "label": "kwetsen"}]
    assert set(answers[1]["findings"][0]) == {
        "rule", "version", "article", "label", "severity", "reason_child", "reason_adult", "tip",
    }  # fmt: skip


def test_the_names_of_the_roster_that_a_line_mentions_are_known(tmp_path: Path) -> None:
    path = tmp_path / "names.json"
    path.write_text(json.dumps(NAMES), encoding="utf-8")

    _, answers = asked(
        {"id": 1, "text": "Sem Bakker wint", "roster": "linde"},
        {"id": 2, "text": "Sem Bakker wint", "roster": "elders"},
        {"id": 3, "text": "Tom Kok wint", "roster": ["Tom Kok"]},
        {"id": 4, "text": "Sanne de Wit wint", "staff": "linde"},
        names=path,
    )

    named = [any(one["rule"] == "volledige-naam" for one in answer["findings"]) for answer in answers]
    assert named == [True, False, True, True]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{kapot", "geen goede JSON"),
        (b"\xff\xfe", "geen goede JSON"),
        ("[1]", "geen JSON-object"),
        ({"id": "x"}, "`text` ontbreekt"),
        ({"id": "x", "text": 3}, "`text` ontbreekt"),
        ({"id": "x", "text": "", "author_role": "baas"}, "`author_role` kent"),
        ({"id": "x", "text": "", "context": "brief"}, "`context` kent"),
        ({"id": "x", "text": "", "recipient_role": "baas"}, "`recipient_role` kent"),
        ({"id": "x", "text": "", "reply_to": 3}, "`reply_to` is geen tekst"),
        ({"id": "x", "text": "", "author_known": "ja"}, "`author_known` is true of false"),
        ({"id": "x", "text": "", "roster": 3}, "`roster` is een naam"),
        ({"id": "x", "text": "", "school_facts": 3}, "`school_facts` is een lijst"),
        ({"id": "x", "text": "", "school_facts": [3]}, "`school_facts` is een lijst"),
    ],
)
def test_a_faulty_line_is_told_and_the_rest_goes_on(line: Any, told: str) -> None:
    code, answers = asked(line, {"id": "b", "text": "hoi"})

    assert code == 1
    assert told in answers[0]["error"]
    assert answers[1]["outcome"] == "publish"


def test_facts_may_be_a_list_or_a_table() -> None:
    facts = "De schaakclub is op dinsdag."

    _, answers = asked(
        {"id": 1, "text": "schaakclub is op vrijdag", "school_facts": [facts]},
        {"id": 2, "text": "schaakclub is op vrijdag", "school_facts": {"club": facts}},
    )

    assert [answer["labels"] for answer in answers] == [["onjuistheid"], ["onjuistheid"]]


def test_another_protocol_file_can_be_used() -> None:
    assert asked({"id": 1, "text": "jij sukkel"}, protocol=STANDARD)[1][0]["labels"] == ["kwetsen"]


def test_an_empty_text_with_people_who_were_not_asked_has_a_finding_without_a_place() -> None:
    _, answers = asked({"id": 1, "text": "", "people_without_consent": ["Noor"]})

    assert answers[0]["spans"] == []
    assert answers[0]["labels"] == ["beeld_zonder_toestemming"]
