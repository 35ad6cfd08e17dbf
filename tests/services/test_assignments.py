"""Giving modules, ending them, and sub-groups."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnapp.errors import FaultyInput, NotFound
from learnapp.services import assignments, classroom
from learnapp.services.assignments import When
from learnapp.store.learning import Assignment
from learnapp.store.people import Subgroup
from learnapp.terms import AssignedTo, Level
from tests.cast import Cast
from tests.classwork import MODULE, a_pupil


def give(session: Session, cast: Cast, now: datetime, **changes: object) -> Assignment:
    wanted = {
        "teacher": cast.de_wit,
        "module": MODULE,
        "level": Level.B,
        "pupil_ids": None,
        "opens_at": now,
        "closes_at": now + timedelta(days=7),
        "homework": False,
    }
    return assignments.assign(session, cast.group, now=now, **{**wanted, **changes})  # type: ignore[arg-type]


def test_mw_de_wit_gives_a_module_to_her_whole_group(session: Session, cast: Cast, now: datetime) -> None:
    give(session, cast, now)

    (given,) = assignments.assignments_of(session, cast.group.id, now=now)
    assert (given.module, given.level, given.names, given.when) == (MODULE, Level.B, (), When.NOW)


def test_a_double_tap_gives_the_module_once(session: Session, cast: Cast, now: datetime) -> None:
    first = give(session, cast, now)
    second = give(session, cast, now)

    assert first.id == second.id
    assert session.scalar(select(func.count()).select_from(Assignment)) == 1


def test_the_same_module_for_other_pupils_is_another_assignment(session: Session, cast: Cast, now: datetime) -> None:
    for_noor = give(session, cast, now, pupil_ids=[cast.noor.id])
    for_sem = give(session, cast, now, pupil_ids=[cast.sem.id])

    assert for_noor.id != for_sem.id
    assert for_noor.assigned_to is AssignedTo.CHOSEN
    assert [one.names for one in assignments.assignments_of(session, cast.group.id, now=now)] == [
        ("Sem V.",),
        ("Noor B.",),
    ]


def test_homework_for_noor_lets_noor_in_and_not_sem(session: Session, cast: Cast, now: datetime) -> None:
    give(session, cast, now, pupil_ids=[cast.noor.id], homework=True)

    assert classroom.standing_of(session, cast.noor, now=now).homework == (MODULE,)
    assert not classroom.standing_of(session, cast.sem, now=now).open


def test_an_assignment_is_soon_then_now_then_over(session: Session, cast: Cast, now: datetime) -> None:
    give(session, cast, now, opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=2))

    def moment(days: float) -> When:
        return assignments.assignments_of(session, cast.group.id, now=now + timedelta(days=days))[0].when

    assert [moment(0), moment(1), moment(2)] == [When.SOON, When.NOW, When.OVER]


def test_an_end_before_the_start_and_nobody_chosen_are_told_together(
    session: Session, cast: Cast, now: datetime
) -> None:
    with pytest.raises(FaultyInput) as told:
        give(session, cast, now, pupil_ids=[], closes_at=now - timedelta(days=1))

    assert [fault.place for fault in told.value.faults] == ["Voor wie", "Tot en met"]


def test_a_last_day_that_is_over_is_told(session: Session, cast: Cast, now: datetime) -> None:
    with pytest.raises(FaultyInput, match="al voorbij"):
        give(session, cast, now, opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))


def test_a_pupil_of_another_group_cannot_be_chosen(session: Session, cast: Cast, now: datetime) -> None:
    with pytest.raises(NotFound):
        give(session, cast, now, pupil_ids=[cast.noor.id, cast.kaan.id])


def test_mw_de_wit_ends_an_assignment_once(session: Session, cast: Cast, now: datetime) -> None:
    given = give(session, cast, now)

    assignments.end_assignment(session, given.id, teacher=cast.de_wit, now=now)
    assignments.end_assignment(session, given.id, teacher=cast.de_wit, now=now + timedelta(hours=1))

    assert given.ended_at == now
    assert assignments.assignments_of(session, cast.group.id, now=now) == ()


def test_dhr_vos_cannot_end_an_assignment_of_7b(session: Session, cast: Cast, now: datetime) -> None:
    given = give(session, cast, now)

    with pytest.raises(NotFound):
        assignments.end_assignment(session, given.id, teacher=cast.vos, now=now)


def test_a_lesson_belongs_to_the_assignment_of_the_whole_group(session: Session, cast: Cast, now: datetime) -> None:
    given = give(session, cast, now)
    give(session, cast, now, pupil_ids=[cast.noor.id])

    found = assignments.assignment_for_lesson(session, cast.group.id, MODULE, Level.B, now=now)

    assert found == given.id
    assert assignments.assignment_for_lesson(session, cast.elsewhere.id, MODULE, Level.B, now=now) is None


def test_more_names_than_fit_on_a_card_are_counted(session: Session, cast: Cast, now: datetime) -> None:
    pupils = [a_pupil(session, cast.group, name, now) for name in ("Anna", "Bo", "Cas", "Dirk", "Evi")]
    give(session, cast, now, pupil_ids=[pupil.id for pupil in pupils])

    (given,) = assignments.assignments_of(session, cast.group.id, now=now)

    assert given.names_shown == ("Anna Q.", "Bo Q.", "Cas Q.")
    assert given.more_names == 2


def test_a_subgroup_keeps_its_pupils_by_name(session: Session, cast: Cast, now: datetime) -> None:
    ids = [cast.sem.id, cast.noor.id]
    assignments.make_subgroup(session, cast.group, name="  Rode   tafel ", pupil_ids=ids, teacher=cast.de_wit, now=now)

    (made,) = assignments.subgroups_of(session, cast.group.id)

    assert made.name == "Rode tafel"
    assert made.pupil_ids == (cast.noor.id, cast.sem.id)
    assert assignments.members_of(session, cast.group.id, made.id) == (cast.noor.id, cast.sem.id)


def test_the_same_name_again_changes_who_is_in_the_subgroup(session: Session, cast: Cast, now: datetime) -> None:
    for ids in ([cast.noor.id], [cast.sem.id]):
        assignments.make_subgroup(session, cast.group, name="Sterren", pupil_ids=ids, teacher=cast.de_wit, now=now)

    (made,) = assignments.subgroups_of(session, cast.group.id)

    assert made.pupil_ids == (cast.sem.id,)


def test_a_pupil_who_left_is_no_longer_in_the_subgroup(session: Session, cast: Cast, now: datetime) -> None:
    ids = [cast.noor.id, cast.sem.id]
    assignments.make_subgroup(session, cast.group, name="Sterren", pupil_ids=ids, teacher=cast.de_wit, now=now)
    cast.sem.left_at = now
    session.flush()

    (made,) = assignments.subgroups_of(session, cast.group.id)

    assert made.pupils == ((cast.noor.id, "Noor B."),)


def test_a_subgroup_needs_a_name_and_somebody(session: Session, cast: Cast, now: datetime) -> None:
    with pytest.raises(FaultyInput):
        assignments.make_subgroup(session, cast.group, name=" ", pupil_ids=[1], teacher=cast.de_wit, now=now)


def test_a_subgroup_of_7b_is_not_found_in_5a(session: Session, cast: Cast, now: datetime) -> None:
    made = assignments.make_subgroup(
        session, cast.group, name="Sterren", pupil_ids=[cast.noor.id], teacher=cast.de_wit, now=now
    )

    with pytest.raises(NotFound):
        assignments.members_of(session, cast.elsewhere.id, made.id)

    assignments.drop_subgroup(session, cast.elsewhere, made.id, teacher=cast.vos, now=now)
    assert session.get(Subgroup, made.id) is not None


def test_a_subgroup_is_taken_apart_and_twice_is_once(session: Session, cast: Cast, now: datetime) -> None:
    made = assignments.make_subgroup(
        session, cast.group, name="Sterren", pupil_ids=[cast.noor.id], teacher=cast.de_wit, now=now
    )

    for _tap in range(2):
        assignments.drop_subgroup(session, cast.group, made.id, teacher=cast.de_wit, now=now)
        session.flush()

    assert assignments.subgroups_of(session, cast.group.id) == ()
