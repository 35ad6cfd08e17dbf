"""Who is who: groups, pupils and staff, and what belongs to whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, exists, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from learnapp.errors import NotFound
from learnapp.moderation.rules import Contact
from learnapp.store.database import rows_of
from learnapp.store.people import Group, Person, School, teaches
from learnapp.terms import Level, Role

#: Contacts of the protocol that are not for children.
FOR_ADULTS = frozenset({"vertrouwensinspecteur", "leidinggevende"})


@dataclass(frozen=True, slots=True)
class Classmate:
    """Somebody of the same group: the number and the name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class ShownContact:
    """A help line or person to turn to. `confirmed` is False until the school has checked the number."""

    id: str
    name: str
    number: str
    text: str
    confirmed: bool


def school(session: Session) -> School | None:
    """Give the school of this installation, or None before `learnapp init`."""
    return session.scalar(select(School).limit(1))


# Built once: these are asked at many a request.
_TAUGHT = (
    select(Group)
    .join(teaches, teaches.c.group_id == Group.id)
    .where(
        Group.id == bindparam("group_id"),
        teaches.c.person_id == bindparam("teacher_id"),
        Group.archived_at.is_(None),
    )
)
_IN_GROUP = (
    select(Person.id, Person.first_name, Person.last_name)
    .where(Person.group_id == bindparam("group_id"), Person.left_at.is_(None))
    .order_by(Person.first_name, Person.last_name)
)


def groups_of(session: Session, teacher_id: int) -> list[Group]:
    """Give the groups this teacher has, by name."""
    query = (
        select(Group)
        .join(teaches, teaches.c.group_id == Group.id)
        .where(teaches.c.person_id == teacher_id, Group.archived_at.is_(None))
        .order_by(Group.year, Group.name)
    )
    return list(session.scalars(query))


def all_groups(session: Session) -> list[Group]:
    """Give all groups of the school with their teachers, by year and name."""
    query = (
        select(Group)
        .where(Group.archived_at.is_(None))
        .options(selectinload(Group.teachers))
        .order_by(Group.year, Group.name)
    )
    return list(session.scalars(query))


def group_of_teacher(session: Session, group_id: int, *, teacher_id: int) -> Group:
    """Give a group that this teacher has. Raises `NotFound` for any other."""
    group = session.scalar(_TAUGHT, {"group_id": group_id, "teacher_id": teacher_id})
    if group is None:
        raise NotFound("group")
    return group


def pupils_of(session: Session, group_id: int) -> list[Person]:
    """Give the pupils that are in this group now, by name."""
    return list(session.scalars(_pupils().where(Person.group_id == group_id)))


def classmates_of(session: Session, pupil: Person) -> tuple[Classmate, ...]:
    """Give the others of this pupil's group, by name."""
    rows = rows_of(session, _IN_GROUP, {"group_id": pupil.group_id})
    return tuple(Classmate(row.id, f"{row.first_name} {row.last_name}".strip()) for row in rows if row.id != pupil.id)


def pupils_by_id(session: Session, group_id: int, ids: Collection[int]) -> list[Person]:
    """Give those of these pupils that are in this group. Raises `NotFound` when one is not."""
    found = list(session.scalars(_pupils().where(Person.group_id == group_id, Person.id.in_(ids))))
    if len(found) != len(set(ids)):
        raise NotFound("pupil")
    return found


def pupil_of_teacher(session: Session, person_id: int, *, teacher_id: int) -> Person:
    """Give a pupil of one of this teacher's groups, with the group. Raises `NotFound` for any other."""
    query = (
        _pupils()
        .join(teaches, teaches.c.group_id == Person.group_id)
        .where(Person.id == person_id, teaches.c.person_id == teacher_id)
        .options(joinedload(Person.group))
    )
    pupil = session.scalar(query)
    if pupil is None:
        raise NotFound("pupil")
    return pupil


def looked_after_by(person_id: int) -> ColumnElement[bool]:
    """Give the condition for the people whose posts and care signals come to this person.

    Pupils: those of the groups this person teaches. Staff and guardians: everybody's, when this person coordinates
    (protocol B3).
    """
    adviser = aliased(Person)
    mine = select(teaches.c.group_id).where(teaches.c.person_id == person_id)
    coordinates = exists().where(
        adviser.id == person_id, type_coerce(adviser.roles, String).like(f"% {Role.COORDINATOR.value} %")
    )
    return and_(Person.left_at.is_(None), or_(Person.group_id.in_(mine), and_(Person.group_id.is_(None), coordinates)))


def people_with(session: Session, *roles: Role) -> list[Person]:
    """Give the people who have one of these roles and have not left, by name, with the groups they teach."""
    query = (
        select(Person)
        .where(Person.left_at.is_(None))
        .options(selectinload(Person.teaches))
        .order_by(Person.last_name, Person.first_name)
    )
    return [person for person in session.scalars(query) if person.roles & set(roles)]


def person_by_email(session: Session, email: str) -> Person | None:
    """Give the person with this e-mail address who has not left, or None."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower(), Person.left_at.is_(None)))


def count_by_group(session: Session) -> dict[int, int]:
    """Give the number of pupils per group id."""
    query = (
        select(Person.group_id, func.count())
        .where(Person.left_at.is_(None), Person.group_id.is_not(None))
        .group_by(Person.group_id)
    )
    return {group_id: number for group_id, number in session.execute(query) if group_id is not None}


def level_of(group: Group) -> Level:
    """Give the level that fits a group: A for groep 5-6 and younger, B for groep 7-8."""
    return level_of_year(group.year)


def level_of_year(year: int) -> Level:
    """Give the level that fits a jaargroep."""
    return Level.A if year <= 6 else Level.B


def start_school(session: Session, *, name: str, governing_body: str, now: datetime) -> School:
    """Make the school of this installation."""
    made = School(name=name, governing_body=governing_body, contacts={}, facts={}, created_at=now)
    session.add(made)
    return made


def add_person(
    session: Session,
    *,
    roles: Collection[Role],
    first_name: str,
    last_name: str,
    now: datetime,
    email: str | None = None,
    salutation: str = "",
    group: Group | None = None,
    key_hash: str | None = None,
    avatar: str = "c01",
) -> Person:
    """Add a person and give it its number."""
    person = Person(
        roles=frozenset(roles),
        first_name=first_name,
        last_name=last_name,
        salutation=salutation,
        email=email.strip().lower() if email else None,
        group_id=group.id if group else None,
        year=group.year if group else None,
        key_hash=key_hash,
        avatar=avatar,
        created_at=now,
    )
    session.add(person)
    session.flush()
    return person


def _pupils() -> Select[Person]:
    """Start a query for pupils who have not left: a pupil is who has a group."""
    return (
        select(Person)
        .where(Person.left_at.is_(None), Person.group_id.is_not(None))
        .order_by(Person.first_name, Person.last_name)
    )


def contacts(of: School | None, defaults: Iterable[Contact], *, for_children: bool) -> list[ShownContact]:
    """Give the help lines and people to turn to, with what the school filled in over the defaults of the protocol.

    For children those for adults are left out. A contact without a number that the school has not filled in is left
    out too, unless it is a site that is found by its name.
    """
    own = of.contacts if of else {}
    shown = []
    for contact in defaults:
        mine = own.get(contact.id, {})
        number = mine.get("number", contact.number)
        if for_children and contact.id in FOR_ADULTS:
            continue
        if number or contact.name.endswith(".nl"):
            shown.append(
                ShownContact(contact.id, contact.name, number, contact.text, mine.get("confirmed", contact.confirmed))
            )
    return shown
