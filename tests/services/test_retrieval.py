"""Noor did modules before; a lesson begins with what she learned there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.content.grading import Response
from learnapp.content.model import Question
from learnapp.errors import NotFound
from learnapp.services import classroom, lessons, pupil_file, quizzes, retrieval
from learnapp.services.lessons import Access
from learnapp.services.retrieval import Retrieval
from learnapp.store.classroom import LiveLesson
from learnapp.store.database import Database
from learnapp.store.learning import Answer, Attempt
from learnapp.store.people import Person
from learnapp.terms import Level, QuestionUse
from tests.cast import Cast
from tests.classwork import MODULE, a_lesson, minutes
from tests.counting import counted
from tests.rooms import access, library, number_of

BEST, PHOTO = "01-mijn-beste-ik", "03-mag-jij-op-mijn-foto"


def to(module: str, level: Level = Level.B) -> Access:
    found = library().modules[module]
    return Access(found, found.editions[level])


def did(
    session: Session, person: Person, module: str, at: datetime, *, part: float = 1.0, level: Level = Level.B
) -> None:
    """Let somebody do a part of a module at a moment."""
    steps = to(module, level).edition.steps
    for step in steps[: round(part * len(steps))]:
        lessons.finish_step(session, person, to(module, level), step, now=at)
    session.flush()


def answered(
    session: Session, person: Person, module: str, at: datetime, use: QuestionUse = QuestionUse.QUIZ
) -> Question:
    """Let somebody answer the first question of a module; give it."""
    paper = quizzes.paper_of(session, person, to(module), use)
    question = next(one for one in paper.questions if QuestionUse.RETRIEVAL in one.uses)
    quizzes.answer(session, person, to(module), paper, question, {"dont_know": True}, now=at)
    session.flush()
    return question


def asked(session: Session, person: Person, lesson: LiveLesson) -> Retrieval:
    return retrieval.retrieval_of(session, person, lesson, library())


def modules_of(found: Retrieval) -> list[str]:
    return [item.access.module.slug for item in found.items]


@pytest.fixture
def lesson(session: Session, cast: Cast, now: datetime) -> LiveLesson:
    """The lesson of 7B about jokes, open since five minutes."""
    return a_lesson(session, cast, now - minutes(5))


def comes_first(session: Session, person: Person, lesson: LiveLesson) -> bool:
    progress = lessons.progress_in(session, person, access())
    return retrieval.comes_first(session, person, lesson, progress, library())


def test_noor_is_asked_three_questions_of_what_she_did_before_the_oldest_first(
    session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    did(session, cast.noor, PHOTO, now - timedelta(days=8))
    did(session, cast.noor, BEST, now - timedelta(days=30))

    found = asked(session, cast.noor, lesson)

    assert modules_of(found) == [BEST, PHOTO, BEST]
    assert all(QuestionUse.RETRIEVAL in item.question.uses for item in found.items)
    assert comes_first(session, cast.noor, lesson)


def test_sem_who_did_nothing_before_is_asked_nothing(session: Session, cast: Cast, lesson: LiveLesson) -> None:
    assert asked(session, cast.sem, lesson).items == ()
    assert not comes_first(session, cast.sem, lesson)


@pytest.mark.parametrize(("part", "counts"), [(0.3, False), (0.5, True), (1.0, True)])
def test_half_a_module_counts(
    session: Session, cast: Cast, lesson: LiveLesson, now: datetime, part: float, counts: bool
) -> None:
    did(session, cast.noor, BEST, now - timedelta(days=30), part=part)

    assert bool(asked(session, cast.noor, lesson).items) is counts


def test_a_module_on_another_level_counts_and_asks_its_own_questions(
    session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    did(session, cast.noor, BEST, now - timedelta(days=300), level=Level.A)

    found = asked(session, cast.noor, lesson)

    assert {item.paper.quiz.slug for item in found.items} == {f"{BEST}-a"}


def test_what_was_answered_less_than_five_days_ago_rests(
    session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    for module in (BEST, PHOTO):
        did(session, cast.noor, module, now - timedelta(days=30))
    answered(session, cast.noor, BEST, now - timedelta(days=4))

    assert set(modules_of(asked(session, cast.noor, lesson))) == {PHOTO}


def test_a_question_that_was_answered_before_comes_after_those_that_never_were(
    session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    did(session, cast.noor, BEST, now - timedelta(days=30))
    known = answered(session, cast.noor, BEST, now - timedelta(days=20))

    found = asked(session, cast.noor, lesson)

    assert len(found.items) == 3
    assert known not in [item.question for item in found.items]


def give(session: Session, person: Person, lesson: LiveLesson, number: int, at: datetime, response: Response) -> None:
    item = asked(session, person, lesson).item(number)
    quizzes.answer(session, person, item.access, item.paper, item.question, response, now=at)


def test_an_answer_is_saved_at_once_and_the_same_questions_stay(
    session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    did(session, cast.noor, BEST, now - timedelta(days=30))
    before = asked(session, cast.noor, lesson)

    give(session, cast.noor, lesson, 1, now, {"dont_know": True})

    after = asked(session, cast.noor, lesson)
    assert [item.question for item in after.items] == [item.question for item in before.items]
    assert [item.answered for item in after.items] == [True, False, False]
    assert (after.next_number, after.open) == (2, True)
    assert before.item(2).paper.options(before.item(2).question, 7) == after.item(2).paper.options(
        after.item(2).question, 7
    )


def test_an_answer_that_is_sent_twice_counts_once(
    session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    did(session, cast.noor, BEST, now - timedelta(days=30))
    item = asked(session, cast.noor, lesson).item(1)

    for response in ({"dont_know": True}, {"chosen": ["a"]}):
        grade = quizzes.answer(session, cast.noor, item.access, item.paper, item.question, response, now=now)  # type: ignore[arg-type]

    assert grade.dont_know
    assert number_of(session, Answer) == number_of(session, Attempt) == 1


def test_the_answers_count_for_the_goal_of_the_earlier_module(
    session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    did(session, cast.noor, BEST, now - timedelta(days=30))

    for number in (1, 2, 3):
        give(session, cast.noor, lesson, number, now, {"dont_know": True})

    attempt = session.scalars(select(Attempt)).one()
    assert (attempt.use, attempt.module, attempt.finished_at) == ("retrieval", BEST, now)
    goals = {item.question.goal for item in asked(session, cast.noor, lesson).items}
    lines = pupil_file.pupil_file(session, cast.noor.id).goals
    assert {(line.module, line.goal) for line in lines} == {(BEST, goal) for goal in goals}
    assert not asked(session, cast.noor, lesson).open
    assert not comes_first(session, cast.noor, lesson)


def test_who_went_on_is_not_asked_again_in_this_lesson(
    session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    did(session, cast.noor, BEST, now - timedelta(days=30))

    lessons.begin(session, cast.noor, access(), now=now)
    session.flush()

    assert not comes_first(session, cast.noor, lesson)


def test_a_module_that_was_begun_at_home_still_begins_with_the_questions(
    session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    did(session, cast.noor, BEST, now - timedelta(days=30))
    did(session, cast.noor, MODULE, now - timedelta(days=1), part=0.3)

    assert comes_first(session, cast.noor, lesson)


def test_a_week_later_other_questions_come_first(
    session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    did(session, cast.noor, BEST, now - timedelta(days=30))
    first = asked(session, cast.noor, lesson)
    for number in (1, 2, 3):
        give(session, cast.noor, lesson, number, now, {"dont_know": True})
    classroom.close_lesson(session, lesson, teacher=cast.de_wit, now=now)

    soon = a_lesson(session, cast, now + timedelta(days=2))
    later = a_lesson(session, cast, now + timedelta(days=7))

    assert asked(session, cast.noor, soon).items == ()
    found = asked(session, cast.noor, later)
    assert found.items[0].question not in [item.question for item in first.items]
    give(session, cast.noor, later, 1, now + timedelta(days=7), {"dont_know": True})
    assert sorted(session.scalars(select(Attempt.number))) == [1, 2]


def test_a_question_that_is_not_there_is_not_found(session: Session, cast: Cast, lesson: LiveLesson) -> None:
    for number in (0, 1, 4):
        with pytest.raises(NotFound):
            asked(session, cast.noor, lesson).item(number)


def test_asking_takes_three_statements_however_much_was_done(
    database: Database, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    for module in (BEST, PHOTO):
        did(session, cast.noor, module, now - timedelta(days=30))
        answered(session, cast.noor, module, now - timedelta(days=29))

    with counted(database.engine) as statements:
        asked(session, cast.noor, lesson)

    assert len(statements) == 3, statements


def a_lesson_about(session: Session, cast: Cast, module: str, at: datetime) -> None:
    classroom.close_lesson(session, a_lesson(session, cast, at, module=module), teacher=cast.de_wit, now=at)


def test_the_board_asks_about_the_lessons_of_the_group(session: Session, cast: Cast, now: datetime) -> None:
    a_lesson_about(session, cast, BEST, now - timedelta(days=30))
    a_lesson_about(session, cast, PHOTO, now - timedelta(days=1))
    lesson = a_lesson(session, cast, now)

    found = retrieval.of_group(session, lesson, library())

    assert {one.module.slug for one in found} == {BEST}


def test_the_board_of_another_group_knows_nothing_of_7b(session: Session, cast: Cast, now: datetime) -> None:
    a_lesson_about(session, cast, BEST, now - timedelta(days=30))
    of_5a = classroom.open_lesson(
        session, cast.elsewhere, teacher=cast.vos, module=MODULE, level=Level.A, assignment_id=None, now=now
    )

    assert retrieval.of_group(session, of_5a, library()) == ()
