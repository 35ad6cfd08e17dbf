"""The board: its address is the key; it agrees with the teacher's laptop and shows no names of children."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnapp import clock
from learnapp.content.board import ScreenKind, board_screens
from learnapp.store.classroom import LiveLesson
from learnapp.store.database import Database
from learnapp.store.people import Person
from learnapp.terms import Level
from tests.cast import Cast
from tests.classwork import MODULE, a_lesson, comes_in, database_as_it_is, minutes
from tests.conftest import Visitor
from tests.counting import counted

Visit = Callable[[Person | None], Visitor]


@pytest.fixture
def lesson(session: Session, cast: Cast, now: datetime) -> LiveLesson:
    """The lesson of Mw. De Wit, with Noor in."""
    opened = a_lesson(session, cast, now - minutes(5))
    comes_in(session, cast.noor, now - minutes(4))
    session.commit()
    return opened


@pytest.fixture
def board(lesson: LiveLesson) -> str:
    """The address of the board."""
    return f"/bord/{lesson.board_token}"


def last_page(app: Flask) -> int:
    module = app.extensions["oefenplein"].library.modules[MODULE]
    return len(board_screens(module, module.editions[Level.B])) - 1


def test_the_board_works_without_anybody_signed_in(visit: Visit, board: str) -> None:
    page = visit(None).get(board)

    assert "Grapje of gemeen?" in page
    assert "localhost" in page
    assert "Tik je vier plaatjes" in page


def test_every_screen_can_be_shown_and_has_no_names_of_children(visit: Visit, app: Flask, board: str) -> None:
    somebody = visit(None)

    for number in range(last_page(app) + 1):
        somebody.post(f"{board}/blad", {"page": number})
        page = somebody.get(board)
        assert "Noor B." not in page
        assert "Sem V." not in page
        assert "1</span> binnen" in page


def test_a_double_tap_on_next_turns_one_page(visit: Visit, session: Session, board: str, lesson: LiveLesson) -> None:
    for _tap in range(2):
        visit(None).post(f"{board}/blad", {"page": 1})

    with database_as_it_is(session) as fresh:
        assert fresh.get_one(LiveLesson, lesson.id).board_page == 1


@pytest.mark.parametrize("wanted", ["-5", "9999", "", "twee"])
def test_a_page_that_is_not_there_keeps_the_board_whole(visit: Visit, board: str, wanted: str) -> None:
    visit(None).post(f"{board}/blad", {"page": wanted})

    visit(None).get(board)


def test_the_last_screen_has_no_next_and_the_first_no_back(visit: Visit, app: Flask, board: str) -> None:
    somebody = visit(None)
    assert "data-board-back" not in somebody.get(board)

    somebody.post(f"{board}/blad", {"page": last_page(app)})

    page = somebody.get(board)
    assert "data-board-next" not in page
    assert "Goed gewerkt!" in page


def test_after_a_page_with_talk_the_button_says_so(visit: Visit, app: Flask, board: str) -> None:
    module = app.extensions["oefenplein"].library.modules[MODULE]
    screens = board_screens(module, module.editions[Level.B])
    talk = next(place for place, screen in enumerate(screens) if screen.kind is ScreenKind.TALK)
    somebody = visit(None)

    somebody.post(f"{board}/blad", {"page": talk - 1})
    assert "Praat erover" in somebody.get(board)

    somebody.post(f"{board}/blad", {"page": talk})
    assert "Praat hierover" in somebody.get(board)


def test_the_laptop_and_the_board_agree(visit: Visit, cast: Cast, board: str, lesson: LiveLesson) -> None:
    visit(None).post(f"{board}/blad", {"page": 2})
    visit(cast.de_wit).post(f"/klas/les/{lesson.id}/parkeer")

    state = json.loads(visit(None).get(f"{board}/stand"))

    assert state == {"open": True, "page": 2, "parked": True, "inside": 1}


def test_the_board_parks_and_wakes_the_screens(visit: Visit, session: Session, board: str, lesson: LiveLesson) -> None:
    for _tap in range(2):
        visit(None).post(f"{board}/parkeer", {"parked": "ja"})
    with database_as_it_is(session) as fresh:
        assert fresh.get_one(LiveLesson, lesson.id).parked_at is not None
    assert "Schermen slapen" in visit(None).get(board)

    visit(None).post(f"{board}/parkeer", {"parked": "nee"})
    with database_as_it_is(session) as fresh:
        assert fresh.get_one(LiveLesson, lesson.id).parked_at is None


def test_the_board_of_a_closed_lesson_says_so_kindly(visit: Visit, cast: Cast, board: str, lesson: LiveLesson) -> None:
    visit(cast.de_wit).post(f"/klas/les/{lesson.id}/sluit")

    assert "Hier is nu geen les" in visit(None).get(board, status=404)
    assert json.loads(visit(None).get(f"{board}/stand")) == {"open": False}
    visit(None).post(f"{board}/blad", {"page": 1}, status=404)
    visit(None).post(f"{board}/parkeer", {"parked": "ja"}, status=404)
    visit(None).get(f"{board}/ingang.svg", status=404)


def test_the_board_of_a_forgotten_lesson_ends_too(
    visit: Visit, board: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=4))

    visit(None).get(board, status=404)


def test_a_guessed_address_shows_nothing(visit: Visit, lesson: LiveLesson) -> None:
    assert "Hier is nu geen les" in visit(None).get("/bord/raden", status=404)


def test_the_picture_to_scan_leads_to_the_names_of_the_group(visit: Visit, board: str) -> None:
    picture = visit(None).get(f"{board}/ingang.svg")

    assert picture.startswith("<svg")
    assert "<script" not in picture


def test_a_lesson_whose_module_is_gone_has_no_board(visit: Visit, cast: Cast, session: Session, now: datetime) -> None:
    lesson = a_lesson(session, cast, now, module="99-weg")
    session.commit()

    visit(None).get(f"/bord/{lesson.board_token}", status=404)


def test_asking_for_the_state_is_cheap(visit: Visit, board: str, database: Database) -> None:
    somebody = visit(None)

    with counted(database.engine) as statements:
        somebody.get(f"{board}/stand")

    assert len(statements) <= 5, statements
