"""Read the corpus: invented messages of invented people, with what a careful teacher would say about them.

The format stands in `README.md`. A file is one world: a school with its pupils and staff, written by one hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from learnapp.moderation.message import Message
from learnapp.terms import AuthorRole, Context

TEXTS = Path(__file__).parent / "texts"
#: The one file that nothing is learned from and no rule was made with: it measures.
HELD_OUT = "zevensprong"
_HEAD = re.compile(r"(-|[a-z_+]+)(?:\s*\(([^)]*)\))?\Z")
_MARKED = re.compile(r"\[([^\]]*)\]")
_PAIR = re.compile(r"(\w+)\s*=\s*([\w-]+)")


class FaultyCorpus(ValueError):
    """A line of the corpus cannot be read; the argument says which and why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the corpus.

    `expected` are the labels that must be found, `allowed` those that may be; `spans` are the places (code points of
    `message.text`) of the words that carry the harm. `severity` is 0–3.
    """

    id: str
    message: Message
    expected: frozenset[str]
    allowed: frozenset[str]
    functionality: str
    severity: int
    spans: tuple[tuple[int, int], ...]

    @property
    def world(self) -> str:
        """Give the name of the file it stands in."""
        return self.id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class _Head:
    expected: frozenset[str]
    allowed: frozenset[str]
    role: AuthorRole
    context: Context
    functionality: str
    severity: int
    extra: dict[str, str] = field(default_factory=dict)


def read_all(folder: Path = TEXTS) -> dict[str, list[Line]]:
    """Read every world of a folder, by name. Raises `FaultyCorpus`."""
    return {path.stem: list(read_world(path)) for path in sorted(folder.glob("*.txt"))}


def read_world(path: Path) -> Iterator[Line]:
    """Read the messages of one file. Raises `FaultyCorpus`."""
    world: dict[str, str] = {}
    head: _Head | None = None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line, place = raw.strip(), f"{path.name}:{number}"
        if not line:
            continue
        if line.startswith("# "):
            head = _read_head(line[2:], place)
        elif head is None:
            key, _, value = line.partition(": ")
            world[key] = value
        else:
            yield _read_line(line, head, world, f"{path.stem}:{number}")


def _read_head(text: str, place: str) -> _Head:
    before, _, facts = text.partition("facts=")
    parts = [part.strip() for part in before.split("|")]
    labels = _HEAD.match(parts[0])
    if labels is None or len(parts) < 5:
        raise FaultyCorpus(f"{place}: a block begins with # labels | role | context | functionality | severity")
    extra = dict(_PAIR.findall("|".join(parts[5:])))
    if facts:
        extra["facts"] = facts
    return _Head(
        expected=frozenset() if labels[1] == "-" else frozenset(labels[1].split("+")),
        allowed=frozenset(label.strip() for label in (labels[2] or "").split(",") if label.strip()),
        role=AuthorRole(parts[1]),
        context=Context(parts[2]),
        functionality=parts[3],
        severity=int(parts[4]),
        extra=extra,
    )


def _read_line(line: str, head: _Head, world: dict[str, str], identity: str) -> Line:
    marked, _, answered = (part.strip() for part in line.partition("<<"))
    text, spans = _without_marks(marked) if head.expected else (marked, ())
    extra = head.extra
    facts = [fact.strip() for fact in extra.get("facts", "").split(";") if fact.strip()]
    message = Message(
        text=text,
        author_role=head.role,
        context=head.context,
        reply_to=answered or None,
        mentions_consent=extra.get("consent") == "true",
        recipient_role=AuthorRole(extra["recipient"]) if "recipient" in extra else None,
        author_known=extra.get("author_known") != "false",
        official_account=extra.get("official") == "true",
        school=world.get("school"),
        school_facts={str(number): fact for number, fact in enumerate(facts, 1)},
        roster=_names(world.get("roster", "")),
        staff=_names(world.get("staff", "")),
    )
    return Line(identity, message, head.expected, head.allowed, head.functionality, head.severity, spans)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _without_marks(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    text, spans, at = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        spans.append((len(text), len(text) + len(match[1])))
        text += match[1]
        at = match.end()
    return text + marked[at:], tuple(spans)
