"""Where a version of the school's protocol can go: draft, consent of the MR, in force, replaced (protocol MR)."""

from __future__ import annotations

from enum import StrEnum

from learnapp.errors import IllegalMove


class VersionState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    AGREED = "agreed"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    DROPPED = "dropped"


class VersionMove(StrEnum):
    """What people do with a version."""

    CHANGE = "change"
    AGREE = "agree"
    REOPEN = "reopen"
    START = "start"
    REPLACE = "replace"
    DROP = "drop"


#: Every move there is. What the MR agreed with is not changed: it is opened again first, and asked anew.
NEXT_VERSION: dict[tuple[VersionState, VersionMove], VersionState] = {
    (VersionState.DRAFT, VersionMove.CHANGE): VersionState.DRAFT,
    (VersionState.DRAFT, VersionMove.AGREE): VersionState.AGREED,
    (VersionState.AGREED, VersionMove.REOPEN): VersionState.DRAFT,
    (VersionState.AGREED, VersionMove.START): VersionState.IN_FORCE,
    (VersionState.IN_FORCE, VersionMove.REPLACE): VersionState.REPLACED,
    (VersionState.DRAFT, VersionMove.DROP): VersionState.DROPPED,
    (VersionState.AGREED, VersionMove.DROP): VersionState.DROPPED,
}


def version_after(state: VersionState, move: VersionMove) -> VersionState:
    """Give the state after a move; raise IllegalMove when the move is not in the table."""
    try:
        return NEXT_VERSION[state, move]
    except KeyError:
        raise IllegalMove(f"Dit kan niet meer: deze versie is nu {state.value!r}.") from None
