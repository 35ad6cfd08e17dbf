"""Propose a measure. It stays a proposal: a person confirms it, with a reason (protocol S3, S5)."""

from __future__ import annotations

from learnapp.moderation.rules import Ladder, Measure

#: So many breaches of one severity before a heavier measure is proposed.
_PATIENCE = 3
_SERIOUS = 3


def proposal(count: int, severity: int, ladder: Ladder) -> Measure | None:
    """Propose a measure after the `count`-th breach (from 1) of this severity; None when there is nothing to propose.

    Every third breach brings the next measure nearer. What an adult must know (severity 3) starts a step higher, and
    only there the heaviest measures can be proposed.
    """
    if count < 1 or severity < 1:
        return None
    allowed = [measure for measure in ladder.measures if severity == _SERIOUS or measure.severity < _SERIOUS]
    start = next((place for place, one in enumerate(allowed) if one.severity > 1), 0) if severity == _SERIOUS else 0
    return allowed[min(start + (count - 1) // _PATIENCE, len(allowed) - 1)]
