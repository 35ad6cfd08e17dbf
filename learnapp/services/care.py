"""The quiet path: an adult is told that a child may need help, apart from practice and from measures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from learnapp.errors import IllegalMove, NotFound
from learnapp.services import journal
from learnapp.store.moderation import CareSignal
from learnapp.store.people import Person, teaches


def signal(session: Session, person: Person, *, post_id: int | None, now: datetime) -> None:
    """Tell the teacher quietly that this person may need help; never the words that made us think so."""
    care = CareSignal(person_id=person.id, post_id=post_id, created_at=now)
    session.add(care)
    session.flush()
    journal.write(session, None, "care_signal", "care_signal", care.id, now=now)


def open_signals(session: Session, teacher_id: int) -> list[CareSignal]:
    """Give the open signals about pupils of this teacher, oldest first, with the pupil."""
    query = (
        select(CareSignal)
        .join(CareSignal.person)
        .join(teaches, teaches.c.group_id == Person.group_id)
        .where(teaches.c.person_id == teacher_id, CareSignal.closed_at.is_(None))
        .options(joinedload(CareSignal.person))
        .order_by(CareSignal.created_at)
    )
    return list(session.scalars(query))


def count_open(session: Session, teacher_id: int) -> int:
    """Give how many signals about pupils of this teacher are open."""
    query = (
        select(func.count())
        .select_from(CareSignal)
        .join(Person, Person.id == CareSignal.person_id)
        .join(teaches, teaches.c.group_id == Person.group_id)
        .where(teaches.c.person_id == teacher_id, CareSignal.closed_at.is_(None))
    )
    return session.scalar(query) or 0


def close(session: Session, signal_id: int, *, teacher: Person, note: str, now: datetime) -> None:
    """Close a signal, with a note of what was done. Raises `NotFound`, or `IllegalMove` when it is closed already."""
    query = (
        select(CareSignal)
        .join(CareSignal.person)
        .join(teaches, teaches.c.group_id == Person.group_id)
        .where(CareSignal.id == signal_id, teaches.c.person_id == teacher.id)
    )
    care = session.scalar(query)
    if care is None:
        raise NotFound("care signal")
    if care.closed_at is not None:
        raise IllegalMove
    care.closed_at, care.closed_by, care.note = now, teacher.id, note
    journal.write(session, teacher, "close_care_signal", "care_signal", care.id, now=now)
