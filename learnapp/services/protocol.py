"""The school's protocol as a living document: draft, consent of the MR, in force, replaced (protocol MR).

The rows are few and hold what the school changed as the text of a file; everything else follows the standard. All who
change a version take the school's row first, so that two administrators never do half of each other's work.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnapp.errors import Fault, FaultyInput, IllegalMove, NotFound
from learnapp.moderation.composing import compose, compose_what_fits
from learnapp.moderation.rules import Protocol
from learnapp.moderation.school_changes import Item, SchoolChanges
from learnapp.moderation.school_file import read_school_file, write_school_file
from learnapp.moderation.versions import VersionMove, VersionState, version_after
from learnapp.services import journal
from learnapp.store.moderation import ProtocolVersion
from learnapp.store.people import Person, School

#: What a version keeps when the school changed nothing.
STANDARD_SOURCE = "standaard.toml"
DRAFT, IN_FORCE = "draft", "in_force"
SUBJECT = "protocol_version"


class Overtaken(IllegalMove):
    """Somebody else changed the same thing since it was shown."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version as it is read."""

    id: int
    label: str
    state: VersionState
    changes: SchoolChanges
    mr_date: datetime | None
    in_force_at: datetime | None
    replaced_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Edit:
    """Another value for an item (None: as in the standard); `seen` is the mark of the item as it was shown."""

    item: Item
    value: Any
    seen: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What an administrator works with: the version in force (None: the standard, as it came) and the draft."""

    in_force: Version | None
    draft: Version | None

    @property
    def current(self) -> SchoolChanges:
        """Give the changes that hold now."""
        return self.in_force.changes if self.in_force else SchoolChanges()

    @property
    def drafted(self) -> SchoolChanges:
        """Give the changes of the draft; without a draft, those that hold now: what a new draft begins with."""
        return self.draft.changes if self.draft else self.current


def desk(session: Session) -> Desk:
    """Give the version in force and the draft."""
    rows = session.scalars(select(ProtocolVersion).where(ProtocolVersion.slot.is_not(None)))
    found = {row.slot: as_version(row) for row in rows}
    return Desk(found.get(IN_FORCE), found.get(DRAFT))


def version(session: Session, version_id: int) -> Version:
    """Give a version. Raises `NotFound`."""
    row = session.get(ProtocolVersion, version_id)
    if row is None:
        raise NotFound("protocol version")
    return as_version(row)


def protocol_of(session: Session, version_id: int, *, base: Protocol) -> Protocol:
    """Make the protocol of a version ready, whatever became of the standard since. Raises `NotFound`."""
    found = version(session, version_id)
    if found.changes == SchoolChanges():
        return base
    return compose_what_fits(found.changes, base, label=found.label)


def as_version(row: ProtocolVersion) -> Version:
    """Read a row."""
    return Version(
        id=row.id,
        label=row.label,
        state=_state(row),
        changes=_changes(row),
        mr_date=row.mr_date,
        in_force_at=row.in_force_at,
        replaced_at=row.replaced_at,
        created_at=row.created_at,
    )


def change(session: Session, *edits: Edit, base: Protocol, by: Person, now: datetime) -> None:
    """Give some items another value in the draft, all or none; a draft is made when there is none.

    Raises `Overtaken` when somebody else changed one of them since it was shown, `FaultyInput` with everything that the
    new values do wrong, `IllegalMove` when the MR agreed with the draft already.
    """
    _lock(session)
    old = new = desk(session).drafted
    changed = [edit for edit in edits if old.value(edit.item) != edit.value]
    for edit in changed:
        if old.mark(edit.item) != edit.seen:
            raise Overtaken
        new = new.with_value(edit.item, edit.value)
    if changed:
        _ensure_no_worse(old, new, base)
        _write(session, new, base, "change_protocol", by=by, now=now, items=[str(edit.item) for edit in changed])


def replace_draft(
    session: Session, changes: SchoolChanges, *, seen: str, base: Protocol, by: Person, now: datetime, action: str
) -> None:
    """Put other changes in the place of the draft: from a file, or from an earlier version.

    Raises `Overtaken` when the draft is another than was shown (`seen` is its mark), `FaultyInput`, `IllegalMove`.
    """
    _lock(session)
    old = desk(session).drafted
    if old.mark() == changes.mark():
        return
    if old.mark() != seen:
        raise Overtaken
    ensure_good(changes, base)
    _write(session, changes, base, action, by=by, now=now)


def ensure_good(changes: SchoolChanges, base: Protocol) -> None:
    """Raise `FaultyInput` with everything that is wrong with some changes, together."""
    if faults := faults_of(changes, base):
        raise FaultyInput(faults)


def faults_of(changes: SchoolChanges, base: Protocol) -> list[Fault]:
    """Give everything that is wrong with some changes."""
    return compose(changes, base, label="concept")[1]


def agree(session: Session, mr_date: datetime, *, seen: str, base: Protocol, by: Person, now: datetime) -> None:
    """Note that the MR agreed with the draft as it was shown. Raises `FaultyInput`, `Overtaken`, `IllegalMove`."""
    _lock(session)
    row = _draft(session)
    if _state(row) is VersionState.AGREED and row.mr_date == mr_date:
        return
    version_after(_state(row), VersionMove.AGREE)
    changes = _changes(row)
    if changes.mark() != seen:
        raise Overtaken
    ensure_good(changes, base)
    _ensure_past(mr_date, now)
    row.mr_date = mr_date
    journal.write(session, by, "agree_protocol", SUBJECT, row.id, now=now)


def reopen(session: Session, *, by: Person, now: datetime) -> None:
    """Open a draft again that the MR agreed with: the consent lapses. Raises `IllegalMove`."""
    _lock(session)
    row = _draft(session)
    if _state(row) is VersionState.DRAFT:
        return
    version_after(_state(row), VersionMove.REOPEN)
    row.mr_date = None
    journal.write(session, by, "reopen_protocol", SUBJECT, row.id, now=now)


def put_in_force(session: Session, version_id: int, *, seen: str, base: Protocol, by: Person, now: datetime) -> None:
    """Put the draft that the MR agreed with in force; the version before is replaced in the same moment.

    Raises `NotFound`, `Overtaken`, `IllegalMove`, `FaultyInput`. Doing it twice is doing it once.
    """
    _lock(session)
    row = session.get(ProtocolVersion, version_id)
    if row is None:
        raise NotFound("protocol version")
    if _state(row) is VersionState.IN_FORCE:
        return
    version_after(_state(row), VersionMove.START)
    changes = _changes(row)
    if changes.mark() != seen:
        raise Overtaken
    ensure_good(changes, base)
    old = _in_slot(session, IN_FORCE) or _keep_standard(session, base)
    version_after(_state(old), VersionMove.REPLACE)
    old.slot, old.replaced_at = None, now
    session.flush()
    row.slot, row.in_force_at = IN_FORCE, now
    journal.write(session, by, "start_protocol", SUBJECT, row.id, now=now)


def drop(session: Session, version_id: int, *, seen: str, by: Person, now: datetime) -> None:
    """Throw a draft away; the version in force stays. Raises `IllegalMove` for another version, `Overtaken`."""
    _lock(session)
    row = session.get(ProtocolVersion, version_id)
    if row is None:
        return
    version_after(_state(row), VersionMove.DROP)
    if _changes(row).mark() != seen:
        raise Overtaken
    session.delete(row)
    journal.write(session, by, "drop_protocol", SUBJECT, row.id, now=now)


def note_consent(session: Session, mr_date: datetime, *, base: Protocol, by: Person, now: datetime) -> None:
    """Note when the MR agreed with the version in force, such as the one that the school started with."""
    _ensure_past(mr_date, now)
    _lock(session)
    row = _in_slot(session, IN_FORCE) or _keep_standard(session, base)
    if row.mr_date != mr_date:
        row.mr_date = mr_date
        journal.write(session, by, "agree_protocol", SUBJECT, row.id, now=now)


def _ensure_past(mr_date: datetime, now: datetime) -> None:
    """Raise `FaultyInput` for a day that is still to come. A day is kept as its noon."""
    if mr_date - timedelta(hours=12) > now:
        raise FaultyInput([Fault("Instemming", "Deze dag moet nog komen. Vul de dag in waarop de MR ja zei.")])


def _lock(session: Session) -> School:
    """Wait until nobody else works on the protocol."""
    found = session.scalar(select(School).limit(1).with_for_update())
    if found is None:
        raise NotFound("school")
    return found


def _ensure_no_worse(old: SchoolChanges, new: SchoolChanges, base: Protocol) -> None:
    """Raise `FaultyInput` with the faults that a change brings; what was wrong already stands on the draft's page."""
    if faults := faults_of(new, base):
        known = set(faults_of(old, base))
        if fresh := [fault for fault in faults if fault not in known]:
            raise FaultyInput(fresh)


