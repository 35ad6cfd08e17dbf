"""The adults of the school: who they are, what they may do here, and how they come in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, delete, insert, select, type_coerce
from sqlalchemy.orm import Session, selectinload

from learnapp.errors import Fault, FaultyInput, NotFound
from learnapp.services import credentials, journal
from learnapp.store.people import Credential, Group, PasswordLink, Person, School, teaches
from learnapp.terms import PASSWORD_ROLES, Role


@dataclass(frozen=True, slots=True)
class Member:
    """An adult in the list of the administrator."""

    id: int
    name: str
    email: str
    roles: frozenset[Role]
    groups: tuple[str, ...]
    has_password: bool

    @property
    def is_guardian_only(self) -> bool:
        """Say whether this is a parent who does not work here."""
        return self.roles == {Role.GUARDIAN}


@dataclass(frozen=True, slots=True)
class MemberData:
    """What the administrator fills in about an adult."""

    first_name: str
    last_name: str
    salutation: str
    email: str
    roles: frozenset[Role]
    group_ids: tuple[int, ...] = ()


def team(session: Session) -> tuple[Member, ...]:
    """Give the adults of the school by name, in two queries."""
    query = (
        select(
            Person.id,
            Person.salutation,
            Person.first_name,
            Person.last_name,
            Person.email,
            Person.roles,
            Credential.password_hash.is_not(None).label("has_password"),
        )
        .outerjoin(Credential, Credential.person_id == Person.id)
        .where(Person.left_at.is_(None), _adult())
        .order_by(Person.last_name, Person.first_name, Person.id)
    )
    groups = _group_names(session)
    return tuple(
        Member(
            id=row.id,
            name=f"{row.salutation or row.first_name} {row.last_name}".strip(),
            email=row.email or "",
            roles=row.roles,
            groups=tuple(groups.get(row.id, ())),
            has_password=bool(row.has_password),
        )
        for row in session.execute(query)
    )


def member(session: Session, person_id: int) -> Person:
    """Give an adult who has not left, with the groups he teaches. Raises `NotFound` for anybody else."""
    query = (
        select(Person)
        .where(Person.id == person_id, Person.left_at.is_(None), _adult())
        .options(selectinload(Person.teaches))
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("member")
    return found


def add_member(session: Session, data: MemberData, *, by: Person, now: datetime) -> tuple[Person, str]:
    """Add an adult; give the person and the token of a link to set a password. Raises `FaultyInput`.

    Somebody with this address who had left comes back.
    """
    person = session.scalar(select(Person).where(Person.email == data.email))
    _ensure_fits(data, other=person if person and person.left_at is None else None)
    if person is None:
        person = Person(roles=data.roles, first_name=data.first_name, created_at=now)
        session.add(person)
    person.left_at = None
    _fill_in(session, person, data)
    journal.write(session, by, "add_member", "person", person.id, now=now, roles=sorted(data.roles))
    return person, credentials.make_password_link(session, person, by=by, now=now)


def change_member(session: Session, person_id: int, data: MemberData, *, by: Person, now: datetime) -> Person:
    """Change what an adult is called and may do. Raises `NotFound`, or `FaultyInput` when it cannot be."""
    _take_turns(session)
    person = member(session, person_id)
    _ensure_fits(data, other=session.scalar(select(Person).where(Person.email == data.email, Person.id != person.id)))
    if Role.ADMINISTRATOR not in data.roles:
        _ensure_other_administrator(session, person, "Rollen")
    _fill_in(session, person, data)
    journal.write(session, by, "change_member", "person", person.id, now=now, roles=sorted(data.roles))
    return person


def renew_link(session: Session, person_id: int, *, by: Person, now: datetime) -> tuple[Person, str]:
    """Make a new link to set a password; give the person and the token. Raises `NotFound` or `FaultyInput`."""
    person = member(session, person_id)
    if not person.email:
        raise FaultyInput([Fault("E-mailadres", "Vul eerst een e-mailadres in: daarmee logt iemand in.")])
    return person, credentials.make_password_link(session, person, by=by, now=now)


def sign_out_member(session: Session, person_id: int, *, by: Person, now: datetime) -> Person:
    """End every session of an adult. Raises `NotFound`."""
    person = member(session, person_id)
    person.session_epoch += 1
    journal.write(session, by, "sign_out_member", "person", person.id, now=now)
    return person


def let_leave(session: Session, person_id: int, *, by: Person, now: datetime) -> Person:
    """Note that an adult has left: no way in any more, and no groups. Raises `NotFound` or `FaultyInput`."""
    _take_turns(session)
    person = member(session, person_id)
    if person.id == by.id:
        raise FaultyInput([Fault("Weg van school", "Jezelf kun je niet weghalen. Vraag het een andere beheerder.")])
    _ensure_other_administrator(session, person, "Weg van school")
    person.left_at = now
    person.session_epoch += 1
    session.execute(delete(teaches).where(teaches.c.person_id == person.id))
    session.execute(delete(PasswordLink).where(PasswordLink.person_id == person.id))
    journal.write(session, by, "member_left", "person", person.id, now=now)
    return person


def _adult() -> ColumnElement[bool]:
    """Give the condition of being an adult (see `store.base.Roles`)."""
    return type_coerce(Person.roles, String).not_like(f"% {Role.PUPIL.value} %")


def _group_names(session: Session) -> dict[int, list[str]]:
    query = (
        select(teaches.c.person_id, Group.name)
        .join(Group, Group.id == teaches.c.group_id)
        .where(Group.archived_at.is_(None))
        .order_by(Group.year, Group.name)
    )
    found: dict[int, list[str]] = {}
    for person_id, name in session.execute(query):
        found.setdefault(person_id, []).append(name)
    return found


def _ensure_fits(data: MemberData, *, other: Person | None) -> None:
    """Tell everything that is wrong together. `other` is somebody else who has this address."""
    faults = []
    if other is not None:
        faults.append(Fault("E-mailadres", f"Dit adres hoort al bij {other.name}. Kies een ander adres."))
    if not data.roles or not data.roles <= PASSWORD_ROLES:
        faults.append(Fault("Rollen", "Vink minstens één rol aan."))
    if data.group_ids and Role.TEACHER not in data.roles:
        faults.append(Fault("Groepen", "Alleen een leerkracht heeft groepen. Vink ook leerkracht aan."))
    if faults:
        raise FaultyInput(faults)


def _ensure_other_administrator(session: Session, person: Person, place: str) -> None:
    """Raise `FaultyInput` when the school would be left without an administrator."""
    if Role.ADMINISTRATOR not in person.roles:
        return
    administrators = type_coerce(Person.roles, String).like(f"% {Role.ADMINISTRATOR.value} %")
    query = select(Person.id).where(Person.left_at.is_(None), administrators, Person.id != person.id).limit(1)
    if session.scalar(query) is None:
        message = f"{person.name} is de enige met schoolbeheer. Geef dat eerst aan nog iemand."
        raise FaultyInput([Fault(place, message)])


def _take_turns(session: Session) -> None:
    """Let two administrators wait for each other: together they could take the last one away."""
    session.execute(select(School.id).with_for_update())


def _fill_in(session: Session, person: Person, data: MemberData) -> None:
    person.first_name, person.last_name, person.salutation = data.first_name, data.last_name, data.salutation
    person.email = data.email
    person.roles = data.roles
    session.flush()
    _teach(session, person.id, data.group_ids)


def _teach(session: Session, person_id: int, group_ids: Collection[int]) -> None:
    known = set(session.scalars(select(Group.id).where(Group.id.in_(group_ids), Group.archived_at.is_(None))))
    session.execute(delete(teaches).where(teaches.c.person_id == person_id))
    if known:
        rows = [{"person_id": person_id, "group_id": group_id} for group_id in sorted(known)]
        session.execute(insert(teaches), rows)
