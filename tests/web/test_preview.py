"""Mw. De Wit and Mw. Bakker look at a module as a pupil does, and play along; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnapp.content.model import ChooseBlock, SortBlock, Step, StepKind
from learnapp.store.classroom import LiveLesson
from learnapp.store.learning import Answer, Attempt, BlockChoice, ModuleRun, StepDone
from learnapp.store.people import Person
from learnapp.terms import Level, QuestionUse
from tests.cast import Cast
from tests.classwork import MODULE, database_as_it_is
from tests.conftest import Visitor
from tests.rooms import library, number_of

Visit = Callable[[Person | None], Visitor]
HTMX = {"headers": {"HX-Request": "true"}}
HERE = f"/klas/modules/{MODULE}/B/voorbeeld"
BANNER = "Voorbeeld: er wordt niets bewaard"


def steps() -> tuple[Step, ...]:
    return library().modules[MODULE].editions[Level.B].steps


def step_with(kind: type) -> tuple[Step, ChooseBlock | SortBlock]:
    return next((step, block) for step in steps() for block in step.blocks if isinstance(block, kind))


def of_kind(kind: StepKind) -> str:
    return next(step.slug for step in steps() if step.kind is kind)


@contextmanager
def nothing_kept(session: Session) -> Iterator[None]:
    """Make sure that the block leaves no trace of learning."""
    tables = (ModuleRun, StepDone, BlockChoice, Attempt, Answer)
    yield
    with database_as_it_is(session) as fresh:
        assert [number_of(fresh, table) for table in tables] == [0] * len(tables)


@pytest.mark.parametrize("who", ["de_wit", "bakker"])
def test_from_the_guide_every_step_can_be_seen_and_nothing_is_kept(
    visit: Visit, session: Session, cast: Cast, who: str
) -> None:
    reader = visit(getattr(cast, who))
    assert f'href="{HERE}"' in reader.get(f"/klas/modules/{MODULE}/B")
    assert reader.client.get(HERE).location == f"{HERE}/{steps()[0].slug}"

    with nothing_kept(session):
        for place, step in enumerate(steps()):
            page = reader.get(f"{HERE}/{step.slug}")
            assert BANNER in page
            assert 'method="post"' not in page.replace('action="/uitloggen"', "").split("<main", 1)[1]
            assert ("Klaar met kijken" in page) is (place == len(steps()) - 1)


def test_choosing_shows_what_it_does_and_is_not_kept(visit: Visit, session: Session, cast: Cast) -> None:
    step, block = step_with(ChooseBlock)
    assert isinstance(block, ChooseBlock)

    with nothing_kept(session):
        page = visit(cast.de_wit).get(f"{HERE}/{step.slug}?blok={block.id}&option=1")

    assert block.options[1].why in page.replace("&#39;", "'")
    assert block.options[0].why not in page.replace("&#39;", "'")


def test_sorting_shows_where_a_card_belongs_and_is_not_kept(visit: Visit, session: Session, cast: Cast) -> None:
    step, block = step_with(SortBlock)
    assert isinstance(block, SortBlock)

    with nothing_kept(session):
        wrong = next(name for name in block.bins if name != block.cards[0].bin)
        page = visit(cast.de_wit).get(f"{HERE}/{step.slug}", query_string={"blok": block.id, "card-0": wrong})

    assert f"Wij dachten: {block.cards[0].bin}" in page
    assert block.cards[0].why in page.replace("&#39;", "'")


def test_htmx_gets_the_block_alone(visit: Visit, cast: Cast) -> None:
    step, block = step_with(ChooseBlock)

    page = visit(cast.de_wit).get(f"{HERE}/{step.slug}?blok={block.id}&option=0", **HTMX)

    assert "<!doctype" not in page
    assert f'id="blok-{block.id}"' in page


@pytest.mark.parametrize("more", [{}, HTMX])
@pytest.mark.parametrize("kind", [ChooseBlock, SortBlock])
def test_playing_without_a_choice_asks_to_choose(visit: Visit, cast: Cast, kind: type, more: dict[str, object]) -> None:
    step, block = step_with(kind)

    assert "field__error" in visit(cast.de_wit).get(f"{HERE}/{step.slug}?blok={block.id}", 422, **more)


def test_the_questions_stand_with_all_their_explanations(visit: Visit, cast: Cast) -> None:
    quiz = library().modules[MODULE].editions[Level.B].quiz
    assert quiz is not None
    reader = visit(cast.bakker)
    shown = reader.get(f"{HERE}/{of_kind(StepKind.QUIZ)}").replace("&#39;", "'")
    closing = reader.get(f"{HERE}/{of_kind(StepKind.CLOSE)}").replace("&#39;", "'")

    for question in quiz.questions:
        page = closing if question.uses == (QuestionUse.EXIT,) else shown
        assert question.text in page
        assert question.explanation in page
        for option in question.options:
            assert option.why in page
    assert "Weet je het nog?" in shown


def test_the_practice_square_tells_what_happens_by_itself(visit: Visit, app: Flask, cast: Cast) -> None:
    scenario = app.extensions["oefenplein"].scenarios[MODULE, "B"]

    page = visit(cast.de_wit).get(f"{HERE}/{of_kind(StepKind.PRACTICE)}").replace("&#39;", "'")

    assert scenario.intro in page
    assert next(line.text for line in scenario.lines if line.at is not None) in page
    assert "/oefening/" not in page


@pytest.mark.parametrize(
    "path",
    [
        f"{MODULE}/B/voorbeeld/bestaat-niet",
        f"{MODULE}/B/voorbeeld/{steps()[0].slug}?blok=bestaat-niet",
        f"{MODULE}/V/voorbeeld",
        "bestaat-niet/B/voorbeeld",
        "s1-ons-protocol/V/voorbeeld",
    ],
)
def test_what_is_not_there_is_not_found(visit: Visit, cast: Cast, path: str) -> None:
    visit(cast.de_wit).get(f"/klas/modules/{path}", 404)


def test_pupils_and_guardians_do_not_get_in(visit: Visit, cast: Cast, lesson_of_7b: LiveLesson) -> None:
    for person in (cast.noor, cast.vader, cast.smit, cast.kaya):
        for path in (HERE, f"{HERE}/{steps()[0].slug}"):
            visit(person).get(path, 403)
    assert visit(None).client.get(HERE).status_code in (302, 401)


def test_the_coordinator_finds_the_modules_and_no_groups_of_others(visit: Visit, cast: Cast) -> None:
    coordinator = visit(cast.bakker)

    assert 'href="/klas/modules"' in coordinator.get("/school")
    page = coordinator.get("/klas/modules")
    assert "Mijn groepen" not in page
    coordinator.get(f"/klas/modules/{MODULE}/B/werkblad")
    coordinator.get("/klas", 403)
