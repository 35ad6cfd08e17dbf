"""What stands on the square of 7B, and for whom."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from learnapp.errors import NotFound
from learnapp.services import feed, moderation, squares
from learnapp.store.database import Database
from learnapp.store.feed import Square
from learnapp.terms import Choice, PostState, ReactionKind, ReportReason
from tests.cast import Cast
from tests.counting import counted
from tests.rooms import CARE, KIND, PHONE, number_of, posted, posts


def test_everybody_of_the_group_sees_a_post_and_nobody_else(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, KIND, now)

    seen = squares.timeline(session, cast.group.id, reader=cast.sem).posts

    assert [(one.author_name, one.text, one.mine) for one in seen] == [("Noor B.", KIND, False)]
    assert squares.timeline(session, cast.elsewhere.id, reader=cast.kaan).posts == ()
    for stranger in (cast.kaan, cast.vos):
        with pytest.raises(NotFound):
            squares.post_for(session, post.id, reader=stranger)
    assert squares.post_for(session, post.id, reader=cast.de_wit).text == KIND


def test_a_post_that_waits_is_seen_by_its_writer_only(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, PHONE, now)

    assert [one.state for one in squares.timeline(session, cast.group.id, reader=cast.noor).posts] == [PostState.HELD]
    assert squares.timeline(session, cast.group.id, reader=cast.sem).posts == ()
    with pytest.raises(NotFound):
        squares.post_for(session, post.id, reader=cast.sem)


@pytest.mark.parametrize("choice", list(Choice))
def test_the_writer_reads_why_and_a_removed_post_is_gone_for_classmates(
    session: Session, cast: Cast, now: datetime, choice: Choice
) -> None:
    post = posted(session, cast.noor, PHONE, now)

    moderation.decide(session, post.id, teacher=cast.de_wit, choice=choice, reason="Daarom.", seen=0, now=now)
    session.flush()

    own = squares.timeline(session, cast.group.id, reader=cast.noor).posts[0]
    others = squares.timeline(session, cast.group.id, reader=cast.sem).posts
    assert own.decision is not None
    assert (own.decision.choice, own.decision.reason) == (choice, "Daarom.")
    assert [one.decision for one in others] == ([None] if choice is Choice.PLACE else [])


def test_the_last_decision_is_the_one_that_is_shown(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, PHONE, now)
    moderation.decide(session, post.id, teacher=cast.de_wit, choice=Choice.PLACE, reason="Mag.", seen=0, now=now)
    session.flush()
    seen = moderation.post_to_decide(session, post.id, teacher_id=cast.de_wit.id).seen

    moderation.decide(session, post.id, teacher=cast.de_wit, choice=Choice.REMOVE, reason="Toch.", seen=seen, now=now)
    session.flush()

    own = squares.own_posts(session, cast.noor)[0]
    assert own.decision is not None
    assert own.decision.reason == "Toch."


def test_replies_stand_below_their_post_with_reactions(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, KIND, now)
    reply = posted(session, cast.sem, "Dank je!", now, parent_id=post.id)
    waiting = posted(session, cast.sem, PHONE, now, parent_id=post.id)
    feed.react(session, cast.noor, reply.id, ReactionKind.SUPPORT, now=now)
    feed.react(session, cast.sem, reply.id, ReactionKind.SUPPORT, now=now)
    session.flush()

    shown = squares.timeline(session, cast.group.id, reader=cast.noor).posts

    assert [one.id for one in shown] == [post.id]
    assert [one.id for one in shown[0].replies] == [reply.id]
    assert shown[0].replies[0].reactions == {ReactionKind.SUPPORT: 2}
    assert shown[0].replies[0].my_reaction is ReactionKind.SUPPORT
    assert [one.id for one in squares.post_for(session, post.id, reader=cast.sem).replies] == [reply.id, waiting.id]
    assert squares.post_for(session, reply.id, reader=cast.noor).text == "Dank je!"


def test_a_long_square_comes_in_pages(session: Session, cast: Cast, now: datetime) -> None:
    made = [posted(session, cast.noor, f"Bericht {number}", now).id for number in range(squares.PAGE + 3)]

    first = squares.timeline(session, cast.group.id, reader=cast.sem)
    second = squares.timeline(session, cast.group.id, reader=cast.sem, before=first.older)

    assert [one.id for one in (*first.posts, *second.posts)] == made[::-1]
    assert len(first.posts) == squares.PAGE
    assert second.older is None


def test_an_empty_square_is_empty(session: Session, cast: Cast) -> None:
    assert squares.timeline(session, cast.group.id, reader=cast.noor) == squares.Timeline((), None)


def test_a_page_of_a_square_takes_three_statements_however_many_posts(
    session: Session, database: Database, cast: Cast, now: datetime
) -> None:
    for number in range(12):
        post = posted(session, cast.noor, f"Bericht {number}", now)
        posted(session, cast.sem, "Leuk!", now, parent_id=post.id)
        posted(session, cast.noor, PHONE, now)
    session.expire(cast.noor)
    reader = cast.noor
    assert reader.id

    with counted(database.engine) as statements:
        squares.timeline(session, cast.group.id, reader=reader)

    assert len(statements) == 3


def test_the_square_of_a_group_is_made_once(session: Session, cast: Cast, now: datetime) -> None:
    first = squares.square_of_group(session, cast.group.id, now=now)
    second = squares.square_of_group(session, cast.group.id, now=now)

    assert first is second
    assert number_of(session, Square) == 1


def test_my_footprint_has_everything_also_what_is_gone(session: Session, cast: Cast, now: datetime) -> None:
    stays = posted(session, cast.noor, KIND, now)
    gone = posted(session, cast.noor, "Dit haal ik weg", now)
    posts(session, cast.noor, CARE, now)
    feed.withdraw(session, gone.id, author=cast.noor, now=now)
    session.flush()

    shown = squares.own_posts(session, cast.noor)

    assert {one.state for one in shown if not one.quiet} == {PostState.PUBLISHED, PostState.WITHDRAWN}
    assert [one.text for one in shown if one.quiet] == [CARE]
    assert squares.own_posts(session, cast.sem) == ()
    assert stays.id in {one.id for one in shown}


def test_who_reported_reads_what_became_of_it(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, KIND, now)
    feed.report(session, cast.sem, post.id, ReportReason.HURTS, now=now)
    session.flush()
    before = squares.own_reports(session, cast.sem)

    moderation.decide(session, post.id, teacher=cast.de_wit, choice=Choice.REMOVE, reason="Nee.", seen=0, now=now)
    session.flush()

    after = squares.own_reports(session, cast.sem)
    assert [(one.closed_at, one.state) for one in before] == [(None, PostState.PUBLISHED)]
    assert [(one.closed_at, one.state) for one in after] == [(now, PostState.REMOVED)]
    assert squares.own_reports(session, cast.noor) == []


def test_only_an_own_post_that_came_back_can_be_rewritten(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, PHONE, now)

    with pytest.raises(NotFound):
        squares.text_to_rewrite(session, post.id, author=cast.noor)
    moderation.decide(session, post.id, teacher=cast.de_wit, choice=Choice.RETURN, reason="Anders.", seen=0, now=now)
    session.flush()

    assert squares.text_to_rewrite(session, post.id, author=cast.noor) is post
    with pytest.raises(NotFound):
        squares.text_to_rewrite(session, post.id, author=cast.sem)
