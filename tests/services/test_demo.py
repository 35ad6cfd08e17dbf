"""The demo school: everybody is in it, every page has something to show, and it is the same at every load."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnapp.content.library import load_library
from learnapp.content.model import Library
from learnapp.moderation.engine import judge
from learnapp.moderation.message import Message
from learnapp.moderation.protocol import standard_protocol
from learnapp.roster.plan import make_plan
from learnapp.roster.rows import RosterFile
from learnapp.services import classroom, credentials, demo, people, retention, roster
from learnapp.services.demo import square
from learnapp.services.demo.people import names
from learnapp.settings import data_root
from learnapp.store.classroom import LiveLesson
from learnapp.store.database import Database
from learnapp.store.feed import Post, Reaction, ScenarioRun
from learnapp.store.journal import JournalEntry
from learnapp.store.learning import Answer, Assignment, Attempt, BlockChoice, ModuleRun, StepDone
from learnapp.store.moderation import CareSignal, Decision, Report, StoredVerdict, Touched
from learnapp.store.people import Consent, Group, Person, School, Subgroup, teaches
from learnapp.terms import Choice, Level, Outcome, PostState, Role
from tests import databases
from tests.cast import PEPPER
from tests.conftest import NOW


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(data_root(), articles=standard_protocol().articles)


@pytest.fixture(scope="module")
def loaded(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The demo school on SQLite, loaded once for all tests that only look."""
    database = Database(databases.sqlite_copy(tmp_path_factory.mktemp("demo")))
    with database.writing() as session:
        demo.load(session, demo.Sources(library, standard_protocol(), PEPPER), now=NOW)
        session.commit()
    yield database
    database.close()


@pytest.fixture
def school(loaded: Database) -> Iterator[Session]:
    """A session in the demo school; what a test changes is rolled back."""
    with loaded.writing() as session:
        yield session


def group_named(session: Session, name: str) -> Group:
    return session.scalars(select(Group).where(Group.name == name)).one()


def test_it_loads_within_five_seconds(session: Session, library: Library, now: datetime) -> None:
    began = time.process_time()

    demo.load(session, demo.Sources(library, standard_protocol(), PEPPER), now=now)
    session.commit()

    assert time.process_time() - began < 5


def test_there_is_a_school_with_four_groups_of_24_to_30(school: Session) -> None:
    counts = people.count_by_group(school)
    groups = {group.name: counts[group.id] for group in people.all_groups(school)}

    assert school.scalars(select(School.name)).one() == "De Zilvermeeuw"
    assert set(groups) == {"5A", "6A", "7A", "8A"}
    assert all(24 <= number <= 30 for number in groups.values())


def test_every_role_is_there_and_one_teacher_has_two_groups(school: Session) -> None:
    roles = Counter(role for person in school.scalars(select(Person)) for role in person.roles)
    taught = Counter(school.scalars(select(teaches.c.person_id)).all())

    assert set(roles) == set(Role)
    assert sorted(taught.values()) == [1, 1, 1, 1, 2]


def test_nobody_of_the_story_world_sits_in_the_class(library: Library) -> None:
    cast = {member.name.split()[-1].lower() for member in library.cast.values()}
    pupils = [name for members in names()["groups"].values() for name in members]

    assert not cast & {name.lower() for name in pupils}
    assert len(pupils) == len(set(pupils))


def test_the_ways_in_that_are_printed_work(school: Session, now: datetime) -> None:
    for way in demo.pupil_ways():
        group = group_named(school, way.group)
        [pupil] = [one for one in people.pupils_of(school, group.id) if one.first_name == way.name]
        tried = credentials.try_picture_code(school, pupil, way.pictures, pepper=PEPPER, now=now)
        assert tried is credentials.Try.RIGHT
        assert classroom.standing_of(school, pupil, now=now).open
    for adult in demo.staff_ways():
        found = credentials.try_password(school, adult.email, demo.PASSWORD, now=now)
        assert found is not None
        assert found.first_name in adult.name


def test_every_pupil_has_a_picture_code_of_his_own(school: Session) -> None:
    hashes = school.scalars(select(credentials.Credential.picture_code_hash)).all()
    codes = [code for code in hashes if code]

    assert len(codes) == len(set(codes)) == sum(people.count_by_group(school).values())


def test_a_lesson_runs_in_7a_and_8a_has_homework(school: Session, now: datetime) -> None:
    lesson = classroom.open_lesson_of(school, group_named(school, "7A").id, now=now)
    open_now = [group.name for group in classroom.open_groups(school, now=now)]

    assert lesson is not None
    assert lesson.level is Level.B
    assert open_now == ["7A", "8A"]


def test_a_day_later_the_lesson_and_the_homework_are_opened_again(school: Session, now: datetime) -> None:
    later = now + timedelta(days=40)
    assert classroom.open_groups(school, now=later) == []

    demo.freshen(school, now=later)
    demo.freshen(school, now=later)

    assert [group.name for group in classroom.open_groups(school, now=later)] == ["7A", "8A"]
    running = select(func.count()).select_from(LiveLesson).where(LiveLesson.opened_at == later)
    assert school.scalar(running) == 1


def test_every_page_has_something_to_show(school: Session) -> None:
    tables = (
        *(Answer, Assignment, Attempt, BlockChoice, CareSignal, Consent, Decision, JournalEntry, LiveLesson),
        *(ModuleRun, Post, Reaction, Report, ScenarioRun, StepDone, StoredVerdict, Subgroup, Touched),
    )

    empty = [table.__name__ for table in tables if not school.scalar(select(func.count()).select_from(table))]

    assert empty == []


