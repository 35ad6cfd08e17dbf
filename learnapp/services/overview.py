"""What a teacher sees of the work: the groups at a glance, and class by steps. Columns, never rows of objects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from learnapp.services import classroom, people
from learnapp.store.classroom import LiveLesson
from learnapp.store.database import rows_of
from learnapp.store.feed import Post
from learnapp.store.learning import ModuleRun, StepDone
from learnapp.store.moderation import CareSignal, Report
from learnapp.store.people import Group, Person
from learnapp.terms import Level, PostState


class Cell(StrEnum):
    """How far a pupil is with one step."""

    DONE = "done"
    NOW = "now"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class PupilRow:
    """One pupil in the class by steps table. `elsewhere` is the other level on which he does this module, or None."""

    id: int
    name: str
    avatar: str
    cells: tuple[Cell, ...]
    done: int
    finished: bool
    elsewhere: Level | None

    @property
    def started(self) -> bool:
        """Say whether the pupil has begun."""
        return self.done > 0 or Cell.NOW in self.cells


ClassState = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class ClassOverview:
    """The pupils of a group by the steps of one module; `done` counts the pupils per step."""

    rows: tuple[PupilRow, ...]
    done: tuple[int, ...]
    finished: int


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group on the teacher's home: what runs, and who waits. `needs` are pupils that need the teacher."""

    id: int
    name: str
    year: int
    pupils: int
    lesson: LiveLesson | None
    last_module: str | None
    last_level: Level | None
    last_finished: int
    needs: tuple[tuple[int, str], ...]

    @property
    def most_finished(self) -> bool:
        """Say whether at least half of the group has finished the module of the last lesson."""
        return self.pupils > 0 and 2 * self.last_finished >= self.pupils


def class_overview(
    session: Session, group_id: int, *, module: str, level: Level, steps: Sequence[str]
) -> ClassOverview:
    """Give the pupils of a group by the steps of a module on one level, in one query."""
    return overview_of(class_state(session, group_id, module=module), level=level, steps=steps)


def class_state(session: Session, group_id: int, *, module: str) -> ClassState:
    """Give where the pupils of a group are in a module: what an overview is made of, and by which it can be kept.

    Per pupil and run, by name: id, first name, last name, avatar, level, step, whether it is finished, and the finished
    steps with spaces between them.
    """
    return tuple(map(tuple, rows_of(session, _STATE, {"group_id": group_id, "module": module})))


def overview_of(state: ClassState, *, level: Level, steps: Sequence[str]) -> ClassOverview:
    """Make the overview of a class on one level."""
    runs: dict[int, list[tuple[Any, ...]]] = {}
    for run in state:
        runs.setdefault(run[0], []).append(run)
    rows = tuple(_row(of_pupil, level, steps) for of_pupil in runs.values())
    done = tuple(sum(row.cells[place] is Cell.DONE for row in rows) for place in range(len(steps)))
    return ClassOverview(rows=rows, done=done, finished=sum(row.finished for row in rows))


def group_cards(session: Session, teacher_id: int, *, now: datetime) -> tuple[GroupCard, ...]:
    """Give the groups of a teacher with what runs, the module of the last lesson, and who needs the teacher."""
    groups = people.groups_of(session, teacher_id)
    if not groups:
        return ()
    ids = [group.id for group in groups]
    lessons = classroom.open_lessons_of_teacher(session, teacher_id, now=now)
    counts = _counts(session, ids)
    last = _last_lessons(session, ids)
    finished = _finished(session, ids)
    needs = pupils_in_need(session, ids)
    return tuple(
        _card(group, lessons.get(group.id), counts.get(group.id, 0), last.get(group.id), finished, needs)
        for group in groups
    )


def group_card(session: Session, group: Group, *, now: datetime) -> GroupCard:
    """Give one group as it stands on the home."""
    ids = [group.id]
    lesson = classroom.open_lesson_of(session, group.id, now=now)
    last = _last_lessons(session, ids).get(group.id)
    return _card(group, lesson, _counts(session, ids).get(group.id, 0), last, _finished(session, ids), {})


