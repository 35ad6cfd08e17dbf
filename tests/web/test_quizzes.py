"""Noor answers the questions of a module, also when her session ends or she has two tabs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.content.model import Question, QuestionKind
from learnapp.services import care
from learnapp.store.classroom import LiveLesson
from learnapp.store.database import Database
from learnapp.store.learning import Answer
from learnapp.store.people import Person
from learnapp.terms import QuestionUse
from tests.cast import Cast, give_code
from tests.classwork import MODULE, a_lesson, database_as_it_is
from tests.conftest import Visitor
from tests.counting import counted
from tests.rooms import CARE, access

Visit = Callable[[Person | None], Visitor]
HTMX = {"headers": {"HX-Request": "true"}}
QUIZ = f"/quiz/{MODULE}/quiz"


def questions() -> tuple[Question, ...]:
    quiz = access().edition.quiz
    assert quiz is not None
    return quiz.used_for(QuestionUse.QUIZ)


def right(question: Question) -> dict[str, object]:
    """Give the fields of the right answer."""
    if question.kind is QuestionKind.REFLECTION:
        return {"text": "Ik vraag eerst of het leuk is."}
    if question.kind is QuestionKind.ORDER:
        return {f"order-{option.id}": option.answer for option in question.options}
    if question.targets:
        return {f"place-{option.id}": option.answer for option in question.options}
    return {"option": [option.id for option in question.options if option.answer == "yes"]}


@pytest.fixture
def lesson(session: Session, cast: Cast, now: datetime) -> LiveLesson:
    """The lesson of 7B, open now."""
    opened = a_lesson(session, cast, now)
    session.commit()
    return opened


def saved(session: Session) -> list[str]:
    with database_as_it_is(session) as fresh:
        return list(fresh.scalars(select(Answer.question).order_by(Answer.id)))


def test_every_question_is_asked_answered_and_explained(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    noor = visit(cast.noor)
    for number, question in enumerate(questions(), start=1):
        asked = noor.get(f"{QUIZ}/{number}")
        assert "Weet ik niet" in asked
        assert not any(option.why in asked for option in question.options)
        page = noor.follow(f"{QUIZ}/{number}", right(question))
        assert "Dit is mijn antwoord" not in page
        assert "feedback--right" in page

    result = noor.get(f"{QUIZ}/klaar")
    assert "Alle vragen gedaan" in result
    assert "Dat lukt je goed." in result
    assert len(saved(session)) == len(questions())


def test_weet_ik_niet_is_thanked_and_explained(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    page = visit(cast.noor).follow(f"{QUIZ}/1", {"dont_know": "1"})

    assert "Fijn dat je het zegt" in page
    assert questions()[0].explanation in page.replace("&#39;", "'")


def test_the_answer_for_htmx_is_the_question_alone(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    answer = visit(cast.noor).post(f"{QUIZ}/1", right(questions()[0]), status=200, **HTMX).get_data(as_text=True)

    assert "<!doctype" not in answer
    assert 'id="vraag"' in answer
    assert "Volgende vraag" in answer


@pytest.mark.parametrize("more", [{}, HTMX])
def test_an_answer_that_is_not_whole_is_asked_again_and_saves_nothing(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, more: dict[str, object]
) -> None:
    for number in range(1, len(questions()) + 1):
        answer = visit(cast.noor).post(f"{QUIZ}/{number}", {}, status=422, **more).get_data(as_text=True)
        assert "field__error" in answer
        assert "weet ik niet" in answer.lower()

    assert saved(session) == []


def test_a_half_sorted_question_comes_back_with_what_was_chosen(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    number, question = next((n, q) for n, q in enumerate(questions(), 1) if q.kind is QuestionKind.MATCH)
    option = question.options[0]

    answer = visit(cast.noor).post(f"{QUIZ}/{number}", {f"place-{option.id}": option.answer}, status=422)

    assert f'value="{option.answer}" selected' in answer.get_data(as_text=True).replace("&#39;", "'")


def test_the_first_of_two_tabs_counts_and_the_second_sees_it(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    one, two = visit(cast.noor), visit(cast.noor)
    one.follow(f"{QUIZ}/1", right(questions()[0]))

    page = two.follow(f"{QUIZ}/1", {"dont_know": "1"})

    assert "Fijn dat je het zegt" not in page
    assert saved(session) == [questions()[0].id]


def test_a_closed_tablet_loses_nothing(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    visit(cast.noor).follow(f"{QUIZ}/1", right(questions()[0]))

    again = visit(cast.noor)

    assert again.client.get(QUIZ).location == f"{QUIZ}/2"
    assert again.client.get(f"{QUIZ}/klaar").location == QUIZ


def test_a_session_that_ends_in_the_middle_is_told_and_goes_on_after_signing_in(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    noor = visit(cast.noor)
    noor.follow(f"{QUIZ}/1", right(questions()[0]))
    code = give_code(session, session.merge(cast.noor), now)
    session.commit()

    for more in ({}, HTMX):
        answer = noor.post(f"{QUIZ}/2", right(questions()[1]), status=401, **more)
        assert "Je was even weg" in answer.get_data(as_text=True)
    assert noor.client.get(f"{QUIZ}/2").location == "/"
    back = noor.post(f"/binnen/{cast.group.id}/{cast.noor.id}", {"so_far": ",".join(code)})

    assert back.location == f"{QUIZ}/2"
    assert saved(session) == [questions()[0].id]


def test_a_parked_screen_keeps_the_answer(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    session.merge(lesson).parked_at = now
    session.commit()

    visit(cast.noor).post(f"{QUIZ}/1", right(questions()[0]))

    assert saved(session) == [questions()[0].id]


def test_again_keeps_the_old_answers_and_asks_anew(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    noor = visit(cast.noor)
    noor.post(f"{QUIZ}/opnieuw")
    for number, question in enumerate(questions(), start=1):
        noor.post(f"{QUIZ}/{number}", right(question))

    page = noor.follow(f"{QUIZ}/opnieuw")

    assert "Dit is mijn antwoord" in page
    assert len(saved(session)) == len(questions())


def test_a_reflection_that_calls_for_help_gets_a_calm_card(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    number = next(n for n, q in enumerate(questions(), 1) if q.kind is QuestionKind.REFLECTION)

    answer = visit(cast.noor).post(f"{QUIZ}/{number}", {"text": CARE}, status=200).get_data(as_text=True)

    assert "Wat jij schrijft, is belangrijk" in answer
    with database_as_it_is(session) as fresh:
        assert care.count_open(fresh, cast.de_wit.id) == 1


def test_the_same_call_for_help_sent_twice_is_one_signal(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    number = next(n for n, q in enumerate(questions(), 1) if q.kind is QuestionKind.REFLECTION)

    for _ in range(2):
        visit(cast.noor).post(f"{QUIZ}/{number}", {"text": CARE}, status=200)

    with database_as_it_is(session) as fresh:
        assert care.count_open(fresh, cast.de_wit.id) == 1


@pytest.mark.parametrize("path", ["/quiz/bestaat-niet/quiz", f"/quiz/{MODULE}/onzin", f"{QUIZ}/99", f"{QUIZ}/0"])
def test_what_is_not_there_is_not_found(visit: Visit, cast: Cast, lesson: LiveLesson, path: str) -> None:
    visit(cast.noor).get(path, 404)


def test_kaan_of_another_group_finds_no_questions(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    visit(cast.kaan).get(f"{QUIZ}/1", 403)
    visit(cast.kaan).post(f"{QUIZ}/1", right(questions()[0]), status=403)
    visit(cast.vader).get(f"{QUIZ}/1", 404)


def test_a_question_takes_few_statements(visit: Visit, database: Database, cast: Cast, lesson: LiveLesson) -> None:
    noor = visit(cast.noor)
    noor.follow(f"{QUIZ}/1", right(questions()[0]))

    with counted(database.engine) as statements:
        noor.get(f"{QUIZ}/2")

    assert len(statements) <= 5, statements
