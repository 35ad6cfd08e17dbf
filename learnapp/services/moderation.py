"""What waits for a person: held, doubted and reported posts, and what people decide about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from learnapp.errors import Fault, FaultyInput, IllegalMove, NotFound
from learnapp.moderation import lifecycle
from learnapp.services import journal
from learnapp.services.people import looked_after_by
from learnapp.store.feed import Post, ScenarioRun, Square, tagged
from learnapp.store.moderation import CareSignal, Decision, Report, StoredVerdict
from learnapp.store.people import Group, Person
from learnapp.terms import Choice, Level, Outcome, PostState, ReportReason

#: Characters in the reason of a decision.
LONGEST_REASON = 400
#: From this severity on a post comes first.
SEVERE = 3


class Need(StrEnum):
    """Why a post waits, most urgent first."""

    SEVERE = "severe"
    REPORTED = "reported"
    HELD = "held"
    ASKED = "asked"
    #: A talk is noted; what becomes of the post is still to be decided.
    TALK = "talk"
    #: Nothing waits: a teacher looks at a post of his own accord (protocol Ad-B4).
    NONE = "none"

    @property
    def weight(self) -> int:
        """Give 0 for the most urgent."""
        return list(Need).index(self)


@dataclass(frozen=True, slots=True)
class Found:
    """One finding as it was stored with the verdict: which words, and which agreement."""

    rule: str
    article: str
    label: str
    severity: int
    start: int
    end: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: by whom, what, why and when; `seen_at` is when the writer said that he read it."""

    id: int
    by: str
    choice: Choice
    reason: str
    created_at: datetime
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post with everything a person needs to decide about it. Who reported it is nobody's business.

    `answers` is what it replies to: the words of a post, or (in a scenario) the line with this id of this module.
    `seen` goes back with the decision, so that two people cannot decide about the same thing twice.
    """

    id: int
    author_id: int
    author_name: str
    avatar: str
    group_name: str | None
    text: str
    picture: str | None
    created_at: datetime
    state: PostState
    question: str | None
    outcome: Outcome
    severity: int
    protocol_version: str
    findings: tuple[Found, ...]
    solo: bool
    answers: str | None = None
    answers_line: str | None = None
    module: str | None = None
    level: Level | None = None
    #: Who is on the picture.
    people: tuple[str, ...] = ()
    reports: Mapping[ReportReason, int] = field(default_factory=dict)
    decisions: tuple[Decided, ...] = ()

    @property
    def need(self) -> Need:
        """Say why this post waits."""
        waits = self.state is PostState.HELD or bool(self.reports)
        if not waits:
            return Need.NONE
        if not self.reports and self.decisions and self.decisions[-1].choice is Choice.TALK:
            return Need.TALK
        if self.severity >= SEVERE:
            return Need.SEVERE
        if self.reports:
            return Need.REPORTED
        return Need.ASKED if self.question else Need.HELD

    @property
    def reported(self) -> int:
        """Say how many people reported it and still wait for an answer."""
        return sum(self.reports.values())

    @property
    def seen(self) -> int:
        """Give the id of the last decision, or 0."""
        return self.decisions[-1].id if self.decisions else 0

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Give what can be decided about it where it stands now."""
        return tuple(move for move in lifecycle.moves_from(self.state) if isinstance(move, Choice))

    @property
    def articles(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Give the articles that are touched, each once, with the labels found there."""
        labels: dict[str, dict[str, None]] = {}
        for finding in sorted(self.findings, key=lambda one: -one.severity):
            labels.setdefault(finding.article, {})[finding.label] = None
        return tuple((article, tuple(names)) for article, names in labels.items())


def waiting_posts(session: Session, teacher_id: int) -> tuple[Waiting, ...]:
    """Give what waits for this teacher: the severest first, then what was reported, held, and doubted; oldest first."""
    rows = session.execute(_posts(teacher_id).where(_waits())).all()
    return tuple(sorted(_complete(session, rows), key=lambda post: (post.need.weight, post.created_at, post.id)))


def post_to_decide(session: Session, post_id: int, *, teacher_id: int) -> Waiting:
    """Give one post of somebody this teacher looks after. Raises `NotFound` for any other."""
    rows = session.execute(_posts(teacher_id).where(Post.id == post_id, _not_care())).all()
    if not rows:
        raise NotFound("post")
    return _complete(session, rows)[0]


def count_waiting(session: Session, teacher_id: int) -> int:
    """Give how many posts wait for this teacher; care signals are counted apart."""
    query = (
        select(func.count())
        .select_from(Post)
        .join(Person, Person.id == Post.author_id)
        .where(looked_after_by(teacher_id), _waits())
    )
    return session.scalar(query) or 0


def decide(
    session: Session, post_id: int, *, teacher: Person, choice: Choice, reason: str, seen: int, now: datetime
) -> PostState:
    """Decide about a post, with a reason that its writer reads, and answer everybody who reported it.

    A talk (protocol Ad-C3) is noted in the reason: the post waits, or stands, until another choice follows. A person
    may decide otherwise than the machine (protocol Ad-B4); its verdict stays beside the decision. Raises `NotFound`;
    `FaultyInput` without a reason; `IllegalMove` when somebody was first or the post is gone.
    """
    ensure_reason(reason)
    query = (
        select(Post)
        .join(Person, Person.id == Post.author_id)
        .where(Post.id == post_id, looked_after_by(teacher.id), _not_care())
        .with_for_update(of=Post)
    )
    post = session.scalar(query)
    if post is None:
        raise NotFound("post")
    if _last_decision(session, post.id) != seen:
        raise IllegalMove
    post.state, post.changed_at = lifecycle.after(post.state, choice), now
    made = Decision(post_id=post.id, decided_by=teacher.id, choice=choice, reason=reason.strip(), created_at=now)
    session.add(made)
    _answer_reports(session, post.id, now=now)
    journal.write(session, teacher, "decide", "post", post.id, now=now, choice=choice.value)
    return post.state


def ensure_reason(reason: str) -> None:
    """Raise `FaultyInput` when a reason is empty or too long."""
    if not reason.strip():
        raise FaultyInput([Fault("Reden", "Kies een zin, of schrijf er zelf een. De leerling leest hem.")])
    if len(reason.strip()) > LONGEST_REASON:
        over = len(reason.strip()) - LONGEST_REASON
        raise FaultyInput([Fault("Reden", f"Maak de tekst {over} tekens korter. Een kind leest hem.")])


def _answer_reports(session: Session, post_id: int, *, now: datetime) -> None:
    open_reports = update(Report).where(Report.post_id == post_id, Report.closed_at.is_(None))
    session.execute(open_reports.values(closed_at=now), execution_options={"synchronize_session": False})


def _last_decision(session: Session, post_id: int) -> int:
    return session.scalar(select(func.max(Decision.id)).where(Decision.post_id == post_id)) or 0


def _waits() -> ColumnElement[bool]:
    """Ask for what is held, or published and reported; what asks for care goes another way."""
    reported = exists().where(Report.post_id == Post.id, Report.closed_at.is_(None))
    waits = or_(Post.state == PostState.HELD, (Post.state == PostState.PUBLISHED) & reported)
    return waits & _not_care()


def _not_care() -> ColumnElement[bool]:
    return ~exists().where(CareSignal.post_id == Post.id)


def _posts(teacher_id: int) -> Select[*tuple[Any, ...]]:
    parent = aliased(Post)
    return (
        select(
            Post.id,
            Post.author_id,
            Post.text,
            Post.picture,
            Post.created_at,
            Post.state,
            Post.question,
            Post.parent_line,
            Person.first_name,
            Person.last_name,
            Person.salutation,
            Person.avatar,
            Group.name.label("group_name"),
            StoredVerdict.outcome,
            StoredVerdict.severity,
            StoredVerdict.protocol_version,
            StoredVerdict.findings,
            ScenarioRun.module,
            ScenarioRun.level,
            parent.text.label("answers"),
            Square.group_id,
        )
        .join(Person, Person.id == Post.author_id)
        .join(Square, Square.id == Post.square_id)
        .outerjoin(Group, Group.id == Person.group_id)
        .outerjoin(StoredVerdict, StoredVerdict.post_id == Post.id)
        .outerjoin(ScenarioRun, ScenarioRun.square_id == Post.square_id)
        .outerjoin(parent, parent.id == Post.parent_id)
        .where(looked_after_by(teacher_id))
    )


def _complete(session: Session, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Waiting]:
    """Add reports, decisions and the people on the picture: three statements, however many posts."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    reports, decisions, people = _reports(session, ids), _decisions(session, ids), _people(session, ids)
    return [_waiting(row, reports, decisions, people) for row in rows]


def _waiting(
    row: Row[*tuple[Any, ...]],
    reports: Mapping[int, dict[ReportReason, int]],
    decisions: Mapping[int, list[Decided]],
    people: Mapping[int, list[str]],
) -> Waiting:
    outcome = row.outcome or Outcome.PUBLISH
    return Waiting(
        id=row.id,
        author_id=row.author_id,
        author_name=_name(row),
        avatar=row.avatar,
        group_name=row.group_name,
        text=row.text,
        picture=row.picture,
        created_at=row.created_at,
        state=row.state,
        question=row.question,
        outcome=outcome,
        severity=row.severity or 0,
        protocol_version=row.protocol_version or "",
        findings=tuple(_found(one, outcome) for one in row.findings or ()),
        solo=row.group_id is None,
        answers=row.answers,
        answers_line=row.parent_line,
        module=row.module,
        level=row.level,
        people=tuple(people.get(row.id, ())),
        reports=reports.get(row.id, {}),
        decisions=tuple(decisions.get(row.id, ())),
    )


def _found(stored: dict[str, Any], outcome: Outcome) -> Found:
    return Found(
        rule=stored["rule"],
        article=stored["article"],
        label=stored["label"],
        severity=stored["severity"],
        start=stored["start"],
        end=stored["end"],
        outcome=Outcome(stored.get("outcome", outcome)),
    )


def _reports(session: Session, ids: Sequence[int]) -> dict[int, dict[ReportReason, int]]:
    query = (
        select(Report.post_id, Report.reason, func.count())
        .where(Report.post_id.in_(ids), Report.closed_at.is_(None))
        .group_by(Report.post_id, Report.reason)
        .order_by(func.count().desc(), Report.reason)
    )
    counts: dict[int, dict[ReportReason, int]] = defaultdict(dict)
    for post_id, reason, number in session.execute(query):
        counts[post_id or 0][reason] = number
    return counts


def _decisions(session: Session, ids: Sequence[int]) -> dict[int, list[Decided]]:
    query = (
        select(
            Decision.id,
            Decision.post_id,
            Decision.choice,
            Decision.reason,
            Decision.created_at,
            Decision.seen_at,
            Person.first_name,
            Person.last_name,
            Person.salutation,
        )
        .outerjoin(Person, Person.id == Decision.decided_by)
        .where(Decision.post_id.in_(ids))
        .order_by(Decision.id)
    )
    made: dict[int, list[Decided]] = defaultdict(list)
    for row in session.execute(query):
        made[row.post_id].append(Decided(row.id, _name(row), row.choice, row.reason, row.created_at, row.seen_at))
    return made


def _people(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(tagged.c.post_id, Person.first_name, Person.last_name, Person.salutation)
        .join(Person, Person.id == tagged.c.person_id)
        .where(tagged.c.post_id.in_(ids))
        .order_by(Person.first_name)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in session.execute(query):
        found[row.post_id].append(_name(row))
    return found


def _name(row: Row[*tuple[Any, ...]]) -> str:
    if row.salutation:
        return f"{row.salutation} {row.last_name}"
    return f"{row.first_name or ''} {row.last_name or ''}".strip()