def pupils_in_need(session: Session, group_ids: Collection[int]) -> dict[int, tuple[tuple[int, str], ...]]:
    """Give per group the pupils with a post that waits for the teacher or with an open care signal, by name."""
    reported = exists().where(Report.post_id == Post.id, Report.closed_at.is_(None))
    waits = or_(Post.state == PostState.HELD, and_(Post.state == PostState.PUBLISHED, reported))
    held = select(Post.author_id).where(waits)
    care = select(CareSignal.person_id).where(CareSignal.closed_at.is_(None))
    query = (
        select(Person.group_id, Person.id, Person.first_name, Person.last_name)
        .where(Person.group_id.in_(group_ids), Person.left_at.is_(None), Person.id.in_(held.union(care)))
        .order_by(Person.first_name, Person.last_name)
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for group_id, person_id, first, last in session.execute(query):
        found[group_id or 0].append((person_id, f"{first} {last}".strip()))
    return {group_id: tuple(names) for group_id, names in found.items()}


def next_module(order: Sequence[str], *, last: str | None, finished: bool) -> str | None:
    """Give the module to start with: the last one until most have finished it, then the one after it."""
    if not order:
        return None
    if last not in order:
        return order[0]
    place = order.index(last)
    return order[min(place + 1, len(order) - 1)] if finished else order[place]


# Built once: it is asked every few seconds in a lesson.
_STATE = (
    select(
        Person.id,
        Person.first_name,
        Person.last_name,
        Person.avatar,
        ModuleRun.level,
        ModuleRun.step,
        ModuleRun.finished_at.is_not(None),
        func.aggregate_strings(StepDone.step, " "),
    )
    .outerjoin(ModuleRun, and_(ModuleRun.person_id == Person.id, ModuleRun.module == bindparam("module")))
    .outerjoin(StepDone, StepDone.run_id == ModuleRun.id)
    .where(Person.group_id == bindparam("group_id"), Person.left_at.is_(None))
    .group_by(Person.id, ModuleRun.id)
    .order_by(Person.first_name, Person.last_name, Person.id)
)


def _row(runs: Sequence[tuple[Any, ...]], level: Level, steps: Sequence[str]) -> PupilRow:
    done: set[str] = set()
    here, finished, elsewhere = None, False, None
    for *_pupil, at_level, step, is_finished, steps_done in runs:
        if at_level == level:
            done.update((steps_done or "").split())
            here, finished = step, bool(is_finished)
        elif at_level is not None:
            elsewhere = at_level
    person_id, first_name, last_name, avatar = runs[0][:4]
    cells = tuple(_cell(step, done, None if finished else here) for step in steps)
    return PupilRow(
        id=person_id,
        name=f"{first_name} {last_name}".strip(),
        avatar=avatar,
        cells=cells,
        done=cells.count(Cell.DONE),
        finished=finished,
        elsewhere=None if here else elsewhere,
    )


def _cell(step: str, done: Collection[object], here: str | None) -> Cell:
    if step in done:
        return Cell.DONE
    return Cell.NOW if step == here else Cell.TODO


def _counts(session: Session, group_ids: Collection[int]) -> dict[int, int]:
    query = (
        select(Person.group_id, func.count())
        .where(Person.group_id.in_(group_ids), Person.left_at.is_(None))
        .group_by(Person.group_id)
    )
    return {group_id: number for group_id, number in session.execute(query) if group_id is not None}


def _last_lessons(session: Session, group_ids: Collection[int]) -> dict[int, tuple[str, Level]]:
    newest = select(func.max(LiveLesson.id)).where(LiveLesson.group_id.in_(group_ids)).group_by(LiveLesson.group_id)
    query = select(LiveLesson.group_id, LiveLesson.module, LiveLesson.level).where(LiveLesson.id.in_(newest))
    return {group_id: (module, level) for group_id, module, level in session.execute(query)}


def _finished(session: Session, group_ids: Collection[int]) -> dict[tuple[int, str], int]:
    query = (
        select(Person.group_id, ModuleRun.module, func.count())
        .join(Person, Person.id == ModuleRun.person_id)
        .where(and_(Person.group_id.in_(group_ids), Person.left_at.is_(None), ModuleRun.finished_at.is_not(None)))
        .group_by(Person.group_id, ModuleRun.module)
    )
    return {(group_id, module): n for group_id, module, n in session.execute(query) if group_id is not None}


def _card(
    group: Group,
    lesson: LiveLesson | None,
    pupils: int,
    last: tuple[str, Level] | None,
    finished: Mapping[tuple[int, str], int],
    needs: Mapping[int, tuple[tuple[int, str], ...]],
) -> GroupCard:
    module, level = last or (None, None)
    return GroupCard(
        id=group.id,
        name=group.name,
        year=group.year,
        pupils=pupils,
        lesson=lesson,
        last_module=module,
        last_level=level,
        last_finished=finished.get((group.id, module or ""), 0),
        needs=needs.get(group.id, ()),
    )
