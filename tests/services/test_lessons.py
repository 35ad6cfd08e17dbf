"""The way of Noor through a module: what she may do now, where she is, and what she finished."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from learnapp.content.model import ChooseBlock, SortBlock, Step, StepKind
from learnapp.errors import FaultyInput, NotFound
from learnapp.services import assignments, classroom, lessons
from learnapp.services.lessons import Access
from learnapp.store.learning import BlockChoice, ModuleRun, StepDone
from learnapp.store.people import Person
from learnapp.terms import Level
from tests.cast import Cast
from tests.classwork import MODULE, a_lesson
from tests.rooms import access, library, number_of

OTHER = "01-mijn-beste-ik"


def given(session: Session, cast: Cast, now: datetime, *, homework: bool, pupil_ids: list[int] | None = None) -> None:
    """Let Mw. De Wit give the other module, from yesterday until next week."""
    assignments.assign(
        session,
        cast.group,
        teacher=cast.de_wit,
        module=OTHER,
        level=Level.B,
        pupil_ids=pupil_ids,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=7),
        homework=homework,
        now=now,
    )
    session.flush()


def may_do(session: Session, person: Person, now: datetime) -> dict[str, Access]:
    standing = classroom.standing_of(session, person, now=now) if person.is_pupil else None
    return lessons.accessible(session, person, standing=standing, library=library(), now=now)


def block_of(kind: type) -> tuple[Step, ChooseBlock | SortBlock]:
    """Give the first block of a kind in the module, with its step."""
    return next((step, block) for step in access().edition.steps for block in step.blocks if isinstance(block, kind))


def test_in_the_lesson_the_module_of_now_and_what_was_given_may_be_done(
    session: Session, cast: Cast, now: datetime
) -> None:
    a_lesson(session, cast, now)
    given(session, cast, now, homework=False)

    found = may_do(session, cast.noor, now)

    assert set(found) == {MODULE, OTHER}
    assert found[MODULE].live
    assert not found[OTHER].live


def test_at_home_only_homework_may_be_done(session: Session, cast: Cast, now: datetime) -> None:
    given(session, cast, now, homework=False)
    assert may_do(session, cast.noor, now) == {}

    given(session, cast, now, homework=True)

    assert set(may_do(session, cast.noor, now)) == {OTHER}
    assert may_do(session, cast.noor, now + timedelta(days=8)) == {}


def test_what_is_given_to_sem_is_not_for_noor(session: Session, cast: Cast, now: datetime) -> None:
    given(session, cast, now, homework=True, pupil_ids=[cast.sem.id])

    assert set(may_do(session, cast.sem, now)) == {OTHER}
    assert may_do(session, cast.noor, now) == {}
    assert may_do(session, cast.kaan, now) == {}


def test_staff_and_guardians_have_their_own_modules(session: Session, cast: Cast, now: datetime) -> None:
    assert set(may_do(session, cast.smit, now)) == {"s1-ons-protocol"}
    assert set(may_do(session, cast.vader, now)) == {"o1-samen-dezelfde-afspraken"}


def test_a_module_that_may_not_be_done_is_not_found() -> None:
    with pytest.raises(NotFound):
        lessons.accessible_module({}, MODULE)


def test_noor_goes_on_where_she_left(session: Session, cast: Cast, now: datetime) -> None:
    steps = access().edition.steps
    assert lessons.begin(session, cast.noor, access(), now=now) == steps[0].slug

    following = lessons.finish_step(session, cast.noor, access(), steps[0], now=now)
    session.flush()

    assert following == steps[1]
    progress = lessons.progress_in(session, cast.noor, access())
    assert (progress.step, progress.done, progress.finished) == (steps[1].slug, {steps[0].slug}, False)
    assert lessons.begin(session, cast.noor, access(), now=now) == steps[1].slug
    assert lessons.progress_in(session, cast.sem, access()) == lessons.Progress()


def test_who_goes_back_and_works_there_goes_on_there(session: Session, cast: Cast, now: datetime) -> None:
    step, block = block_of(ChooseBlock)
    last = access().edition.steps[-2]
    lessons.finish_step(session, cast.noor, access(), last, now=now)
    assert lessons.begin(session, cast.noor, access(), now=now) == access().edition.steps[-1].slug

    lessons.choose(session, cast.noor, access(), step, block_id=block.id, form={"option": "0"}, now=now)
    session.flush()

    assert lessons.begin(session, cast.noor, access(), now=now) == step.slug
    assert lessons.progress_in(session, cast.noor, access()).done == {last.slug}


def test_who_works_at_the_questions_goes_on_there_and_nobody_else(session: Session, cast: Cast, now: datetime) -> None:
    quiz = next(step.slug for step in access().edition.steps if step.kind is StepKind.QUIZ)
    for person in (cast.noor, cast.sem):
        lessons.begin(session, person, access(), now=now - timedelta(minutes=5))
    session.flush()

    lessons.work_at(session, cast.noor, access(), StepKind.QUIZ, now=now)
    lessons.work_at(session, cast.kaan, access(), StepKind.QUIZ, now=now)

    of_noor, of_sem = (lessons.progress_in(session, person, access()) for person in (cast.noor, cast.sem))
    assert (of_noor.step, of_noor.seen_at) == (quiz, now)
    assert of_sem.step == access().edition.steps[0].slug
    assert number_of(session, ModuleRun) == 2


def test_finishing_a_step_twice_changes_nothing(session: Session, cast: Cast, now: datetime) -> None:
    step = access().edition.steps[0]

    for _ in range(2):
        lessons.finish_step(session, cast.noor, access(), step, now=now)
        session.flush()

    assert number_of(session, StepDone) == number_of(session, ModuleRun) == 1


def test_the_module_is_done_when_every_step_is(session: Session, cast: Cast, now: datetime) -> None:
    *others, last = access().edition.steps
    lessons.finish_step(session, cast.noor, access(), last, now=now)
    session.flush()
    early = lessons.progress_in(session, cast.noor, access()).finished

    for step in others:
        lessons.finish_step(session, cast.noor, access(), step, now=now)
    session.flush()

    assert not early
    assert lessons.progress_in(session, cast.noor, access()).finished


def test_a_step_that_is_not_there_is_not_found(session: Session, cast: Cast) -> None:
    second = access().edition.steps[1]

    with pytest.raises(NotFound):
        lessons.step_of(access(), "bestaat-niet")
    assert lessons.step_of(access(), second.slug) == second


def test_the_cards_show_the_lesson_of_now_first(session: Session, cast: Cast, now: datetime) -> None:
    a_lesson(session, cast, now)
    given(session, cast, now, homework=False)
    lessons.finish_step(session, cast.noor, access(), access().edition.steps[0], now=now)
    session.flush()

    cards = lessons.module_cards(session, cast.noor, may_do(session, cast.noor, now).values())

    assert [card.access.module.slug for card in cards] == [MODULE, OTHER]
    assert cards[0].next_step == access().edition.steps[1].slug
    assert len(cards[0].progress.done) == 1


@pytest.mark.parametrize("kind", [ChooseBlock, SortBlock])
def test_a_choice_in_a_block_is_kept_and_can_be_changed(
    session: Session, cast: Cast, now: datetime, kind: type
) -> None:
    step, block = block_of(kind)
    forms: list[dict[str, str]] = (
        [{"option": "0"}, {"option": "1"}]
        if isinstance(block, ChooseBlock)
        else [{"card-0": name} for name in block.bins[:2]]
    )

    for form in forms:
        lessons.choose(session, cast.noor, access(), step, block_id=block.id, form=form, now=now)
        session.flush()

    progress = lessons.progress_in(session, cast.noor, access())
    kept = lessons.choices_in(session, progress, step)[block.id]
    assert kept in ({"option": 1}, {"placed": {"0": forms[1].get("card-0")}})
    assert number_of(session, BlockChoice) == 1


@pytest.mark.parametrize("form", [{}, {"option": "99"}, {"option": "-1"}, {"option": "x"}, {"card-0": "nergens"}])
@pytest.mark.parametrize("kind", [ChooseBlock, SortBlock])
def test_choosing_nothing_asks_kindly_to_choose(
    session: Session, cast: Cast, now: datetime, kind: type, form: dict[str, str]
) -> None:
    step, block = block_of(kind)

    with pytest.raises(FaultyInput):
        lessons.choose(session, cast.noor, access(), step, block_id=block.id, form=form, now=now)

    assert number_of(session, BlockChoice) == 0


def test_a_block_that_is_not_there_is_not_found(session: Session, cast: Cast, now: datetime) -> None:
    with pytest.raises(NotFound):
        lessons.choose(session, cast.noor, access(), access().edition.steps[0], block_id="weg", form={}, now=now)
