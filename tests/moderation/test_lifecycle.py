"""The moves of a post, the first state of a verdict, and practice."""

from __future__ import annotations

import itertools

import pytest

from learnapp.errors import IllegalMove
from learnapp.moderation.lifecycle import (
    NEXT_STATE,
    STORED_STATES,
    Appeal,
    AuthorMove,
    Move,
    after,
    first_state,
    moves_from,
    needs_confirmation,
    practised,
)
from learnapp.terms import Choice, Outcome, PostState

MOVES: tuple[Move, ...] = (*Choice, *AuthorMove, *Appeal)


def test_mw_de_wit_places_a_held_post() -> None:
    assert after(PostState.HELD, Choice.PLACE) is PostState.PUBLISHED


def test_noor_withdraws_her_post_and_it_stays_withdrawn() -> None:
    state = after(PostState.PUBLISHED, AuthorMove.WITHDRAW)

    assert state is PostState.WITHDRAWN
    assert moves_from(state) == ()


def test_sem_rewrites_a_returned_post_and_it_waits_again() -> None:
    assert after(PostState.RETURNED, AuthorMove.SUBMIT_AGAIN) is PostState.HELD


def test_a_removed_post_comes_back_only_when_the_appeal_is_granted() -> None:
    assert after(PostState.REMOVED, Appeal.GRANTED) is PostState.PUBLISHED
    assert moves_from(PostState.REMOVED) == (Appeal.GRANTED,)


@pytest.mark.parametrize(("state", "move"), list(itertools.product(PostState, MOVES)))
def test_only_the_moves_of_the_table_are_possible(state: PostState, move: Move) -> None:
    if (state, move) in NEXT_STATE:
        assert after(state, move) in PostState
    else:
        with pytest.raises(IllegalMove, match="Dit kan niet meer"):
            after(state, move)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.PUBLISH, PostState.PUBLISHED),
        (Outcome.ADVISE, PostState.PUBLISHED),
        (Outcome.HOLD, PostState.HELD),
        (Outcome.REFUSE, PostState.REFUSED),
    ],
)
def test_a_verdict_leads_to_a_first_state(outcome: Outcome, state: PostState) -> None:
    assert first_state(outcome) is state


def test_a_tip_is_confirmed_and_a_refused_post_is_not_kept() -> None:
    assert [outcome for outcome in Outcome if needs_confirmation(outcome)] == [Outcome.ADVISE]
    assert PostState.REFUSED not in STORED_STATES


def test_in_a_solo_scenario_sem_may_post_something_hurtful_and_see_what_happens() -> None:
    assert practised(Outcome.HOLD, 2, ["kwetsen"]) is Outcome.ADVISE


@pytest.mark.parametrize(
    ("severity", "labels"), [(3, ["bedreigen"]), (2, ["zorgsignaal"]), (2, ["kwetsen", "afspraak_vreemde"])]
)
def test_what_an_adult_must_know_is_never_practice(severity: int, labels: list[str]) -> None:
    assert practised(Outcome.HOLD, severity, labels) is Outcome.HOLD


@pytest.mark.parametrize("outcome", [Outcome.PUBLISH, Outcome.ADVISE, Outcome.REFUSE])
def test_practice_softens_nothing_else(outcome: Outcome) -> None:
    assert practised(outcome, 2, ["persoonsgegevens"]) is outcome
