"""Propose a measure. It stays a proposal: a person confirms it, with a reason (protocol S3, S5)."""

from __future__ import annotations

from learnapp.moderation.rules import Ladder, Measure

#: So many breaches of one severity before a heavier measure is proposed.
_PATIENCE = 3


def proposal(count: int, severity: int, ladder: Ladder) -> Measure | None:
    """Propose a measure after the `count`-th breach (from 1), of this severity; None when there is nothing to propose.

    A breach starts at the mildest measure of its own severity; every third one brings the next measure nearer. The
    heaviest measure is never proposed for severity 1 or 2: such a step is not something a list may suggest.
    """
    if count < 1 or severity < 1:
        return None
    rungs = [place for place, measure in enumerate(ladder.measures) if measure.severity >= severity]
    start = rungs[0] if rungs else len(ladder.measures) - 1
    highest = max(
        (place for place, one in enumerate(ladder.measures) if one.severity <= max(severity, 2)), default=start
    )
    place = start + (count - 1) // _PATIENCE
    return ladder.measures[max(start, min(place, highest))]
