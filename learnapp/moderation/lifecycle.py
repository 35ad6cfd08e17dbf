"""Where a post can go: one table of moves, and the first state that a verdict leads to."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from learnapp.errors import IllegalMove
from learnapp.terms import Choice, Outcome, PostState


class AuthorMove(StrEnum):
    """What the author can do with an own post."""

    WITHDRAW = "withdraw"
    SUBMIT_AGAIN = "submit_again"


class Appeal(StrEnum):
    """What follows when somebody does not agree with a decision and it is decided anew."""

    GRANTED = "granted"


Move = Choice | AuthorMove | Appeal

#: Every move there is. What is not here cannot happen. A talk changes nothing about the post itself: it is a decision
#: with a conversation, and the post waits (or stands) until a choice follows.
NEXT_STATE: dict[tuple[PostState, Move], PostState] = {
    (PostState.HELD, Choice.PLACE): PostState.PUBLISHED,
    (PostState.HELD, Choice.RETURN): PostState.RETURNED,
    (PostState.HELD, Choice.REMOVE): PostState.REMOVED,
    (PostState.HELD, Choice.TALK): PostState.HELD,
    (PostState.HELD, AuthorMove.WITHDRAW): PostState.WITHDRAWN,
    (PostState.PUBLISHED, Choice.PLACE): PostState.PUBLISHED,
    (PostState.PUBLISHED, Choice.RETURN): PostState.RETURNED,
    (PostState.PUBLISHED, Choice.REMOVE): PostState.REMOVED,
    (PostState.PUBLISHED, Choice.TALK): PostState.PUBLISHED,
    (PostState.PUBLISHED, AuthorMove.WITHDRAW): PostState.WITHDRAWN,
    (PostState.RETURNED, Choice.PLACE): PostState.PUBLISHED,
    (PostState.RETURNED, Choice.REMOVE): PostState.REMOVED,
    (PostState.RETURNED, Choice.TALK): PostState.RETURNED,
    (PostState.RETURNED, AuthorMove.SUBMIT_AGAIN): PostState.HELD,
    (PostState.RETURNED, AuthorMove.WITHDRAW): PostState.WITHDRAWN,
    (PostState.REMOVED, Appeal.GRANTED): PostState.PUBLISHED,
    (PostState.RETURNED, Appeal.GRANTED): PostState.PUBLISHED,
}

#: The state in which a post begins. A refused post is handed back to its writer and is not stored.
FIRST_STATE: dict[Outcome, PostState] = {
    Outcome.PUBLISH: PostState.PUBLISHED,
    Outcome.ADVISE: PostState.PUBLISHED,
    Outcome.HOLD: PostState.HELD,
    Outcome.REFUSE: PostState.REFUSED,
}

#: States whose text is kept. The words of a refused post are never stored.
STORED_STATES = frozenset(PostState) - {PostState.REFUSED}

#: Findings that are never practice: an adult must know, also when only simulated people read along.
NEVER_PRACTICE = frozenset({"zorgsignaal", "afspraak_vreemde"})
_ADULT_MUST_KNOW = 3


def after(state: PostState, move: Move) -> PostState:
    """Give the state after a move; raise IllegalMove when the move is not in the table."""
    try:
        return NEXT_STATE[state, move]
    except KeyError:
        raise IllegalMove(f"Dit kan niet meer: het bericht is nu {state.value!r}.") from None


def moves_from(state: PostState) -> tuple[Move, ...]:
    """Give the moves that are possible from a state, in the order of the table."""
    return tuple(move for start, move in NEXT_STATE if start is state)


def first_state(outcome: Outcome) -> PostState:
    """Give the state in which a post begins. With a tip the writer has confirmed first that it may go out so."""
    return FIRST_STATE[outcome]


def needs_confirmation(outcome: Outcome) -> bool:
    """Say whether the writer is asked "toch plaatsen?" before the post goes out."""
    return outcome is Outcome.ADVISE


def practised(outcome: Outcome, severity: int, labels: Iterable[str]) -> Outcome:
    """Give the outcome inside a solo scenario, where only simulated people read along.

    Waiting for the teacher softens to a tip, so that a pupil may post anyway and live through what follows. Care
    signals, meetings with strangers and everything that an adult must know stay as they are.
    """
    serious = severity >= _ADULT_MUST_KNOW or not NEVER_PRACTICE.isdisjoint(labels)
    return Outcome.ADVISE if outcome is Outcome.HOLD and not serious else outcome
