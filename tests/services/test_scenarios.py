"""Noor practises alone among simulated people: their lines come by her own clock and answer what she does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from learnapp.errors import IllegalMove, NotFound
from learnapp.moderation.protocol import standard_protocol
from learnapp.services import feed, moderation, scenarios
from learnapp.services.feed import Draft, Submitted, Surroundings
from learnapp.services.scenarios import Item, World
from learnapp.store.database import Database
from learnapp.store.feed import Post, Reaction, ScenarioRun, Square
from learnapp.store.moderation import Report
from learnapp.terms import Outcome, PostState, ReactionKind, ReportReason
from learnapp.web.labels import reasons_told
from tests.cast import Cast
from tests.counting import counted
from tests.rooms import CARE, HURTFUL, KIND, PHONE, THREAT, access, library, number_of, scenario


def started(session: Session, cast: Cast, now: datetime) -> ScenarioRun:
    return scenarios.start(session, cast.noor, access(), now=now)


def after(session: Session, cast: Cast, run: ScenarioRun, now: datetime, seconds: int) -> World:
    """Look at the feed so many seconds after the start."""
    session.flush()
    moment = now + timedelta(seconds=seconds)
    return scenarios.world_of(session, run, scenario(), reader=cast.noor, reasons=reasons_told(), now=moment)


def writes(
    session: Session, cast: Cast, run: ScenarioRun, text: str, at: datetime, *, line: str | None = None
) -> Submitted:
    around = Surroundings(scenarios.square_of(session, run), standard_protocol(), library(), module=run.module)
    draft = Draft(text, parent_line=line, confirmed=Outcome.HOLD)
    return feed.submit_post(session, cast.noor, draft, around, now=at)


def everything(world: World) -> list[Item]:
    return [one for item in world.items for one in (item, *item.replies)]


def lines(world: World) -> set[str]:
    return {one.line.id for one in everything(world) if one.line}


def test_lines_come_by_the_pupils_own_clock(session: Session, cast: Cast, now: datetime) -> None:
    run = started(session, cast, now)

    first, later = after(session, cast, run, now, 0), after(session, cast, run, now, 21)

    assert {"noor-poster", "juf-lentefeest"} <= lines(first)
    assert "bram-koe" not in lines(first)
    assert "bram-koe" in lines(later)
    assert first.next_in == 8.0


def test_starting_twice_is_starting_once(session: Session, cast: Cast, now: datetime) -> None:
    first = started(session, cast, now)
    second = started(session, cast, now + timedelta(minutes=2))

    assert first is second
    assert second.started_at == now
    assert number_of(session, Square) == 1


def test_a_run_is_nobody_elses(session: Session, cast: Cast, now: datetime) -> None:
    started(session, cast, now)

    with pytest.raises(NotFound):
        scenarios.started_run(session, cast.sem, access())


def test_an_actor_answers_a_kind_reply(session: Session, cast: Cast, now: datetime) -> None:
    run = started(session, cast, now)
    writes(session, cast, run, "Wat een mooie tekening, Noor!", now + timedelta(seconds=30), line="noor-poster")

    world = after(session, cast, run, now, 90)

    assert "noor-dank" in lines(world)
    below = next(item for item in world.items if item.line and item.line.id == "noor-poster")
    own = [one.post for one in below.replies if one.post]
    assert [post.text for post in own] == ["Wat een mooie tekening, Noor!"]
    assert world.moods["noor"] in {"calm", "happy"}


def test_a_hurtful_post_may_be_lived_through_and_gets_another_answer(
    session: Session, cast: Cast, now: datetime
) -> None:
    run = started(session, cast, now)

    submitted = writes(session, cast, run, HURTFUL, now + timedelta(seconds=30), line="noor-poster")

    assert submitted.outcome is Outcome.ADVISE
    assert submitted.post is not None
    assert submitted.post.state is PostState.PUBLISHED
    answered = lines(after(session, cast, run, now, 200))
    kind = started_by_a_kind_reply(session, cast, now)
    assert answered - kind
    assert moderation.waiting_posts(session, cast.de_wit.id) == ()


def started_by_a_kind_reply(session: Session, cast: Cast, now: datetime) -> set[str]:
    """Give the lines that Sem sees, who wrote something kind at the same moment."""
    run = scenarios.start(session, cast.sem, access(), now=now)
    writes(session, cast, run, "Wat een mooie tekening, Noor!", now + timedelta(seconds=30), line="noor-poster")
    session.flush()
    world = scenarios.world_of(
        session, run, scenario(), reader=cast.sem, reasons=reasons_told(), now=now + timedelta(seconds=200)
    )
    return lines(world)


def test_a_threat_goes_to_the_teacher_also_in_practice_and_no_actor_answers(
    session: Session, cast: Cast, now: datetime
) -> None:
    run = started(session, cast, now)
    before = lines(after(session, cast, run, now, 200))

    submitted = writes(session, cast, run, THREAT, now + timedelta(seconds=30))

    assert submitted.post is not None
    assert submitted.post.state is PostState.HELD
    assert lines(after(session, cast, run, now, 200)) == before
    assert [post.solo for post in moderation.waiting_posts(session, cast.de_wit.id)] == [True]


def test_a_call_for_help_in_practice_is_heard_and_stands_nowhere(session: Session, cast: Cast, now: datetime) -> None:
    run = started(session, cast, now)

    submitted = writes(session, cast, run, CARE, now)

    assert submitted.needs_care
    assert all(item.post is None for item in everything(after(session, cast, run, now, 60)))


def test_a_deleted_post_is_gone_from_the_feed(session: Session, cast: Cast, now: datetime) -> None:
    run = started(session, cast, now)
    post = writes(session, cast, run, KIND, now).post
    assert post is not None
    session.flush()

    feed.withdraw(session, post.id, author=cast.noor, now=now + timedelta(seconds=5))

    assert all(item.post is None for item in everything(after(session, cast, run, now, 60)))


def test_reacting_twice_takes_it_back(session: Session, cast: Cast, now: datetime) -> None:
    run = started(session, cast, now)
    line = scenarios.line_in(after(session, cast, run, now, 1), "noor-poster")

    scenarios.react_to_line(session, run, line, ReactionKind.SUPPORT, now=now)
    once = next(one for one in everything(after(session, cast, run, now, 1)) if one.line == line)
    scenarios.react_to_line(session, run, line, ReactionKind.SUPPORT, now=now)
    session.flush()

    assert once.my_reaction is ReactionKind.SUPPORT
    assert number_of(session, Reaction) == 0


def test_reporting_a_line_twice_counts_once_and_asks_nothing_of_the_teacher(
    session: Session, cast: Cast, now: datetime
) -> None:
    run = started(session, cast, now)
    line = scenarios.line_in(after(session, cast, run, now, 30), "bram-koe")

    for _ in range(2):
        scenarios.report_line(session, run, line, ReportReason.HURTS, now=now)
        session.flush()

    assert number_of(session, Report) == 1
    assert next(one for one in everything(after(session, cast, run, now, 30)) if one.line == line).reported
    assert moderation.count_waiting(session, cast.de_wit.id) == 0


@pytest.mark.parametrize("reason", list(ReportReason))
def test_who_answers_a_report_names_its_reason(
    session: Session, cast: Cast, now: datetime, reason: ReportReason
) -> None:
    run = started(session, cast, now)
    line = scenarios.line_in(after(session, cast, run, now, 30), "bram-koe")

    scenarios.report_line(session, run, line, reason, now=now)
    session.flush()

    answers = [one.line.text for one in everything(after(session, cast, run, now, 60)) if one.line]
    assert any(reasons_told()[reason] in text for text in answers)
    assert not any("{reden}" in text for text in answers)


def test_a_line_that_has_not_come_yet_is_not_found(session: Session, cast: Cast, now: datetime) -> None:
    run = started(session, cast, now)

    with pytest.raises(NotFound):
        scenarios.line_in(after(session, cast, run, now, 0), "bram-koe")


def test_the_question_on_a_line_keeps_the_last_answer(session: Session, cast: Cast, now: datetime) -> None:
    run = started(session, cast, now)
    line = scenarios.line_in(after(session, cast, run, now, 30), "bram-koe")

    scenarios.answer_question(session, run, line, 0)
    scenarios.answer_question(session, run, line, 1)

    assert next(one for one in everything(after(session, cast, run, now, 30)) if one.line == line).answer == 1
    with pytest.raises(NotFound):
        scenarios.answer_question(session, run, line, 99)


def test_a_finished_world_stands_still_and_can_be_played_again(session: Session, cast: Cast, now: datetime) -> None:
    run = started(session, cast, now)
    with pytest.raises(IllegalMove):
        scenarios.start_again(session, run, person=cast.noor, now=now)
    writes(session, cast, run, KIND, now)

    scenarios.finish(session, run, person=cast.noor, now=now + timedelta(seconds=10))
    scenarios.finish(session, run, person=cast.noor, now=now + timedelta(seconds=50))
    still = after(session, cast, run, now, 600)
    scenarios.start_again(session, run, person=cast.noor, now=now)

    assert run.finished_at == now + timedelta(seconds=10)
    assert "bram-koe" not in lines(still)
    assert number_of(session, Post) == number_of(session, ScenarioRun) == 0


def test_a_feed_takes_a_fixed_number_of_statements(
    session: Session, database: Database, cast: Cast, now: datetime
) -> None:
    run = started(session, cast, now)
    for number in range(6):
        writes(session, cast, run, f"{KIND} {number}", now + timedelta(seconds=number))
        writes(session, cast, run, PHONE, now + timedelta(seconds=number), line="noor-poster")
    session.flush()

    with counted(database.engine) as statements:
        after(session, cast, run, now, 120)

    assert len(statements) == 4
