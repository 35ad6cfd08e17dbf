"""What is kept how long: who left, practice posts, and the results of a school year. A plan first, then doing it.

- Who left is erased thirty days after leaving.
- A post stays until four weeks after the end of the assignment in which it was written (without one: after it was
  written), and at the latest until the first of August.
- After the first of August nothing stays of what pupils did in the year before, but how each class mastered each goal.

Of everything that is erased a nameless line is kept (`Deletion`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Delete, Row, Select, delete, func, select
from sqlalchemy.orm import Session

from learnapp.services import erasure, journal
from learnapp.store.feed import Post, ScenarioRun, Square, raise_versions
from learnapp.store.journal import Deletion, JournalEntry
from learnapp.store.learning import Answer, Assignment, Attempt, ModuleRun, YearResult
from learnapp.store.moderation import CareSignal, Touched
from learnapp.store.people import Group, PasswordLink, Person
from learnapp.terms import SquareKind

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LEAVERS_STAY = timedelta(days=30)
POSTS_STAY = timedelta(weeks=4)
#: Of fewer pupils a mean says something about one of them.
FEWEST_PUPILS = 5
_AUGUST = 8
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Item:
    """So many of one kind of thing to erase, and why."""

    what: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class RetentionPlan:
    """What has to go now. `year_before` is the first of August that has passed last."""

    items: tuple[Item, ...]
    year_before: datetime

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to do."""
        return not self.items


def plan(session: Session, *, now: datetime) -> RetentionPlan:
    """Say what has to go now. Nothing is changed."""
    boundary = last_first_of_august(now)
    found = [
        Item("person", len(_leavers(session, now)), "left the school"),
        Item("post", len(_old_posts(session, now)), "practice is over"),
        *(Item(what, _number(session, query), "school year is over") for what, query in _old_year(boundary)),
        Item("password_link", _number(session, _dead_links(now)), "no longer valid"),
    ]
    return RetentionPlan(tuple(item for item in found if item.count), boundary)


def apply(session: Session, *, by: Person | None, now: datetime) -> RetentionPlan:
    """Erase what has to go now; give what was erased. Doing it again finds nothing."""
    found = plan(session, now=now)
    for person in _leavers(session, now):
        erasure.erase(session, person)
    _delete_posts(session, _old_posts(session, now))
    _sum_up(session, found.year_before)
    for _, query in _old_year(found.year_before):
        _delete_found(session, query)
    _delete_found(session, _dead_links(now))
    session.add_all(Deletion(at=now, what=item.what, count=item.count, reason=item.reason) for item in found.items)
    journal.write(
        session, by, "apply_retention", "school", None, now=now, erased=sum(item.count for item in found.items)
    )
    session.flush()
    return found


def last_first_of_august(now: datetime) -> datetime:
    """Give the start of this school year: the last first of August."""
    local = now.astimezone(AMSTERDAM)
    year = local.year if local.month >= _AUGUST else local.year - 1
    return datetime(year, _AUGUST, 1, tzinfo=AMSTERDAM)


def _leavers(session: Session, now: datetime) -> list[Person]:
    return list(session.scalars(select(Person).where(Person.left_at <= now - LEAVERS_STAY)))


def _old_posts(session: Session, now: datetime) -> list[int]:
    """Give the ids of the posts whose time is over."""
    ends = _ends_of_assignments(session)
    query = (
        select(Post.id, Post.created_at, Square.kind, Person.group_id, ScenarioRun.module)
        .join(Square, Square.id == Post.square_id)
        .join(Person, Person.id == Post.author_id)
        .outerjoin(ScenarioRun, ScenarioRun.square_id == Square.id)
    )
    year = last_first_of_august(now)
    return [post.id for post in session.execute(query) if post.created_at < year or _is_over(post, ends, now)]


@dataclass(frozen=True, slots=True)
class _Term:
    """When an assignment was open; `end` is None when nobody gave it one."""

    module: str
    start: datetime
    end: datetime | None


