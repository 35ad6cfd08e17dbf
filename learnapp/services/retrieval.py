"""Fetching back what was learned, at the start of a lesson: three questions of earlier modules at most.

Which ones follows from what was done before the lesson opened, so nothing has to be kept to ask the same ones again,
and a page that shows them writes nothing. Who goes on begins the module; from then on nothing is asked in this lesson.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, and_, bindparam, func, select
from sqlalchemy.orm import Session

from learnapp.content import retrieval
from learnapp.content.model import Library, Question
from learnapp.content.retrieval import Recalled, Studied, fits_board
from learnapp.errors import NotFound
from learnapp.services.lessons import Access, Progress
from learnapp.services.quizzes import Paper
from learnapp.store.base import UtcDateTime
from learnapp.store.classroom import LiveLesson
from learnapp.store.database import rows_of
from learnapp.store.learning import Answer, Attempt, ModuleRun, StepDone
from learnapp.store.people import Person
from learnapp.terms import Level, QuestionUse

#: When the lesson opened. What came later changes nothing about what is asked in it.
_OPENED = bindparam("opened", type_=UtcDateTime)
_MINE: BindParameter[int] = bindparam("person_id")
_DONE = (
    select(
        ModuleRun.module,
        ModuleRun.level,
        ModuleRun.finished_at,
        func.count(StepDone.step).label("steps"),
        func.max(StepDone.done_at).label("last"),
    )
    .outerjoin(StepDone, and_(StepDone.run_id == ModuleRun.id, StepDone.done_at < _OPENED))
    .where(ModuleRun.person_id == _MINE, ModuleRun.started_at < _OPENED)
    .group_by(ModuleRun.id)
)
_ANSWERED = (
    select(Attempt.module, Attempt.level, Answer.question, func.max(Answer.answered_at).label("at"))
    .join(Attempt, Attempt.id == Answer.attempt_id)
    .where(Answer.person_id == _MINE, Answer.answered_at < _OPENED)
    .group_by(Attempt.module, Attempt.level, Answer.question)
)
_GIVEN = (
    select(Attempt.id, Attempt.quiz, Attempt.number, Attempt.started_at, Answer.question, Answer.response)
    .outerjoin(Answer, and_(Answer.attempt_id == Attempt.id, Attempt.started_at >= _OPENED))
    .where(Attempt.person_id == _MINE, Attempt.use == QuestionUse.RETRIEVAL.value)
    .order_by(Attempt.number)
)
_TAUGHT = (
    select(LiveLesson.module, LiveLesson.level, LiveLesson.opened_at)
    .where(LiveLesson.group_id == bindparam("group_id"), LiveLesson.opened_at < _OPENED)
    .order_by(LiveLesson.opened_at)
)


@dataclass(frozen=True, slots=True)
class Item:
    """One question of an earlier module. `paper` holds what this person answered in this lesson."""

    access: Access
    paper: Paper
    question: Question

    @property
    def answered(self) -> bool:
        """Say whether it was answered in this lesson."""
        return self.question.id in self.paper.answers


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The questions for one pupil in one lesson, in the order in which they are asked; perhaps none."""

    items: tuple[Item, ...]

    @property
    def open(self) -> bool:
        """Say whether there is a question without an answer."""
        return not all(item.answered for item in self.items)

    @property
    def next_number(self) -> int:
        """Give the place (from 1) of the first question without an answer, or of the last question."""
        return next((place for place, item in enumerate(self.items, 1) if not item.answered), len(self.items))

    def item(self, number: int) -> Item:
        """Give the question at a place (from 1). Raises `NotFound`."""
        if not 1 <= number <= len(self.items):
            raise NotFound("question")
        return self.items[number - 1]


def retrieval_of(session: Session, pupil: Person, lesson: LiveLesson, library: Library) -> Retrieval:
    """Give what this pupil is asked in a lesson, with his answers so far: three statements."""
    asked = {"person_id": pupil.id, "opened": lesson.opened_at}
    studied = _studied(rows_of(session, _DONE, asked), rows_of(session, _ANSWERED, asked), library)
    chosen = retrieval.recalled(studied, library, lesson_module=lesson.module, moment=lesson.opened_at)
    if not chosen:
        return Retrieval(())
    given = rows_of(session, _GIVEN, asked)
    papers = {one.quiz.slug: _paper(one, chosen, given, since=lesson.opened_at) for one in chosen}
    return Retrieval(
        tuple(Item(Access(one.module, one.edition), papers[one.quiz.slug], one.question) for one in chosen)
    )


def comes_first(session: Session, pupil: Person, lesson: LiveLesson, progress: Progress, library: Library) -> bool:
    """Say whether a pupil gets his questions before he goes on: he did nothing in the lesson's module yet."""
    if progress.seen_at is not None and progress.seen_at >= lesson.opened_at:
        return False
    return retrieval_of(session, pupil, lesson, library).open


def of_group(session: Session, lesson: LiveLesson, library: Library) -> tuple[Recalled, ...]:
    """Give the questions for the board of a lesson: of the modules that the group had lessons about before."""
    asked = {"group_id": lesson.group_id, "opened": lesson.opened_at}
    taught = rows_of(session, _TAUGHT, asked)
    last = {row.module: (place, row) for place, row in enumerate(taught)}
    studied = [
        Studied(module, row.level, row.opened_at, turns=len(taught) - 1 - place)
        for module, (place, row) in last.items()
    ]
    return retrieval.recalled(studied, library, lesson_module=lesson.module, moment=lesson.opened_at, suits=fits_board)


def _studied(
    done: Sequence[Row[*tuple[Any, ...]]], answers: Sequence[Row[*tuple[Any, ...]]], library: Library
) -> list[Studied]:
    """Give the modules that were finished or half done; of a module on two levels the one that was done last."""
    answered: dict[tuple[str, Level], dict[str, datetime]] = {}
    for row in answers:
        answered.setdefault((row.module, row.level), {})[row.question] = row.at
    found: dict[str, tuple[datetime, Level]] = {}
    for row in done:
        if row.last is None or not _half_done(row, library):
            continue
        if row.module not in found or found[row.module][0] < row.last:
            found[row.module] = (row.last, row.level)
    return [
        Studied(
            module,
            level,
            max((at for key, times in answered.items() if key[0] == module for at in times.values()), default=last),
            answered.get((module, level), {}),
        )
        for module, (last, level) in found.items()
    ]


def _half_done(row: Row[*tuple[Any, ...]], library: Library) -> bool:
    module = library.modules.get(row.module)
    edition = module.editions.get(row.level) if module else None
    return edition is not None and (row.finished_at is not None or 2 * row.steps >= len(edition.steps))


def _paper(
    one: Recalled, chosen: Sequence[Recalled], given: Sequence[Row[*tuple[Any, ...]]], *, since: datetime
) -> Paper:
    """Give what was answered in this lesson to the questions of one quiz; the next number when nothing was yet."""
    rows = [row for row in given if row.quiz == one.quiz.slug]
    now = [row for row in rows if row.started_at >= since]
    number = now[-1].number if now else max((row.number for row in rows), default=0) + 1
    return Paper(
        quiz=one.quiz,
        use=QuestionUse.RETRIEVAL,
        questions=tuple(other.question for other in chosen if other.quiz is one.quiz),
        attempt_id=now[-1].id if now else None,
        number=number,
        finished=False,
        answers={row.question: row.response for row in now if row.question is not None},
    )
