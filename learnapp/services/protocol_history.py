"""Who changed what when in the school's protocol: every version with what came before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from learnapp.moderation.school_changes import SchoolChanges
from learnapp.services.protocol import DRAFT, SUBJECT, Version, as_version
from learnapp.store.journal import JournalEntry
from learnapp.store.moderation import ProtocolVersion
from learnapp.store.people import Person

#: Small steps of which only the last is told, with how many there were.
_MANY = "change_protocol"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody did with a version: the last time, and how often. `by` is "" when that person is gone."""

    action: str
    by: str
    at: datetime
    times: int = 1


@dataclass(frozen=True, slots=True)
class Chapter:
    """A version, what held before it, and who did what."""

    version: Version
    before: SchoolChanges
    steps: tuple[Step, ...]


def history(session: Session) -> tuple[Chapter, ...]:
    """Give every version that is or was in force, newest first. Two statements, however many versions there are."""
    rows = session.scalars(select(ProtocolVersion).where(ProtocolVersion.in_force_at.is_not(None)))
    versions = sorted(map(as_version, rows), key=_order)
    steps = _steps(session, versions)
    before = SchoolChanges()
    chapters = []
    for version in versions:
        chapters.append(Chapter(version, before, steps[version.id]))
        before = version.changes
    return tuple(reversed(chapters))


def _order(version: Version) -> tuple[datetime | None, bool, int]:
    """Order by when they came into force; of two in the same moment, the one that was replaced came first."""
    return (version.in_force_at, version.replaced_at is None, version.id)


def steps_of_draft(session: Session) -> tuple[Step, ...]:
    """Give who did what with the draft, newest first; nothing when there is none."""
    row = session.scalar(select(ProtocolVersion).where(ProtocolVersion.slot == DRAFT))
    return _steps(session, [as_version(row)])[row.id] if row else ()


def _steps(session: Session, versions: Sequence[Version]) -> dict[int, tuple[Step, ...]]:
    begun = {version.id: version.created_at for version in versions}
    query = (
        select(
            JournalEntry.subject_id,
            JournalEntry.action,
            JournalEntry.at,
            Person.first_name,
            Person.last_name,
            Person.salutation,
        )
        .outerjoin(Person, Person.id == JournalEntry.person_id)
        .where(JournalEntry.subject == SUBJECT, JournalEntry.subject_id.in_(begun))
        .order_by(JournalEntry.id)
    )
    lines: dict[int, list[Step]] = defaultdict(list)
    for row in session.execute(query):
        # A draft that was thrown away may have had the same number.
        if row.at >= begun[row.subject_id]:
            lines[row.subject_id].append(Step(row.action, _name(row), row.at))
    return {number: tuple(_gathered(lines[number])) for number in begun}


def _gathered(steps: Iterable[Step]) -> list[Step]:
    """Tell small changes once per person, at the last one; newest first."""
    last: dict[tuple[str, str], Step] = {}
    for number, step in enumerate(steps):
        key = (step.action, step.by if step.action == _MANY else str(number))
        earlier = last.pop(key, None)
        last[key] = Step(step.action, step.by, step.at, earlier.times + 1 if earlier else 1)
    return list(reversed(last.values()))


def _name(row: Row[*tuple[object, ...]]) -> str:
    if row.salutation:
        return f"{row.salutation} {row.last_name}"
    return f"{row.first_name or ''} {row.last_name or ''}".strip()
