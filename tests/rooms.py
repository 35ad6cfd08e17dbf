"""What the tests of the pupils' rooms share: the real content and protocol, and what pupils do in two lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnapp.content.library import load_library
from learnapp.content.model import Library
from learnapp.moderation.protocol import standard_protocol
from learnapp.services import feed, squares
from learnapp.services.feed import Draft, Submitted, Surroundings
from learnapp.services.lessons import Access
from learnapp.settings import data_root
from learnapp.simulation.loading import load_scenarios
from learnapp.simulation.scenario import Scenario
from learnapp.store.feed import Post
from learnapp.store.people import Person
from learnapp.terms import Level, Outcome
from tests.classwork import MODULE

#: Words about which the protocol leaves no doubt.
KIND = "Goed gedaan Sem, wat een mooie tekening!"
RUDE = "Wat een kutles"  # advise
PHONE = "Bel me op 0612345678"  # hold
HURTFUL = "Je bent een sukkel"  # hold
THREAT = "Ik sla je morgen in elkaar"  # hold, severity 3
SECRET = "Mijn wachtwoord is Poes1234"  # refuse
CARE = "Ik wil niet meer leven"


@cache
def library() -> Library:
    """Read the modules once."""
    return load_library(data_root(), articles=standard_protocol().articles)


@cache
def scenarios() -> Mapping[tuple[str, str], Scenario]:
    """Read the scenarios once."""
    return load_scenarios(data_root(), library())


def scenario() -> Scenario:
    """Give the scenario of the module of the tests, for groep 7-8."""
    return scenarios()[MODULE, Level.B.value]


def access() -> Access:
    """Give the access of a pupil of 7B to that module."""
    module = library().modules[MODULE]
    return Access(module, module.editions[Level.B], live=True)


def on_the_square(session: Session, person: Person, now: datetime) -> Surroundings:
    """Give the square of this pupil's group."""
    square = squares.square_of_group(session, person.group_id or 0, now=now)
    return Surroundings(square, standard_protocol(), library())


def posts(
    session: Session, person: Person, text: str, now: datetime, *, confirmed: Outcome | None = None, **more: object
) -> Submitted:
    """Let a pupil post on the square of his group."""
    draft = Draft(text, confirmed=confirmed, **more)  # type: ignore[arg-type]
    submitted = feed.submit_post(session, person, draft, on_the_square(session, person, now), now=now)
    session.flush()
    return submitted


def posted(session: Session, person: Person, text: str, now: datetime, **more: object) -> Post:
    """Let a pupil post something that is stored at once, or after the tip was seen."""
    post = posts(session, person, text, now, confirmed=Outcome.HOLD, **more).post
    assert post is not None
    return post


def number_of(session: Session, table: type) -> int:
    """Count the rows of a table."""
    return session.scalar(select(func.count()).select_from(table)) or 0
