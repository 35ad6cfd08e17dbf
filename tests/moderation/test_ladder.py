"""The ladder proposes; a person confirms."""

from __future__ import annotations

import pytest

from learnapp.moderation.ladder import proposal
from learnapp.moderation.protocol import Protocol
from learnapp.moderation.rules import Audience


@pytest.mark.parametrize(
    ("count", "severity", "proposed"),
    [
        (1, 1, "waarschuwing"),
        (3, 2, "waarschuwing"),
        (4, 2, "schorsing"),
        (40, 2, "schorsing"),
        (1, 3, "schorsing"),
        (4, 3, "verwijdering"),
        (40, 3, "verwijdering"),
    ],
)
def test_S5_a_pupil_or_parent_climbs_slowly(count: int, severity: int, proposed: str, protocol: Protocol) -> None:  # noqa: N802
    measure = proposal(count, severity, protocol.ladders[Audience.COMMUNITY])

    assert measure is not None
    assert measure.id == proposed


def test_S3_dismissal_is_only_proposed_for_the_most_serious(protocol: Protocol) -> None:  # noqa: N802
    ladder = protocol.ladders[Audience.STAFF]

    mild = [proposal(count, 2, ladder) for count in range(1, 30)]
    serious = [proposal(count, 3, ladder) for count in range(1, 30)]

    assert {measure.id for measure in mild if measure} == {"waarschuwing", "schorsing", "berisping"}
    assert serious[-1] is not None
    assert serious[-1].id == "ontslag-op-staande-voet"


@pytest.mark.parametrize(("count", "severity"), [(0, 2), (1, 0)])
def test_nothing_happened_so_nothing_is_proposed(count: int, severity: int, protocol: Protocol) -> None:
    assert proposal(count, severity, protocol.ladders[Audience.COMMUNITY]) is None
