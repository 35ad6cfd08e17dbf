"""Noor goes through a module on her tablet; staff and guardians through their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnapp.content.model import ChooseBlock, SortBlock
from learnapp.store.classroom import LiveLesson
from learnapp.store.database import Database
from learnapp.store.learning import BlockChoice, StepDone
from learnapp.store.people import Person
from tests.cast import Cast
from tests.classwork import MODULE, a_lesson, database_as_it_is
from tests.conftest import Visitor
from tests.counting import counted
from tests.rooms import access, library

Visit = Callable[[Person | None], Visitor]
HTMX = {"headers": {"HX-Request": "true"}}
STEPS = [step.slug for step in access().edition.steps]


@pytest.fixture
def lesson(session: Session, cast: Cast, now: datetime) -> LiveLesson:
    """The lesson of 7B, open now."""
    opened = a_lesson(session, cast, now)
    session.commit()
    return opened


def number_of(session: Session, table: type) -> int:
    with database_as_it_is(session) as fresh:
        return fresh.scalar(select(func.count()).select_from(table)) or 0


def test_every_step_of_every_module_can_be_opened(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    noor = visit(cast.noor)

    assert "Nu in de klas" in noor.get("/les")
    assert "Begin" in noor.get(f"/les/{MODULE}")
    for slug in STEPS:
        page = noor.get(f"/les/{MODULE}/{slug}")
        assert 'aria-current="step"' in page


@pytest.mark.parametrize(("who", "module"), [("smit", "s1-ons-protocol"), ("vader", "o1-samen-dezelfde-afspraken")])
def test_adults_have_their_own_module(visit: Visit, cast: Cast, who: str, module: str) -> None:
    learner = visit(getattr(cast, who))
    edition = next(iter(library().modules[module].editions.values()))

    assert library().modules[module].title in learner.get("/les")
    for step in edition.steps:
        learner.get(f"/les/{module}/{step.slug}")
    learner.get(f"/les/{MODULE}", 404)


def test_noor_goes_step_by_step_and_on_where_she_left(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    noor = visit(cast.noor)

    assert noor.post(f"/les/{MODULE}").location == f"/les/{MODULE}/{STEPS[0]}"
    for _ in range(2):
        assert noor.post(f"/les/{MODULE}/{STEPS[0]}").location == f"/les/{MODULE}/{STEPS[1]}"

    assert number_of(session, StepDone) == 1
    assert visit(cast.noor).post(f"/les/{MODULE}").location == f"/les/{MODULE}/{STEPS[1]}"
    assert "Ga verder" in noor.get("/les")


def test_looking_back_keeps_the_place_and_working_there_moves_it(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    noor = visit(cast.noor)
    noor.post(f"/les/{MODULE}")
    for slug in STEPS[:7]:
        noor.post(f"/les/{MODULE}/{slug}")

    noor.get(f"/les/{MODULE}/{STEPS[2]}")
    assert "Je was bij stap 8:" in noor.get(f"/les/{MODULE}")
    assert noor.post(f"/les/{MODULE}").location == f"/les/{MODULE}/{STEPS[7]}"

    noor.post(f"/quiz/{MODULE}/quiz/1", {"dont_know": "1"})
    assert "Je was bij stap 7:" in noor.get(f"/les/{MODULE}")
    noor.post(f"/oefening/{MODULE}/begin")
    assert noor.post(f"/les/{MODULE}").location == f"/les/{MODULE}/{STEPS[3]}"


def test_the_end_tells_what_is_open_and_then_what_one_can_do(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    noor = visit(cast.noor)
    for slug in STEPS[1:]:
        noor.post(f"/les/{MODULE}/{slug}")

    assert "Bijna klaar" in noor.get(f"/les/{MODULE}/klaar")
    noor.post(f"/les/{MODULE}/{STEPS[0]}")

    page = noor.get(f"/les/{MODULE}/klaar")
    assert "Je bent klaar!" in page
    assert "Mee naar huis" in page


def choosing() -> list[tuple[str, ChooseBlock | SortBlock]]:
    return [
        (step.slug, block)
        for step in access().edition.steps
        for block in step.blocks
        if isinstance(block, ChooseBlock | SortBlock)
    ]


def test_a_choice_shows_at_once_what_it_does_and_is_still_there_later(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    noor = visit(cast.noor)
    for slug, block in choosing():
        form: dict[str, object] = {"option": "0"} if isinstance(block, ChooseBlock) else {"card-0": block.cards[0].bin}
        answer = noor.post(f"/les/{MODULE}/{slug}/{block.id}", form, status=200, **HTMX).get_data(as_text=True)
        assert 'class="feedback feedback--' in answer
        assert "<!doctype" not in answer
        assert 'class="feedback feedback--' in noor.get(f"/les/{MODULE}/{slug}")
        noor.post(f"/les/{MODULE}/{slug}/{block.id}", form)

    assert number_of(session, BlockChoice) == len(choosing())


def test_choosing_nothing_is_asked_kindly(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    slug, block = choosing()[0]
    noor = visit(cast.noor)

    for more in ({}, HTMX):
        answer = noor.post(f"/les/{MODULE}/{slug}/{block.id}", {}, status=422, **more).get_data(as_text=True)
        assert "Kies eerst een antwoord." in answer or "Leg eerst een kaartje" in answer
    assert "<!doctype" not in answer


def test_what_is_not_there_or_not_hers_is_not_found(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    noor = visit(cast.noor)

    for path in ("/les/bestaat-niet", "/les/01-mijn-beste-ik", f"/les/{MODULE}/bestaat-niet", "/les/s1-ons-protocol"):
        noor.get(path, 404)
    noor.post(f"/les/{MODULE}/{STEPS[0]}/bestaat-niet", {"option": "0"}, status=404)
    assert "De les is dicht" in visit(cast.kaan).get(f"/les/{MODULE}", 403)


def test_a_parked_screen_still_saves_the_step(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    session.merge(lesson).parked_at = now
    session.commit()
    noor = visit(cast.noor)

    assert "data-parked" in noor.get(f"/les/{MODULE}/{STEPS[0]}")
    noor.post(f"/les/{MODULE}/{STEPS[0]}")

    assert number_of(session, StepDone) == 1


def test_a_closed_lesson_keeps_what_was_done(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    noor = visit(cast.noor)
    noor.post(f"/les/{MODULE}/{STEPS[0]}")
    session.merge(lesson).closed_at = now
    session.commit()

    assert "De les is dicht" in noor.get("/les", 403)
    assert number_of(session, StepDone) == 1


def test_a_step_takes_few_statements(visit: Visit, database: Database, cast: Cast, lesson: LiveLesson) -> None:
    noor = visit(cast.noor)
    noor.post(f"/les/{MODULE}/{STEPS[0]}")

    with counted(database.engine) as statements:
        noor.get(f"/les/{MODULE}/{STEPS[0]}")

    assert len(statements) <= 6, statements
