"""Judge messages line by line: JSON in, JSON out, in the same order, streaming."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from learnapp.cli import memory
from learnapp.cli.explained import written
from learnapp.moderation.advisor import standard_advisor
from learnapp.moderation.engine import judge
from learnapp.moderation.explain import explain as explained
from learnapp.moderation.message import Message, Verdict
from learnapp.moderation.protocol import Protocol, load_protocol, standard_protocol
from learnapp.terms import AuthorRole, Capacity, Context

_Word = TypeVar("_Word", bound=StrEnum)


class FaultyLine(Exception):
    """A line cannot be judged; the argument is a Dutch sentence."""


@dataclass(frozen=True, slots=True)
class Names:
    """The people and schools of a names file, per roster."""

    rosters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    staff: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    schools: Mapping[str, str] = field(default_factory=dict)


def run(
    lines: Iterable[bytes | str],
    write: Callable[[str], object],
    *,
    names: Path | None,
    protocol: Path | None,
    explain: bool = False,
) -> int:
    """Answer every line, with what each layer saw when asked; give 1 when a line was faulty, else 0."""
    known = names_of(names)
    rules = load_protocol(protocol) if protocol else standard_protocol()
    standard_advisor()
    memory.settle()
    faulty = False
    for line in lines:
        if not line.strip():
            continue
        answer = _answer(line, known, rules, explain=explain)
        faulty = faulty or "error" in answer
        write(json.dumps(answer, ensure_ascii=False) + "\n")
    return int(faulty)


def names_of(path: Path | None) -> Names:
    """Read a names file: people and schools per roster."""
    if path is None:
        return Names()
    data = json.loads(path.read_text(encoding="utf-8"))
    people = {
        key: {name: tuple(map(str, rows)) for name, rows in data.get(key, {}).items()} for key in ("rosters", "staff")
    }
    return Names(people["rosters"], people["staff"], {key: str(name) for key, name in data.get("schools", {}).items()})


def _answer(line: bytes | str, names: Names, protocol: Protocol, *, explain: bool) -> dict[str, Any]:
    identity: object = None
    try:
        row = _row(line)
        identity = row.get("id")
        message = message_of(row, names)
    except FaultyLine as fault:
        return {"id": identity, "error": str(fault)}
    if not explain:
        return {"id": identity, **_written(judge(message, protocol))}
    seen = explained(message, protocol)
    return {"id": identity, **_written(seen.verdict), "explain": written(seen)}


def _row(line: bytes | str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise FaultyLine("Deze regel is geen goede JSON. Schrijf één bericht per regel.") from error
    if not isinstance(row, dict):
        raise FaultyLine('Deze regel is geen JSON-object. Schrijf {"id": …, "text": …}.')
    return row


def message_of(row: Mapping[str, Any], names: Names) -> Message:
    """Make a message of a line. Raises `FaultyLine` naming the field that is wrong."""
    text = row.get("text")
    if not isinstance(text, str):
        raise FaultyLine("Het veld `text` ontbreekt of is geen tekst.")
    roster = row.get("roster")
    return Message(
        text=text,
        author_role=_one_of(AuthorRole, row.get("author_role", AuthorRole.PUPIL), "author_role"),
        context=_one_of(Context, row.get("context", Context.FEED_POST), "context"),
        reply_to=_text(row, "reply_to"),
        mentions_consent=_flag(row, "mentions_consent", otherwise=False),
        recipient_role=_maybe(AuthorRole, row, "recipient_role"),
        author_known=_flag(row, "author_known", otherwise=True),
        official_account=_flag(row, "official_account", otherwise=False),
        capacity=_maybe(Capacity, row, "capacity"),
        school=_text(row, "school") or names.schools.get(str(roster)),
        school_facts=_facts(row),
        roster=_people(row, "roster", names.rosters),
        staff=_people(row, "staff", names.staff) or names.staff.get(str(roster), ()),
        people_without_consent=_people(row, "people_without_consent", {}),
    )


def _one_of(kind: type[_Word], value: object, key: str) -> _Word:
    try:
        return kind(str(value))
    except ValueError as error:
        raise FaultyLine(f"Het veld `{key}` kent deze waarde niet. Kies uit: {', '.join(kind)}.") from error


def _maybe(kind: type[_Word], row: Mapping[str, Any], key: str) -> _Word | None:
    return None if row.get(key) is None else _one_of(kind, row[key], key)


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise FaultyLine(f"Het veld `{key}` is geen tekst.")
    return value


def _flag(row: Mapping[str, Any], key: str, *, otherwise: bool) -> bool:
    value = row.get(key)
    if value is not None and not isinstance(value, bool):
        raise FaultyLine(f"Het veld `{key}` is true of false.")
    return otherwise if value is None else value


def _people(row: Mapping[str, Any], key: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Give names: written in the line, or those of the roster that the line names."""
    value = row.get(key)
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(value)
    if value is not None and not isinstance(value, str):
        raise FaultyLine(f"Het veld `{key}` is een naam van een lijst, of een lijst van namen.")
    return known.get(str(value), ())


def _facts(row: Mapping[str, Any]) -> dict[str, str]:
    """Give the facts of the school, written as a list of sentences or as subject and sentence."""
    value = row.get("school_facts") or {}
    if isinstance(value, list) and all(isinstance(fact, str) for fact in value):
        return {str(number): fact for number, fact in enumerate(value, 1)}
    if isinstance(value, dict) and all(isinstance(fact, str) for fact in value.values()):
        return value
    raise FaultyLine("Het veld `school_facts` is een lijst van zinnen, of een tabel van onderwerp en zin.")


def _written(verdict: Verdict) -> dict[str, Any]:
    """Give a verdict in the words of the file format. A place of no length (an empty text) is left out of the spans."""
    places = [(one.start, one.end, one.label) for one in verdict.findings if one.start < one.end]
    keys = ("rule", "article", "label", "severity", "reason_child", "reason_adult", "tip")
    return {
        "labels": list(verdict.labels),
        "severity": verdict.severity,
        "outcome": verdict.outcome.value,
        "spans": [{"start": start, "end": end, "label": label} for start, end, label in dict.fromkeys(places)],
        "findings": [
            {"version": verdict.protocol_version, **{key: getattr(one, key) for key in keys}}
            for one in verdict.findings
        ],
    }
