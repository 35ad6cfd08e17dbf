"""Cutting a text into the words that were found and the words between them, so that a template can mark them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from learnapp.terms import Outcome


class Place(Protocol):
    """Where something was found in a text, and what follows from it: fresh from the engine, or as it was stored."""

    @property
    def start(self) -> int:
        """Give where it begins."""

    @property
    def end(self) -> int:
        """Give where it ends."""

    @property
    def outcome(self) -> Outcome:
        """Give what follows from it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text; `kind` is "" for plain words, "sun" for a tip, "coral" for what can hurt."""

    text: str
    kind: str = ""


def marked(text: str, places: Iterable[Place]) -> list[Stretch]:
    """Cut a text at the edges of what was found; where places overlap the strictest colours the piece."""
    kinds = [""] * len(text)
    for place in places:
        kind = "sun" if place.outcome is Outcome.ADVISE else "coral"
        for number in range(max(0, place.start), min(place.end, len(text))):
            if kinds[number] != "coral":
                kinds[number] = kind
    pieces: list[Stretch] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or kinds[end] != kinds[start]:
            pieces.append(Stretch(text[start:end], kinds[start]))
            start = end
    return pieces
