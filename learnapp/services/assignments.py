"""Giving modules to a group, a sub-group or some pupils, and the sub-groups themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from learnapp.errors import Fault, FaultyInput, NotFound
from learnapp.services import classroom, journal, people
from learnapp.store.database import rows_of
from learnapp.store.learning import Assignment, assignment_person
from learnapp.store.people import Group, Person, Subgroup, subgroup_member, teaches
from learnapp.terms import AssignedTo, Level

#: Names on a card before the rest is counted ("Noor B., Sem V. en nog 3").
NAMES_SHOWN = 3


class When(StrEnum):
    """Where an assignment is in time."""

    SOON = "soon"
    NOW = "now"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class GivenModule:
    """An assignment as a teacher sees it. `names` is empty when it is for the whole group."""

    id: int
    module: str
    level: Level
    names: tuple[str, ...]
    homework: bool
    opens_at: datetime
    closes_at: datetime | None
    when: When

    @property
    def names_shown(self) -> tuple[str, ...]:
        """Give the first names, to stand on a card."""
        return self.names[:NAMES_SHOWN]

    @property
    def more_names(self) -> int:
        """Give how many names do not stand on the card."""
        return max(0, len(self.names) - NAMES_SHOWN)


@dataclass(frozen=True, slots=True)
class ShownSubgroup:
    """A sub-group with its pupils."""

    id: int
    name: str
    pupils: tuple[tuple[int, str], ...]

    @property
    def pupil_ids(self) -> tuple[int, ...]:
        """Give the numbers of its pupils."""
        return tuple(number for number, _name in self.pupils)


# Built once: building a statement costs more than asking it.
_GIVEN = (
    select(
        Assignment.id,
        Assignment.module,
        Assignment.level,
        Assignment.homework,
        Assignment.opens_at,
        Assignment.closes_at,
        Person.first_name,
        Person.last_name,
    )
    .outerjoin(assignment_person, assignment_person.c.assignment_id == Assignment.id)
    .outerjoin(Person, Person.id == assignment_person.c.person_id)
    .where(Assignment.group_id == bindparam("group_id"), Assignment.ended_at.is_(None))
    .order_by(Assignment.id.desc(), Person.first_name, Person.last_name)
)


def assignments_of(session: Session, group_id: int, *, now: datetime) -> tuple[GivenModule, ...]:
    """Give the assignments of a group that were not ended, newest first, in one query."""
    names: dict[int, list[str]] = {}
    found = {}
    for row in rows_of(session, _GIVEN, {"group_id": group_id}):
        names.setdefault(row.id, [])
        if row.first_name:
            names[row.id].append(f"{row.first_name} {row.last_name}".strip())
        found[row.id] = row
    return tuple(
        GivenModule(
            id=row.id,
            module=row.module,
            level=row.level,
            names=tuple(names[row.id]),
            homework=row.homework,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            when=_when(row.opens_at, row.closes_at, now),
        )
        for row in found.values()
    )


def assign(
    session: Session,
    group: Group,
    *,
    teacher: Person,
    module: str,
    level: Level,
    pupil_ids: Collection[int] | None,
    opens_at: datetime,
    closes_at: datetime | None,
    homework: bool,
    now: datetime,
) -> Assignment:
    """Give a module to a group, or to some of its pupils (`pupil_ids`). The same again changes nothing (double tap).

    Raises `FaultyInput` for an end before the start, or when nobody is chosen; `NotFound` for a pupil elsewhere.
    """
    _check(pupil_ids, opens_at=opens_at, closes_at=closes_at, now=now)
    classroom.take_turns(session, group.id)
    chosen = people.pupils_by_id(session, group.id, pupil_ids) if pupil_ids is not None else []
    made = Assignment(
        group_id=group.id,
        module=module,
        level=level,
        assigned_to=AssignedTo.GROUP if pupil_ids is None else AssignedTo.CHOSEN,
        homework=homework,
        opens_at=opens_at,
        closes_at=closes_at,
        created_by=teacher.id,
        created_at=now,
    )
    same = _same_as(session, made, {person.id for person in chosen})
    if same is not None:
        return same
    session.add(made)
    session.flush()
    if chosen:
        rows = [{"assignment_id": made.id, "person_id": person.id} for person in chosen]
        session.execute(assignment_person.insert(), rows)
    journal.write(session, teacher, "assign", "assignment", made.id, now=now)
    return made


def end_assignment(session: Session, assignment_id: int, *, teacher: Person, now: datetime) -> Assignment:
    """End an assignment of one of the teacher's groups. Ending twice changes nothing. Raises `NotFound`."""
    query = (
        select(Assignment)
        .join(teaches, teaches.c.group_id == Assignment.group_id)
        .where(Assignment.id == assignment_id, teaches.c.person_id == teacher.id)
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("assignment")
    if found.ended_at is None:
        found.ended_at = now
        journal.write(session, teacher, "end_assignment", "assignment", found.id, now=now)
    return found


def assignment_for_lesson(session: Session, group_id: int, module: str, level: Level, *, now: datetime) -> int | None:
    """Give the number of the assignment that a lesson belongs to: the newest one for the whole group, or None."""
    query = (
        select(Assignment.id)
        .where(
            Assignment.group_id == group_id,
            Assignment.module == module,
            Assignment.level == level,
            Assignment.assigned_to == AssignedTo.GROUP,
            Assignment.ended_at.is_(None),
            Assignment.opens_at <= now,
        )
        .order_by(Assignment.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def subgroups_of(session: Session, group_id: int) -> tuple[ShownSubgroup, ...]:
    """Give the sub-groups of a group with the pupils that are still in it, by name, in one query."""
    query = (
        select(Subgroup.id, Subgroup.name, Person.id.label("person_id"), Person.first_name, Person.last_name)
        .outerjoin(subgroup_member, subgroup_member.c.subgroup_id == Subgroup.id)
        .outerjoin(
            Person,
            (Person.id == subgroup_member.c.person_id) & (Person.group_id == group_id) & Person.left_at.is_(None),
        )
        .where(Subgroup.group_id == group_id)
        .order_by(Subgroup.name, Person.first_name, Person.last_name)
    )
    names: dict[int, str] = {}
    pupils: dict[int, list[tuple[int, str]]] = {}
    for row in session.execute(query):
        names[row.id] = row.name
        pupils.setdefault(row.id, [])
        if row.person_id is not None:
            pupils[row.id].append((row.person_id, f"{row.first_name} {row.last_name}".strip()))
    return tuple(ShownSubgroup(number, name, tuple(pupils[number])) for number, name in names.items())


def make_subgroup(
    session: Session, group: Group, *, name: str, pupil_ids: Collection[int], teacher: Person, now: datetime
) -> Subgroup:
    """Put some pupils under one name. A name that is already there gets these pupils (double tap).

    Raises `FaultyInput` when the name or the pupils are missing, `NotFound` for a pupil elsewhere.
    """
    name = " ".join(name.split())
    if not name or not pupil_ids:
        raise FaultyInput([Fault("Groepje", "Geef het groepje een naam en kies minstens één leerling.")])
    classroom.take_turns(session, group.id)
    chosen = people.pupils_by_id(session, group.id, pupil_ids)
    same_name = func.lower(Subgroup.name) == name.lower()
    made = session.scalar(select(Subgroup).where(Subgroup.group_id == group.id, same_name))
    if made is None:
        made = Subgroup(group_id=group.id, name=name, created_at=now)
        session.add(made)
        session.flush()
    session.execute(delete(subgroup_member).where(subgroup_member.c.subgroup_id == made.id))
    rows = [{"subgroup_id": made.id, "person_id": person.id} for person in chosen]
    session.execute(subgroup_member.insert(), rows)
    journal.write(session, teacher, "make_subgroup", "subgroup", made.id, now=now)
    return made


def drop_subgroup(session: Session, group: Group, subgroup_id: int, *, teacher: Person, now: datetime) -> None:
    """Take a sub-group apart; what was given to its pupils stays. Twice changes nothing."""
    found = session.scalar(select(Subgroup).where(Subgroup.id == subgroup_id, Subgroup.group_id == group.id))
    if found is not None:
        session.delete(found)
        journal.write(session, teacher, "drop_subgroup", "subgroup", subgroup_id, now=now)


def members_of(session: Session, group_id: int, subgroup_id: int) -> tuple[int, ...]:
    """Give the numbers of the pupils in a sub-group of this group. Raises `NotFound` for another group's."""
    found = next((one for one in subgroups_of(session, group_id) if one.id == subgroup_id), None)
    if found is None:
        raise NotFound("subgroup")
    return found.pupil_ids


def _check(pupil_ids: Collection[int] | None, *, opens_at: datetime, closes_at: datetime | None, now: datetime) -> None:
    faults = []
    if pupil_ids is not None and not pupil_ids:
        faults.append(Fault("Voor wie", "Kies minstens één leerling, of geef de module aan de hele groep."))
    if closes_at is not None and closes_at <= opens_at:
        faults.append(Fault("Tot en met", "De laatste dag ligt voor de eerste dag. Kies een latere laatste dag."))
    elif closes_at is not None and closes_at <= now:
        faults.append(Fault("Tot en met", "Deze dag is al voorbij. Kies vandaag of later."))
    if faults:
        raise FaultyInput(faults)


def _same_as(session: Session, wanted: Assignment, pupil_ids: set[int]) -> Assignment | None:
    query = select(Assignment).where(
        Assignment.group_id == wanted.group_id,
        Assignment.module == wanted.module,
        Assignment.level == wanted.level,
        Assignment.assigned_to == wanted.assigned_to,
        Assignment.homework == wanted.homework,
        Assignment.opens_at == wanted.opens_at,
        Assignment.closes_at.is_(None) if wanted.closes_at is None else Assignment.closes_at == wanted.closes_at,
        Assignment.ended_at.is_(None),
    )
    found: Sequence[Assignment] = session.scalars(query.order_by(Assignment.id.desc())).all()
    return next((one for one in found if _pupil_ids(session, one.id) == pupil_ids), None)


def _pupil_ids(session: Session, assignment_id: int) -> set[int]:
    query = select(assignment_person.c.person_id).where(assignment_person.c.assignment_id == assignment_id)
    return set(session.scalars(query))


def _when(opens_at: datetime, closes_at: datetime | None, now: datetime) -> When:
    if opens_at > now:
        return When.SOON
    return When.OVER if closes_at is not None and closes_at <= now else When.NOW
