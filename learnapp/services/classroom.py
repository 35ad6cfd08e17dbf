"""The live lesson: opening, parking and closing it, and whether a pupil may be in now (protocol A1, Ad-A4)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from learnapp.errors import Closed, IllegalMove, NotFound, Parked
from learnapp.services import credentials, journal
from learnapp.store.classroom import LiveLesson
from learnapp.store.database import rows_of
from learnapp.store.learning import Assignment, assignment_person
from learnapp.store.people import Credential, Group, Person, teaches
from learnapp.terms import AssignedTo, Level

#: A lesson that a teacher forgot to close ends by itself after this time.
LONGEST_LESSON = timedelta(hours=4)


# Built once: these are asked at every request, and building a statement costs more than asking it.
_SINCE: BindParameter[datetime] = bindparam("since")
_NOW: BindParameter[datetime] = bindparam("now")
_OPEN_LESSON = (
    select(LiveLesson)
    .where(LiveLesson.group_id == bindparam("group_id"), LiveLesson.closed_at.is_(None), LiveLesson.opened_at > _SINCE)
    .order_by(LiveLesson.opened_at.desc())
    .limit(1)
)
_GROUP_WITH_LESSON = (
    select(Group, LiveLesson)
    .join(teaches, teaches.c.group_id == Group.id)
    .outerjoin(
        LiveLesson,
        and_(LiveLesson.group_id == Group.id, LiveLesson.closed_at.is_(None), LiveLesson.opened_at > _SINCE),
    )
    .where(
        Group.id == bindparam("group_id"),
        teaches.c.person_id == bindparam("teacher_id"),
        Group.archived_at.is_(None),
    )
    .order_by(LiveLesson.opened_at.desc())
    .limit(1)
)
_OPEN_GROUPS = (
    select(Group.id, Group.name)
    .where(
        Group.archived_at.is_(None),
        or_(
            exists().where(
                LiveLesson.group_id == Group.id, LiveLesson.closed_at.is_(None), LiveLesson.opened_at > _SINCE
            ),
            exists().where(
                Assignment.group_id == Group.id,
                Assignment.homework.is_(True),
                Assignment.ended_at.is_(None),
                Assignment.opens_at <= _NOW,
                or_(Assignment.closes_at.is_(None), Assignment.closes_at > _NOW),
            ),
        ),
    )
    .order_by(Group.year, Group.name)
)


#: The conditions under which an assignment is open for a pupil now; `of_pupil` gives what they ask for.
OPEN_FOR = (
    Assignment.group_id == bindparam("group_id"),
    Assignment.ended_at.is_(None),
    Assignment.opens_at <= _NOW,
    or_(Assignment.closes_at.is_(None), Assignment.closes_at > _NOW),
    or_(
        Assignment.assigned_to == AssignedTo.GROUP,
        exists().where(
            assignment_person.c.assignment_id == Assignment.id,
            assignment_person.c.person_id == bindparam("pupil_id"),
        ),
    ),
)
_HOMEWORK = select(Assignment.module).where(*OPEN_FOR, Assignment.homework.is_(True)).distinct()


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """A group whose pupils may come in now."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a pupil may be in now, and why: a lesson, or homework.

    `lesson` is the open lesson of the group, or None; `homework` the modules that may be done at home now.
    """

    lesson: LiveLesson | None
    homework: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Say whether the pupil may be in."""
        return self.lesson is not None or bool(self.homework)

    @property
    def parked(self) -> bool:
        """Say whether the screens of the group are parked."""
        return self.lesson is not None and self.lesson.parked_at is not None


def open_lesson_of(session: Session, group_id: int, *, now: datetime) -> LiveLesson | None:
    """Give the open lesson of a group, or None."""
    return session.scalar(_OPEN_LESSON, {"group_id": group_id, "since": now - LONGEST_LESSON})


