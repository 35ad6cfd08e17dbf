"""Protocol versions, the machine's verdicts, people's reports and decisions, and the quiet care signals."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnapp.store.base import Base, ByPersonId, Id, Moment, PersonId, Slug, Word
from learnapp.store.feed import Post
from learnapp.store.people import Person
from learnapp.terms import Choice, Outcome, ReportReason


class ProtocolVersion(Base):
    """A version of the school's protocol: a draft, the one in force, or one that was replaced.

    `source` is what the school changed, as the text of its file, or the name of the standard when it changed nothing.
    `slot` is "draft" or "in_force"; of each there is at most one, and replaced versions have none. `mr_date` is when
    the MR agreed. The label stands in every verdict, with the version of the standard that was below it.
    """

    __tablename__ = "protocol_version"

    id: Mapped[Id]
    label: Mapped[str] = mapped_column(String(40), unique=True)
    source: Mapped[str] = mapped_column(Text)
    mr_date: Mapped[Moment | None]
    in_force_at: Mapped[Moment | None]
    replaced_at: Mapped[Moment | None]
    created_at: Mapped[Moment]
    slot: Mapped[str | None] = mapped_column(String(12), unique=True)
    created_by: Mapped[ByPersonId]


class StoredVerdict(Base):
    """What the engine said about a post, and by which version.

    `findings` holds dicts with rule, article, label, severity, start, end and reason.
    """

    __tablename__ = "verdict"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    protocol_version: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    severity: Mapped[int]
    in_scope: Mapped[bool]
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[Moment]


class Touched(Base):
    """A rule that was touched when somebody wanted to post, and what happened next. Never the words.

    `next` is "rewrote" (a later try was fine), "posted" (posted all the same), "asked" (went to the teacher) or "".
    """

    __tablename__ = "touched"
    __table_args__ = (Index("ix_touched_group_article", "group_id", "article"),)

    id: Mapped[Id]
    check_id: Mapped[str] = mapped_column(String(40), index=True)
    person_id: Mapped[PersonId]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id", ondelete="SET NULL"))
    module: Mapped[str | None] = mapped_column(String(80))
    rule: Mapped[Slug]
    article: Mapped[str] = mapped_column(String(12))
    label: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    next: Mapped[str] = mapped_column(String(12), default="")
    created_at: Mapped[Moment]


class Report(Base):
    """A person's "look at this" about a post or an actor's line."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("reporter_id", "post_id"),
        UniqueConstraint("square_id", "reporter_id", "line"),
        Index("ix_report_post", "post_id"),
    )

    id: Mapped[Id]
    square_id: Mapped[int] = mapped_column(ForeignKey("square.id", ondelete="CASCADE"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    line: Mapped[str | None] = mapped_column(String(60))
    reporter_id: Mapped[PersonId]
    reason: Mapped[ReportReason] = mapped_column(Word(ReportReason))
    created_at: Mapped[Moment]
    closed_at: Mapped[Moment | None]

    post: Mapped[Post | None] = relationship(lazy="raise")


class Decision(Base):
    """What a person decided about a post, with the reason that the writer reads."""

    __tablename__ = "decision"

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    decided_by: Mapped[ByPersonId]
    choice: Mapped[Choice] = mapped_column(Word(Choice))
    reason: Mapped[str] = mapped_column(String(400))
    created_at: Mapped[Moment]
    #: When the writer saw it.
    seen_at: Mapped[Moment | None]

    person: Mapped[Person | None] = relationship(lazy="raise")


class CareSignal(Base):
    """A quiet sign that an adult must look after somebody: apart from practice and measures, closed by a person."""

    __tablename__ = "care_signal"

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"))
    created_at: Mapped[Moment]
    closed_by: Mapped[ByPersonId]
    closed_at: Mapped[Moment | None]
    note: Mapped[str] = mapped_column(String(400), default="")

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys="CareSignal.person_id")
