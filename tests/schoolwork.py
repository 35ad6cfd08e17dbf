"""What the tests of the coordinator's room put into the school: many pupils, answers, runs, tips and posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from learnapp.services import people
from learnapp.store.feed import Post, Square
from learnapp.store.learning import Answer, Attempt, ModuleRun
from learnapp.store.moderation import Touched
from learnapp.store.people import Group, Person
from learnapp.terms import Level, Outcome, PostState, Role, SquareKind, Tone

MODULE, QUIZ, GOAL = "04-grapje-of-gemeen", "04-grapje-of-gemeen-b", "4.1"


def crowd(session: Session, group: Group, number: int, now: datetime) -> list[Person]:
    """Add so many pupils to a group."""
    return [
        people.add_person(session, roles=[Role.PUPIL], first_name=f"Kind{place}", last_name="Q.", group=group, now=now)
        for place in range(number)
    ]


def answers(
    session: Session,
    pupil: Person,
    *scores: float,
    at: datetime,
    goal: str = GOAL,
    module: str = MODULE,
    question: str = "q",
    attempt: int = 1,
) -> None:
    """Let a pupil answer questions about a goal with these scores."""
    made = Attempt(
        person_id=pupil.id, quiz=QUIZ, module=module, level=Level.B, use="quiz", number=attempt, content_version="1",
        started_at=at, finished_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add_all(
        Answer(
            attempt_id=made.id,
            person_id=pupil.id,
            module=module,
            question=f"{question}{place}",
            goal=goal,
            article="A7",
            response={},
            score=score,
            dont_know=score == 0,
            answered_at=at,
        )
        for place, score in enumerate(scores)
    )
    session.flush()


def runs(session: Session, pupils: Sequence[Person], *, at: datetime, done: bool, module: str = MODULE) -> None:
    """Let people work on a module, and perhaps finish it."""
    session.add_all(
        ModuleRun(
            person_id=pupil.id,
            module=module,
            level=Level.B,
            step="verhaal",
            started_at=at,
            seen_at=at,
            finished_at=at if done else None,
        )
        for pupil in pupils
    )
    session.flush()


def tips(session: Session, pupil: Person, *articles: str, following: str, at: datetime, check: str) -> None:
    """Let a pupil get one tip that touches these articles, and let him do something next."""
    session.add_all(
        Touched(
            check_id=check,
            person_id=pupil.id,
            group_id=pupil.group_id,
            module=None,
            rule=f"regel-{article}",
            article=article,
            label="kwetsen",
            outcome=Outcome.ADVISE,
            next=following,
            created_at=at,
        )
        for article in articles
    )
    session.flush()


def posts(session: Session, pupil: Person, number: int, *, praised: int, at: datetime) -> list[Post]:
    """Let a pupil place so many posts, of which some got a compliment."""
    square = Square(kind=SquareKind.SOLO, group_id=None, created_at=at)
    session.add(square)
    session.flush()
    made = [
        Post(
            square_id=square.id,
            author_id=pupil.id,
            text="Hoi",
            state=PostState.PUBLISHED,
            tone=Tone.KIND,
            labels=[],
            compliment="Mooi!" if place < praised else None,
            created_at=at,
            changed_at=at,
        )
        for place in range(number)
    ]
    session.add_all(made)
    session.flush()
    return made
