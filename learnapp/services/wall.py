"""Who is in during a lesson, how far they are, and who needs the teacher.

"In" is honest and cheap: a sign-in is a POST, so it writes a line in the logbook; who was in already (homework) counts
from his first saved act in this lesson. "Silent" means that nothing was saved for a while: reading is silent too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from learnapp.content.model import Edition
from learnapp.services.credentials import ASK_TEACHER_AFTER
from learnapp.store.classroom import LiveLesson
from learnapp.store.feed import Post
from learnapp.store.journal import JournalEntry
from learnapp.store.learning import Answer, ModuleRun, StepDone
from learnapp.store.moderation import CareSignal, Report
from learnapp.store.people import Credential, Person
from learnapp.terms import Level, PostState

#: A query for columns: its rows are read by name.
Columns = Select[*tuple[Any, ...]]

#: Nothing saved for this long is called silent.
SILENT_AFTER = timedelta(minutes=5)
#: A step may take twice its minutes, and never less than this, before somebody is called stuck.
SHORTEST_STUCK = timedelta(minutes=8)
#: So many times "weet ik niet" in one lesson is a reason to walk by.
OFTEN_UNKNOWN = 2
#: How many waiting posts stand beside the wall.
WAITING_SHOWN = 3


class Need(StrEnum):
    """Why a pupil stands where he stands on the wall, most urgent first."""

    CARE = "care"
    HELD = "held"
    ASKS = "asks"
    UNKNOWN = "unknown"
    STUCK = "stuck"
    SILENT = "silent"
    GOING = "going"
    DONE = "done"

    @property
    def weight(self) -> int:
        """Give 0 for the most urgent."""
        return list(Need).index(self)


#: These want the teacher now; the next four are a reason to walk by.
URGENT = frozenset({Need.CARE, Need.HELD})
DOUBTFUL = frozenset({Need.ASKS, Need.UNKNOWN, Need.STUCK, Need.SILENT})


@dataclass(frozen=True, slots=True)
class Tile:
    """One pupil on the wall. `step` counts from 1 (0: not begun); `minutes` is how long silent or on this step."""

    id: int
    name: str
    avatar: str
    need: Need
    step: int
    steps: int
    minutes: int

    @property
    def urgent(self) -> bool:
        """Say whether the teacher is wanted now."""
        return self.need in URGENT

    @property
    def doubtful(self) -> bool:
        """Say whether this is a reason to walk by."""
        return self.need in DOUBTFUL


@dataclass(frozen=True, slots=True)
class Absentee:
    """A pupil who is not in. `locked`: the picture code was wrong too often; `no_card`: there is no code yet."""

    id: int
    name: str
    avatar: str
    locked: bool
    no_card: bool


@dataclass(frozen=True, slots=True)
class Wall:
    """Who is in (most urgent first) and who is not yet."""

    tiles: tuple[Tile, ...]
    out: tuple[Absentee, ...]

    @property
    def total(self) -> int:
        """Give the number of pupils of the group."""
        return len(self.tiles) + len(self.out)

    @property
    def done(self) -> int:
        """Give how many have finished the module."""
        return sum(tile.need is Need.DONE for tile in self.tiles)

    @property
    def wanting(self) -> int:
        """Give how many need the teacher, or a walk-by."""
        return sum(tile.urgent or tile.doubtful for tile in self.tiles)


def wall(session: Session, lesson: LiveLesson, editions: Mapping[Level, Edition], *, now: datetime) -> Wall:
    """Give the wall of a lesson, in six queries of columns."""
    signs = _Signs.read(session, lesson)
    tiles, out = [], []
    for pupil in session.execute(_pupils(lesson.group_id)):
        last = signs.last_act(pupil.id, lesson)
        if last is None:
            out.append(_absentee(pupil))
        else:
            tiles.append(_tile(pupil, signs, lesson, editions, last=last, now=now))
    return Wall(tuple(sorted(_without_talk(tiles), key=_urgency)), tuple(out))


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """A post of this group that waits for the teacher, as it stands beside the wall."""

    id: int
    name: str
    avatar: str
    text: str
    labels: tuple[str, ...]
    asks: bool


def waiting_cards(session: Session, group_id: int) -> tuple[WaitingCard, ...]:
    """Give the oldest posts of a group that are held, a few at most: the rest stands in the queue.

    What asks for care is not among them: a wall can be seen by others.
    """
    care = exists().where(CareSignal.post_id == Post.id)
    query = (
        select(Post.id, Person.first_name, Person.last_name, Person.avatar, Post.text, Post.labels, Post.question)
        .join(Person, Person.id == Post.author_id)
        .where(Person.group_id == group_id, Person.left_at.is_(None), Post.state == PostState.HELD, ~care)
        .order_by(Post.created_at, Post.id)
        .limit(WAITING_SHOWN)
    )
    return tuple(
        WaitingCard(
            id=row.id,
            name=f"{row.first_name} {row.last_name}".strip(),
            avatar=row.avatar,
            text=row.text,
            labels=tuple(row.labels),
            asks=row.question is not None,
        )
        for row in session.execute(query)
    )


def number_in(session: Session, lesson: LiveLesson) -> int:
    """Give how many pupils of the group are in: a number only, for the board."""
    signs = _Signs.read(session, lesson, quick=True)
    ids = session.scalars(select(Person.id).where(Person.group_id == lesson.group_id, Person.left_at.is_(None)))
    return sum(signs.last_act(number, lesson) is not None for number in ids)


@dataclass(frozen=True, slots=True)
class _Signs:
    """What is known of the pupils of a group in this lesson, by person id."""

    doors: Mapping[int, Row[Any]]
    runs: Mapping[int, Row[Any]]
    answers: Mapping[int, Row[Any]]
    posts: Mapping[int, Row[Any]]
    care: frozenset[int]

    @classmethod
    def read(cls, session: Session, lesson: LiveLesson, *, quick: bool = False) -> _Signs:
        """Read the signs; the quick way skips what only the teacher's wall needs."""

        def by_person(query: Columns) -> dict[int, Row[Any]]:
            return {row.person_id: row for row in session.execute(query)}

        return cls(
            doors=by_person(_doors(lesson)),
            runs=by_person(_runs(lesson)),
            answers=by_person(_answers(lesson)),
            posts={} if quick else by_person(_posts(lesson)),
            care=frozenset() if quick else frozenset(session.scalars(_care(lesson))),
        )

    def last_act(self, person_id: int, lesson: LiveLesson) -> datetime | None:
        """Give the last sign of life since the lesson opened, or None when the pupil is not in."""
        door = self.doors.get(person_id)
        acts = [door.at] if door and door.action == "sign_in" else []
        for rows, names in ((self.runs, ("seen_at", "done_at")), (self.answers, ("at",)), (self.posts, ("at",))):
            row = rows.get(person_id)
            acts += [getattr(row, name) for name in names] if row else []
        since = door.at if door else lesson.opened_at
        return max((act for act in acts if act is not None and act >= since), default=None)


