"""Who is in, who needs the teacher, and in which order."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from learnapp.services import classroom, credentials, wall
from learnapp.services.wall import Need, Tile
from learnapp.store.learning import Answer
from learnapp.store.people import Credential
from learnapp.terms import Level, PostState
from tests.cast import Cast, give_code
from tests.classwork import (
    a_lesson,
    a_post,
    a_pupil,
    a_run,
    a_step,
    an_edition,
    answers,
    comes_in,
    minutes,
)
from tests.counting import counted

EDITIONS = {Level.B: an_edition(a_step("een"), a_step("twee"), a_step("drie"))}


def tile_of_noor(session: Session, cast: Cast, opened: datetime, *, after: float) -> Tile:
    """Give Noor's tile so many minutes after the lesson opened (Noor comes in at once)."""
    lesson = classroom.open_lesson_of(session, cast.group.id, now=opened) or a_lesson(session, cast, opened)
    comes_in(session, cast.noor, opened)
    session.flush()
    return wall.wall(session, lesson, EDITIONS, now=opened + minutes(after)).tiles[0]


def test_who_signed_in_is_in_and_who_did_not_is_missed(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)
    comes_in(session, cast.noor, now + minutes(1))
    session.flush()

    seen = wall.wall(session, lesson, EDITIONS, now=now + minutes(2))

    assert [tile.name for tile in seen.tiles] == ["Noor B."]
    assert [one.name for one in seen.out] == ["Sem V."]
    assert seen.total == 2
    assert wall.number_in(session, lesson) == 1


def test_a_sign_in_of_yesterday_or_of_another_group_does_not_count(session: Session, cast: Cast, now: datetime) -> None:
    comes_in(session, cast.noor, now - minutes(60 * 24))
    lesson = a_lesson(session, cast, now)
    comes_in(session, cast.kaan, now + minutes(1))
    session.flush()

    assert wall.wall(session, lesson, EDITIONS, now=now + minutes(2)).tiles == ()
    assert wall.number_in(session, lesson) == 0


def test_who_was_in_for_homework_counts_from_the_first_saved_act(session: Session, cast: Cast, now: datetime) -> None:
    comes_in(session, cast.noor, now - minutes(10))
    lesson = a_lesson(session, cast, now)
    a_run(session, cast.noor, step="een", at=now + minutes(3))

    assert wall.number_in(session, lesson) == 1


def test_a_new_card_during_the_lesson_puts_the_pupil_outside(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)
    comes_in(session, cast.noor, now + minutes(1))
    a_run(session, cast.noor, step="een", at=now + minutes(2))

    classroom.note_signed_out(session, cast.group.id, [cast.noor], now=now + minutes(3))
    session.flush()

    assert wall.number_in(session, lesson) == 0


def test_a_pupil_whose_code_keeps_failing_is_shown_as_such(session: Session, cast: Cast, now: datetime) -> None:
    give_code(session, cast.noor, now)
    lesson = a_lesson(session, cast, now)
    credential = session.get(Credential, cast.noor.id)
    assert credential is not None
    credential.failures = credentials.ASK_TEACHER_AFTER
    session.flush()

    noor, sem = wall.wall(session, lesson, EDITIONS, now=now).out

    assert (noor.locked, noor.no_card) == (True, False)
    assert (sem.locked, sem.no_card) == (False, True)


def test_noor_is_at_step_two_of_three(session: Session, cast: Cast, now: datetime) -> None:
    a_lesson(session, cast, now)
    a_run(session, cast.noor, step="twee", done=["een"], at=now + minutes(1))

    tile = tile_of_noor(session, cast, now, after=3)

    assert (tile.need, tile.step, tile.steps) == (Need.GOING, 2, 3)


def test_a_held_post_comes_before_everything_but_care(session: Session, cast: Cast, now: datetime) -> None:
    a_lesson(session, cast, now)
    a_post(session, cast.noor, "hm", state=PostState.HELD, at=now)

    tile = tile_of_noor(session, cast, now, after=30)

    assert tile.need is Need.HELD
    assert tile.urgent


