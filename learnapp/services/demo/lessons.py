"""The lessons that the demo school had in four weeks, the one that it has now, and its homework."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from learnapp.content.model import Edition, Library, Module
from learnapp.services import people as all_people
from learnapp.services.demo.people import Everybody
from learnapp.store.classroom import LiveLesson
from learnapp.store.journal import JournalEntry
from learnapp.store.learning import Assignment
from learnapp.store.people import Group, Person
from learnapp.terms import AssignedTo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LESSON = timedelta(minutes=45)
#: The group with a lesson now, and the one with homework.
LESSON_NOW, HOMEWORK_NOW = "7A", "8A"
#: Which module each group did when: the number of the module, how many weeks ago, and on which day (Monday is 0).
PAST = {
    "5A": (("1", 4, 1), ("3", 2, 2)),
    "6A": (("1", 3, 3), ("3", 1, 0)),
    "7A": (("1", 4, 0), ("3", 2, 1)),
    "8A": (("1", 3, 2), ("3", 1, 3)),
}
#: The module that is done now, in the lesson and at home.
PRESENT = "4"


@dataclass(frozen=True, slots=True)
class Taught:
    """One time that a group did a module. `ended` is None while it runs; homework has no lesson."""

    group: Group
    teacher: Person
    module: Module
    edition: Edition
    began: datetime
    ended: datetime | None
    homework: bool = False

    @property
    def is_lesson_now(self) -> bool:
        """Say whether this lesson runs now."""
        return self.ended is None and not self.homework


def school_day(now: datetime, *, weeks: int, weekday: int) -> datetime:
    """Give a quarter past ten on a weekday so many weeks ago."""
    local = now.astimezone(AMSTERDAM)
    day = local - timedelta(weeks=weeks, days=local.weekday() - weekday)
    return day.replace(hour=10, minute=15, second=0, microsecond=0)


def all_taught(everybody: Everybody, library: Library, *, now: datetime) -> list[Taught]:
    """Give everything that was taught and is going on, oldest first, as far as the library has the modules."""
    moments: list[tuple[str, str, datetime, datetime | None]] = [
        (LESSON_NOW, PRESENT, now - timedelta(minutes=14), None),
        (HOMEWORK_NOW, PRESENT, now - timedelta(hours=26), None),
    ]
    for name, past in PAST.items():
        for number, weeks, weekday in past:
            began = school_day(now, weeks=weeks, weekday=weekday)
            moments.append((name, number, began, began + LESSON))
    modules = {module.number: module for module in library.modules.values()}
    found = []
    for name, number, began, ended in moments:
        group, module = everybody.groups[name], modules.get(number)
        edition = module.editions.get(all_people.level_of(group)) if module else None
        if module and edition:
            homework = ended is None and name == HOMEWORK_NOW
            found.append(Taught(group, everybody.teacher_of(name), module, edition, began, ended, homework))
    return sorted(found, key=lambda taught: taught.began)


def store(session: Session, taughts: list[Taught], *, now: datetime) -> None:
    """Store the assignments, the lessons, and the lines in the logbook."""
    for number, taught in enumerate(taughts):
        assignment = _assignment(taught, now)
        session.add(assignment)
        session.flush()
        if not taught.homework:
            lesson = _lesson(taught, assignment.id, number)
            session.add(lesson)
            session.flush()
            session.execute(insert(JournalEntry), _lines(taught, lesson.id))


def _assignment(taught: Taught, now: datetime) -> Assignment:
    opens_at = taught.began - timedelta(hours=2)
    closes_at = taught.began + timedelta(days=7) if taught.ended else now + timedelta(days=13)
    return Assignment(
        group_id=taught.group.id,
        module=taught.module.slug,
        level=taught.edition.level,
        assigned_to=AssignedTo.GROUP,
        homework=taught.homework,
        opens_at=opens_at,
        closes_at=closes_at,
        created_by=taught.teacher.id,
        created_at=opens_at,
        ended_at=None,
    )


def _lesson(taught: Taught, assignment_id: int, number: int) -> LiveLesson:
    return LiveLesson(
        group_id=taught.group.id,
        assignment_id=assignment_id,
        module=taught.module.slug,
        level=taught.edition.level,
        opened_by=taught.teacher.id,
        opened_at=taught.began,
        closed_at=taught.ended,
        parked_at=None,
        board_page=0 if taught.is_lesson_now else 5,
        board_token=f"demo-bord-{number}",
    )


def _lines(taught: Taught, lesson_id: int) -> list[dict[str, object]]:
    moments = [("open_lesson", taught.began), ("close_lesson", taught.ended)]
    return [
        {
            "at": at,
            "person_id": taught.teacher.id,
            "action": action,
            "subject": "live_lesson",
            "subject_id": lesson_id,
            "details": {},
        }
        for action, at in moments
        if at is not None
    ]