def test_goals_are_not_mastered_alike_and_some_children_find_it_hard(school: Session) -> None:
    per_goal = dict(
        school.execute(
            select(Answer.goal, func.avg(Answer.score)).where(Answer.goal.is_not(None)).group_by(Answer.goal)
        ).all()
    )
    per_pupil = school.scalars(
        select(func.avg(Answer.score)).join(Person, Person.id == Answer.person_id).group_by(Answer.person_id)
    ).all()

    assert max(per_goal.values()) - min(per_goal.values()) > 0.15
    assert sum(mean < 0.5 for mean in per_pupil if mean is not None) >= 4
    assert sum(mean > 0.75 for mean in per_pupil if mean is not None) >= 40


def test_every_group_wrote_at_least_25_different_posts(school: Session) -> None:
    for name in ("5A", "6A", "7A", "8A"):
        query = select(Post.text).join(Person, Person.id == Post.author_id).join(Group, Group.id == Person.group_id)
        texts = school.scalars(query.where(Group.name == name, Post.parent_id.is_(None))).all()
        assert len(set(texts)) >= 25, name


def test_posts_and_verdicts_are_what_the_protocol_says(school: Session) -> None:
    query = select(Post.state, Post.question, StoredVerdict.outcome)
    posts = school.execute(query.join(StoredVerdict, StoredVerdict.post_id == Post.id)).all()

    held_without_reason = [post for post in posts if post.state is PostState.HELD and not post.question]
    assert all(post.outcome.weight >= Outcome.HOLD.weight for post in held_without_reason)
    states = {post.state for post in posts}
    assert states >= {PostState.PUBLISHED, PostState.HELD, PostState.RETURNED, PostState.REMOVED}


def test_something_waits_in_every_group(school: Session) -> None:
    for name in ("5A", "6A", "7A", "8A"):
        held = select(func.count(Post.id)).join(Person, Person.id == Post.author_id)
        waiting = school.scalar(
            held.where(Person.group_id == group_named(school, name).id, Post.state == PostState.HELD)
        )
        assert waiting, name


def test_somebody_doubts_and_asks_first(school: Session) -> None:
    asked = school.scalars(select(Post).where(Post.question.is_not(None))).all()

    assert {post.state for post in asked} == {PostState.HELD, PostState.PUBLISHED}


def test_the_care_signal_is_dealt_with(school: Session) -> None:
    signal = school.scalars(select(CareSignal)).one()

    assert signal.closed_at is not None
    assert signal.note


def test_rules_were_touched_and_most_children_found_better_words(school: Session) -> None:
    following = Counter(school.scalars(select(Touched.next)))
    articles = set(school.scalars(select(Touched.article)))

    assert following.most_common(1)[0][0] == "rewrote"
    assert set(following) >= {"rewrote", "posted", "asked"}
    assert len(articles) >= 4


def test_staff_and_a_parent_have_learned_too(school: Session) -> None:
    modules = school.scalars(
        select(Attempt.module).join(Person, Person.id == Attempt.person_id).where(Person.group_id.is_(None)).distinct()
    ).all()

    assert sorted(module.split("-")[0] for module in modules) == ["o1", "s1"]


def test_nothing_lies_in_the_future(school: Session, now: datetime) -> None:
    for column in (Post.created_at, StepDone.done_at, Answer.answered_at, JournalEntry.at, ModuleRun.seen_at):
        latest = school.scalar(select(func.max(column)))
        assert latest is not None
        assert latest <= now, column


def test_it_is_the_same_at_every_load(session: Session, school: Session, library: Library, now: datetime) -> None:
    demo.load(session, demo.Sources(library, standard_protocol(), PEPPER), now=now)

    for column in (Post.text, Answer.score, Touched.rule, Decision.reason):
        table = column.class_
        in_order = select(column).order_by(table.id)
        assert session.scalars(in_order).all() == school.scalars(in_order).all(), column


def test_nothing_has_to_be_erased_on_the_first_day(school: Session, now: datetime) -> None:
    assert {item.what for item in retention.plan(school, now=now).items} <= {"post"}


def test_the_pupils_are_known_by_a_number_so_that_a_roster_can_be_tried(school: Session) -> None:
    plan = make_plan(RosterFile("leeg.csv"), roster.present(school))

    assert len(roster.present(school).pupils) == sum(people.count_by_group(school).values())
    assert plan.changes_nothing


def test_what_is_nice_is_published_and_what_has_to_wait_is_held() -> None:
    """The protocol reads the lines of the demo school as their writers meant them."""
    protocol = standard_protocol()
    texts = square.texts()
    roster_names = tuple(names()["groups"]["7A"])
    nice = [
        line.split("] ", 1)[-1].replace("{ander}", "Puck").replace("{juf}", "juf Ilse")
        for group in ("5A", "6A", "7A", "8A")
        for posts in texts[group].values()
        for post in posts
        for line in post
    ]
    waits = [entry["text"].replace("{ander}", "Puck") for entry in texts["held"]]

    stopped = [
        text
        for text in nice
        if judge(Message(text=text, roster=roster_names), protocol).outcome.weight >= Outcome.HOLD.weight
    ]
    not_held = [
        text for text in waits if judge(Message(text=text, roster=roster_names), protocol).outcome is not Outcome.HOLD
    ]

    assert stopped == []
    assert not_held == []


def test_every_decision_has_a_reason_and_only_one_talk_is_still_to_come(school: Session) -> None:
    last = select(func.max(Decision.id)).group_by(Decision.post_id)
    choices = Counter(school.scalars(select(Decision.choice).where(Decision.id.in_(last))))

    assert choices[Choice.TALK] == 1
    assert set(choices) == set(Choice)
    assert all(school.scalars(select(Decision.reason)))
