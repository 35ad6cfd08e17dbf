"""Applying a roster: who is here now, and doing what a plan says, all of it or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, true
from sqlalchemy.orm import Session

from learnapp.errors import Fault, FaultyInput
from learnapp.roster.plan import ImportPlan, Present, PresentPupil, PresentStaff, StaffChange
from learnapp.roster.rows import PupilRow, StaffRow
from learnapp.services import credentials, journal
from learnapp.store.people import Group, Person, Subgroup, subgroup_member, teaches
from learnapp.terms import STAFF_ROLES, Role

CREATURES = tuple(f"c{number:02}" for number in range(1, 61))


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link with which a new member of staff sets a password. The token is told this once."""

    name: str
    email: str
    token: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done."""

    new_groups: int
    joined: int
    moved: int
    renamed: int
    left: int
    staff_joined: int
    staff_changed: int
    links: tuple[NewLink, ...]


def present(session: Session) -> Present:
    """Say who is here now, as a plan compares it: pupils of the roster, adults with an address, and groups."""
    rows = session.execute(select(Group.id, Group.name).where(Group.archived_at.is_(None)))
    groups = dict(rows.all())
    people = list(session.scalars(select(Person).where(Person.left_at.is_(None))))
    taught = _taught(session, groups)
    return Present(
        pupils={
            person.key_hash: PresentPupil(
                key_hash=person.key_hash,
                first_name=person.first_name,
                initials=person.last_name,
                group=groups.get(person.group_id or 0),
                year=person.year,
            )
            for person in people
            if person.is_pupil and person.key_hash
        },
        staff={person.email: _present_adult(person, taught) for person in people if person.email},
        groups=tuple(groups.values()),
    )


def apply(session: Session, plan: ImportPlan, *, by: Person | None, now: datetime, confirmed: bool = False) -> Applied:
    """Do what a plan says. Doing it twice changes nothing more.

    Raises `FaultyInput` when the plan has faults, or asks something that nobody has confirmed.
    """
    _ensure_applicable(plan, confirmed=confirmed)
    groups = _groups(session, plan, now=now)
    _pupils(session, plan, groups, now=now)
    links = _staff(session, plan, groups, by=by, now=now)
    _settle_groups(session, groups, plan.emptied_groups, now=now)
    applied = Applied(
        new_groups=len(plan.new_groups),
        joined=len(plan.joins),
        moved=len(plan.moves),
        renamed=len(plan.renames),
        left=len(plan.leaves),
        staff_joined=len(plan.staff_joins),
        staff_changed=len(plan.staff_changes),
        links=tuple(links),
    )
    _write_down(session, applied, by=by, now=now)
    return applied


def _ensure_applicable(plan: ImportPlan, *, confirmed: bool) -> None:
    if plan.faults:
        raise FaultyInput(plan.faults)
    if plan.needs_confirmation and not confirmed:
        raise FaultyInput([Fault(plan.file_name, question) for question in plan.confirmations])


def _taught(session: Session, groups: Mapping[int, str]) -> dict[int, set[str]]:
    taught: dict[int, set[str]] = {}
    for person_id, group_id in session.execute(select(teaches.c.person_id, teaches.c.group_id)):
        if group_id in groups:
            taught.setdefault(person_id, set()).add(groups[group_id])
    return taught


def _present_adult(person: Person, taught: Mapping[int, set[str]]) -> PresentStaff:
    return PresentStaff(
        email=person.email or "",
        first_name=person.first_name,
        last_name=person.last_name,
        salutation=person.salutation,
        roles=person.roles & STAFF_ROLES,
        groups=frozenset(taught.get(person.id, ())),
        key=person.key_hash or "",
    )


def _groups(session: Session, plan: ImportPlan, *, now: datetime) -> dict[str, Group]:
    """Make the new groups; a group of an earlier year with the same name comes back. Give all by name."""
    found = {group.name: group for group in session.scalars(select(Group))}
    for new in plan.new_groups:
        if new.name in found:
            found[new.name].archived_at = None
        else:
            found[new.name] = Group(name=new.name, year=new.year, created_at=now)
            session.add(found[new.name])
    session.flush()
    return found


def _pupils(session: Session, plan: ImportPlan, groups: Mapping[str, Group], *, now: datetime) -> None:
    moved = [move.pupil for move in plan.moves]
    renamed = [rename.pupil for rename in plan.renames]
    keys = {row.key_hash for row in (*plan.joins, *moved, *renamed)} | {old.key_hash for old in plan.leaves}
    known = _by_key(session, keys)
    avatars = _Avatars(session)
    for row in plan.joins:
        person = known.get(row.key_hash)
        if person is None:
            session.add(_new_pupil(row, groups[row.group], avatars, now=now))
        else:
            # He was here before and is not yet erased: it is the same child, with the same creature.
            person.left_at = None
            _place(person, row, groups)
    for row in (*moved, *renamed):
        if row.key_hash in known:
            _place(known[row.key_hash], row, groups)
    for old in plan.leaves:
        _let_leave(known.get(old.key_hash), now=now)
    session.flush()
    _leave_subgroups(session)


def _by_key(session: Session, keys: Collection[str]) -> dict[str, Person]:
    """Find people by the hash of their number, in portions: a database takes only so many values at once."""
    wanted = list(keys)
    found: dict[str, Person] = {}
    for start in range(0, len(wanted), 500):
        part = select(Person).where(Person.key_hash.in_(wanted[start : start + 500]))
        found |= {person.key_hash: person for person in session.scalars(part) if person.key_hash}
    return found


def _new_pupil(row: PupilRow, group: Group, avatars: _Avatars, *, now: datetime) -> Person:
    return Person(
        roles=frozenset({Role.PUPIL}),
        first_name=row.first_name,
        last_name=row.initials,
        key_hash=row.key_hash,
        group_id=group.id,
        year=row.year,
        avatar=avatars.free_in(group.id),
        session_epoch=0,
        created_at=now,
    )


def _place(person: Person, row: PupilRow, groups: Mapping[str, Group]) -> None:
    person.first_name, person.last_name = row.first_name, row.initials
    person.group_id, person.year = groups[row.group].id, row.year


def _let_leave(person: Person | None, *, now: datetime) -> None:
    if person is not None and person.left_at is None:
        person.left_at = now
        person.session_epoch += 1


def _leave_subgroups(session: Session) -> None:
    """Take who moved or left out of the small groups of the group where he was."""
    elsewhere = (
        select(Subgroup.id)
        .join(Person, true())
        .where(Subgroup.id == subgroup_member.c.subgroup_id, Person.id == subgroup_member.c.person_id)
        .where((Person.group_id != Subgroup.group_id) | Person.left_at.is_not(None))
        .correlate(subgroup_member)
    )
    session.execute(delete(subgroup_member).where(elsewhere.exists()))


class _Avatars:
    """Hands out creatures: within a group each one's own, as long as there are."""

    def __init__(self, session: Session) -> None:
        self._taken: dict[int, set[str]] = {}
        query = select(Person.group_id, Person.avatar).where(Person.left_at.is_(None), Person.group_id.is_not(None))
        for group_id, avatar in session.execute(query):
            self._taken.setdefault(group_id or 0, set()).add(avatar)

    def free_in(self, group_id: int) -> str:
        """Give a creature that nobody in this group has."""
        taken = self._taken.setdefault(group_id, set())
        chosen = secrets.choice([name for name in CREATURES if name not in taken] or list(CREATURES))
        taken.add(chosen)
        return chosen


