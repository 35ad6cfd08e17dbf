"""Trying a text out, to see why the engine says what it says: nothing of it is kept.

The names of a group serve to be recognised in the text, and nobody can use those of a group that is not his.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.errors import NotFound
from learnapp.moderation.message import Message
from learnapp.services import people
from learnapp.services.feed import author_role
from learnapp.services.known import known_around
from learnapp.services.moderation import Waiting
from learnapp.store.feed import Post
from learnapp.store.people import Person
from learnapp.terms import AuthorRole, Capacity, Context, Role

#: Who may try with the names of every group, not only with those that he teaches.
_OF_ALL_GROUPS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Attempt:
    """A text with its circumstances, as somebody chose them.

    `group_id` and `author_id` are 0 for nobody in particular; `unasked` are the people on the picture for whom there is
    no permission.
    """

    text: str = ""
    author_role: AuthorRole = AuthorRole.PUPIL
    context: Context = Context.FEED_POST
    reply_to: str = ""
    recipient_role: AuthorRole | None = None
    author_known: bool = True
    official: bool = False
    capacity: Capacity | None = None
    mentions_consent: bool = False
    unasked: tuple[str, ...] = ()
    group_id: int = 0
    author_id: int = 0


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """A group whose names can be tried with."""

    id: int
    name: str


def groups_to_try(session: Session, viewer: Person) -> tuple[GroupChoice, ...]:
    """Give the groups whose names this person may try with."""
    all_of_them = viewer.roles & _OF_ALL_GROUPS
    groups = people.all_groups(session) if all_of_them else people.groups_of(session, viewer.id)
    return tuple(GroupChoice(group.id, group.name) for group in groups)


def message_of(session: Session, attempt: Attempt, groups: tuple[GroupChoice, ...]) -> Message:
    """Give what the engine sees of an attempt. Raises `NotFound` for a group that is not one of these."""
    if attempt.group_id and attempt.group_id not in {group.id for group in groups}:
        raise NotFound("group")
    known = known_around(session, attempt.group_id or None, but=attempt.author_id)
    return Message(
        text=attempt.text,
        author_role=attempt.author_role,
        context=attempt.context,
        reply_to=attempt.reply_to or None,
        mentions_consent=attempt.mentions_consent,
        recipient_role=attempt.recipient_role,
        author_known=attempt.author_known,
        official_account=attempt.official,
        capacity=attempt.capacity,
        school=known.school,
        school_facts=known.facts,
        roster=known.roster,
        staff=known.staff,
        people_without_consent=attempt.unasked,
    )


def attempt_of(session: Session, post: Waiting, *, answers: str, unasked: bool) -> Attempt:
    """Give the attempt that is a post: its words in its own circumstances, as its writer's square gave them.

    `answers` are the words that it replies to; `unasked`: the people on its picture had given no permission.
    """
    author = session.get_one(Person, post.author_id)
    capacity = session.scalar(select(Post.capacity).where(Post.id == post.id))
    plain = Context.REPLY if answers else Context.FEED_POST
    return Attempt(
        text=post.text,
        author_role=author_role(author),
        context=Context.PHOTO_CAPTION if post.picture else plain,
        reply_to=answers,
        capacity=capacity,
        unasked=post.people if unasked else (),
        group_id=author.group_id or 0,
        author_id=author.id,
    )
