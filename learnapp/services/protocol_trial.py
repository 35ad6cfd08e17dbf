"""Try a draft of the protocol on the posts of the last weeks: counts for all, words for those who may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from learnapp.moderation.message import Message
from learnapp.moderation.rules import Protocol
from learnapp.moderation.trial import Comparison, Judged, compare
from learnapp.services.feed import author_role
from learnapp.services.people import looked_after_by
from learnapp.store.feed import Post, ScenarioRun, Square
from learnapp.store.moderation import CareSignal
from learnapp.store.people import Group, Person, School
from learnapp.terms import Context, Level

#: How far back a trial looks, and how many messages it judges at most: the newest.
PERIOD = timedelta(weeks=4)
MOST_POSTS = 2_000
#: How many examples a teacher sees.
MOST_EXAMPLES = 30
#: Gives the words of an actor's line by module, level and id.
LineText = Callable[[str, Level, str], str | None]


@dataclass(frozen=True, slots=True)
class TriedPost:
    """A post of the last weeks as the engine sees it."""

    id: int
    message: Message


@dataclass(frozen=True, slots=True)
class Shown:
    """An example for somebody who may see it: the words, where and when, and what is said now and later."""

    text: str
    group_name: str | None
    created_at: datetime
    judged: Judged


@dataclass(frozen=True, slots=True)
class PostTrial:
    """What would change on the posts of the last weeks. `cut` says that there were more than were tried."""

    comparison: Comparison
    examples: tuple[Shown, ...]
    cut: bool


def try_on_posts(
    session: Session,
    now_in_force: Protocol,
    draft: Protocol,
    *,
    viewer: Person,
    line_text: LineText,
    pause: Callable[[], object],
    now: datetime,
) -> PostTrial:
    """Judge the posts of the last weeks by both protocols. Examples are only those this viewer looks after."""
    posts = recent_posts(session, line_text, since=now - PERIOD)
    seen = compare((post.message for post in posts), now_in_force, draft, pause=pause)
    moved = {posts[one.number].id: one for one in seen.changed if one.moves}
    return PostTrial(seen, _examples(session, moved, viewer), cut=len(posts) == MOST_POSTS)


def recent_posts(session: Session, line_text: LineText, *, since: datetime) -> tuple[TriedPost, ...]:
    """Give the newest posts, as far as they can still be judged: without what was known only when they were written."""
    parent = aliased(Post)
    query = (
        select(Post, Person, ScenarioRun.module, ScenarioRun.level, parent.text.label("answered"))
        .join(Person, Person.id == Post.author_id)
        .outerjoin(ScenarioRun, ScenarioRun.square_id == Post.square_id)
        .outerjoin(parent, parent.id == Post.parent_id)
        .where(Post.created_at >= since)
        .order_by(Post.id.desc())
        .limit(MOST_POSTS)
    )
    names, staff = _names(session)
    school = session.execute(select(School.name, School.facts).limit(1)).first()
    tried = []
    for post, author, module, level, answered in session.execute(query):
        line = line_text(module, level, post.parent_line) if post.parent_line and module else None
        reply_to = answered or line
        message = Message(
            text=post.text,
            author_role=author_role(author),
            context=_context(post, reply_to),
            reply_to=reply_to,
            capacity=post.capacity,
            school=school.name if school else None,
            school_facts=school.facts if school else {},
            roster=names.get(author.group_id, ()),
            staff=staff,
        )
        tried.append(TriedPost(post.id, message))
    return tuple(tried)


def _context(post: Post, reply_to: str | None) -> Context:
    if post.picture:
        return Context.PHOTO_CAPTION
    return Context.FEED_POST if reply_to is None else Context.REPLY


def _names(session: Session) -> tuple[Mapping[int | None, tuple[str, ...]], tuple[str, ...]]:
    """Give the first names of the pupils by group, and the names of the staff."""
    query = select(Person.first_name, Person.last_name, Person.group_id, Person.salutation).where(
        Person.left_at.is_(None)
    )
    groups: dict[int | None, tuple[str, ...]] = {}
    staff: list[str] = []
    for row in session.execute(query):
        if row.group_id is not None:
            groups[row.group_id] = (*groups.get(row.group_id, ()), row.first_name)
        elif row.salutation:
            staff.append(f"{row.first_name} {row.last_name}")
    return groups, tuple(staff)


def _examples(session: Session, moved: Mapping[int, Judged], viewer: Person) -> tuple[Shown, ...]:
    """Give examples of whom this viewer looks after. What asked for care goes another way and is never one."""
    if not moved:
        return ()
    rows = session.execute(_visible(moved, viewer).limit(MOST_EXAMPLES))
    return tuple(Shown(row.text, row.name, row.created_at, moved[row.id]) for row in rows)


def _visible(ids: Iterable[int], viewer: Person) -> Select[*tuple[int, str, datetime, str]]:
    return (
        select(Post.id, Post.text, Post.created_at, Group.name)
        .join(Person, Person.id == Post.author_id)
        .join(Square, Square.id == Post.square_id)
        .outerjoin(Group, Group.id == Person.group_id)
        .where(Post.id.in_(ids), looked_after_by(viewer.id), ~exists().where(CareSignal.post_id == Post.id))
        .order_by(Post.id.desc())
    )
