"""The base of all tables and the shapes of column that return."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from learnapp.terms import Role

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table: named constraints, nothing else."""

    metadata = MetaData(naming_convention=NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC, also on SQLite, which keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a moment without a zone; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give an aware moment back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[Any]):
    """A word of a closed list (`terms`), stored by value in a plain column."""

    impl = String(24)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        """Keep the list that the word is of."""
        super().__init__()
        self.words = words
        self._known: dict[str | None, StrEnum | None] = {None: None, **{word.value: word for word in words}}

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Store the value of a member of the list."""
        return None if value is None else self.words(value).value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002
        """Give the member of the list back: looked up, for a page holds hundreds of words."""
        return self._known.__getitem__


class Roles(TypeDecorator[frozenset[Role]]):
    """A set of roles in one column (" pupil " or " teacher coordinator "): nobody has more than a few."""

    impl = String(80)
    cache_ok = True

    def process_bind_param(self, value: Iterable[Role] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Store the roles in a fixed order, with a space on both sides so that one role can be searched for."""
        if value is None:
            return None
        return " " + " ".join(sorted(Role(role).value for role in value)) + " "

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Role] | None:  # noqa: ARG002
        """Give the set back."""
        return None if value is None else frozenset(map(Role, value.split()))


Id = Annotated[int, mapped_column(primary_key=True)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Name = Annotated[str, mapped_column(String(120))]
Slug = Annotated[str, mapped_column(String(80))]
Ids = Annotated[list[str], mapped_column(JSON)]
PersonId = Annotated[int, mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)]
GroupId = Annotated[int, mapped_column(ForeignKey("group.id", ondelete="CASCADE"), index=True)]
#: Who did it; the row survives when this person is forgotten.
ByPersonId = Annotated[int | None, mapped_column(ForeignKey("person.id", ondelete="SET NULL"))]