def _tile(
    pupil: Row[Any],
    signs: _Signs,
    lesson: LiveLesson,
    editions: Mapping[Level, Edition],
    *,
    last: datetime,
    now: datetime,
) -> Tile:
    run = signs.runs.get(pupil.id)
    edition = editions.get(run.level if run else lesson.level)
    steps = [step.slug for step in edition.steps] if edition else []
    place = steps.index(run.step) if run and run.step in steps else -1
    allowed = timedelta(minutes=2 * edition.steps[place].minutes) if edition and place >= 0 else timedelta()
    since = max(filter(None, (lesson.opened_at, run.started_at if run else None, run.done_at if run else None)))
    lasts = {Need.STUCK: now - since, Need.SILENT: now - last}
    need = _need(pupil.id, signs, lesson, lasts, stuck_after=max(allowed, SHORTEST_STUCK))
    return Tile(
        id=pupil.id,
        name=f"{pupil.first_name} {pupil.last_name}".strip(),
        avatar=pupil.avatar,
        need=need,
        step=place + 1,
        steps=len(steps),
        minutes=int(lasts.get(need, timedelta()).total_seconds() // 60),
    )


def _need(
    person_id: int, signs: _Signs, lesson: LiveLesson, lasts: Mapping[Need, timedelta], *, stuck_after: timedelta
) -> Need:
    run, answers, posts = signs.runs.get(person_id), signs.answers.get(person_id), signs.posts.get(person_id)
    asleep = lesson.parked_at is not None
    finished = run is not None and run.finished_at is not None
    found = {
        Need.CARE: person_id in signs.care,
        Need.HELD: bool(posts and posts.held > posts.asked),
        Need.ASKS: bool(posts and posts.asked),
        Need.UNKNOWN: bool(answers and answers.unknown >= OFTEN_UNKNOWN and not finished),
        Need.DONE: finished,
        Need.SILENT: not asleep and lasts[Need.SILENT] > SILENT_AFTER,
        Need.STUCK: not asleep and run is not None and lasts[Need.STUCK] > stuck_after,
    }
    return next((need for need, yes in found.items() if yes), Need.GOING)


def _without_talk(tiles: list[Tile]) -> list[Tile]:
    """When more than half of the class is silent the class is talking, and nobody is called silent or stuck."""
    quiet = {Need.SILENT, Need.STUCK}
    if 2 * sum(tile.need in quiet for tile in tiles) <= len(tiles) or len(tiles) < 3:
        return tiles
    return [
        Tile(tile.id, tile.name, tile.avatar, Need.GOING, tile.step, tile.steps, 0) if tile.need in quiet else tile
        for tile in tiles
    ]


def _urgency(tile: Tile) -> tuple[int, int, str]:
    return tile.need.weight, tile.step, tile.name


def _absentee(pupil: Row[Any]) -> Absentee:
    return Absentee(
        id=pupil.id,
        name=f"{pupil.first_name} {pupil.last_name}".strip(),
        avatar=pupil.avatar,
        locked=(pupil.failures or 0) >= ASK_TEACHER_AFTER,
        no_card=pupil.picture_code_hash is None,
    )


def _pupils(group_id: int) -> Columns:
    return (
        select(
            Person.id,
            Person.first_name,
            Person.last_name,
            Person.avatar,
            Credential.failures,
            Credential.picture_code_hash,
        )
        .outerjoin(Credential, Credential.person_id == Person.id)
        .where(Person.group_id == group_id, Person.left_at.is_(None))
        .order_by(Person.first_name, Person.last_name)
    )


def _doors(lesson: LiveLesson) -> Columns:
    """Ask for the sign-ins since the lesson opened; the last line per pupil wins."""
    return (
        select(JournalEntry.subject_id.label("person_id"), JournalEntry.action, JournalEntry.at)
        .join(Person, Person.id == JournalEntry.subject_id)
        .where(
            JournalEntry.subject == "person",
            JournalEntry.action.in_(("sign_in", "sign_out")),
            JournalEntry.at >= lesson.opened_at,
            Person.group_id == lesson.group_id,
        )
        .order_by(JournalEntry.id)
    )


def _runs(lesson: LiveLesson) -> Columns:
    """Ask for the runs of the module with the last step that was done; the run that was seen last wins."""
    return (
        select(
            ModuleRun.person_id,
            ModuleRun.level,
            ModuleRun.step,
            ModuleRun.started_at,
            ModuleRun.seen_at,
            ModuleRun.finished_at,
            func.max(StepDone.done_at).label("done_at"),
        )
        .join(Person, Person.id == ModuleRun.person_id)
        .outerjoin(StepDone, StepDone.run_id == ModuleRun.id)
        .where(Person.group_id == lesson.group_id, ModuleRun.module == lesson.module)
        .group_by(ModuleRun.id)
        .order_by(ModuleRun.seen_at)
    )


def _answers(lesson: LiveLesson) -> Columns:
    return (
        select(
            Answer.person_id,
            func.max(Answer.answered_at).label("at"),
            func.sum(case((Answer.dont_know, 1), else_=0)).label("unknown"),
        )
        .join(Person, Person.id == Answer.person_id)
        .where(Person.group_id == lesson.group_id, Answer.answered_at >= lesson.opened_at)
        .group_by(Answer.person_id)
    )


def _posts(lesson: LiveLesson) -> Columns:
    reported = exists().where(Report.post_id == Post.id, Report.closed_at.is_(None))
    held = or_(Post.state == PostState.HELD, and_(Post.state == PostState.PUBLISHED, reported))
    asked = and_(Post.state == PostState.HELD, Post.question.is_not(None))
    return (
        select(
            Post.author_id.label("person_id"),
            func.max(Post.created_at).label("at"),
            func.sum(case((held, 1), else_=0)).label("held"),
            func.sum(case((asked, 1), else_=0)).label("asked"),
        )
        .join(Person, Person.id == Post.author_id)
        .where(Person.group_id == lesson.group_id, or_(held, Post.created_at >= lesson.opened_at))
        .group_by(Post.author_id)
    )


def _care(lesson: LiveLesson) -> Columns:
    return (
        select(CareSignal.person_id)
        .join(Person, Person.id == CareSignal.person_id)
        .where(Person.group_id == lesson.group_id, CareSignal.closed_at.is_(None))
    )
