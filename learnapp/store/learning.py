"""What people are asked to do and what they did: assignments, runs of a module, answers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnapp.store.base import Base, ByPersonId, GroupId, Id, Moment, PersonId, Slug, Word
from learnapp.store.people import Group
from learnapp.terms import AssignedTo, Level

assignment_person = Table(
    "assignment_person",
    Base.metadata,
    Column("assignment_id", ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Assignment(Base):
    """A module that a teacher gives to a group, or to some pupils of it (then `assignment_person` has them).

    Between `opens_at` and `closes_at` it can be worked on; at home only when `homework` is set (protocol A1).
    """

    __tablename__ = "assignment"
    __table_args__ = (Index("ix_assignment_group_ended", "group_id", "ended_at"),)

    id: Mapped[Id]
    group_id: Mapped[GroupId]
    module: Mapped[Slug]
    level: Mapped[Level] = mapped_column(Word(Level))
    assigned_to: Mapped[AssignedTo] = mapped_column(Word(AssignedTo))
    homework: Mapped[bool]
    opens_at: Mapped[Moment]
    closes_at: Mapped[Moment | None]
    created_by: Mapped[ByPersonId]
    created_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]

    group: Mapped[Group] = relationship(lazy="raise")


class ModuleRun(Base):
    """One person's way through one module on one level. `step` is where he left."""

    __tablename__ = "module_run"
    __table_args__ = (UniqueConstraint("person_id", "module", "level"),)

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    module: Mapped[Slug]
    level: Mapped[Level] = mapped_column(Word(Level))
    step: Mapped[Slug]
    started_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    finished_at: Mapped[Moment | None]


class StepDone(Base):
    """A step of a run that was finished."""

    __tablename__ = "step_done"

    run_id: Mapped[int] = mapped_column(ForeignKey("module_run.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[Slug] = mapped_column(primary_key=True)
    done_at: Mapped[Moment]


class BlockChoice(Base):
    """What was chosen in a block of a step: {"option": 2} or {"placed": {"0": "bin"}}. Practice, so no score."""

    __tablename__ = "block_choice"

    run_id: Mapped[int] = mapped_column(ForeignKey("module_run.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[Slug] = mapped_column(primary_key=True)
    block: Mapped[Slug] = mapped_column(primary_key=True)
    choice: Mapped[dict[str, Any]] = mapped_column(JSON)
    chosen_at: Mapped[Moment]


class Attempt(Base):
    """One go at the questions of a quiz. `use` tells which questions (quiz, exit, retrieval)."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("person_id", "quiz", "use", "number"),)

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    quiz: Mapped[Slug]
    module: Mapped[Slug]
    level: Mapped[Level] = mapped_column(Word(Level))
    use: Mapped[str] = mapped_column(String(12))
    number: Mapped[int]
    content_version: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[Moment]
    finished_at: Mapped[Moment | None]


class Answer(Base):
    """One answer. The first that arrives counts; the same one sent again changes nothing.

    `score` is 0-1, or None for a reflection; `goal` and `article` are those of the question when it was answered.
    """

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("attempt_id", "question"), Index("ix_answer_module_goal", "module", "goal"))

    id: Mapped[Id]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    person_id: Mapped[PersonId]
    module: Mapped[Slug]
    question: Mapped[Slug]
    goal: Mapped[str | None] = mapped_column(String(20))
    article: Mapped[str | None] = mapped_column(String(12))
    response: Mapped[dict[str, Any]] = mapped_column(JSON)
    score: Mapped[float | None]
    dont_know: Mapped[bool]
    answered_at: Mapped[Moment]


class YearResult(Base):
    """What is kept of a school year: how a class mastered a goal, without anybody in it. See `services/retention`."""

    __tablename__ = "year_result"
    __table_args__ = (UniqueConstraint("school_year", "group_name", "module", "level", "goal"),)

    id: Mapped[Id]
    #: "2026-2027".
    school_year: Mapped[str] = mapped_column(String(9))
    group_name: Mapped[str] = mapped_column(String(40))
    module: Mapped[Slug]
    level: Mapped[Level] = mapped_column(Word(Level))
    goal: Mapped[str] = mapped_column(String(20))
    pupils: Mapped[int]
    answers: Mapped[int]
    mean: Mapped[float]
