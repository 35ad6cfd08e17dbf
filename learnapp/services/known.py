"""What the engine needs to know of a school to read a text: its name and facts, its staff, the pupils of a group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from learnapp.store.database import rows_of
from learnapp.store.people import Person, School


@dataclass(frozen=True, slots=True)
class Known:
    """The names and facts of a school, as the engine takes them."""

    roster: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    school: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


# Built once: they are asked at every check while somebody types. Pupils have a group, and of those without one only
# staff have a salutation.
_NAMES = select(Person.first_name, Person.last_name, Person.group_id).where(
    Person.left_at.is_(None),
    or_(
        Person.group_id == bindparam("group_id"),
        Person.group_id.is_(None) & (Person.salutation != ""),
    ),
    Person.id != bindparam("but"),
)
_SCHOOL = select(School.name, School.facts).limit(1)


def known_around(session: Session, group_id: int | None, *, but: int = 0) -> Known:
    """Give what is known around the pupils of a group (or of none), without the person `but`: two statements."""
    rows = rows_of(session, _NAMES, {"group_id": group_id, "but": but})
    school = next(iter(rows_of(session, _SCHOOL, {})), None)
    return Known(
        roster=tuple(row.first_name for row in rows if row.group_id is not None),
        staff=tuple(f"{row.first_name} {row.last_name}" for row in rows if row.group_id is None),
        school=school.name if school else None,
        facts=school.facts if school else {},
    )
