"""The case collection: invented sentences per rule, which touch it or look alike and must be left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from learnapp.moderation.message import Message
from learnapp.terms import AuthorRole, Capacity, Context

#: Where the collection stands: in a wheel, and in a checkout.
PLACES = (Path("cases"), Path("tests", "moderation", "cases"))
#: The invented school in which the sentences are said.
SCHOOL = "De Lindeboom"
PUPILS = ("Noor de Vries", "Sem Bakker", "Bram Jansen", "Yara Aziz", "Daan Smit", "Fenna Postma", "Mo Amrani")
STAFF = ("Sanne de Wit", "Erik Vos")
_WORDS = {"author_role": AuthorRole, "recipient_role": AuthorRole, "context": Context, "capacity": Capacity}


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence of the collection: it is there because it touches the rule, or must leave it alone."""

    rule: str
    touches: bool
    message: Message


@cache
def examples_in(root: Path) -> tuple[Example, ...]:
    """Give the collection below the folder of an installation; nothing when there is none."""
    files = [path for place in PLACES for path in sorted((root / place).glob("*.toml"))]
    return tuple(example for path in files for example in _of(path))


def _of(path: Path) -> Iterator[Example]:
    data = tomli.loads(path.read_text(encoding="utf-8"))
    for key, touches in (("hits", True), ("misses", False)):
        for row in data.get(key, []):
            yield Example(path.stem, touches, _message({"text": row} if isinstance(row, str) else row))


def _message(row: dict[str, Any]) -> Message:
    values: dict[str, Any] = {key: _WORDS[key](value) if key in _WORDS else value for key, value in row.items()}
    values |= {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
    surroundings: dict[str, Any] = {"roster": PUPILS, "staff": STAFF, "school": SCHOOL}
    return Message(**(surroundings | values))
