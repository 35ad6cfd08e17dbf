"""The squares: posts, reactions, and one pupil's scenario."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from learnapp.store.base import Base, Id, Moment, PersonId, Slug, Word
from learnapp.store.people import Person
from learnapp.terms import Capacity, Level, PostState, ReactionKind, SquareKind, Tone

tagged = Table(
    "tagged",
    Base.metadata,
    Column("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Square(Base):
    """Where posts stand: the square of a group, or that of one person's scenario (then `group_id` is None).

    `version` goes up with every change to what stands here (see `count_changes`), so that a kept page knows whether it
    is still true.
    """

    __tablename__ = "square"

    id: Mapped[Id]
    kind: Mapped[SquareKind] = mapped_column(Word(SquareKind))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), unique=True)
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Moment]


class ScenarioRun(Base):
    """One person's practice with a scenario; its clock starts at `started_at`."""

    __tablename__ = "scenario_run"
    __table_args__ = (UniqueConstraint("person_id", "module", "level"),)

    square_id: Mapped[int] = mapped_column(ForeignKey("square.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[PersonId]
    module: Mapped[Slug]
    level: Mapped[Level] = mapped_column(Word(Level))
    started_at: Mapped[Moment]
    finished_at: Mapped[Moment | None]
    #: {line id: option number} of the questions on posts that were answered.
    answers: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)


class Post(Base):
    """Something a person wrote. A reply has a parent: a post (`parent_id`), or an actor's line (`parent_line`).

    `tone` and `labels` are what the engine found, for the actors to answer; `question` is set when the writer asked
    for advice before posting ("ik twijfel").
    """

    __tablename__ = "post"
    __table_args__ = (
        Index("ix_post_square_parent_id", "square_id", "parent_id", "id"),
        Index("ix_post_state_created", "state", "created_at"),
    )

    id: Mapped[Id]
    square_id: Mapped[int] = mapped_column(ForeignKey("square.id", ondelete="CASCADE"))
    author_id: Mapped[PersonId]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    parent_line: Mapped[str | None] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    picture: Mapped[str | None] = mapped_column(String(60))
    capacity: Mapped[Capacity | None] = mapped_column(Word(Capacity))
    state: Mapped[PostState] = mapped_column(Word(PostState))
    tone: Mapped[Tone] = mapped_column(Word(Tone))
    labels: Mapped[list[str]] = mapped_column(JSON, default=list)
    compliment: Mapped[str | None] = mapped_column(String(200))
    question: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    #: Makes a double tap one post: the form's own number, unique per author.
    form_key: Mapped[str | None] = mapped_column(String(40), unique=True)

    author: Mapped[Person] = relationship(lazy="raise")
    square: Mapped[Square] = relationship(lazy="raise")
    people: Mapped[list[Person]] = relationship(secondary=tagged, lazy="raise")


class Reaction(Base):
    """A reaction to a post or to an actor's line: one per person and thing."""

    __tablename__ = "reaction"
    __table_args__ = (
        UniqueConstraint("person_id", "post_id"),
        UniqueConstraint("square_id", "person_id", "line"),
        Index("ix_reaction_post", "post_id"),
    )

    id: Mapped[Id]
    square_id: Mapped[int] = mapped_column(ForeignKey("square.id", ondelete="CASCADE"))
    person_id: Mapped[PersonId]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    line: Mapped[str | None] = mapped_column(String(60))
    kind: Mapped[ReactionKind] = mapped_column(Word(ReactionKind))
    created_at: Mapped[Moment]


def count_changes(session: Session, _context: object, _instances: object) -> None:
    """Raise the version of every square on which a post or a reaction comes, changes or goes (before a flush).

    Statements that change posts in bulk go past this: they raise the version themselves (`raise_versions`).
    """
    changed = {
        row.square_id
        for row in (*session.new, *session.dirty, *session.deleted)
        if isinstance(row, Post | Reaction) and row.square_id is not None
    }
    if changed:
        raise_versions(session, Square.id.in_(changed))


def raise_versions(session: Session, which: ColumnElement[bool]) -> None:
    """Raise the version of some squares."""
    session.connection().execute(update(Square).where(which).values(version=Square.version + 1))