def group_with_lesson(
    session: Session, group_id: int, *, teacher_id: int, now: datetime
) -> tuple[Group, LiveLesson | None]:
    """Give a group that this teacher has, with its open lesson. Raises `NotFound` for any other group."""
    asked = {"group_id": group_id, "teacher_id": teacher_id, "since": now - LONGEST_LESSON}
    row = session.execute(_GROUP_WITH_LESSON, asked).first()
    if row is None:
        raise NotFound("group")
    return row[0], row[1]


def open_lessons_of_teacher(session: Session, teacher_id: int, *, now: datetime) -> dict[int, LiveLesson]:
    """Give the open lessons of the teacher's groups by group id."""
    query = _open_lessons(now).join(teaches, teaches.c.group_id == LiveLesson.group_id)
    return {lesson.group_id: lesson for lesson in session.scalars(query.where(teaches.c.person_id == teacher_id))}


def standing_of(session: Session, pupil: Person, *, now: datetime) -> Standing:
    """Say whether this pupil may be in now: an open lesson of the group, else homework."""
    if pupil.group_id is None:
        return Standing(None)
    return standing_in(session, pupil, open_lesson_of(session, pupil.group_id, now=now), now=now)


def standing_in(session: Session, pupil: Person, lesson: LiveLesson | None, *, now: datetime) -> Standing:
    """Say the same when the open lesson of the group (or that there is none) is known."""
    if lesson is not None:
        return Standing(lesson)
    return Standing(None, tuple(session.scalars(_HOMEWORK, of_pupil(pupil, now=now))))


def of_pupil(pupil: Person, *, now: datetime) -> dict[str, object]:
    """Give what `OPEN_FOR` asks for."""
    return {"pupil_id": pupil.id, "group_id": pupil.group_id, "now": now}


def open_groups(session: Session, *, now: datetime) -> list[OpenGroup]:
    """Give the groups whose pupils may come in now, by name (for the sign-in page)."""
    rows = rows_of(session, _OPEN_GROUPS, {"now": now, "since": now - LONGEST_LESSON})
    return [OpenGroup(row.id, row.name) for row in rows]


def ensure_open(standing: Standing) -> None:
    """Raise `Closed` when the pupil may not be in."""
    if not standing.open:
        raise Closed


def ensure_unparked(standing: Standing | None) -> None:
    """Raise `Parked` when nothing may be posted now."""
    if standing is not None and standing.parked:
        raise Parked


def open_lesson(
    session: Session,
    group: Group,
    *,
    teacher: Person,
    module: str,
    level: Level,
    assignment_id: int | None,
    now: datetime,
) -> LiveLesson:
    """Open a lesson for a group, closing one that still runs; the same one is given back (double tap)."""
    take_turns(session, group.id)
    running = open_lesson_of(session, group.id, now=now)
    if running is not None and running.module == module and running.level == level:
        return running
    if running is not None:
        _close(session, running, teacher=teacher, now=now)
    lesson = LiveLesson(
        group_id=group.id,
        assignment_id=assignment_id,
        module=module,
        level=level,
        opened_by=teacher.id,
        opened_at=now,
        board_page=0,
        board_token=secrets.token_urlsafe(12),
    )
    session.add(lesson)
    session.flush()
    journal.write(session, teacher, "open_lesson", "live_lesson", lesson.id, now=now)
    return lesson


def take_turns(session: Session, group_id: int) -> None:
    """Let two taps at the same moment wait for each other (PostgreSQL; on SQLite a writer is alone anyway)."""
    session.execute(select(Group.id).where(Group.id == group_id).with_for_update())


def is_open(lesson: LiveLesson, *, now: datetime) -> bool:
    """Say whether a lesson still runs: it was not closed, and not forgotten for longer than `LONGEST_LESSON`."""
    return lesson.closed_at is None and lesson.opened_at > now - LONGEST_LESSON


def ensure_running(lesson: LiveLesson, *, now: datetime) -> None:
    """Raise `IllegalMove` when the lesson has ended."""
    if not is_open(lesson, now=now):
        raise IllegalMove("lesson")


