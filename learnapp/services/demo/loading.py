"""Load the demo school, and open what has to be open today."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.content.model import Library, Module
from learnapp.moderation.protocol import Protocol
from learnapp.services import classroom
from learnapp.services import people as all_people
from learnapp.services.demo import people
from learnapp.store.classroom import LiveLesson
from learnapp.store.learning import Assignment
from learnapp.store.people import Group, Person
from learnapp.terms import AssignedTo, Audience

SEED = 20_261
#: The group with a lesson now, and the one with homework.
LESSON_NOW, HOMEWORK_NOW = "7A", "8A"


@dataclass(frozen=True, slots=True)
class Sources:
    """What the demo school is made from: the content and the protocol of this installation, and its secret."""

    library: Library
    protocol: Protocol
    pepper: bytes


def is_loaded(session: Session) -> bool:
    """Say whether there is a school."""
    return all_people.school(session) is not None


def load(session: Session, sources: Sources, *, now: datetime) -> None:
    """Make the demo school. The same every time, apart from the moments: they are relative to `now`."""
    dice = random.Random(SEED)  # noqa: S311 - a story, not a secret
    everybody = people.gather(session, pepper=sources.pepper, dice=dice, now=now)
    modules = pupil_modules(sources.library)
    if modules:
        _open_today(session, everybody, modules[-1], now=now)
    session.flush()


def pupil_modules(library: Library) -> list[Module]:
    """Give the modules for pupils in their order."""
    found = [module for module in library.modules.values() if module.audience is Audience.PUPIL]
    return sorted(found, key=lambda module: int(module.number))


def freshen(session: Session, *, now: datetime) -> None:
    """Open today's lesson and homework again when those of an earlier day have ended."""
    groups = {group.name: group for group in all_people.all_groups(session)}
    if LESSON_NOW in groups:
        _reopen_lesson(session, groups[LESSON_NOW], now=now)
    if HOMEWORK_NOW in groups:
        _reopen_homework(session, groups[HOMEWORK_NOW], now=now)


def _open_today(session: Session, everybody: people.Everybody, module: Module, *, now: datetime) -> None:
    for name, homework in ((LESSON_NOW, False), (HOMEWORK_NOW, True)):
        group, teacher = everybody.groups[name], everybody.teacher_of(name)
        level = all_people.level_of(group)
        assignment = Assignment(
            group_id=group.id,
            module=module.slug,
            level=level,
            assigned_to=AssignedTo.GROUP,
            homework=homework,
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=13),
            created_by=teacher.id,
            created_at=now - timedelta(days=1),
        )
        session.add(assignment)
        session.flush()
        if not homework:
            classroom.open_lesson(
                session, group, teacher=teacher, module=module.slug, level=level, assignment_id=assignment.id, now=now
            )


def _reopen_lesson(session: Session, group: Group, *, now: datetime) -> None:
    last = session.scalar(
        select(LiveLesson).where(LiveLesson.group_id == group.id).order_by(LiveLesson.opened_at.desc()).limit(1)
    )
    if last is None or classroom.is_open(last, now=now):
        return
    teacher = session.get_one(Person, last.opened_by)
    classroom.open_lesson(
        session,
        group,
        teacher=teacher,
        module=last.module,
        level=last.level,
        assignment_id=last.assignment_id,
        now=now,
    )


def _reopen_homework(session: Session, group: Group, *, now: datetime) -> None:
    query = select(Assignment).where(Assignment.group_id == group.id, Assignment.homework.is_(True))
    last = session.scalar(query.order_by(Assignment.created_at.desc()).limit(1))
    if last is not None and last.ended_at is None and last.closes_at is not None and last.closes_at <= now:
        last.closes_at = now + timedelta(days=14)
