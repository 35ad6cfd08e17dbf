"""The logbook: who did what when. Ids, never words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from learnapp.store.journal import JournalEntry
from learnapp.store.people import Person


def write(
    session: Session,
    by: Person | int | None,
    action: str,
    subject: str,
    subject_id: int | None,
    *,
    now: datetime,
    **details: int | str | list[str] | None,
) -> None:
    """Add a line to the logbook. `by` is who did it (or the id); `details` hold ids and words of `terms`."""
    person_id = by.id if isinstance(by, Person) else by
    session.add(
        JournalEntry(
            at=now, person_id=person_id, action=action, subject=subject, subject_id=subject_id, details=details
        )
    )