def _ends_of_assignments(session: Session) -> dict[int, list[_Term]]:
    terms: dict[int, list[_Term]] = {}
    for assignment in session.scalars(select(Assignment)):
        ends = [end for end in (assignment.ended_at, assignment.closes_at) if end is not None]
        term = _Term(assignment.module, assignment.opens_at, min(ends, default=None))
        terms.setdefault(assignment.group_id, []).append(term)
    return terms


def _is_over(post: Row[*tuple[Any, ...]], terms: dict[int, list[_Term]], now: datetime) -> bool:
    """Say whether four weeks have passed since the end of the assignment in which this post was written."""
    fitting = [
        term
        for term in terms.get(post.group_id or 0, ())
        if term.start <= post.created_at
        and (term.end is None or post.created_at <= term.end)
        and (post.kind is SquareKind.CLASS or term.module == post.module)
    ]
    ends = [term.end for term in fitting]
    if None in ends:
        return False
    return max((end for end in ends if end), default=post.created_at) <= now - POSTS_STAY


def _delete_posts(session: Session, ids: Sequence[int]) -> None:
    for part in _portions(ids):
        raise_versions(session, Square.id.in_(select(Post.square_id).where(Post.id.in_(part))))
        session.execute(delete(Post).where(Post.id.in_(part)), execution_options={"synchronize_session": False})


def _old_year(boundary: datetime) -> list[tuple[str, Select[int]]]:
    """Give what pupils did before this moment, per kind. An open care signal stays: somebody still has to look."""
    pupils = select(Person.id).where(Person.group_id.is_not(None))
    lines = select(JournalEntry.id).where(JournalEntry.person_id.in_(pupils), JournalEntry.at < boundary)
    solo = select(ScenarioRun.square_id).where(ScenarioRun.person_id.in_(pupils), ScenarioRun.started_at < boundary)
    return [
        ("attempt", select(Attempt.id).where(Attempt.person_id.in_(pupils), Attempt.started_at < boundary)),
        ("module_run", select(ModuleRun.id).where(ModuleRun.person_id.in_(pupils), ModuleRun.seen_at < boundary)),
        ("square", select(Square.id).where(Square.id.in_(solo))),
        ("touched", select(Touched.id).where(Touched.person_id.in_(pupils), Touched.created_at < boundary)),
        ("care_signal", select(CareSignal.id).where(CareSignal.closed_at < boundary)),
        ("journal_entry", lines),
    ]


def _dead_links(now: datetime) -> Select[int]:
    return select(PasswordLink.id).where((PasswordLink.expires_at < now) | PasswordLink.used_at.is_not(None))


def _number(session: Session, query: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _delete_found(session: Session, query: Select[int]) -> None:
    table = query.selected_columns[0].table
    statement: Delete = delete(table).where(table.c.id.in_(query))
    session.execute(statement)


def _sum_up(session: Session, boundary: datetime) -> None:
    """Keep how each class mastered each goal, before the answers go. Of a handful of pupils nothing is kept."""
    query = (
        select(
            Group.name,
            Attempt.module,
            Attempt.level,
            Answer.goal,
            func.count(Answer.person_id.distinct()),
            func.count(),
            func.avg(Answer.score),
        )
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(Person, Person.id == Answer.person_id)
        .join(Group, Group.id == Person.group_id)
        .where(Attempt.started_at < boundary, Answer.goal.is_not(None), Answer.score.is_not(None))
        .group_by(Group.name, Attempt.module, Attempt.level, Answer.goal)
        .having(func.count(Answer.person_id.distinct()) >= FEWEST_PUPILS)
    )
    year = f"{boundary.year - 1}-{boundary.year}"
    known = set(session.scalars(select(YearResult.group_name).where(YearResult.school_year == year)))
    session.add_all(
        YearResult(
            school_year=year,
            group_name=name,
            module=module,
            level=level,
            goal=goal,
            pupils=pupils,
            answers=answers,
            mean=float(mean),
        )
        for name, module, level, goal, pupils, answers, mean in session.execute(query)
        if name not in known
    )


def _portions(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
