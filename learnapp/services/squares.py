"""The squares: which one is whose, and what stands on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Row,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnapp.errors import NotFound
from learnapp.store.database import rows_of
from learnapp.store.feed import Post, Reaction, Square
from learnapp.store.moderation import CareSignal, Decision, Report
from learnapp.store.people import Person, teaches
from learnapp.terms import Choice, PostState, ReactionKind, ReportReason, Role, SquareKind

#: Posts on one page of a square.
PAGE = 20


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """What a person decided about a post, as the writer reads it. `seen`: the writer said that he read it."""

    id: int
    choice: Choice
    reason: str
    seen: bool


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
    #: What a teacher decided; only its writer sees it.
    decision: ShownDecision | None = None
    #: It asked for care: it went to the teacher alone and stands on no square.
    quiet: bool = False

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


# Built once: building a statement costs more than asking it. `reader` is the id of who looks.
_READER = bindparam("reader", type_=Integer)
_LAST = select(func.max(Decision.id)).where(Decision.post_id == Post.id).correlate(Post).scalar_subquery()
#: It went to the teacher alone: nobody may see it over a shoulder.
_QUIET = exists().where(CareSignal.post_id == Post.id)
#: What is published, and the reader's own that waits, came back or was removed.
_VISIBLE = or_(
    Post.state == PostState.PUBLISHED,
    and_(Post.author_id == _READER, Post.state.in_([PostState.HELD, PostState.RETURNED, PostState.REMOVED]), ~_QUIET),
)
#: Posts with their author and, for the reader's own, the last decision.
_POSTS = (
    select(
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
        Decision.id.label("decision_id"),
        Decision.choice,
        Decision.reason,
        Decision.seen_at,
    )
    .join(Person, Person.id == Post.author_id)
    .outerjoin(Decision, and_(Post.author_id == _READER, Decision.id == _LAST))
)
_PAGE = (
    _POSTS.where(
        Post.square_id == select(Square.id).where(Square.group_id == bindparam("group_id")).scalar_subquery(),
        Post.parent_id.is_(None),
        Post.id < bindparam("before", type_=BigInteger),
        _VISIBLE,
    )
    .order_by(Post.id.desc())
    .limit(PAGE + 1)
)
_REPLIES = _POSTS.where(Post.parent_id.in_(bindparam("parents", expanding=True)), _VISIBLE).order_by(Post.id)
_RUN = _POSTS.where(Post.square_id == bindparam("square_id"), _VISIBLE).order_by(Post.id)
_OWN = (
    _POSTS.add_columns(_QUIET.label("quiet"))
    .where(Post.author_id == _READER)
    .order_by(Post.created_at.desc(), Post.id.desc())
    .limit(200)
)
_REACTIONS = (
    select(
        Reaction.post_id,
        Reaction.kind,
        func.count(),
        func.max(case((Reaction.person_id == _READER, 1), else_=0)),
    )
    .where(Reaction.post_id.in_(bindparam("post_ids", expanding=True)))
    .group_by(Reaction.post_id, Reaction.kind)
)
Counts = Sequence[tuple[int, ReactionKind, int, int]]
#: Above the id of every post.
_NEWEST = 2**62


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
    """Give a page of the square of a group as this reader sees it: what is published, and what is his own.

    Three statements, however many posts and replies there are.
    """
    asked = {"reader": reader.id, "group_id": group_id, "before": _NEWEST if before is None else before}
    page = rows_of(session, _PAGE, asked)
    older = page[PAGE - 1].id if len(page) > PAGE else None
    page = page[:PAGE]
    parents = [row.id for row in page]
    replies = rows_of(session, _REPLIES, {"reader": reader.id, "parents": parents}) if parents else []
    return Timeline(_threads(session, [*page, *replies], reader=reader), older)


def post_for(session: Session, post_id: int, *, reader: Person) -> ShownPost:
    """Give one post with its replies: of the reader's own square, or (a teacher) of his groups. Raises `NotFound`."""
    if Role.TEACHER in reader.roles:
        mine = select(teaches.c.group_id).where(teaches.c.person_id == reader.id)
        reach: ColumnElement[bool] = Square.group_id.in_(mine)
    else:
        reach = or_(Square.group_id == reader.group_id, Post.author_id == reader.id)
    query = (
        _POSTS.join(Square, Square.id == Post.square_id)
        .where(or_(Post.id == post_id, Post.parent_id == post_id), _VISIBLE, reach)
        .order_by(Post.id)
    )
    rows = session.execute(query, {"reader": reader.id}).all()
    if not rows or rows[0].id != post_id:
        raise NotFound("post")
    return _threads(session, rows, reader=reader)[0]


def posts_of_run(session: Session, square_id: int, *, reader: Person) -> tuple[ShownPost, ...]:
    """Give the own posts of a scenario run, oldest first: what stands there, waits, or came back."""
    rows = rows_of(session, _RUN, {"reader": reader.id, "square_id": square_id})
    return tuple(_shown(row, reader, {}, {}) for row in rows)


def own_posts(session: Session, person: Person) -> tuple[ShownPost, ...]:
    """Give everything that somebody ever posted, also what is no longer on a square, newest first (protocol A4)."""
    rows = rows_of(session, _OWN, {"reader": person.id})
    counts, mine = reactions_to(session, [row.id for row in rows], reader_id=person.id)
    return tuple(replace(_shown(row, person, counts, mine), quiet=row.quiet) for row in rows)


def text_to_rewrite(session: Session, post_id: int, *, author: Person) -> Post:
    """Give an own post that came back with a tip, to write it anew. Raises `NotFound`."""
    query = select(Post).where(
        Post.id == post_id, Post.author_id == author.id, Post.state == PostState.RETURNED, ~_QUIET
    )
    post = session.scalar(query)
    if post is None:
        raise NotFound("post")
    return post


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
    post_ids = list(post_ids)
    if not post_ids:
        return {}, {}
    counts: dict[int, dict[ReactionKind, int]] = {}
    mine: dict[int, ReactionKind] = {}
    asked = {"post_ids": post_ids, "reader": reader_id}
    for post_id, kind, number, own in cast("Counts", rows_of(session, _REACTIONS, asked)):
        counts.setdefault(post_id, {})[kind] = number
        if own:
            mine[post_id] = kind
    return counts, mine


def _threads(session: Session, rows: Sequence[Row[*tuple[Any, ...]]], *, reader: Person) -> tuple[ShownPost, ...]:
    """Put replies below their posts and add the reactions: one statement, however many there are."""
    counts, mine = reactions_to(session, [row.id for row in rows], reader_id=reader.id)
    roots = {row.id for row in rows if row.parent_id is None} or {rows[0].id for _ in rows[:1]}
    below: dict[int, list[ShownPost]] = {}
    for row in rows:
        if row.id not in roots:
            below.setdefault(row.parent_id, []).append(_shown(row, reader, counts, mine))
    return tuple(_shown(row, reader, counts, mine, tuple(below.get(row.id, ()))) for row in rows if row.id in roots)


def _shown(
    row: Row[*tuple[Any, ...]],
    reader: Person,
    counts: Mapping[int, dict[ReactionKind, int]],
    mine: Mapping[int, ReactionKind],
    replies: tuple[ShownPost, ...] = (),
) -> ShownPost:
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
        decision=_decision(row) if row.choice else None,
    )


def _decision(row: Row[*tuple[Any, ...]]) -> ShownDecision:
    return ShownDecision(row.decision_id, row.choice, row.reason, row.seen_at is not None)
