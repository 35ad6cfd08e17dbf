"""The school, its groups and its people, and how they prove who they are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnapp.store.base import Base, GroupId, Id, Moment, Name, PersonId, Roles, Slug
from learnapp.terms import Role


class School(Base):
    """The one school of this installation. `contacts` maps a contact to {"number": str, "confirmed": bool}."""

    __tablename__ = "school"

    id: Mapped[Id]
    name: Mapped[Name]
    governing_body: Mapped[Name]
    phone: Mapped[str] = mapped_column(String(40), default="")
    contacts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[Moment]


teaches = Table(
    "teaches",
    Base.metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("group_id", ForeignKey("group.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Group(Base):
    """A klas. `year` is the jaargroep (1-8); of a combination group the lowest."""

    __tablename__ = "group"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(40), unique=True)
    year: Mapped[int]
    created_at: Mapped[Moment]
    archived_at: Mapped[Moment | None]

    teachers: Mapped[list[Person]] = relationship(secondary=teaches, lazy="raise", back_populates="teaches")


class Person(Base):
    """Somebody who can sign in.

    Of a pupil no more is kept than first name, initials, group, and a hash of the school's own key (`key_hash`).
    `session_epoch` goes up to sign somebody out everywhere. `left_at` is set when the roster no longer has the person.
    """

    __tablename__ = "person"
    # An id is never given twice: an old cookie must not open somebody else's door.
    __table_args__ = (Index("ix_person_group_left", "group_id", "left_at"), {"sqlite_autoincrement": True})

    id: Mapped[Id]
    roles: Mapped[frozenset[Role]] = mapped_column(Roles)
    first_name: Mapped[str] = mapped_column(String(60))
    #: Pupils: initials of the surname ("B."). Staff and guardians: the surname they are known by ("De Wit").
    last_name: Mapped[str] = mapped_column(String(80), default="")
    #: "Mw.", "Dhr." or "": how staff are addressed.
    salutation: Mapped[str] = mapped_column(String(12), default="")
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id", ondelete="SET NULL"))
    year: Mapped[int | None]
    avatar: Mapped[str] = mapped_column(String(12), default="c01")
    session_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Moment]
    left_at: Mapped[Moment | None]

    group: Mapped[Group | None] = relationship(lazy="raise")
    teaches: Mapped[list[Group]] = relationship(secondary=teaches, lazy="raise", back_populates="teachers")

    @property
    def name(self) -> str:
        """Give the name as it stands on screen: "Sem B." for a pupil, "Mw. De Wit" for staff."""
        if self.salutation:
            return f"{self.salutation} {self.last_name}"
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_pupil(self) -> bool:
        """Say whether this is a pupil."""
        return Role.PUPIL in self.roles


class Credential(Base):
    """How a person proves who they are, apart from the person so that it is read only at the door."""

    __tablename__ = "credential"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    picture_code_hash: Mapped[str | None] = mapped_column(String(200))
    failures: Mapped[int] = mapped_column(default=0)
    #: No new try before this moment.
    wait_until: Mapped[Moment | None]


class PasswordLink(Base):
    """A link to set a password once. Only a hash of its token is kept."""

    __tablename__ = "password_link"

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]


class Subgroup(Base):
    """Some pupils of a group under one name, to give them an assignment."""

    __tablename__ = "subgroup"
    __table_args__ = (UniqueConstraint("group_id", "name"),)

    id: Mapped[Id]
    group_id: Mapped[GroupId]
    name: Mapped[Name]
    created_at: Mapped[Moment]


subgroup_member = Table(
    "subgroup_member",
    Base.metadata,
    Column("subgroup_id", ForeignKey("subgroup.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Consent(Base):
    """Permission of a parent for one kind of recording of a pupil (protocol Ad-C4). `kind` is photo, film or sound."""

    __tablename__ = "consent"

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    kind: Mapped[Slug]
    scope: Mapped[Slug]
    given_by: Mapped[Name]
    valid_from: Mapped[Moment]
    valid_until: Mapped[Moment | None]
    withdrawn_at: Mapped[Moment | None]
