"""Who comes in with a request: the person, and what every page of a pupil needs to know, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from learnapp.services.classroom import LONGEST_LESSON
from learnapp.store.classroom import LiveLesson
from learnapp.store.feed import Square
from learnapp.store.moderation import ProtocolVersion
from learnapp.store.people import Group, Person


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person with a session: of a pupil also the open lesson, the name of the group and the version of its square.

    `protocol_id` is the version of the protocol that is in force; None for the one that every school starts with.
    """

    person: Person
    lesson: LiveLesson | None
    group_name: str
    square_version: int
    protocol_id: int | None = None


# Built once: it is asked at every request.
_IN_FORCE = select(ProtocolVersion.id).where(ProtocolVersion.slot == "in_force").scalar_subquery()
_ARRIVAL = (
    select(Person, LiveLesson, Group.name, Square.version, _IN_FORCE)
    .outerjoin(
        LiveLesson,
        and_(
            LiveLesson.group_id == Person.group_id,
            LiveLesson.closed_at.is_(None),
            LiveLesson.opened_at > bindparam("since"),
        ),
    )
    .outerjoin(Group, Group.id == Person.group_id)
    .outerjoin(Square, Square.group_id == Person.group_id)
    .where(Person.id == bindparam("id"), Person.session_epoch == bindparam("epoch"), Person.left_at.is_(None))
    .order_by(LiveLesson.opened_at.desc())
    .limit(1)
)


def arrive(session: Session, person_id: int, epoch: int, *, now: datetime) -> Arrival | None:
    """Give who has this session, or None when it was ended or the person has left."""
    asked = {"id": person_id, "epoch": epoch, "since": now - LONGEST_LESSON}
    row = session.execute(_ARRIVAL, asked).first()
    return Arrival(row[0], row[1], row[2] or "", row[3] or 0, row[4]) if row else None