def _staff(
    session: Session, plan: ImportPlan, groups: Mapping[str, Group], *, by: Person | None, now: datetime
) -> list[NewLink]:
    people = {person.email: person for person in session.scalars(select(Person).where(Person.email.is_not(None)))}
    _release_addresses(session, plan.staff_changes, people)
    links = []
    for row in plan.staff_joins:
        person = people.get(row.email)
        is_new = person is None or person.left_at is not None
        if person is None or is_new:
            person = _welcome(session, person, row, now=now)
        _change(session, person, row, groups)
        if is_new:
            token = credentials.make_password_link(session, person, by=by, now=now)
            links.append(NewLink(person.name, row.email, token))
    for change in plan.staff_changes:
        if change.before.email in people:
            _change(session, people[change.before.email], change.after, groups)
    session.flush()
    return links


def _release_addresses(session: Session, changes: Iterable[StaffChange], people: Mapping[str | None, Person]) -> None:
    """Let go of the old addresses first: two people may have taken each other's."""
    for change in changes:
        if "email" in change.what and change.before.email in people:
            people[change.before.email].email = None
    session.flush()


def _welcome(session: Session, person: Person | None, row: StaffRow, *, now: datetime) -> Person:
    if person is None:
        person = Person(roles=row.roles, first_name=row.first_name, session_epoch=0, created_at=now)
        session.add(person)
    person.left_at = None
    person.email = row.email
    session.flush()
    return person


def _change(session: Session, person: Person, row: StaffRow, groups: Mapping[str, Group]) -> None:
    """Set what the file tells of an adult; that somebody is also a parent stays as it is."""
    person.email = row.email
    person.first_name, person.last_name, person.salutation = row.first_name, row.last_name, row.salutation
    person.roles = row.roles | (person.roles - STAFF_ROLES)
    person.key_hash = row.key or person.key_hash
    if row.groups is None:
        return
    session.execute(delete(teaches).where(teaches.c.person_id == person.id))
    rows = [{"person_id": person.id, "group_id": groups[name].id} for name in row.groups]
    if rows:
        session.execute(insert(teaches), rows)


def _settle_groups(session: Session, groups: Mapping[str, Group], emptied: Iterable[str], *, now: datetime) -> None:
    """Put groups in which nobody is left away, and give the others the lowest jaargroep of their pupils."""
    query = (
        select(Person.group_id, func.min(Person.year))
        .where(Person.left_at.is_(None), Person.group_id.is_not(None))
        .group_by(Person.group_id)
    )
    lowest = dict(session.execute(query).all())
    for name in emptied:
        if name in groups and groups[name].id not in lowest:
            groups[name].archived_at = now
    for group in groups.values():
        group.year = lowest.get(group.id) or group.year
    session.flush()


def _write_down(session: Session, applied: Applied, *, by: Person | None, now: datetime) -> None:
    journal.write(
        session,
        by,
        "apply_roster",
        "school",
        None,
        now=now,
        joined=applied.joined,
        moved=applied.moved,
        renamed=applied.renamed,
        left=applied.left,
        staff=applied.staff_joined + applied.staff_changed,
    )
