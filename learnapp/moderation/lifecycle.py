"""Where a post goes: from the machine's outcome to a first state, and from state to state by what people choose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from learnapp.errors import IllegalMove
from learnapp.terms import Choice, Outcome, PostState

#: What a person can make of a post: every move there is (HOUSE, habit 7).
NEXT_STATE: Mapping[tuple[PostState, Choice], PostState] = MappingProxyType(
    {
        (PostState.HELD, Choice.PLACE): PostState.PUBLISHED,
        (PostState.HELD, Choice.RETURN): PostState.RETURNED,
        (PostState.HELD, Choice.REMOVE): PostState.REMOVED,
        (PostState.HELD, Choice.TALK): PostState.RETURNED,
        (PostState.PUBLISHED, Choice.PLACE): PostState.PUBLISHED,
        (PostState.PUBLISHED, Choice.RETURN): PostState.RETURNED,
        (PostState.PUBLISHED, Choice.REMOVE): PostState.REMOVED,
        (PostState.PUBLISHED, Choice.TALK): PostState.REMOVED,
    }
)

#: From which states the writer can take a post away himself.
WITHDRAWABLE = frozenset({PostState.PUBLISHED, PostState.HELD, PostState.RETURNED})

FIRST_STATE: Mapping[Outcome, PostState] = MappingProxyType(
    {
        Outcome.PUBLISH: PostState.PUBLISHED,
        Outcome.ADVISE: PostState.PUBLISHED,
        Outcome.HOLD: PostState.HELD,
        Outcome.REFUSE: PostState.REFUSED,
    }
)

#: What is never softened, also where only simulated people read along.
NEVER_PRACTISED = frozenset({"zorgsignaal", "afspraak_vreemde"})
SEVERE = 3


def after(state: PostState, choice: Choice) -> PostState:
    """Give the state after a person's choice. Raises `IllegalMove` when the post is no longer where that starts."""
    if (state, choice) not in NEXT_STATE:
        raise IllegalMove
    return NEXT_STATE[state, choice]


def withdrawn(state: PostState) -> PostState:
    """Give the state after the writer took the post away. Raises `IllegalMove` when it is gone already."""
    if state not in WITHDRAWABLE:
        raise IllegalMove
    return PostState.WITHDRAWN


def first_state(outcome: Outcome) -> PostState:
    """Give the state of a post that was sent (for advise: after the writer saw the tip and went on)."""
    return FIRST_STATE[outcome]


def practised(outcome: Outcome, severity: int, labels: Collection[str]) -> Outcome:
    """Soften "hold" to "advise" in a scenario: only simulated people read along, and what follows can be lived through.

    Care, contact with strangers and the severest things stay as they are.
    """
    if outcome is not Outcome.HOLD or severity >= SEVERE or NEVER_PRACTISED & set(labels):
        return outcome
    return Outcome.ADVISE
