"""Who did what when, and the nameless proof of what was erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from learnapp.store.base import Base, ByPersonId, Id, Moment


class JournalEntry(Base):
    """One line of the logbook: ids, never words or names."""

    __tablename__ = "journal_entry"
    __table_args__ = (Index("ix_journal_entry_subject", "subject", "subject_id"),)

    id: Mapped[Id]
    at: Mapped[Moment]
    person_id: Mapped[ByPersonId]
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Deletion(Base):
    """That something was erased: how many of what, when and why. No names, no ids."""

    __tablename__ = "deletion"

    id: Mapped[Id]
    at: Mapped[Moment]
    what: Mapped[str] = mapped_column(String(40))
    count: Mapped[int]
    reason: Mapped[str] = mapped_column(String(80))