def _write(
    session: Session,
    changes: SchoolChanges,
    base: Protocol,
    action: str,
    *,
    by: Person,
    now: datetime,
    **details: list[str],
) -> None:
    row = _in_slot(session, DRAFT) or _new_draft(session, by=by, now=now)
    version_after(_state(row), VersionMove.CHANGE)
    row.source = write_school_file(replace(changes, on_top_of=base.version))
    journal.write(session, by, action, SUBJECT, row.id, now=now, **details)


def _new_draft(session: Session, *, by: Person, now: datetime) -> ProtocolVersion:
    row = ProtocolVersion(
        label=_next_label(session, now), source=STANDARD_SOURCE, slot=DRAFT, created_at=now, created_by=by.id
    )
    session.add(row)
    session.flush()
    return row


def _next_label(session: Session, now: datetime) -> str:
    """Give the next label of this year: 2026-3 after 2026-2."""
    labels = session.scalars(select(ProtocolVersion.label).where(ProtocolVersion.label.like(f"{now.year}-%")))
    numbers = [int(label.partition("-")[2]) for label in labels if label.partition("-")[2].isdecimal()]
    return f"{now.year}-{max(numbers, default=0) + 1}"


def _keep_standard(session: Session, base: Protocol) -> ProtocolVersion:
    """Give the standard, which was in force from the first day, a row of its own."""
    begun = session.scalar(select(func.min(School.created_at)))
    row = ProtocolVersion(
        label=base.version, source=STANDARD_SOURCE, slot=IN_FORCE, in_force_at=begun, created_at=begun
    )
    session.add(row)
    session.flush()
    return row


def _draft(session: Session) -> ProtocolVersion:
    row = _in_slot(session, DRAFT)
    if row is None:
        raise IllegalMove
    return row


def _in_slot(session: Session, slot: str) -> ProtocolVersion | None:
    return session.scalar(select(ProtocolVersion).where(ProtocolVersion.slot == slot))


def _state(row: ProtocolVersion) -> VersionState:
    if row.slot == DRAFT:
        return VersionState.AGREED if row.mr_date else VersionState.DRAFT
    return VersionState.IN_FORCE if row.slot == IN_FORCE else VersionState.REPLACED


def _changes(row: ProtocolVersion) -> SchoolChanges:
    return SchoolChanges() if row.source == STANDARD_SOURCE else read_school_file(row.source)[0]
