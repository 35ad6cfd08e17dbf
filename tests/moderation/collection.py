"""The case collection: sentences of children, staff and parents of De Lindeboom, per rule."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from learnapp.moderation.message import Message
from learnapp.terms import AuthorRole, Capacity, Context

CASES = Path(__file__).parent / "cases"
PUPILS = ("Noor de Vries", "Sem Bakker", "Bram Jansen", "Yara Aziz", "Daan Smit", "Fenna Postma", "Mo Amrani")
STAFF = ("Sanne de Wit", "Erik Vos")
_WORDS = {"author_role": AuthorRole, "recipient_role": AuthorRole, "context": Context, "capacity": Capacity}


@dataclass(frozen=True)
class Case:
    """One sentence of the collection: it must touch the rule, or leave it alone."""

    rule: str
    touches: bool
    row: dict[str, Any] = field(hash=False)

    @property
    def message(self) -> Message:
        """Give the message, said by somebody at De Lindeboom."""
        values = {key: _WORDS[key](value) if key in _WORDS else value for key, value in self.row.items()}
        if "people_without_consent" in values:
            values["people_without_consent"] = tuple(values["people_without_consent"])
        return Message(**{"roster": PUPILS, "staff": STAFF, "school": "De Lindeboom", **values})

    def __str__(self) -> str:
        return f"{self.rule}: {self.row['text'][:40]}"


def cases_of(path: Path) -> Iterator[Case]:
    """Give the cases of one file."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for key, touches in (("hits", True), ("misses", False)):
        for row in data[key]:
            yield Case(path.stem, touches, {"text": row} if isinstance(row, str) else row)


def all_cases() -> list[Case]:
    """Give the whole collection."""
    return [case for path in sorted(CASES.glob("*.toml")) for case in cases_of(path)]
