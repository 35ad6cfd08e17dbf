"""What is kept how long, and erasing somebody for good."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import String, func, select
from sqlalchemy.orm import Session

from learnapp.errors import FaultyInput, NotFound
from learnapp.services import care, credentials, erasure, journal, people, retention, squares
from learnapp.services.retention import last_first_of_august
from learnapp.store.feed import Post, Reaction, ScenarioRun, Square
from learnapp.store.journal import Deletion, JournalEntry
from learnapp.store.learning import Answer, Assignment, Attempt, ModuleRun, YearResult
from learnapp.store.moderation import CareSignal, Decision, Touched
from learnapp.store.people import Group, Person
from learnapp.store.tables import metadata
from learnapp.terms import (
    AssignedTo,
    Choice,
    Level,
    Outcome,
    PostState,
    ReactionKind,
    Role,
    SquareKind,
    Tone,
)
from tests.cast import PEPPER, Cast

MODULE = "04-grapje-of-gemeen"


def posted(session: Session, author: Person, at: datetime, *, text: str = "Hoi", square: Square | None = None) -> Post:
    stands_on = square or squares.square_of_group(session, author.group_id or 0, now=at)
    post = Post(
        square_id=stands_on.id,
        author_id=author.id,
        text=text,
        state=PostState.PUBLISHED,
        tone=Tone.NEUTRAL,
        created_at=at,
        changed_at=at,
    )
    session.add(post)
    session.flush()
    return post


def assigned(session: Session, group: Group, opens_at: datetime, closes_at: datetime | None) -> Assignment:
    made = Assignment(
        group_id=group.id,
        module=MODULE,
        level=Level.B,
        assigned_to=AssignedTo.GROUP,
        homework=False,
        opens_at=opens_at,
        closes_at=closes_at,
        created_at=opens_at,
    )
    session.add(made)
    session.flush()
    return made


def answered(session: Session, person: Person, at: datetime, *, score: float = 1.0) -> None:
    run = ModuleRun(person_id=person.id, module=MODULE, level=Level.B, step="01", started_at=at, seen_at=at)
    attempt = Attempt(
        person_id=person.id,
        quiz=f"{MODULE}-b",
        module=MODULE,
        level=Level.B,
        use="quiz",
        number=1,
        content_version="1",
        started_at=at,
    )
    session.add_all([run, attempt])
    session.flush()
    session.add(
        Answer(
            attempt_id=attempt.id,
            person_id=person.id,
            module=MODULE,
            question="lachen",
            goal="4.1",
            response={"chosen": ["a"]},
            score=score,
            dont_know=False,
            answered_at=at,
        )
    )
    session.flush()


def number(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def counts(session: Session, now: datetime) -> dict[str, int]:
    return {item.what: item.count for item in retention.plan(session, now=now).items}


def test_the_school_year_begins_on_the_first_of_august_in_amsterdam(now: datetime) -> None:
    assert last_first_of_august(now).isoformat() == "2026-08-01T00:00:00+02:00"
    assert last_first_of_august(now.replace(month=7)).year == 2025


def test_in_a_fresh_school_there_is_nothing_to_erase(session: Session, cast: Cast, now: datetime) -> None:
    posted(session, cast.noor, now)
    answered(session, cast.noor, now)

    assert retention.plan(session, now=now).is_empty


def test_kaan_who_left_is_erased_after_thirty_days(session: Session, cast: Cast, now: datetime) -> None:
    cast.kaan.left_at = now
    session.flush()

    assert counts(session, now + timedelta(days=29)) == {}
    assert counts(session, now + timedelta(days=30)) == {"person": 1}

    kaan_id = cast.kaan.id
    retention.apply(session, by=None, now=now + timedelta(days=30))

    assert session.scalar(select(Person.id).where(Person.id == kaan_id)) is None
    assert session.scalars(select(Deletion.what)).all() == ["person"]


def test_a_post_stays_four_weeks_after_its_assignment_closed(session: Session, cast: Cast, now: datetime) -> None:
    assigned(session, cast.group, now - timedelta(days=1), now + timedelta(days=6))
    posted(session, cast.noor, now)

    assert counts(session, now + timedelta(days=6, weeks=4, seconds=-1)) == {}
    assert counts(session, now + timedelta(days=6, weeks=4)) == {"post": 1}


def test_an_assignment_that_the_teacher_ended_early_ends_early(session: Session, cast: Cast, now: datetime) -> None:
    given = assigned(session, cast.group, now - timedelta(days=1), now + timedelta(days=60))
    posted(session, cast.noor, now)
    given.ended_at = now + timedelta(days=1)
    session.flush()

    assert counts(session, now + timedelta(days=1, weeks=4)) == {"post": 1}


def test_a_post_without_an_assignment_stays_four_weeks(session: Session, cast: Cast, now: datetime) -> None:
    posted(session, cast.noor, now)

    assert counts(session, now + timedelta(days=27)) == {}
    assert counts(session, now + timedelta(weeks=4)) == {"post": 1}


def test_in_august_every_post_of_the_year_before_goes(session: Session, cast: Cast, now: datetime) -> None:
    july = datetime(2027, 7, 30, 12, tzinfo=now.tzinfo)
    assigned(session, cast.group, now, None)
    posted(session, cast.noor, july)

    assert "post" not in counts(session, july + timedelta(days=1))
    assert counts(session, july + timedelta(days=2))["post"] == 1


def test_a_post_on_a_square_of_ones_own_follows_the_assignment_of_its_module(
    session: Session, cast: Cast, now: datetime
) -> None:
    assigned(session, cast.group, now, now + timedelta(days=14))
    own = Square(kind=SquareKind.SOLO, created_at=now)
    session.add(own)
    session.flush()
    for_module = ScenarioRun(square_id=own.id, person_id=cast.noor.id, module=MODULE, level=Level.B, started_at=now)
    session.add(for_module)
    posted(session, cast.noor, now, square=own)

    assert counts(session, now + timedelta(weeks=5)) == {}
    assert counts(session, now + timedelta(weeks=6)) == {"post": 1}


def test_after_the_year_only_the_class_is_remembered(session: Session, cast: Cast, now: datetime) -> None:
    classmates = [
        people.add_person(session, roles=[Role.PUPIL], first_name=f"Kind {n}", last_name="", group=cast.group, now=now)
        for n in range(4)
    ]
    for score, person in zip((1.0, 0.5, 0.0, 1.0, 1.0, 1.0), [cast.noor, cast.sem, *classmates], strict=True):
        answered(session, person, now, score=score)
    answered(session, cast.kaan, now)
    journal.write(session, cast.noor, "sign_in", "person", cast.noor.id, now=now)
    next_year = datetime(2027, 8, 2, tzinfo=now.tzinfo)

    retention.apply(session, by=None, now=next_year)

    [kept] = session.scalars(select(YearResult)).all()
    assert (kept.school_year, kept.group_name, kept.goal, kept.pupils, kept.answers) == ("2026-2027", "7B", "4.1", 6, 6)
    assert kept.mean == pytest.approx(0.75)
    assert (number(session, Answer), number(session, Attempt), number(session, ModuleRun)) == (0, 0, 0)
    assert session.scalars(select(JournalEntry.action)).all() == ["apply_retention"]


def test_of_a_handful_of_pupils_no_mean_is_kept(session: Session, cast: Cast, now: datetime) -> None:
    answered(session, cast.noor, now)

    retention.apply(session, by=None, now=datetime(2027, 8, 2, tzinfo=now.tzinfo))

    assert number(session, YearResult) == 0


def test_what_staff_learned_stays_as_long_as_they_work_here(session: Session, cast: Cast, now: datetime) -> None:
    answered(session, cast.smit, now)

    retention.apply(session, by=None, now=datetime(2027, 8, 2, tzinfo=now.tzinfo))

    assert number(session, Answer) == 1


def test_an_open_care_signal_stays_until_somebody_has_looked(session: Session, cast: Cast, now: datetime) -> None:
    care.signal(session, cast.noor, post_id=None, now=now)
    care.signal(session, cast.sem, post_id=None, now=now)
    session.execute(CareSignal.__table__.update().where(CareSignal.person_id == cast.sem.id).values(closed_at=now))

    retention.apply(session, by=None, now=datetime(2027, 8, 2, tzinfo=now.tzinfo))

    assert session.scalars(select(CareSignal.person_id)).all() == [cast.noor.id]


def test_applying_again_finds_nothing(session: Session, cast: Cast, now: datetime) -> None:
    cast.kaan.left_at = now
    posted(session, cast.noor, now)
    answered(session, cast.noor, now)
    credentials.make_password_link(session, cast.smit, by=None, now=now)
    later = datetime(2027, 8, 2, tzinfo=now.tzinfo)

    first = retention.apply(session, by=None, now=later)
    second = retention.apply(session, by=None, now=later)

    assert {item.what for item in first.items} == {"person", "post", "attempt", "module_run", "password_link"}
    assert second.is_empty
    assert number(session, Deletion) == len(first.items)


def test_of_noor_no_trace_is_left_in_any_table(session: Session, cast: Cast, now: datetime) -> None:
    cast.noor.first_name = "Noortje"
    credentials.set_picture_codes(session, [cast.noor], by=cast.de_wit, pepper=PEPPER, now=now)
    mine = posted(session, cast.noor, now, text="Ik ben Noortje")
    about = posted(session, cast.sem, now, text="Dank je wel noortje, Noortjes taart was lekker")
    session.add(
        Decision(
            post_id=about.id,
            decided_by=cast.de_wit.id,
            choice=Choice.PLACE,
            reason="Noortje zei ja",
            created_at=now,
        )
    )
    session.add(
        Reaction(
            square_id=mine.square_id, person_id=cast.noor.id, post_id=about.id, kind=ReactionKind.PRETTY, created_at=now
        )
    )
    session.add(
        Touched(
            check_id="1",
            person_id=cast.noor.id,
            group_id=cast.group.id,
            rule="adres",
            article="A2",
            label="prive",
            outcome=Outcome.HOLD,
            created_at=now,
        )
    )
    own = Square(kind=SquareKind.SOLO, created_at=now)
    session.add(own)
    session.flush()
    session.add(ScenarioRun(square_id=own.id, person_id=cast.noor.id, module=MODULE, level=Level.B, started_at=now))
    answered(session, cast.noor, now)
    noor_id = cast.noor.id
    journal.write(session, cast.noor, "sign_in", "person", noor_id, now=now)

    planned = erasure.plan(session, noor_id)
    erasure.forget(session, noor_id, by=cast.kaya, now=now)
    session.commit()

    assert planned.mentions == 2
    assert planned.rows["post"] == 1
    assert list(places_of_word(session, "noortje")) == []
    assert session.scalars(select(Post.text)).one() == "Dank je wel (iemand), (iemand) taart was lekker"
    assert list(places_of_person(session, noor_id)) == []
    assert noor_id not in session.scalars(select(JournalEntry.subject_id)).all()
    assert number(session, ScenarioRun) == 0
    assert session.scalars(select(Square.kind)).all() == [SquareKind.CLASS]
    assert session.scalars(select(Deletion.reason)).all() == ["on request"]


def test_when_two_children_have_one_name_the_texts_stay(session: Session, cast: Cast, now: datetime) -> None:
    people.add_person(session, roles=[Role.PUPIL], first_name="Noor", last_name="A.", group=cast.group, now=now)
    posted(session, cast.sem, now, text="Dank je Noor")

    erasure.forget(session, cast.noor.id, by=cast.kaya, now=now)

    assert session.scalars(select(Post.text)).one() == "Dank je Noor"


def test_the_last_administrator_cannot_be_forgotten(session: Session, cast: Cast, now: datetime) -> None:
    with pytest.raises(FaultyInput, match="laatste van het schoolbeheer"):
        erasure.forget(session, cast.kaya.id, by=cast.kaya, now=now)


def test_who_is_not_there_cannot_be_forgotten(session: Session, cast: Cast, now: datetime) -> None:
    with pytest.raises(NotFound):
        erasure.forget(session, 999_999, by=cast.kaya, now=now)


def places_of_word(session: Session, word: str):  # type: ignore[no-untyped-def]
    """Look for a word in every column of every table."""
    for table in metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            for column, value in row.items():
                if word in str(value).lower():
                    yield f"{table.name}.{column}"


def places_of_person(session: Session, person_id: int):  # type: ignore[no-untyped-def]
    """Look for the number of a person in every column that points to a person."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            points = any(key.column.table.name == "person" for key in column.foreign_keys)
            is_person = points or (table.name == "person" and column.name == "id")
            if is_person and not isinstance(column.type, String):
                found = select(func.count()).select_from(table).where(column == person_id)
                if session.scalar(found):
                    yield f"{table.name}.{column.name}"
