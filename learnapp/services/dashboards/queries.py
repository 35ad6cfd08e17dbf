"""The sums behind the dashboards: each one statement with columns, grouped by the database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Label,
    Select,
    String,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Session

from learnapp.services.dashboards.measures import FEWEST_PUPILS, GroupLine, Mean, Signals
from learnapp.store.classroom import LiveLesson
from learnapp.store.feed import Post
from learnapp.store.learning import Answer, Assignment, Attempt, ModuleRun
from learnapp.store.moderation import Decision, Report, Touched
from learnapp.store.people import Group, Person
from learnapp.terms import PostState


@dataclass(frozen=True, slots=True)
class Sight:
    """What is looked at: since when, and the whole school or one group."""

    since: datetime
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionMean:
    """How one question went in a group."""

    quiz: str
    question: str
    mean: Mean
    dont_know: int


def groups(session: Session, *, group_id: int | None = None) -> tuple[GroupLine, ...]:
    """Give the groups of the school with the number of their pupils, by year and name."""
    here = and_(Person.group_id == Group.id, Person.left_at.is_(None))
    query = (
        select(Group.id, Group.name, Group.year, func.count(Person.id))
        .outerjoin(Person, here)
        .where(Group.archived_at.is_(None))
        .group_by(Group.id, Group.name, Group.year)
        .order_by(Group.year, Group.name)
    )
    if group_id is not None:
        query = query.where(Group.id == group_id)
    return tuple(GroupLine(*row) for row in session.execute(query))


def runs(session: Session, sight: Sight) -> dict[tuple[int, str], tuple[int, int]]:
    """Give how many pupils worked on a module and how many finished it, by group and module."""
    finished = case((ModuleRun.finished_at >= sight.since, ModuleRun.person_id))
    query = (
        select(
            Person.group_id,
            ModuleRun.module,
            func.count(distinct(ModuleRun.person_id)),
            func.count(distinct(finished)),
        )
        .join(Person, Person.id == ModuleRun.person_id)
        .where(ModuleRun.seen_at >= sight.since, *_pupils_in(sight))
        .group_by(Person.group_id, ModuleRun.module)
    )
    return {(group or 0, module): (began, done) for group, module, began, done in session.execute(query)}


def means(session: Session, sight: Sight) -> dict[tuple[int, str, str | None], Mean]:
    """Give the mean score by group, module and goal; the goal is None for the module as a whole."""
    per_goal = _per_pupil(sight, Answer.goal.label("goal")).where(Answer.goal.is_not(None)).group_by(Answer.goal)
    per_module = _per_pupil(sight, cast(null(), String).label("goal"))
    found = session.execute(union_all(_of_groups(per_goal), _of_groups(per_module)))
    return {(group, module, goal): Mean(float(score), pupils) for group, module, goal, score, pupils in found}


def _per_pupil(sight: Sight, goal: Label[Any]) -> Select[*tuple[Any, ...]]:
    return (
        select(Person.group_id, Answer.module, goal, func.avg(Answer.score).label("score"))
        .join(Person, Person.id == Answer.person_id)
        .where(Answer.score.is_not(None), Answer.answered_at >= sight.since, *_pupils_in(sight))
        .group_by(Person.id, Person.group_id, Answer.module)
    )


def _of_groups(per_pupil: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    pupil = per_pupil.subquery()
    columns = (pupil.c.group_id, pupil.c.module, pupil.c.goal)
    return select(*columns, func.avg(pupil.c.score), func.count()).group_by(*columns)


def findings(session: Session, sight: Sight) -> dict[tuple[int, str], dict[str, int]]:
    """Give how often an article was touched, by group and article, and by what the writer did next."""
    query = (
        select(Touched.group_id, Touched.article, Touched.next, func.count())
        .where(Touched.created_at >= sight.since, *_touched_in(sight))
        .group_by(Touched.group_id, Touched.article, Touched.next)
    )
    found: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for group, article, following, number in session.execute(query):
        found[group or 0, article][following] = number
    return dict(found)


def signals(session: Session, sight: Sight) -> dict[int, Signals]:
    """Give what happened when a group wrote, by group, in two statements."""
    found: dict[int, Signals] = defaultdict(Signals)
    for group, kind, number, good in session.execute(_happenings(sight)):
        more = {"posts": number, "compliments": good} if kind == "posts" else {kind: number}
        found[group] = replace(found[group], **more)
    rewrote = case((Touched.next == "rewrote", Touched.check_id))
    tips = (
        select(Touched.group_id, func.count(distinct(Touched.check_id)), func.count(distinct(rewrote)))
        .where(Touched.created_at >= sight.since, *_touched_in(sight))
        .group_by(Touched.group_id)
    )
    for group, number, better in session.execute(tips):
        found[group or 0] = replace(found[group or 0], tips=number, rewrote=better)
    return dict(found)


def _happenings(sight: Sight) -> CompoundSelect[*tuple[Any, ...]]:
    """Count posts on the squares, reports and decisions in one statement: group, kind, number, of which compliments."""
    posts = (
        select(Person.group_id, literal("posts"), func.count(), func.count(Post.compliment))
        .select_from(Post)
        .join(Person, Person.id == Post.author_id)
        .where(Post.state == PostState.PUBLISHED, Post.created_at >= sight.since)
    )
    reports = (
        select(Person.group_id, literal("reports"), func.count(), literal(0))
        .select_from(Report)
        .join(Person, Person.id == Report.reporter_id)
        .where(Report.created_at >= sight.since)
    )
    decisions = (
        select(Person.group_id, literal("decisions"), func.count(), literal(0))
        .select_from(Decision)
        .join(Post, Post.id == Decision.post_id)
        .join(Person, Person.id == Post.author_id)
        .where(Decision.created_at >= sight.since)
    )
    return union_all(
        *(query.where(*_pupils_in(sight)).group_by(Person.group_id) for query in (posts, reports, decisions))
    )


def given(session: Session, sight: Sight) -> frozenset[tuple[int, str]]:
    """Give which module was given to which group: assigned, or done in a lesson."""
    assigned = select(Assignment.group_id, Assignment.module).where(
        or_(Assignment.ended_at.is_(None), Assignment.ended_at >= sight.since),
        or_(Assignment.closes_at.is_(None), Assignment.closes_at >= sight.since),
    )
    taught = select(LiveLesson.group_id, LiveLesson.module).where(LiveLesson.opened_at >= sight.since)
    if sight.group_id is not None:
        assigned = assigned.where(Assignment.group_id == sight.group_id)
        taught = taught.where(LiveLesson.group_id == sight.group_id)
    return frozenset((group, module) for group, module in session.execute(union(assigned, taught)))


def hard_questions(session: Session, sight: Sight, *, most: int) -> tuple[QuestionMean, ...]:
    """Give the questions with the lowest mean score; a question that few pupils answered is left out."""
    pupils = func.count(distinct(Answer.person_id))
    query = (
        select(
            Attempt.quiz,
            Answer.question,
            func.avg(Answer.score).label("score"),
            pupils,
            func.sum(case((Answer.dont_know.is_(True), 1), else_=0)),
        )
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(Person, Person.id == Answer.person_id)
        .where(Answer.score.is_not(None), Answer.answered_at >= sight.since, *_pupils_in(sight))
        .group_by(Attempt.quiz, Answer.question)
        .having(pupils >= FEWEST_PUPILS)
        .order_by(func.avg(Answer.score), Attempt.quiz, Answer.question)
        .limit(most)
    )
    return tuple(
        QuestionMean(quiz, question, Mean(float(score), number), int(unknown))
        for quiz, question, score, number, unknown in session.execute(query)
    )


def _pupils_in(sight: Sight) -> list[ColumnElement[bool]]:
    mine = Person.group_id.is_not(None) if sight.group_id is None else Person.group_id == sight.group_id
    return [mine, Person.left_at.is_(None)]


def _touched_in(sight: Sight) -> list[ColumnElement[bool]]:
    return [Touched.group_id.is_not(None) if sight.group_id is None else Touched.group_id == sight.group_id]
