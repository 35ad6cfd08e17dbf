"""Load the demo school, and open what has to be open today."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from learnapp.content.model import Library
from learnapp.moderation.protocol import Protocol
from learnapp.services import classroom
from learnapp.services import people as all_people
from learnapp.services.demo import learning, lessons, people, square, touched, versions
from learnapp.services.demo.learning import Work
from learnapp.services.demo.lessons import HOMEWORK_NOW, LESSON_NOW, Taught
from learnapp.services.demo.people import Everybody
from learnapp.store.classroom import LiveLesson
from learnapp.store.learning import Assignment
from learnapp.store.people import Group, Person, Subgroup, subgroup_member

SEED = 20_261


@dataclass(frozen=True, slots=True)
class Sources:
    """What the demo school is made from: the content and the protocol of this installation, and its secret."""

    library: Library
    protocol: Protocol
    pepper: bytes


def is_loaded(session: Session) -> bool:
    """Say whether there is a school."""
    return all_people.school(session) is not None


def load(session: Session, sources: Sources, *, now: datetime) -> None:
    """Make the demo school. The same every time, apart from the moments: they are relative to `now`."""
    dice = random.Random(SEED)  # noqa: S311 - a story, not a secret
    everybody = people.gather(session, pepper=sources.pepper, dice=dice, now=now)
    in_force = versions.store(session, sources.protocol, by=everybody.staff["beheer"], now=now)
    sources = replace(sources, protocol=in_force)
    _add_subgroup(session, everybody, now=now)
    taughts = lessons.all_taught(everybody, sources.library, now=now)
    lessons.store(session, taughts, now=now)
    by_group = learning.learners(everybody, dice)
    works = learning.pupils_work(taughts, by_group, dice, now=now)
    works += learning.adults_work(everybody, sources.library, dice, now=now)
    if works:
        learning.store(session, works, dice)
    touched.store(session, works, sources.protocol, dice)
    places = [_place(taught, works, sources, now) for taught in taughts]
    square.store(session, everybody, square.write_all(places, dice), dice)
    square.store_care(session, everybody, now=now)
    session.flush()


def freshen(session: Session, *, now: datetime) -> None:
    """Open today's lesson and homework again when those of an earlier day have ended."""
    groups = {group.name: group for group in all_people.all_groups(session)}
    if LESSON_NOW in groups:
        _reopen_lesson(session, groups[LESSON_NOW], now=now)
    if HOMEWORK_NOW in groups:
        _prolong_homework(session, groups[HOMEWORK_NOW], now=now)


def _place(taught: Taught, works: list[Work], sources: Sources, now: datetime) -> square.Place:
    present = [
        work.learner.person
        for work in works
        if work.module is taught.module and work.learner.person.group_id == taught.group.id and work.steps
    ]
    return square.Place(taught, present, sources.library, sources.protocol, now)


def _add_subgroup(session: Session, everybody: Everybody, *, now: datetime) -> None:
    subgroup = Subgroup(group_id=everybody.groups[LESSON_NOW].id, name="Rode tafel", created_at=now)
    session.add(subgroup)
    session.flush()
    members = everybody.pupils[LESSON_NOW][4:9]
    rows = [{"subgroup_id": subgroup.id, "person_id": pupil.id} for pupil in members]
    session.execute(insert(subgroup_member), rows)


def _reopen_lesson(session: Session, group: Group, *, now: datetime) -> None:
    query = select(LiveLesson).where(LiveLesson.group_id == group.id).order_by(LiveLesson.opened_at.desc()).limit(1)
    last = session.scalar(query)
    if last is None or classroom.is_open(last, now=now):
        return
    teacher = session.get_one(Person, last.opened_by)
    assignment_id = last.assignment_id
    classroom.open_lesson(
        session, group, teacher=teacher, module=last.module, level=last.level, assignment_id=assignment_id, now=now
    )


def _prolong_homework(session: Session, group: Group, *, now: datetime) -> None:
    query = select(Assignment).where(Assignment.group_id == group.id, Assignment.homework.is_(True))
    last = session.scalar(query.order_by(Assignment.created_at.desc()).limit(1))
    if last is not None and last.ended_at is None and last.closes_at is not None and last.closes_at <= now:
        last.closes_at = now + timedelta(days=14)