def lesson_of_teacher(session: Session, lesson_id: int, *, teacher_id: int) -> LiveLesson:
    """Give a lesson of one of this teacher's groups, with the group. Raises `NotFound` for any other."""
    query = (
        select(LiveLesson)
        .join(teaches, teaches.c.group_id == LiveLesson.group_id)
        .where(LiveLesson.id == lesson_id, teaches.c.person_id == teacher_id)
        .options(joinedload(LiveLesson.group))
    )
    lesson = session.scalar(query)
    if lesson is None:
        raise NotFound("lesson")
    return lesson


def lesson_by_board(session: Session, token: str, *, now: datetime) -> LiveLesson:
    """Give the open lesson of a board address, with the group. Raises `NotFound` when it has ended or never was."""
    query = _open_lessons(now).where(LiveLesson.board_token == token).options(joinedload(LiveLesson.group))
    lesson = session.scalar(query)
    if lesson is None:
        raise NotFound("board")
    return lesson


def park(session: Session, lesson: LiveLesson, *, teacher: Person | None, now: datetime) -> None:
    """Cover the screens of the group. Parking twice changes nothing. At the board nobody is signed in: `None`."""
    ensure_running(lesson, now=now)
    if lesson.parked_at is None:
        lesson.parked_at = now
        journal.write(session, teacher, "park", "live_lesson", lesson.id, now=now)


def unpark(session: Session, lesson: LiveLesson, *, teacher: Person | None, now: datetime) -> None:
    """Uncover the screens of the group. Twice changes nothing."""
    ensure_running(lesson, now=now)
    if lesson.parked_at is not None:
        lesson.parked_at = None
        journal.write(session, teacher, "unpark", "live_lesson", lesson.id, now=now)


def close_lesson(session: Session, lesson: LiveLesson, *, teacher: Person, now: datetime) -> None:
    """End the lesson and sign everybody of the group out. A lesson that has ended already stays as it is."""
    if is_open(lesson, now=now):
        _close(session, lesson, teacher=teacher, now=now)


def turn_board(session: Session, lesson: LiveLesson, *, page: int, pages: int) -> int:
    """Show another page on the board; give the page that is shown (kept within 0 and `pages` - 1)."""
    lesson.board_page = max(0, min(page, pages - 1))
    session.flush()
    return lesson.board_page


def _close(session: Session, lesson: LiveLesson, *, teacher: Person, now: datetime) -> None:
    lesson.closed_at, lesson.parked_at = now, None
    credentials.sign_out_group(session, lesson.group_id)
    journal.write(session, teacher, "close_lesson", "live_lesson", lesson.id, now=now)


def _open_lessons(now: datetime) -> Select[LiveLesson]:
    return select(LiveLesson).where(and_(LiveLesson.closed_at.is_(None), LiveLesson.opened_at > now - LONGEST_LESSON))


def end_of(lesson: LiveLesson) -> datetime:
    """Give when a lesson that is over ended: when it was closed, else when it ended by itself."""
    return lesson.closed_at or lesson.opened_at + LONGEST_LESSON


def count_without_code(session: Session, group_id: int) -> int:
    """Give how many pupils of a group have no picture code yet, and so cannot come in."""
    query = (
        select(func.count())
        .select_from(Person)
        .outerjoin(Credential, Credential.person_id == Person.id)
        .where(Person.group_id == group_id, Person.left_at.is_(None), Credential.picture_code_hash.is_(None))
    )
    return session.scalar(query) or 0


def note_signed_out(session: Session, group_id: int, pupils: Sequence[Person], *, now: datetime) -> None:
    """Note in the logbook who is out because the code was renewed during a lesson, so that the wall shows it."""
    if open_lesson_of(session, group_id, now=now) is not None:
        for pupil in pupils:
            journal.write(session, None, "sign_out", "person", pupil.id, now=now)
