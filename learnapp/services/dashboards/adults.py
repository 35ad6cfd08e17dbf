"""What staff and parents did with their own modules: staff by name, parents as counts only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, distinct, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from learnapp.store.learning import ModuleRun
from learnapp.store.people import Person
from learnapp.terms import STAFF_ROLES, Role


@dataclass(frozen=True, slots=True)
class StaffRun:
    """How far one member of staff is with one module."""

    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A member of staff with what he did, by module."""

    id: int
    name: str
    roles: frozenset[Role]
    runs: Mapping[str, StaffRun]


@dataclass(frozen=True, slots=True)
class GuardianCount:
    """How many parents began and finished a module."""

    started: int = 0
    finished: int = 0


def staff_lines(session: Session, modules: Collection[str]) -> tuple[StaffLine, ...]:
    """Give the staff with how far they are in these modules, by name, in one query."""
    run = and_(ModuleRun.person_id == Person.id, ModuleRun.module.in_(modules))
    query = (
        select(
            Person.id,
            Person.salutation,
            Person.first_name,
            Person.last_name,
            Person.roles,
            ModuleRun.module,
            ModuleRun.started_at,
            ModuleRun.finished_at,
        )
        .outerjoin(ModuleRun, run)
        .where(Person.left_at.is_(None), _has(*STAFF_ROLES))
        .order_by(Person.last_name, Person.first_name, Person.id)
    )
    found: dict[int, tuple[str, frozenset[Role], dict[str, StaffRun]]] = {}
    for row in session.execute(query):
        name = f"{row.salutation or row.first_name} {row.last_name}".strip()
        line = found.setdefault(row.id, (name, row.roles, {}))
        if row.module is not None:
            line[2][row.module] = StaffRun(row.started_at, row.finished_at)
    return tuple(StaffLine(number, *line) for number, line in found.items())


def guardian_counts(session: Session, modules: Collection[str]) -> tuple[int, dict[str, GuardianCount]]:
    """Give the number of parents with an account, and per module how many of them began and finished it."""
    parents = (Person.left_at.is_(None), _has(Role.GUARDIAN))
    total = session.scalar(select(func.count()).select_from(Person).where(*parents)) or 0
    query = (
        select(
            ModuleRun.module,
            func.count(distinct(ModuleRun.person_id)),
            func.count(ModuleRun.finished_at),
        )
        .join(Person, Person.id == ModuleRun.person_id)
        .where(ModuleRun.module.in_(modules), *parents)
        .group_by(ModuleRun.module)
    )
    return total, {module: GuardianCount(began, done) for module, began, done in session.execute(query)}


def _has(*roles: Role) -> ColumnElement[bool]:
    """Give the condition of having one of these roles (see `store.base.Roles`)."""
    stored = type_coerce(Person.roles, String)
    return or_(*(stored.like(f"% {role.value} %") for role in sorted(roles)))
