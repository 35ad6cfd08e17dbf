"""The live lesson."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnapp.store.base import Base, ByPersonId, GroupId, Id, Moment, Slug, Word
from learnapp.store.people import Group
from learnapp.terms import Level


class LiveLesson(Base):
    """A lesson that a teacher has opened for a group. Open until `closed_at`, parked since `parked_at`.

    `board_step` and `board_page` are what the board shows; `board_token` is the secret in the board's own address.
    """

    __tablename__ = "live_lesson"
    __table_args__ = (Index("ix_live_lesson_group_closed", "group_id", "closed_at"),)

    id: Mapped[Id]
    group_id: Mapped[GroupId]
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id", ondelete="SET NULL"))
    module: Mapped[Slug]
    level: Mapped[Level] = mapped_column(Word(Level))
    opened_by: Mapped[ByPersonId]
    opened_at: Mapped[Moment]
    closed_at: Mapped[Moment | None]
    parked_at: Mapped[Moment | None]
    board_page: Mapped[int] = mapped_column(default=0)
    board_token: Mapped[str] = mapped_column(String(40), unique=True)

    group: Mapped[Group] = relationship(lazy="raise")
