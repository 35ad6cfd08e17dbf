"""What the people of the demo school did in their modules: steps, choices, and answers."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from learnapp.content import grading
from learnapp.content.model import ChooseBlock, Edition, Library, Module, Question, Quiz, SortBlock, Step, StepKind
from learnapp.services.demo.answers import respond
from learnapp.services.demo.lessons import Taught
from learnapp.services.demo.people import Everybody
from learnapp.store.feed import ScenarioRun, Square
from learnapp.store.journal import JournalEntry
from learnapp.store.learning import Answer, Attempt, BlockChoice, ModuleRun, StepDone
from learnapp.store.people import Person
from learnapp.terms import Audience, QuestionUse, Role, SquareKind

#: Of every so many pupils one finds it hard, and one stays away from a lesson.
STRUGGLES, ABSENT = 9, 14
#: Goals are not equally hard: how much less often a question of the n-th goal of a module is right.
HARDER = (0.0, 0.28, 0.1, 0.04, 0.16)


@dataclass(frozen=True, slots=True)
class Learner:
    """A person with how often an answer is right, and how often it is "weet ik niet"."""

    person: Person
    right: float
    unsure: float


@dataclass(frozen=True, slots=True)
class Work:
    """One person's way through one module: when it began, how many steps were done, and how long one took."""

    learner: Learner
    module: Module
    edition: Edition
    began: datetime
    steps: int
    pace: timedelta

    @property
    def done(self) -> tuple[Step, ...]:
        """Give the steps that are done."""
        return self.edition.steps[: self.steps]

    def after(self, step: int) -> datetime:
        """Give the moment at which the n-th step (from 0) was done."""
        return self.began + self.pace * (step + 1)


def learners(everybody: Everybody, dice: random.Random) -> dict[str, list[Learner]]:
    """Give the pupils per group: most do well, some find it hard."""
    return {name: [_learner(person, dice) for person in members] for name, members in everybody.pupils.items()}


def _learner(person: Person, dice: random.Random) -> Learner:
    if dice.randrange(STRUGGLES) == 0:
        return Learner(person, right=dice.uniform(0.25, 0.45), unsure=dice.uniform(0.15, 0.3))
    return Learner(person, right=dice.uniform(0.7, 0.97), unsure=dice.uniform(0.0, 0.06))


def pupils_work(
    taughts: Iterable[Taught], by_group: dict[str, list[Learner]], dice: random.Random, *, now: datetime
) -> list[Work]:
    """Give what every pupil did in what was taught; who was absent is not in it."""
    works = []
    for taught in taughts:
        for learner in by_group[taught.group.name]:
            work = _work(taught, learner, dice, now=now)
            if work is not None:
                works.append(work)
    return works


def adults_work(everybody: Everybody, library: Library, dice: random.Random, *, now: datetime) -> list[Work]:
    """Give what adults did in the modules for staff and for parents: some are done, some half, some have to begin."""
    works = []
    for module in library.modules.values():
        if module.audience is Audience.PUPIL:
            continue
        edition = next(iter(module.editions.values()))
        for number, person in enumerate(_audience(everybody, module.audience)):
            share = (1.0, 1.0, 0.5, 1.0, 0.0, 0.75)[number % 6]
            began = now - timedelta(days=20 - 2 * number, hours=3)
            steps = round(share * len(edition.steps))
            learner = Learner(person, right=dice.uniform(0.7, 0.95), unsure=0.03)
            if steps:
                works.append(Work(learner, module, edition, began, steps, timedelta(minutes=3)))
    return works


def _audience(everybody: Everybody, audience: Audience) -> list[Person]:
    guardian = audience is Audience.GUARDIAN
    return [person for person in everybody.staff.values() if (Role.GUARDIAN in person.roles) is guardian]


def _work(taught: Taught, learner: Learner, dice: random.Random, *, now: datetime) -> Work | None:
    steps = len(taught.edition.steps)
    began = taught.began + timedelta(seconds=dice.randrange(20, 170))
    pace = timedelta(minutes=40) / max(steps, 1)
    if dice.randrange(ABSENT) == 0:
        return None
    if taught.homework:
        done = round(steps * dice.choice((0, 0, 0.5, 0.75, 1.0)))
        began += timedelta(hours=dice.randrange(5, 9))
    elif taught.is_lesson_now:
        pace = timedelta(minutes=3.5 if learner.right > 0.5 else 6.5)
        done = min(steps, int((now - began) / pace))
    else:
        done = steps if learner.right > 0.5 or dice.random() < 0.4 else steps - dice.choice((1, 1, 2, 3))
    return Work(learner, taught.module, taught.edition, began, max(done, 0), pace)


def store(session: Session, works: Sequence[Work], dice: random.Random) -> None:
    """Store runs, steps, choices, attempts and answers."""
    runs = session.scalars(
        insert(ModuleRun).returning(ModuleRun.id, sort_by_parameter_order=True), [_run(work) for work in works]
    ).all()
    paired = list(zip(runs, works, strict=True))
    _insert(session, JournalEntry, (_sign_in(work) for work in works if work.learner.person.is_pupil))
    _insert(session, StepDone, (row for run, work in paired for row in _steps(run, work)))
    _insert(session, BlockChoice, (row for run, work in paired for row in _choices(run, work, dice)))
    _store_scenarios(session, works)
    for use, kind in ((QuestionUse.QUIZ, StepKind.QUIZ), (QuestionUse.EXIT, StepKind.CLOSE)):
        _store_answers(session, works, use, kind, dice)


