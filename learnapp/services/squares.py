"""The squares: which one is whose, and what stands on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnapp.errors import NotFound
from learnapp.store.feed import Post, Reaction, Square
from learnapp.store.moderation import Decision, Report
from learnapp.store.people import Person, teaches
from learnapp.terms import Choice, PostState, ReactionKind, ReportReason, Role, SquareKind

#: Posts on one page of a square.
PAGE = 20


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """What a person decided about a post, as the writer reads it."""

    choice: Choice
    reason: str


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post as it stands on a square for one reader."""

    id: int
    author_id: int
    author_name: str
    avatar: str
    by_staff: bool
    text: str
    picture: str | None
    state: PostState
    compliment: str | None
    question: str | None
    created_at: datetime
    mine: bool
    parent_line: str | None = None
    reactions: dict[ReactionKind, int] = field(default_factory=dict)
    my_reaction: ReactionKind | None = None
    replies: tuple[ShownPost, ...] = ()
    decision: ShownDecision | None = None

    @property
    def is_published(self) -> bool:
        """Say whether everybody on the square sees this post."""
        return self.state is PostState.PUBLISHED


@dataclass(frozen=True, slots=True)
class ShownReport:
    """A report as its maker sees it: when, why, when somebody looked, and where the post stands now."""

    created_at: datetime
    reason: ReportReason
    closed_at: datetime | None
    state: PostState


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of a square, newest first; `older` is the id to go on from, or None at the end."""

    posts: tuple[ShownPost, ...]
    older: int | None


def square_of_group(session: Session, group_id: int, *, now: datetime) -> Square:
    """Give the square of a group, made when it is not there yet."""
    query = select(Square).where(Square.group_id == group_id)
    square = session.scalar(query)
    if square is not None:
        return square
    try:
        with session.begin_nested():
            square = Square(kind=SquareKind.CLASS, group_id=group_id, created_at=now)
            session.add(square)
    except IntegrityError:
        # Two first posts at the same moment: the other one was first.
        return session.scalars(query).one()
    return square


def timeline(session: Session, group_id: int, *, reader: Person, before: int | None = None) -> Timeline:
    """Give a page of the square of a group as this reader sees it: what is published, and what is his own."""
    query = (
        _posts()
        .join(Square, Square.id == Post.square_id)
        .where(Square.group_id == group_id, Post.parent_id.is_(None), _visible_to(reader))
        .order_by(Post.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Post.id < before)
    rows = session.execute(query).all()
    posts = complete(session, rows[:PAGE], reader=reader)
    return Timeline(posts, rows[PAGE - 1].id if len(rows) > PAGE else None)


def complete(session: Session, rows: Sequence, *, reader: Person) -> tuple[ShownPost, ...]:  # type: ignore[type-arg]
    """Add replies, reactions and decisions to rows of posts: three statements, however many posts."""
    if not rows:
        return ()
    ids = [row.id for row in rows]
    replies = session.execute(_posts().where(Post.parent_id.in_(ids), _visible_to(reader)).order_by(Post.id)).all()
    everything = [*ids, *(row.id for row in replies)]
    counts, mine = reactions_to(session, everything, reader_id=reader.id)
    asked = [row.id for row in (*rows, *replies) if row.author_id == reader.id and row.state is not PostState.PUBLISHED]
    decisions = _decisions(session, asked)
    below: dict[int, list[ShownPost]] = {}
    for row in replies:
        below.setdefault(row.parent_id, []).append(_shown(row, reader, counts, mine, decisions))
    return tuple(_shown(row, reader, counts, mine, decisions, tuple(below.get(row.id, ()))) for row in rows)


def post_for(session: Session, post_id: int, *, reader: Person) -> ShownPost:
    """Give one post of the reader's own square (a pupil) or of his groups (a teacher). Raises `NotFound`."""
    query = _posts().join(Square, Square.id == Post.square_id).where(Post.id == post_id, _visible_to(reader))
    if Role.TEACHER in reader.roles:
        mine = select(teaches.c.group_id).where(teaches.c.person_id == reader.id)
        query = query.where(Square.group_id.in_(mine))
    else:
        query = query.where(or_(Square.group_id == reader.group_id, Post.author_id == reader.id))
    row = session.execute(query).first()
    if row is None:
        raise NotFound("post")
    return complete(session, [row], reader=reader)[0]


