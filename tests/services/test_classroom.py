"""The lesson: open, park, close, forget; and the board."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnapp.errors import Closed, IllegalMove, NotFound, Parked
from learnapp.services import arrivals, classroom
from learnapp.store.classroom import LiveLesson
from learnapp.store.journal import JournalEntry
from learnapp.terms import Level
from tests.cast import Cast, give_code
from tests.classwork import a_lesson, minutes


def lines_of(session: Session, action: str) -> int:
    session.flush()
    return session.scalar(select(func.count()).where(JournalEntry.action == action)) or 0


def test_a_double_tap_opens_one_lesson(session: Session, cast: Cast, now: datetime) -> None:
    first = a_lesson(session, cast, now)
    second = a_lesson(session, cast, now + timedelta(seconds=1))

    assert first is second
    assert session.scalar(select(func.count()).select_from(LiveLesson)) == 1
    assert lines_of(session, "open_lesson") == 1


def test_another_module_closes_the_lesson_that_runs(session: Session, cast: Cast, now: datetime) -> None:
    first = a_lesson(session, cast, now)
    second = a_lesson(session, cast, now + minutes(5), module="01-mijn-beste-ik")

    assert first.closed_at == now + minutes(5)
    assert classroom.open_lesson_of(session, cast.group.id, now=now + minutes(6)) is second
    assert first.board_token != second.board_token


def test_parking_twice_is_parking_once(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)

    for tap in range(2):
        classroom.park(session, lesson, teacher=cast.de_wit, now=now + minutes(tap))

    assert lesson.parked_at == now
    assert lines_of(session, "park") == 1
    standing = classroom.standing_of(session, cast.noor, now=now)
    with pytest.raises(Parked):
        classroom.ensure_unparked(standing)


def test_the_board_parks_without_anybody_signed_in(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)

    classroom.park(session, lesson, teacher=None, now=now)
    classroom.unpark(session, lesson, teacher=None, now=now)
    classroom.unpark(session, lesson, teacher=None, now=now)

    assert lesson.parked_at is None
    assert lines_of(session, "unpark") == 1


def test_closing_signs_the_group_out_and_nobody_else(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)
    noor, kaan = (cast.noor.id, cast.noor.session_epoch), (cast.kaan.id, cast.kaan.session_epoch)

    for _tap in range(2):
        classroom.close_lesson(session, lesson, teacher=cast.de_wit, now=now + minutes(45))

    assert arrivals.arrive(session, *noor, now=now) is None
    assert arrivals.arrive(session, *kaan, now=now) is not None
    assert lines_of(session, "close_lesson") == 1
    with pytest.raises(Closed):
        classroom.ensure_open(classroom.standing_of(session, cast.noor, now=now + minutes(45)))


def test_a_lesson_left_open_ends_after_four_hours(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)
    almost, over = now + timedelta(hours=4) - minutes(1), now + timedelta(hours=4)

    assert classroom.is_open(lesson, now=almost)
    assert not classroom.is_open(lesson, now=over)
    assert classroom.open_lesson_of(session, cast.group.id, now=over) is None
    assert classroom.end_of(lesson) == over
    with pytest.raises(NotFound):
        classroom.lesson_by_board(session, lesson.board_token, now=over)


def test_a_lesson_that_has_ended_cannot_be_parked(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)
    classroom.close_lesson(session, lesson, teacher=cast.de_wit, now=now)

    with pytest.raises(IllegalMove):
        classroom.park(session, lesson, teacher=cast.de_wit, now=now)


def test_closing_a_forgotten_lesson_does_not_disturb_the_new_one(session: Session, cast: Cast, now: datetime) -> None:
    forgotten = a_lesson(session, cast, now)
    tomorrow = now + timedelta(days=1)
    fresh = a_lesson(session, cast, tomorrow)
    signed_in = (cast.noor.id, cast.noor.session_epoch)

    classroom.close_lesson(session, forgotten, teacher=cast.de_wit, now=tomorrow)

    assert fresh is not forgotten
    assert arrivals.arrive(session, *signed_in, now=tomorrow) is not None


def test_the_lesson_of_7b_is_not_found_for_dhr_vos(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)

    with pytest.raises(NotFound):
        classroom.lesson_of_teacher(session, lesson.id, teacher_id=cast.vos.id)


def test_the_board_stays_within_its_screens(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)

    assert classroom.turn_board(session, lesson, page=3, pages=8) == 3
    assert classroom.turn_board(session, lesson, page=99, pages=8) == 7
    assert classroom.turn_board(session, lesson, page=-1, pages=8) == 0


def test_who_has_no_card_yet_is_counted(session: Session, cast: Cast, now: datetime) -> None:
    assert classroom.count_without_code(session, cast.group.id) == 2

    give_code(session, cast.noor, now)
    session.flush()

    assert classroom.count_without_code(session, cast.group.id) == 1


def test_without_an_open_lesson_nobody_is_noted_as_out(session: Session, cast: Cast, now: datetime) -> None:
    classroom.note_signed_out(session, cast.group.id, [cast.noor], now=now)

    assert lines_of(session, "sign_out") == 0


def test_the_level_of_a_lesson_is_part_of_which_lesson_it_is(session: Session, cast: Cast, now: datetime) -> None:
    first = a_lesson(session, cast, now)
    second = classroom.open_lesson(
        session, cast.group, teacher=cast.de_wit, module=first.module, level=Level.A, assignment_id=None, now=now
    )

    assert second is not first
