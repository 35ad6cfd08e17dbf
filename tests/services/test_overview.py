"""The groups at a glance, class by steps, and which module comes next."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from learnapp.services import care, overview
from learnapp.services.overview import Cell
from learnapp.terms import Level, PostState
from tests.cast import Cast
from tests.classwork import MODULE, a_lesson, a_post, a_pupil, a_run
from tests.counting import counted

STEPS = ("een", "twee", "drie")


def overview_of_7b(session: Session, cast: Cast) -> overview.ClassOverview:
    return overview.class_overview(session, cast.group.id, module=MODULE, level=Level.B, steps=STEPS)


def test_noor_did_one_step_and_sem_has_not_begun(session: Session, cast: Cast, now: datetime) -> None:
    a_run(session, cast.noor, step="twee", done=["een"], at=now)

    seen = overview_of_7b(session, cast)

    noor, sem = seen.rows
    assert (noor.name, noor.cells, noor.done) == ("Noor B.", (Cell.DONE, Cell.NOW, Cell.TODO), 1)
    assert (sem.name, sem.started) == ("Sem V.", False)
    assert seen.done == (1, 0, 0)


def test_who_finished_has_no_step_left(session: Session, cast: Cast, now: datetime) -> None:
    a_run(session, cast.noor, step="drie", done=STEPS, at=now, finished=now)

    seen = overview_of_7b(session, cast)

    assert seen.rows[0].finished
    assert seen.finished == 1


def test_who_works_on_the_other_level_is_told_apart(session: Session, cast: Cast, now: datetime) -> None:
    a_run(session, cast.sem, step="twee", done=["een"], at=now, level=Level.A)

    sem = overview_of_7b(session, cast).rows[1]

    assert sem.elsewhere is Level.A
    assert sem.cells == (Cell.TODO, Cell.TODO, Cell.TODO)


def test_pupils_of_another_group_and_leavers_are_not_in_it(session: Session, cast: Cast, now: datetime) -> None:
    a_run(session, cast.kaan, step="een", at=now)
    cast.sem.left_at = now
    session.flush()

    assert [row.name for row in overview_of_7b(session, cast).rows] == ["Noor B."]


def test_an_empty_group_has_an_empty_overview(session: Session, cast: Cast, now: datetime) -> None:
    cast.noor.left_at = cast.sem.left_at = now
    session.flush()

    seen = overview_of_7b(session, cast)

    assert (seen.rows, seen.done, seen.finished) == ((), (0, 0, 0), 0)


def test_thirty_pupils_by_twelve_steps_take_one_statement(session: Session, cast: Cast, now: datetime) -> None:
    steps = [f"stap-{number}" for number in range(12)]
    for number in range(28):
        a_run(session, a_pupil(session, cast.group, f"K{number:02}", now), step=steps[8], done=steps[:8], at=now)

    with counted(session.get_bind().engine) as statements:
        seen = overview.class_overview(session, cast.group.id, module=MODULE, level=Level.B, steps=steps)

    assert len(seen.rows) == 30
    assert seen.done[7] == 28
    assert len(statements) == 1


def test_the_card_of_7b_tells_what_runs_and_who_needs_mw_de_wit(session: Session, cast: Cast, now: datetime) -> None:
    lesson = a_lesson(session, cast, now)
    a_post(session, cast.sem, "hm", state=PostState.HELD, at=now)
    care.signal(session, cast.noor, post_id=None, now=now)

    (card,) = overview.group_cards(session, cast.de_wit.id, now=now)

    assert card.name == "7B"
    assert card.lesson is lesson
    assert [name for _number, name in card.needs] == ["Noor B.", "Sem V."]


def test_dhr_vos_sees_only_his_own_group(session: Session, cast: Cast, now: datetime) -> None:
    a_lesson(session, cast, now)
    a_post(session, cast.sem, "hm", state=PostState.HELD, at=now)

    (card,) = overview.group_cards(session, cast.vos.id, now=now)

    assert (card.name, card.lesson, card.needs) == ("5A", None, ())


def test_a_teacher_without_a_group_has_no_cards(session: Session, cast: Cast, now: datetime) -> None:
    assert overview.group_cards(session, cast.bakker.id, now=now) == ()


def test_half_of_the_group_finished_is_most(session: Session, cast: Cast, now: datetime) -> None:
    a_lesson(session, cast, now)
    assert not overview.group_card(session, cast.group, now=now).most_finished

    a_run(session, cast.noor, step="drie", done=STEPS, at=now, finished=now)

    card = overview.group_card(session, cast.group, now=now)
    assert (card.last_module, card.last_finished, card.most_finished) == (MODULE, 1, True)


@pytest.mark.parametrize(
    ("last", "finished", "suggested"),
    [(None, False, "a"), ("weg", True, "a"), ("a", False, "a"), ("a", True, "b"), ("c", True, "c")],
)
def test_the_next_module_follows_when_most_have_finished(last: str | None, finished: bool, suggested: str) -> None:
    assert overview.next_module(["a", "b", "c"], last=last, finished=finished) == suggested


def test_without_modules_there_is_nothing_to_suggest() -> None:
    assert overview.next_module([], last="a", finished=False) is None
