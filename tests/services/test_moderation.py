"""The queue of Mw. De Wit: what waits, in which order, and what she decides."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.errors import FaultyInput, IllegalMove, NotFound
from learnapp.moderation.protocol import standard_protocol
from learnapp.services import care, feed, moderation, scenarios
from learnapp.services.feed import Draft, Surroundings
from learnapp.services.moderation import Need
from learnapp.store.database import Database
from learnapp.store.feed import Post
from learnapp.store.journal import JournalEntry
from learnapp.store.moderation import Decision, StoredVerdict
from learnapp.store.people import Person, teaches
from learnapp.terms import Choice, Outcome, PostState, ReportReason
from tests.cast import Cast
from tests.counting import counted
from tests.rooms import CARE, KIND, PHONE, access, library, number_of, posted, posts


def decided(session: Session, post: Post, teacher: Person, choice: Choice, now: datetime, *, seen: int = 0) -> None:
    moderation.decide(session, post.id, teacher=teacher, choice=choice, reason="Daarom.", seen=seen, now=now)
    session.flush()


def severe(session: Session, post: Post) -> Post:
    """Let the engine have found something grave in a post."""
    session.scalars(select(StoredVerdict).where(StoredVerdict.post_id == post.id)).one().severity = 3
    session.flush()
    return post


def reported(session: Session, reporter: Person, post: Post, now: datetime) -> Post:
    feed.report(session, reporter, post.id, ReportReason.HURTS, now=now)
    session.flush()
    return post


def test_what_needs_me_most_comes_first_and_of_those_the_oldest(session: Session, cast: Cast, now: datetime) -> None:
    doubt = posted(session, cast.noor, "Mag ik dit?", now - timedelta(minutes=9), question="Mag dit?")
    later = posted(session, cast.noor, PHONE, now)
    held = posted(session, cast.sem, PHONE, now - timedelta(minutes=1))
    complaint = reported(session, cast.sem, posted(session, cast.noor, KIND, now), now)
    grave = severe(session, posted(session, cast.sem, PHONE, now))

    waiting = moderation.waiting_posts(session, cast.de_wit.id)

    assert [post.id for post in waiting] == [grave.id, complaint.id, held.id, later.id, doubt.id]
    assert [post.need for post in waiting] == [Need.SEVERE, Need.REPORTED, Need.HELD, Need.HELD, Need.ASKED]
    assert moderation.count_waiting(session, cast.de_wit.id) == 5


def test_a_card_has_all_that_a_decision_needs_but_not_who_reported(session: Session, cast: Cast, now: datetime) -> None:
    parent = posted(session, cast.sem, KIND, now)
    post = posted(session, cast.noor, PHONE, now, parent_id=parent.id, question="Mag dit?")

    card = moderation.waiting_posts(session, cast.de_wit.id)[0]

    assert (card.id, card.author_name, card.group_name, card.answers) == (post.id, "Noor B.", "7B", KIND)
    assert card.outcome is Outcome.HOLD
    assert [article for article, _labels in card.articles] == ["A2"]
    assert "0612345678" in card.text[card.findings[0].start : card.findings[0].end]
    assert not card.solo


def test_reports_are_counted_by_reason(session: Session, cast: Cast, now: datetime) -> None:
    post = reported(session, cast.sem, posted(session, cast.noor, KIND, now), now)

    card = moderation.waiting_posts(session, cast.de_wit.id)[0]

    assert card.id == post.id
    assert card.reports == {ReportReason.HURTS: 1}
    assert card.reported == 1


def test_nothing_waits_for_nobody(session: Session, cast: Cast, now: datetime) -> None:
    posted(session, cast.noor, PHONE, now)

    for other in (cast.vos, cast.bakker, cast.noor, cast.vader):
        assert moderation.waiting_posts(session, other.id) == ()
        assert moderation.count_waiting(session, other.id) == 0


def test_what_calls_for_care_is_not_in_the_queue(session: Session, cast: Cast, now: datetime) -> None:
    post = posts(session, cast.noor, CARE, now).post
    assert post is not None

    assert moderation.waiting_posts(session, cast.de_wit.id) == ()
    assert moderation.count_waiting(session, cast.de_wit.id) == 0
    with pytest.raises(NotFound):
        decided(session, post, cast.de_wit, Choice.PLACE, now)
    assert care.count_open(session, cast.de_wit.id) == 1


def test_a_doubt_in_a_scenario_comes_to_the_queue_with_the_line_it_answers(
    session: Session, cast: Cast, now: datetime
) -> None:
    run = scenarios.start(session, cast.noor, access(), now=now)
    around = Surroundings(scenarios.square_of(session, run), standard_protocol(), library())
    draft = Draft("Mag ik dit zeggen?", question="Mag dit?", parent_line="noor-poster")

    feed.submit_post(session, cast.noor, draft, around, now=now)
    session.flush()

    card = moderation.waiting_posts(session, cast.de_wit.id)[0]
    assert card.solo
    assert (card.module, card.answers_line) == (access().module.slug, "noor-poster")


def test_the_doubts_of_staff_and_guardians_come_to_the_coordinator(session: Session, cast: Cast, now: datetime) -> None:
    run = scenarios.start(session, cast.smit, access(), now=now)
    around = Surroundings(scenarios.square_of(session, run), standard_protocol(), library())

    feed.submit_post(session, cast.smit, Draft("Mag dit?", question="Twijfel"), around, now=now)
    session.flush()

    assert [card.author_name for card in moderation.waiting_posts(session, cast.bakker.id)] == ["Mw. Smit"]
    assert moderation.waiting_posts(session, cast.de_wit.id) == ()


@pytest.mark.parametrize(
    ("choice", "state"),
    [
        (Choice.PLACE, PostState.PUBLISHED),
        (Choice.RETURN, PostState.RETURNED),
        (Choice.REMOVE, PostState.REMOVED),
    ],
)
def test_ad_b4_a_teacher_may_decide_otherwise_than_the_machine_and_both_stay(
    session: Session, cast: Cast, now: datetime, choice: Choice, state: PostState
) -> None:
    post = posted(session, cast.noor, PHONE, now)

    decided(session, post, cast.de_wit, choice, now)

    card = moderation.post_to_decide(session, post.id, teacher_id=cast.de_wit.id)
    assert (card.state, card.outcome) == (state, Outcome.HOLD)
    assert [(one.by, one.choice, one.reason) for one in card.decisions] == [("Mw. De Wit", choice, "Daarom.")]
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "decide")).one()
    assert (entry.person_id, entry.subject_id, entry.details) == (cast.de_wit.id, post.id, {"choice": choice.value})
    assert moderation.count_waiting(session, cast.de_wit.id) == 0


def test_ad_c3_a_talk_is_noted_and_the_post_waits_for_what_follows(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, PHONE, now)
    decided(session, post, cast.de_wit, Choice.TALK, now)
    card = moderation.waiting_posts(session, cast.de_wit.id)[0]

    decided(session, post, cast.de_wit, Choice.RETURN, now, seen=card.seen)

    assert card.need is Need.TALK
    assert post.state is PostState.RETURNED
    assert moderation.waiting_posts(session, cast.de_wit.id) == ()


def test_what_came_back_can_still_be_placed_but_what_is_gone_stays_gone(
    session: Session, cast: Cast, now: datetime
) -> None:
    post = posted(session, cast.noor, PHONE, now)
    decided(session, post, cast.de_wit, Choice.RETURN, now)
    card = moderation.post_to_decide(session, post.id, teacher_id=cast.de_wit.id)

    decided(session, post, cast.de_wit, Choice.REMOVE, now, seen=card.seen)

    assert card.choices == (Choice.PLACE, Choice.REMOVE, Choice.TALK)
    assert moderation.post_to_decide(session, post.id, teacher_id=cast.de_wit.id).choices == ()


def test_a_report_is_answered_by_the_decision(session: Session, cast: Cast, now: datetime) -> None:
    post = reported(session, cast.sem, posted(session, cast.noor, KIND, now), now)

    decided(session, post, cast.de_wit, Choice.PLACE, now)

    assert moderation.waiting_posts(session, cast.de_wit.id) == ()
    assert post.state is PostState.PUBLISHED


def test_a_double_tap_or_a_second_teacher_changes_nothing(session: Session, cast: Cast, now: datetime) -> None:
    session.execute(teaches.insert().values(person_id=cast.vos.id, group_id=cast.group.id))
    post = posted(session, cast.noor, PHONE, now)
    decided(session, post, cast.de_wit, Choice.PLACE, now)

    for teacher, choice in ((cast.de_wit, Choice.PLACE), (cast.vos, Choice.REMOVE)):
        with pytest.raises(IllegalMove):
            decided(session, post, teacher, choice, now)

    assert post.state is PostState.PUBLISHED
    assert number_of(session, Decision) == 1


def test_a_teacher_elsewhere_and_a_pupil_find_nothing_to_decide(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, PHONE, now)

    for other in (cast.vos, cast.bakker, cast.sem):
        with pytest.raises(NotFound):
            decided(session, post, other, Choice.PLACE, now)
        with pytest.raises(NotFound):
            moderation.post_to_decide(session, post.id, teacher_id=other.id)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 401])
def test_a_decision_needs_a_reason_that_a_child_can_read(
    session: Session, cast: Cast, now: datetime, reason: str
) -> None:
    post = posted(session, cast.noor, PHONE, now)

    with pytest.raises(FaultyInput):
        moderation.decide(session, post.id, teacher=cast.de_wit, choice=Choice.PLACE, reason=reason, seen=0, now=now)

    assert post.state is PostState.HELD


def test_a_post_that_its_writer_took_away_waits_no_longer(session: Session, cast: Cast, now: datetime) -> None:
    post = reported(session, cast.sem, posted(session, cast.noor, KIND, now), now)
    feed.withdraw(session, post.id, author=cast.noor, now=now)
    session.flush()

    assert moderation.waiting_posts(session, cast.de_wit.id) == ()
    with pytest.raises(IllegalMove):
        decided(session, post, cast.de_wit, Choice.REMOVE, now)


def test_the_queue_takes_four_statements_however_long_it_is(
    session: Session, database: Database, cast: Cast, now: datetime
) -> None:
    for _ in range(8):
        posted(session, cast.noor, PHONE, now)
    session.flush()
    teacher_id = cast.de_wit.id

    with counted(database.engine) as statements:
        moderation.waiting_posts(session, teacher_id)

    assert len(statements) == 4
