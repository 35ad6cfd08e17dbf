"""Erasing one person: everything that hangs on him goes, and his name goes from what his classmates wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Table, delete, func, select, update
from sqlalchemy.orm import Session

from learnapp.errors import Fault, FaultyInput, NotFound
from learnapp.services import journal
from learnapp.store.feed import Post, ScenarioRun, Square
from learnapp.store.journal import Deletion, JournalEntry
from learnapp.store.moderation import Decision
from learnapp.store.people import Group, Person
from learnapp.store.tables import metadata
from learnapp.terms import Role

#: What stands where a name was.
NAMELESS = "(iemand)"


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What erasing a person would remove: rows per table, and posts of others in which the name is taken out."""

    name: str
    group: str | None
    rows: Mapping[str, int]
    mentions: int


def plan(session: Session, person_id: int) -> ErasurePlan:
    """Say what erasing this person would remove. Raises `NotFound`."""
    person = _person(session, person_id)
    rows = {table.name: _count(session, table, column, person_id) for table, column in _personal_columns()}
    group = session.get(Group, person.group_id) if person.group_id else None
    return ErasurePlan(
        name=person.name,
        group=group.name if group else None,
        rows={name: number for name, number in rows.items() if number},
        mentions=len(_mentions(session, person)),
    )


def forget(session: Session, person_id: int, *, by: Person | None, now: datetime) -> None:
    """Erase a person on request, for good. Raises `NotFound`, or `FaultyInput` for the last administrator."""
    person = _person(session, person_id)
    _ensure_not_last_administrator(session, person)
    erase(session, person)
    session.add(Deletion(at=now, what="person", count=1, reason="on request"))
    journal.write(session, by, "forget", "person", None, now=now)
    session.flush()


def erase(session: Session, person: Person) -> None:
    """Erase a person with everything that hangs on him, and take his name out of what others wrote."""
    for written in _mentions(session, person):
        _take_out(written, person.first_name)
    session.flush()
    lines = update(JournalEntry).where(JournalEntry.subject == "person", JournalEntry.subject_id == person.id)
    session.execute(lines.values(subject_id=None), execution_options={"synchronize_session": False})
    own = select(ScenarioRun.square_id).where(ScenarioRun.person_id == person.id)
    session.execute(delete(Square).where(Square.id.in_(own)), execution_options={"synchronize_session": False})
    session.execute(delete(Person).where(Person.id == person.id), execution_options={"synchronize_session": False})
    session.expunge(person)


def _person(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("person")
    return person


def _ensure_not_last_administrator(session: Session, person: Person) -> None:
    if Role.ADMINISTRATOR not in person.roles:
        return
    others = select(Person).where(Person.left_at.is_(None), Person.id != person.id)
    if not any(Role.ADMINISTRATOR in other.roles for other in session.scalars(others)):
        message = "Dit is de laatste van het schoolbeheer. Geef eerst iemand anders die functie."
        raise FaultyInput([Fault(person.name, message)])


def _personal_columns() -> Iterator[tuple[Table, Column[int]]]:
    """Give the columns that name a person whose row goes when the person goes."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == "person" and key.ondelete == "CASCADE" for key in column.foreign_keys):
                yield table, column


def _count(session: Session, table: Table, column: Column[int], person_id: int) -> int:
    return session.scalar(select(func.count()).select_from(table).where(column == person_id)) or 0


def _mentions(session: Session, person: Person) -> list[Post | Decision]:
    """Give what others wrote in his group with his first name in it; nothing when a classmate has the same name."""
    if person.group_id is None or _has_namesake(session, person):
        return []
    group_square = select(Square.id).where(Square.group_id == person.group_id)
    others = select(Post).where(Post.square_id.in_(group_square), Post.author_id != person.id)
    posts = session.scalars(others).all()
    query = select(Decision).join(Post, Post.id == Decision.post_id)
    decisions = session.scalars(query.where(Post.square_id.in_(group_square), Post.author_id != person.id)).all()
    name = _word(person.first_name)
    found: list[Post | Decision] = [post for post in posts if name.search(f"{post.text} {post.question or ''}")]
    return found + [decision for decision in decisions if name.search(decision.reason)]


def _has_namesake(session: Session, person: Person) -> bool:
    namesake = select(Person.id).where(
        Person.group_id == person.group_id,
        Person.first_name == person.first_name,
        Person.id != person.id,
        Person.left_at.is_(None),
    )
    return session.scalar(namesake.limit(1)) is not None


def _take_out(written: Post | Decision, first_name: str) -> None:
    name = _word(first_name)
    if isinstance(written, Decision):
        written.reason = name.sub(NAMELESS, written.reason)[:400]
        return
    written.text = name.sub(NAMELESS, written.text)
    written.question = name.sub(NAMELESS, written.question)[:300] if written.question else None


def _word(first_name: str) -> re.Pattern[str]:
    """Find a name as a word of its own, also as "Noors" and "Noor's"."""
    return re.compile(rf"(?<!\w){re.escape(first_name)}(?:['’]?s)?(?!\w)", re.IGNORECASE)
