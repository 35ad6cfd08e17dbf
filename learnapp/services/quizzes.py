"""Answering questions: one by one, each saved at once, each counted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from learnapp.content import grading
from learnapp.content.grading import Grade, Response
from learnapp.content.model import Option, Question, QuestionKind, Quiz
from learnapp.errors import NotFound
from learnapp.services.lessons import Access
from learnapp.store.database import insert_once, rows_of
from learnapp.store.learning import Answer, Attempt
from learnapp.store.people import Person
from learnapp.terms import QuestionUse

# Built once: it is asked at every question and every answer. Only the last attempt counts for the paper.
_OF_PAPER = (
    Attempt.person_id == bindparam("person_id"),
    Attempt.quiz == bindparam("quiz"),
    Attempt.use == bindparam("use"),
)
_LAST = select(Attempt.id).where(*_OF_PAPER).order_by(Attempt.number.desc()).limit(1).scalar_subquery()
_ANSWERS = (
    select(Attempt.id, Attempt.number, Attempt.finished_at, Answer.question, Answer.response)
    .outerjoin(Answer, Answer.attempt_id == Attempt.id)
    .where(Attempt.id == _LAST)
)


@dataclass(frozen=True, slots=True)
class Paper:
    """The questions of one use of a quiz, with what one person answered in his present attempt.

    `attempt_id` is None before the first answer; `answers` are responses by question id.
    """

    quiz: Quiz
    use: QuestionUse
    questions: tuple[Question, ...]
    attempt_id: int | None
    number: int
    finished: bool
    answers: Mapping[str, Response]

    @property
    def next_number(self) -> int:
        """Give the place (from 1) of the first question without an answer, or of the last question."""
        for place, question in enumerate(self.questions, start=1):
            if question.id not in self.answers:
                return place
        return len(self.questions)

    def question(self, number: int) -> Question:
        """Give the question at a place (from 1). Raises `NotFound`."""
        if not 1 <= number <= len(self.questions):
            raise NotFound("question")
        return self.questions[number - 1]

    def grade(self, question: Question) -> Grade | None:
        """Give the grade of what was answered to a question, or None."""
        response = self.answers.get(question.id)
        return None if response is None else grading.grade(question, response)

    def options(self, question: Question, person_id: int) -> tuple[Option, ...]:
        """Give the options in the order in which this person sees them in this attempt."""
        return grading.shown_options(question, seed=person_id * 100 + self.number)


@dataclass(frozen=True, slots=True)
class Result:
    """How an attempt went: right answers of all questions that have one, and the share per goal."""

    right: int
    of: int
    dont_know: int
    per_goal: Mapping[str, float]


def paper_of(session: Session, person: Person, access: Access, use: QuestionUse) -> Paper:
    """Give the questions of a module with this person's answers so far. Raises `NotFound` when there are none."""
    quiz = access.edition.quiz
    questions = quiz.used_for(use) if quiz else ()
    if quiz is None or not questions:
        raise NotFound("quiz")
    asked = {"person_id": person.id, "quiz": quiz.slug, "use": use.value}
    rows = rows_of(session, _ANSWERS, asked)
    if not rows:
        return Paper(quiz, use, questions, None, 1, finished=False, answers={})
    last = rows[0]
    answers = {row.question: row.response for row in rows if row.question is not None}
    # Two last answers in two tabs can both miss the end: what counts is that nothing is open.
    finished = last.finished_at is not None or answers.keys() >= {question.id for question in questions}
    return Paper(quiz, use, questions, last.id, last.number, finished, answers)


def answer(
    session: Session,
    person: Person,
    access: Access,
    paper: Paper,
    question: Question,
    response: Response,
    *,
    now: datetime,
) -> Grade:
    """Save an answer. The first one counts: a second tap, or another tab, gets the grade of the first."""
    known = paper.grade(question)
    if known is not None:
        return known
    grade = grading.grade(question, response)
    attempt_id = paper.attempt_id or _start(session, person, access, paper, number=paper.number, now=now)
    saved = insert_once(
        session,
        Answer,
        attempt_id=attempt_id,
        person_id=person.id,
        module=access.module.slug,
        question=question.id,
        goal=question.goal,
        article=question.article,
        response=dict(response),
        score=grade.score,
        dont_know=grade.dont_know,
        answered_at=now,
    )
    if not saved:
        # Two taps at the same moment: the other one was first.
        return paper_of(session, person, access, paper.use).grade(question) or grade
    if {*paper.answers, question.id} >= {asked.id for asked in paper.questions}:
        _finish(session, attempt_id, now=now)
    return grade


def begin_again(session: Session, person: Person, access: Access, paper: Paper, *, now: datetime) -> None:
    """Start a new attempt after a finished one. In an unfinished one it changes nothing (double tap)."""
    if paper.finished:
        _start(session, person, access, paper, number=paper.number + 1, now=now)


def result_of(paper: Paper) -> Result:
    """Sum up an attempt."""
    grades = [
        (question, grade)
        for question in paper.questions
        if question.kind is not QuestionKind.REFLECTION and (grade := paper.grade(question))
    ]
    scores: dict[str, list[float]] = {}
    for question, grade in grades:
        if question.goal:
            scores.setdefault(question.goal, []).append(grade.score or 0.0)
    return Result(
        right=sum(bool(grade.correct) for _, grade in grades),
        of=sum(question.kind is not QuestionKind.REFLECTION for question in paper.questions),
        dont_know=sum(grade.dont_know for _, grade in grades),
        per_goal={goal: sum(values) / len(values) for goal, values in scores.items()},
    )


def _start(session: Session, person: Person, access: Access, paper: Paper, *, number: int, now: datetime) -> int:
    """Start an attempt, or give the one that another tap started a moment ago."""
    insert_once(
        session,
        Attempt,
        person_id=person.id,
        quiz=paper.quiz.slug,
        module=access.module.slug,
        level=access.edition.level,
        use=paper.use.value,
        number=number,
        content_version=access.module.version,
        started_at=now,
    )
    query = select(Attempt.id).where(
        Attempt.person_id == person.id,
        Attempt.quiz == paper.quiz.slug,
        Attempt.use == paper.use.value,
        Attempt.number == number,
    )
    return session.scalars(query).one()


def _finish(session: Session, attempt_id: int, *, now: datetime) -> None:
    attempt = session.get(Attempt, attempt_id)
    if attempt is not None and attempt.finished_at is None:
        attempt.finished_at = now