def test_a_question_before_posting_is_a_doubt(session: Session, cast: Cast, now: datetime) -> None:
    a_lesson(session, cast, now)
    a_post(session, cast.noor, "mag dit?", state=PostState.HELD, at=now, question="Mag dit?")

    tile = tile_of_noor(session, cast, now, after=1)

    assert tile.need is Need.ASKS
    assert tile.doubtful


def test_nothing_saved_for_six_minutes_is_called_silent(session: Session, cast: Cast, now: datetime) -> None:
    assert tile_of_noor(session, cast, now, after=4).need is Need.GOING

    tile = tile_of_noor(session, cast, now, after=6)

    assert (tile.need, tile.minutes) == (Need.SILENT, 6)


def test_long_at_one_step_is_called_stuck(session: Session, cast: Cast, now: datetime) -> None:
    a_lesson(session, cast, now)
    run = a_run(session, cast.noor, step="twee", done=["een"], at=now)
    run.seen_at = now + minutes(11)

    tile = tile_of_noor(session, cast, now, after=12)

    assert (tile.need, tile.minutes, tile.step) == (Need.STUCK, 12, 2)


def test_on_parked_screens_nobody_is_silent_or_stuck(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)
    classroom.park(session, lesson, teacher=cast.de_wit, now=now)

    assert tile_of_noor(session, cast, now, after=20).need is Need.GOING


def test_when_most_are_silent_the_class_is_talking(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)
    for pupil in (cast.noor, cast.sem, a_pupil(session, cast.group, "Yara", now)):
        comes_in(session, pupil, now)
    session.flush()

    seen = wall.wall(session, lesson, EDITIONS, now=now + minutes(15))

    assert {tile.need for tile in seen.tiles} == {Need.GOING}
    assert seen.wanting == 0


def test_twice_i_do_not_know_is_a_reason_to_walk_by(session: Session, cast: Cast, now: datetime) -> None:
    a_lesson(session, cast, now)
    answers(session, cast.noor, [None, None, 1.0], at=now + minutes(1))

    assert tile_of_noor(session, cast, now, after=2).need is Need.UNKNOWN
    assert session.query(Answer).count() == 3


def test_who_needs_the_teacher_comes_first_and_who_is_done_last(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)
    anna, yara = a_pupil(session, cast.group, "Anna", now), a_pupil(session, cast.group, "Yara", now)
    for pupil in (anna, cast.noor, cast.sem, yara):
        comes_in(session, pupil, now)
    a_run(session, anna, step="drie", done=["een", "twee", "drie"], at=now, finished=now)
    a_run(session, cast.noor, step="twee", done=["een"], at=now)
    a_run(session, cast.sem, step="een", at=now)
    a_post(session, yara, "hm", state=PostState.HELD, at=now)

    seen = wall.wall(session, lesson, EDITIONS, now=now + minutes(1))

    assert [tile.name for tile in seen.tiles] == ["Yara Q.", "Sem V.", "Noor B.", "Anna Q."]
    assert seen.done == 1
    assert seen.wanting == 1


def test_an_empty_group_has_an_empty_wall(session: Session, cast: Cast, now: datetime) -> None:
    cast.noor.left_at = cast.sem.left_at = now
    lesson = a_lesson(session, cast, now)

    seen = wall.wall(session, lesson, EDITIONS, now=now)

    assert (seen.tiles, seen.out, seen.total, seen.done) == ((), (), 0, 0)


def test_a_module_that_the_files_no_longer_have_still_shows_who_is_in(
    session: Session, cast: Cast, now: datetime
) -> None:
    lesson = a_lesson(session, cast, now)
    comes_in(session, cast.noor, now)
    a_run(session, cast.noor, step="een", at=now)

    (tile,) = wall.wall(session, lesson, {}, now=now).tiles

    assert (tile.step, tile.steps) == (0, 0)


def test_a_class_of_forty_takes_six_statements(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)
    for number in range(38):
        pupil = a_pupil(session, cast.group, f"Kind{number:02}", now)
        comes_in(session, pupil, now)
        a_run(session, pupil, step="twee", done=["een"], at=now)
    session.flush()

    with counted(session.get_bind().engine) as statements:
        seen = wall.wall(session, lesson, EDITIONS, now=now + minutes(1))

    assert len(seen.tiles) == 38
    assert len(statements) <= 6