def _run(work: Work) -> dict[str, Any]:
    steps = work.edition.steps
    finished = work.steps >= len(steps)
    seen = work.after(work.steps - 1) if work.steps else work.began
    return {
        "person_id": work.learner.person.id,
        "module": work.module.slug,
        "level": work.edition.level,
        "step": steps[min(work.steps, len(steps) - 1)].slug,
        "started_at": work.began,
        "seen_at": seen,
        "finished_at": seen if finished else None,
    }


def _sign_in(work: Work) -> dict[str, Any]:
    person_id = work.learner.person.id
    return {
        "at": work.began,
        "person_id": person_id,
        "action": "sign_in",
        "subject": "person",
        "subject_id": person_id,
        "details": {},
    }


def _steps(run: int, work: Work) -> list[dict[str, Any]]:
    return [{"run_id": run, "step": step.slug, "done_at": work.after(place)} for place, step in enumerate(work.done)]


def _choices(run: int, work: Work, dice: random.Random) -> list[dict[str, Any]]:
    return [
        {
            "run_id": run,
            "step": step.slug,
            "block": block.id,
            "choice": _choice(block, work.learner, dice),
            "chosen_at": work.after(place) - timedelta(seconds=40),
        }
        for place, step in enumerate(work.done)
        for block in step.blocks
        if isinstance(block, ChooseBlock | SortBlock)
    ]


def _choice(block: ChooseBlock | SortBlock, learner: Learner, dice: random.Random) -> dict[str, Any]:
    well = dice.random() < learner.right
    if isinstance(block, ChooseBlock):
        good = [place for place, option in enumerate(block.options) if option.effect == "good"]
        return {"option": dice.choice(good) if well and good else dice.randrange(len(block.options))}
    placed = {str(place): card.bin for place, card in enumerate(block.cards)}
    if not well:
        placed[str(dice.randrange(len(block.cards)))] = dice.choice(block.bins)
    return {"placed": placed}


def _store_scenarios(session: Session, works: Sequence[Work]) -> None:
    """Everybody who did the practice step has a square of his own, with a finished scenario."""
    practised = [
        (work, work.after(place))
        for work in works
        for place, step in enumerate(work.done)
        if step.kind is StepKind.PRACTICE and work.edition.has_scenario
    ]
    if not practised:
        return
    rows = [
        {"kind": SquareKind.SOLO, "group_id": None, "created_at": finished - work.pace} for work, finished in practised
    ]
    squares = session.scalars(insert(Square).returning(Square.id, sort_by_parameter_order=True), rows).all()
    runs = [
        {
            "square_id": square,
            "person_id": work.learner.person.id,
            "module": work.module.slug,
            "level": work.edition.level,
            "started_at": finished - work.pace,
            "finished_at": finished,
            "answers": {},
        }
        for square, (work, finished) in zip(squares, practised, strict=True)
    ]
    session.execute(insert(ScenarioRun), runs)


def _store_answers(
    session: Session, works: Sequence[Work], use: QuestionUse, kind: StepKind, dice: random.Random
) -> None:
    """Who did the step of this kind answered the questions that belong to it."""
    papers = [
        (work, quiz, questions, work.after(place) - timedelta(minutes=3))
        for work in works
        for place, step in enumerate(work.done)
        if step.kind is kind and (quiz := work.edition.quiz) and (questions := quiz.used_for(use))
    ]
    if not papers:
        return
    rows = [_attempt(work, quiz, use, began) for work, quiz, _, began in papers]
    ids = session.scalars(insert(Attempt).returning(Attempt.id, sort_by_parameter_order=True), rows).all()
    _insert(
        session,
        Answer,
        (
            _answer(attempt, work, question, began + timedelta(seconds=15 * number), dice)
            for attempt, (work, _, questions, began) in zip(ids, papers, strict=True)
            for number, question in enumerate(questions)
        ),
    )


def _attempt(work: Work, quiz: Quiz, use: QuestionUse, began: datetime) -> dict[str, Any]:
    return {
        "person_id": work.learner.person.id,
        "quiz": quiz.slug,
        "module": work.module.slug,
        "level": work.edition.level,
        "use": use.value,
        "number": 1,
        "content_version": work.module.version,
        "started_at": began,
        "finished_at": began + timedelta(minutes=2),
    }


def _answer(attempt: int, work: Work, question: Question, at: datetime, dice: random.Random) -> dict[str, Any]:
    right = work.learner.right - _harder(work.module, question.goal)
    response = respond(question, dice, right=right, unsure=work.learner.unsure)
    grade = grading.grade(question, response)
    return {
        "attempt_id": attempt,
        "person_id": work.learner.person.id,
        "module": work.module.slug,
        "question": question.id,
        "goal": question.goal,
        "article": question.article,
        "response": dict(response),
        "score": grade.score,
        "dont_know": grade.dont_know,
        "answered_at": at,
    }


def _harder(module: Module, goal: str | None) -> float:
    places = [known.id for known in module.goals]
    return HARDER[places.index(goal) % len(HARDER)] if goal in places else 0.0


def _insert(session: Session, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    values = list(rows)
    if values:
        session.execute(insert(table), values)
