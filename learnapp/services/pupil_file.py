"""One pupil as the teacher sees him: modules, goals, posts, and how often a tip led to a better post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from learnapp.store.feed import Post, Square
from learnapp.store.learning import Answer, ModuleRun, StepDone
from learnapp.store.moderation import Decision, Touched
from learnapp.store.people import Credential
from learnapp.terms import Choice, Level, PostState, SquareKind

#: How many posts the page shows.
POSTS_SHOWN = 12
WELL, UNDERWAY = 0.8, 0.55
#: With fewer answers than this nothing can be said about a goal.
FEWEST_ANSWERS = 2


class Mastery(StrEnum):
    """How well a goal is mastered, in words: the mean of the first answers to its questions."""

    WELL = "well"
    UNDERWAY = "underway"
    PRACTISE = "practise"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """A module that the pupil began."""

    module: str
    level: Level
    step: str
    done: int
    seen_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal with how well it is mastered and from how many answers that follows."""

    module: str
    goal: str
    mastery: Mastery
    answers: int


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post of the pupil, with where it stands. `solo` is a practice among simulated people.

    `choice` and `reason` are the last decision about it, `seen_at` when the pupil said that he read it.
    """

    id: int
    text: str
    state: PostState
    labels: tuple[str, ...]
    solo: bool
    created_at: datetime
    choice: Choice | None = None
    reason: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TouchedLine:
    """How often one kind of rule was touched, and how often the pupil then wrote it better."""

    label: str
    times: int
    rewrote: int


@dataclass(frozen=True, slots=True)
class PupilFile:
    """Everything on the page of one pupil."""

    modules: tuple[ModuleLine, ...]
    goals: tuple[GoalLine, ...]
    posts: tuple[PostLine, ...]
    touched: tuple[TouchedLine, ...]
    #: Of how many checks with a tip the pupil wrote a better post.
    tips: int
    rewrote: int
    has_code: bool


def pupil_file(session: Session, person_id: int) -> PupilFile:
    """Give the page of one pupil, in five queries. The caller has made sure that the pupil is the teacher's."""
    touched = session.execute(_touched(person_id)).all()
    checks = {row.check_id: row.next == "rewrote" for row in touched}
    return PupilFile(
        modules=tuple(_module_line(row) for row in session.execute(_runs(person_id))),
        goals=tuple(_goal_line(row) for row in session.execute(_goals(person_id))),
        posts=tuple(_post_line(row) for row in session.execute(_posts(person_id))),
        touched=_touched_lines(touched),
        tips=len(checks),
        rewrote=sum(checks.values()),
        has_code=session.scalar(select(Credential.picture_code_hash).where(Credential.person_id == person_id))
        is not None,
    )


def mastery(mean: float | None, answers: int) -> Mastery:
    """Give the word for a mean score (0-1) over a number of answers."""
    if mean is None or answers < FEWEST_ANSWERS:
        return Mastery.UNKNOWN
    if mean >= WELL:
        return Mastery.WELL
    return Mastery.UNDERWAY if mean >= UNDERWAY else Mastery.PRACTISE


def _module_line(row: Row[*tuple[Any, ...]]) -> ModuleLine:
    return ModuleLine(row.module, row.level, row.step, row.done, row.seen_at, row.finished_at)


def _goal_line(row: Row[*tuple[Any, ...]]) -> GoalLine:
    return GoalLine(row.module, row.goal, mastery(row.mean, row.answers), row.answers)


def _post_line(row: Row[*tuple[Any, ...]]) -> PostLine:
    solo = row.kind == SquareKind.SOLO
    decided = (row.choice, row.reason or "", row.seen_at)
    return PostLine(row.id, row.text, row.state, tuple(row.labels), solo, row.created_at, *decided)


def _touched_lines(rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[TouchedLine, ...]:
    """Count a check once per label, however many rules of that label it touched."""
    lines = []
    for label, some in groupby(rows, key=lambda row: row.label):
        checks = {row.check_id: row.next == "rewrote" for row in some}
        lines.append(TouchedLine(label, len(checks), sum(checks.values())))
    return tuple(sorted(lines, key=lambda line: (-line.times, line.label)))


def _runs(person_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            ModuleRun.module,
            ModuleRun.level,
            ModuleRun.step,
            ModuleRun.seen_at,
            ModuleRun.finished_at,
            func.count(StepDone.step).label("done"),
        )
        .outerjoin(StepDone, StepDone.run_id == ModuleRun.id)
        .where(ModuleRun.person_id == person_id)
        .group_by(ModuleRun.id)
        .order_by(ModuleRun.seen_at.desc())
    )


def _goals(person_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Answer.module,
            Answer.goal,
            func.avg(Answer.score).label("mean"),
            func.count().label("answers"),
        )
        .where(Answer.person_id == person_id, Answer.goal.is_not(None), Answer.score.is_not(None))
        .group_by(Answer.module, Answer.goal)
        .order_by(Answer.module, Answer.goal)
    )


def _posts(person_id: int) -> Select[*tuple[Any, ...]]:
    last = select(func.max(Decision.id)).where(Decision.post_id == Post.id).correlate(Post).scalar_subquery()
    return (
        select(
            Post.id,
            Post.text,
            Post.state,
            Post.labels,
            Post.created_at,
            Square.kind,
            Decision.choice,
            Decision.reason,
            Decision.seen_at,
        )
        .join(Square, Square.id == Post.square_id)
        .outerjoin(Decision, Decision.id == last)
        .where(Post.author_id == person_id, Post.state != PostState.WITHDRAWN)
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(POSTS_SHOWN)
    )


def _touched(person_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Touched.label, Touched.check_id, Touched.next)
        .where(Touched.person_id == person_id)
        .order_by(Touched.label, Touched.id)
    )
