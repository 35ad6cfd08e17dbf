"""The version of a square goes up with every change to what stands on it, so that a kept page knows when it is old."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.services import feed, moderation, squares
from learnapp.store.feed import Post, Square
from learnapp.terms import Choice, PostState, ReactionKind, Tone
from tests.cast import Cast


@pytest.fixture
def post(session: Session, cast: Cast, now: datetime) -> Post:
    """A post of Noor on the square of 7B."""
    square = squares.square_of_group(session, cast.group.id, now=now)
    made = Post(
        square_id=square.id,
        author_id=cast.noor.id,
        text="Hoi allemaal",
        state=PostState.PUBLISHED,
        tone=Tone.KIND,
        labels=[],
        created_at=now,
        changed_at=now,
    )
    session.add(made)
    session.commit()
    return made


def version(session: Session, cast: Cast) -> int:
    session.flush()
    return session.scalars(select(Square.version).where(Square.group_id == cast.group.id)).one()


def test_a_reaction_and_taking_it_back_raise_the_version(
    session: Session, cast: Cast, post: Post, now: datetime
) -> None:
    first = version(session, cast)

    feed.react(session, cast.sem, post.id, ReactionKind.SUPPORT, now=now)
    second = version(session, cast)
    feed.react(session, cast.sem, post.id, ReactionKind.SUPPORT, now=now)

    assert first < second < version(session, cast)


def test_taking_a_post_away_raises_the_version(session: Session, cast: Cast, post: Post, now: datetime) -> None:
    first = version(session, cast)

    feed.withdraw(session, post.id, author=cast.noor, now=now)

    assert version(session, cast) > first


def test_a_decision_raises_the_version(session: Session, cast: Cast, post: Post, now: datetime) -> None:
    post.state = PostState.HELD
    first = version(session, cast)

    moderation.decide(session, post.id, teacher=cast.de_wit, choice=Choice.PLACE, reason="Mooi zo", seen=0, now=now)

    assert version(session, cast) > first


def test_the_page_of_sem_changes_when_noor_takes_her_post_away(
    session: Session, cast: Cast, post: Post, now: datetime, visit, lesson_of_7b
) -> None:
    before = visit(cast.sem).get("/plein")

    visit(cast.noor).post(f"/plein/bericht/{post.id}/weg")
    after = visit(cast.sem).get("/plein")

    assert "Hoi allemaal" in before
    assert "Hoi allemaal" not in after
