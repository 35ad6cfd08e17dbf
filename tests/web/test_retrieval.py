"""A lesson begins with "Weet je het nog?" for who learned something before; and the board asks the class."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp import clock
from learnapp.content.board import ScreenKind, board_screens
from learnapp.services import care, classroom, retrieval
from learnapp.store.classroom import LiveLesson
from learnapp.store.database import Database
from learnapp.store.learning import Answer, ModuleRun
from learnapp.store.people import Person
from learnapp.terms import Level
from tests.cast import Cast
from tests.classwork import MODULE, a_lesson, database_as_it_is, minutes
from tests.conftest import Visitor
from tests.counting import counted
from tests.rooms import CARE, library
from tests.services.test_retrieval import BEST, PHOTO, a_lesson_about, answered, did

Visit = Callable[[Person | None], Visitor]
HTMX = {"headers": {"HX-Request": "true"}}
HERE = "/weet-je-nog"


@pytest.fixture
def lesson(session: Session, cast: Cast, now: datetime) -> LiveLesson:
    """The lesson of 7B about jokes; Noor did an earlier module, Sem did not."""
    did(session, cast.noor, BEST, now - timedelta(days=30))
    opened = a_lesson(session, cast, now - minutes(5))
    session.commit()
    return opened


def saved(session: Session) -> list[str]:
    with database_as_it_is(session) as fresh:
        return list(fresh.scalars(select(Answer.question).order_by(Answer.id)))


def test_noor_begins_gets_three_questions_and_goes_on_with_the_lesson(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    noor = visit(cast.noor)
    assert noor.post(f"/les/{MODULE}").location == HERE
    assert noor.client.get(HERE).location == f"{HERE}/1"

    first = noor.get(f"{HERE}/1")
    assert "Even terughalen" in first
    assert "uit: Mijn beste ik online" in first
    assert "Weet ik niet" in first
    for number in (1, 2, 3):
        page = noor.follow(f"{HERE}/{number}", {"dont_know": "1"})
        assert "Fijn dat je het zegt" in page
        assert ("Volgende vraag" in page) is (number < 3)

    assert "Ga door met de les" in page
    on = noor.post(f"{HERE}/verder").location
    assert on.startswith(f"/les/{MODULE}/")
    noor.get(on)
    assert len(saved(session)) == 3
    assert noor.post(f"/les/{MODULE}").location == on


def test_sem_who_learned_nothing_before_begins_at_once(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    sem = visit(cast.sem)

    assert sem.post(f"/les/{MODULE}").location.startswith(f"/les/{MODULE}/")
    sem.get(f"{HERE}/1", 404)


def test_who_opens_a_step_by_hand_gets_the_questions_first(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    step = library().modules[MODULE].editions[Level.B].steps[2].slug
    noor = visit(cast.noor)

    assert noor.client.get(f"/les/{MODULE}/{step}").location == HERE

    noor.post(f"{HERE}/verder")
    noor.get(f"/les/{MODULE}/{step}")


def test_it_can_be_skipped_and_is_not_offered_twice_in_a_lesson(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    noor = visit(cast.noor)
    page = noor.get(f"{HERE}/1")
    assert f'action="{HERE}/verder"' in page

    for _tap in range(2):
        assert noor.post(f"{HERE}/verder").location.startswith(f"/les/{MODULE}/")

    assert noor.post(f"/les/{MODULE}").location.startswith(f"/les/{MODULE}/")
    assert saved(session) == []
    with database_as_it_is(session) as fresh:
        assert len(fresh.scalars(select(ModuleRun).where(ModuleRun.module == MODULE)).all()) == 1


def test_who_leaves_halfway_comes_back_to_the_open_question(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    noor = visit(cast.noor)
    noor.follow(f"{HERE}/1", {"dont_know": "1"})
    noor.get("/plein")

    assert noor.post(f"/les/{MODULE}").location == HERE
    assert noor.client.get(HERE).location == f"{HERE}/2"


def test_looking_writes_nothing(visit: Visit, session: Session, cast: Cast, lesson: LiveLesson) -> None:
    for number in (1, 2, 3):
        visit(cast.noor).get(f"{HERE}/{number}")

    with database_as_it_is(session) as fresh:
        assert fresh.scalars(select(ModuleRun).where(ModuleRun.module == MODULE)).all() == []


def test_a_double_tap_saves_one_answer_and_htmx_gets_the_question_alone(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    for _tap in range(2):
        answer = visit(cast.noor).post(f"{HERE}/1", {"dont_know": "1"}, status=200, **HTMX).get_data(as_text=True)
        assert "<!doctype" not in answer
        assert 'id="vraag"' in answer
        assert "Fijn dat je het zegt" in answer

    assert len(saved(session)) == 1


@pytest.mark.parametrize("more", [{}, HTMX])
def test_an_answer_that_is_not_whole_is_asked_again(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, more: dict[str, object]
) -> None:
    answer = visit(cast.noor).post(f"{HERE}/1", {}, status=422, **more).get_data(as_text=True)

    assert "field__error" in answer
    assert saved(session) == []


def test_a_parked_screen_keeps_the_answer(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    session.merge(lesson).parked_at = now
    session.commit()

    visit(cast.noor).post(f"{HERE}/1", {"dont_know": "1"})

    assert len(saved(session)) == 1


def test_words_that_call_for_help_get_the_calm_card(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learnapp.web.views.retrieval.parse_response", lambda _question, _form: {"text": CARE})

    for _tap in range(2):
        answer = visit(cast.noor).post(f"{HERE}/1", {"text": CARE}, status=200).get_data(as_text=True)
        assert "Wat jij schrijft, is belangrijk" in answer

    with database_as_it_is(session) as fresh:
        assert care.count_open(fresh, cast.de_wit.id) == 1


def test_at_home_and_for_others_there_are_no_such_questions(
    visit: Visit, session: Session, cast: Cast, now: datetime
) -> None:
    visit(cast.kaan).get(f"{HERE}/1", 403)
    visit(cast.kaan).post(f"{HERE}/1", {"dont_know": "1"}, status=403)
    for person in (cast.de_wit, cast.bakker, cast.vader):
        visit(person).get(f"{HERE}/1", 403)
        visit(person).post(f"{HERE}/verder", status=403)


def test_kaan_in_his_own_lesson_has_questions_of_his_own_only(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    classroom.open_lesson(
        session, cast.elsewhere, teacher=cast.vos, module=MODULE, level=Level.A, assignment_id=None, now=now
    )
    session.commit()

    visit(cast.kaan).get(f"{HERE}/1", 404)


def test_the_old_door_to_these_questions_is_closed(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    visit(cast.noor).get(f"/quiz/{MODULE}/retrieval/1", 404)


def test_a_question_takes_few_statements(
    visit: Visit, database: Database, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    did(session, cast.noor, PHOTO, now - timedelta(days=20))
    answered(session, cast.noor, PHOTO, now - timedelta(days=19))
    session.commit()

    with counted(database.engine) as statements:
        visit(cast.noor).get(f"{HERE}/2")

    assert len(statements) <= 4, statements


def test_the_board_asks_first_and_answers_on_the_next_turn(
    visit: Visit, app: Flask, session: Session, cast: Cast, now: datetime
) -> None:
    a_lesson_about(session, cast, BEST, now - timedelta(days=30))
    lesson = a_lesson(session, cast, now)
    session.commit()
    one = retrieval.of_group(session, lesson, library())[0]
    session.commit()
    board, somebody = f"/bord/{lesson.board_token}", visit(None)

    somebody.post(f"{board}/blad", {"page": 1})
    asked = somebody.get(board)
    somebody.post(f"{board}/blad", {"page": 2})
    told = somebody.get(board)

    assert "Weet je het nog?" in asked
    assert one.question.text in asked.replace("&#39;", "'")
    assert "Het antwoord" in asked
    assert one.question.explanation not in asked.replace("&#39;", "'")
    assert one.question.explanation in told.replace("&#39;", "'")
    wall = visit(cast.de_wit).get(f"/klas/les/{lesson.id}")
    assert "bord: Weet je het nog?" in wall


def test_the_questions_on_the_board_stay_the_same_during_the_lesson(
    visit: Visit, app: Flask, session: Session, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lesson_about(session, cast, BEST, now - timedelta(days=5))
    lesson = a_lesson(session, cast, now)
    session.commit()
    module = library().modules[MODULE]
    screens = board_screens(module, module.editions[Level.B], retrieval.of_group(session, lesson, library()))
    session.commit()
    last = len(screens) - 1
    assert ScreenKind.QUESTION in {screen.kind for screen in screens}

    monkeypatch.setattr(clock, "now", lambda: now + minutes(40))
    visit(None).post(f"/bord/{lesson.board_token}/blad", {"page": last})

    page = visit(None).get(f"/bord/{lesson.board_token}")
    assert "Goed gewerkt!" in page
    assert "data-board-next" not in page
