"""The quiet path: an adult is told that a child may need help, apart from practice and from measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnapp.errors import Fault, FaultyInput, IllegalMove, NotFound
from learnapp.moderation import lifecycle
from learnapp.services import journal
from learnapp.services.people import looked_after_by
from learnapp.store.feed import Post
from learnapp.store.moderation import CareSignal
from learnapp.store.people import Group, Person
from learnapp.terms import Choice, PostState

#: Characters in the note of what was done.
LONGEST_NOTE = 400


@dataclass(frozen=True, slots=True)
class OpenSignal:
    """A signal that nobody closed yet. `text` is what was written, or None when it was not a post."""

    id: int
    person_id: int
    name: str
    avatar: str
    group_name: str | None
    created_at: datetime
    text: str | None
    question: str | None


def signal(session: Session, person: Person, *, post_id: int | None, now: datetime) -> None:
    """Tell the teacher quietly that this person may need help; never the words that made us think so."""
    care = CareSignal(person_id=person.id, post_id=post_id, created_at=now)
    session.add(care)
    session.flush()
    journal.write(session, None, "care_signal", "care_signal", care.id, now=now)


def open_signals(session: Session, teacher_id: int) -> tuple[OpenSignal, ...]:
    """Give the open signals about people this teacher looks after, oldest first, with what they wrote."""
    query = (
        select(
            CareSignal.id,
            CareSignal.person_id,
            CareSignal.created_at,
            Person.first_name,
            Person.last_name,
            Person.salutation,
            Person.avatar,
            Group.name.label("group_name"),
            Post.text,
            Post.question,
        )
        .join(Person, Person.id == CareSignal.person_id)
        .outerjoin(Group, Group.id == Person.group_id)
        .outerjoin(Post, Post.id == CareSignal.post_id)
        .where(looked_after_by(teacher_id), CareSignal.closed_at.is_(None))
        .order_by(CareSignal.created_at, CareSignal.id)
    )
    return tuple(
        OpenSignal(
            id=row.id,
            person_id=row.person_id,
            name=f"{row.salutation or row.first_name} {row.last_name}".strip(),
            avatar=row.avatar,
            group_name=row.group_name,
            created_at=row.created_at,
            text=row.text,
            question=row.question,
        )
        for row in session.execute(query)
    )


def count_open(session: Session, teacher_id: int) -> int:
    """Give how many signals about people this teacher looks after are open."""
    query = (
        select(func.count())
        .select_from(CareSignal)
        .join(Person, Person.id == CareSignal.person_id)
        .where(looked_after_by(teacher_id), CareSignal.closed_at.is_(None))
    )
    return session.scalar(query) or 0


def close(session: Session, signal_id: int, *, teacher: Person, note: str, now: datetime) -> None:
    """Close a signal, with a note of what was done; its post waits no longer, and is shown to nobody.

    Raises `NotFound`; `FaultyInput` without a note; `IllegalMove` when it is closed already.
    """
    ensure_note(note)
    query = (
        select(CareSignal)
        .join(Person, Person.id == CareSignal.person_id)
        .where(CareSignal.id == signal_id, looked_after_by(teacher.id))
        .with_for_update(of=CareSignal)
    )
    care = session.scalar(query)
    if care is None:
        raise NotFound("care signal")
    if care.closed_at is not None:
        raise IllegalMove
    care.closed_at, care.closed_by, care.note = now, teacher.id, note.strip()
    post = session.get(Post, care.post_id) if care.post_id else None
    if post is not None and post.state is PostState.HELD:
        post.state, post.changed_at = lifecycle.after(post.state, Choice.RETURN), now
    journal.write(session, teacher, "close_care_signal", "care_signal", care.id, now=now)


def ensure_note(note: str) -> None:
    """Raise `FaultyInput` when a note is empty or too long."""
    if not note.strip():
        raise FaultyInput([Fault("Notitie", "Schrijf kort op wat je deed. Dan weet een collega het ook.")])
    if len(note.strip()) > LONGEST_NOTE:
        raise FaultyInput([Fault("Notitie", f"Maak de notitie korter dan {LONGEST_NOTE} tekens.")])