def complete_run(session: Session, square_id: int, *, reader: Person) -> tuple[ShownPost, ...]:
    """Give the own posts of a scenario run, oldest first: what stands there, waits, or came back."""
    query = _posts().where(Post.square_id == square_id, _visible_to(reader)).order_by(Post.id)
    rows = session.execute(query).all()
    waiting = [row.id for row in rows if row.state is not PostState.PUBLISHED]
    decisions = _decisions(session, waiting)
    return tuple(_shown(row, reader, {}, {}, decisions) for row in rows)


def own_posts(session: Session, person: Person) -> tuple[ShownPost, ...]:
    """Give everything that somebody ever posted, also what is no longer on a square, newest first (protocol A4)."""
    rows = session.execute(_posts().where(Post.author_id == person.id).order_by(Post.id.desc()).limit(200)).all()
    return complete(session, rows, reader=person)


def own_reports(session: Session, person: Person) -> list[ShownReport]:
    """Give what somebody reported, with what became of it; never who else did."""
    query = (
        select(Report.created_at, Report.reason, Report.closed_at, Post.state)
        .join(Post, Post.id == Report.post_id)
        .where(Report.reporter_id == person.id)
        .order_by(Report.id.desc())
        .limit(50)
    )
    return [ShownReport(*row) for row in session.execute(query)]


def reactions_to(
    session: Session, post_ids: Iterable[int], *, reader_id: int
) -> tuple[dict[int, dict[ReactionKind, int]], dict[int, ReactionKind]]:
    """Give the reactions to posts counted per kind, and the reader's own."""
    query = (
        select(Reaction.post_id, Reaction.kind, func.count(), func.max(case((Reaction.person_id == reader_id, 1), else_=0)))
        .where(Reaction.post_id.in_(list(post_ids)))
        .group_by(Reaction.post_id, Reaction.kind)
    )
    counts: dict[int, dict[ReactionKind, int]] = {}
    mine: dict[int, ReactionKind] = {}
    for post_id, kind, number, own in session.execute(query):
        counts.setdefault(post_id, {})[kind] = number
        if own:
            mine[post_id] = kind
    return counts, mine


def _posts() -> Select:  # type: ignore[type-arg]
    return select(
        Post.id,
        Post.parent_id,
        Post.parent_line,
        Post.author_id,
        Post.text,
        Post.picture,
        Post.state,
        Post.compliment,
        Post.question,
        Post.created_at,
        Person.first_name,
        Person.last_name,
        Person.salutation,
        Person.avatar,
    ).join(Person, Person.id == Post.author_id)


def _visible_to(reader: Person):  # type: ignore[no-untyped-def]
    """Published posts are everybody's; others only their writer's, until he takes them away or they are removed."""
    own = (Post.author_id == reader.id) & Post.state.in_([PostState.HELD, PostState.RETURNED])
    return or_(Post.state == PostState.PUBLISHED, own)


def _decisions(session: Session, post_ids: Sequence[int]) -> dict[int, ShownDecision]:
    if not post_ids:
        return {}
    query = (
        select(Decision.post_id, Decision.choice, Decision.reason)
        .where(Decision.post_id.in_(post_ids))
        .order_by(Decision.id)
    )
    return {post_id: ShownDecision(choice, reason) for post_id, choice, reason in session.execute(query)}


def _shown(row, reader, counts, mine, decisions, replies=()):  # type: ignore[no-untyped-def]
    name = f"{row.salutation} {row.last_name}" if row.salutation else f"{row.first_name} {row.last_name}".strip()
    return ShownPost(
        id=row.id,
        author_id=row.author_id,
        author_name=name,
        avatar=row.avatar,
        by_staff=bool(row.salutation),
        text=row.text,
        picture=row.picture,
        state=row.state,
        compliment=row.compliment,
        question=row.question,
        created_at=row.created_at,
        mine=row.author_id == reader.id,
        parent_line=row.parent_line,
        reactions=counts.get(row.id, {}),
        my_reaction=mine.get(row.id),
        replies=replies,
        decision=decisions.get(row.id),
    )


