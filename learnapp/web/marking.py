"""Cutting a text into the words that were found and the words between them, so that a template can mark them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from learnapp.moderation.message import Finding
from learnapp.terms import Outcome


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text; `kind` is "" for plain words, "sun" for a tip, "coral" for what can hurt."""

    text: str
    kind: str = ""


def marked(text: str, findings: Iterable[Finding]) -> list[Stretch]:
    """Cut a text at the edges of its findings; where findings overlap the strictest colours the piece."""
    kinds = [""] * len(text)
    for finding in findings:
        kind = "sun" if finding.outcome is Outcome.ADVISE else "coral"
        for place in range(max(0, finding.start), min(finding.end, len(text))):
            if kinds[place] != "coral":
                kinds[place] = kind
    pieces: list[Stretch] = []
    for letter, kind in zip(text, kinds, strict=True):
        if pieces and pieces[-1].kind == kind:
            pieces[-1] = Stretch(pieces[-1].text + letter, kind)
        else:
            pieces.append(Stretch(letter, kind))
    return pieces
