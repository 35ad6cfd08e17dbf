"""What the tests of the teacher's room put into the classroom: modules, pupils, runs and sign-ins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from learnapp.content.model import BoardPage, Edition, Goal, Guide, Module, Step, StepKind
from learnapp.services import classroom, journal, people
from learnapp.store.classroom import LiveLesson
from learnapp.store.feed import Post, Square
from learnapp.store.learning import Answer, Attempt, ModuleRun, StepDone
from learnapp.store.people import Group, Person
from learnapp.terms import Audience, Level, Pillar, PostState, Role, SquareKind, Tone
from tests.cast import Cast

MODULE = "04-grapje-of-gemeen"


def a_step(slug: str, *pages: BoardPage, minutes: int = 5) -> Step:
    """Make a step that is called after its slug."""
    return Step(slug, slug.title(), StepKind.STORY, minutes, None, (), pages)


def an_edition(*steps: Step, level: Level = Level.B) -> Edition:
    """Make an edition of these steps."""
    return Edition(level, steps, None, True, Guide("", "", ""), 45, "Vraag het thuis.")


def a_module(edition: Edition, *goals: str) -> Module:
    """Make a module with one edition."""
    return Module(
        slug=MODULE,
        number="4",
        title="Grapje of gemeen?",
        summary="Over grapjes.",
        audience=Audience.PUPIL,
        pillar=Pillar.LEARN,
        articles=("A7",),
        curriculum=(),
        picture=None,
        goals=tuple(Goal(f"4.{n}", text, (edition.level,)) for n, text in enumerate(goals, 1)),
        editions={edition.level: edition},
        version="1",
    )


def a_pupil(session: Session, group: Group, first_name: str, now: datetime) -> Person:
    """Add a pupil to a group."""
    return people.add_person(session, roles=[Role.PUPIL], first_name=first_name, last_name="Q.", group=group, now=now)


def a_lesson(session: Session, cast: Cast, now: datetime, *, module: str = MODULE) -> LiveLesson:
    """Let Mw. De Wit open a lesson in 7B."""
    return classroom.open_lesson(
        session, cast.group, teacher=cast.de_wit, module=module, level=Level.B, assignment_id=None, now=now
    )


def comes_in(session: Session, pupil: Person, at: datetime) -> None:
    """Note that a pupil signed in, as the door does."""
    journal.write(session, pupil, "sign_in", "person", pupil.id, now=at)


def a_run(
    session: Session,
    pupil: Person,
    *,
    step: str,
    done: Sequence[str] = (),
    at: datetime,
    level: Level = Level.B,
    finished: datetime | None = None,
) -> ModuleRun:
    """Let a pupil be somewhere in the module."""
    run = ModuleRun(
        person_id=pupil.id, module=MODULE, level=level, step=step, started_at=at, seen_at=at, finished_at=finished
    )
    session.add(run)
    session.flush()
    session.add_all(StepDone(run_id=run.id, step=slug, done_at=at) for slug in done)
    session.flush()
    return run


def a_post(
    session: Session, author: Person, text: str, *, state: PostState, at: datetime, question: str | None = None
) -> Post:
    """Let a pupil write something on a square."""
    square = Square(kind=SquareKind.SOLO, group_id=None, created_at=at)
    session.add(square)
    session.flush()
    post = Post(
        square_id=square.id,
        author_id=author.id,
        text=text,
        state=state,
        tone=Tone.NEUTRAL,
        labels=[],
        question=question,
        created_at=at,
        changed_at=at,
    )
    session.add(post)
    session.flush()
    return post


def answers(
    session: Session, pupil: Person, scores: Sequence[float | None], *, at: datetime, goal: str = "4.1"
) -> None:
    """Let a pupil answer questions about one goal; None is "weet ik niet"."""
    attempt = Attempt(
        person_id=pupil.id,
        quiz=f"{MODULE}-b",
        module=MODULE,
        level=Level.B,
        use="quiz",
        number=1,
        content_version="1",
        started_at=at,
    )
    session.add(attempt)
    session.flush()
    for number, score in enumerate(scores):
        session.add(
            Answer(
                attempt_id=attempt.id,
                person_id=pupil.id,
                module=MODULE,
                question=f"v{number}",
                goal=goal,
                article=None,
                response={},
                score=0.0 if score is None else score,
                dont_know=score is None,
                answered_at=at,
            )
        )
    session.flush()


def minutes(number: float) -> timedelta:
    """Give a number of minutes."""
    return timedelta(minutes=number)


@contextmanager
def database_as_it_is(session: Session) -> Iterator[Session]:
    """Give a fresh look at what the site wrote, and let go again: on SQLite the site would wait for it."""
    session.commit()
    with Session(session.get_bind()) as fresh:
        yield fresh
