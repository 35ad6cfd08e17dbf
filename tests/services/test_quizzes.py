"""Noor answers questions: one by one, each saved at once, each counted once."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.content.grading import Response
from learnapp.content.model import Question, QuestionKind
from learnapp.errors import NotFound
from learnapp.services import quizzes
from learnapp.services.quizzes import Paper
from learnapp.store.database import Database
from learnapp.store.learning import Answer, Attempt
from learnapp.terms import QuestionUse
from tests.cast import Cast
from tests.counting import counted
from tests.rooms import access, number_of


def paper(session: Session, cast: Cast, use: QuestionUse = QuestionUse.QUIZ) -> Paper:
    session.flush()
    return quizzes.paper_of(session, cast.noor, access(), use)


def right(question: Question) -> Response:
    """Give the right answer to a question."""
    if question.kind is QuestionKind.REFLECTION:
        return {"text": "Ik vraag eerst of het leuk is."}
    if question.kind is QuestionKind.ORDER:
        return {"order": [option.id for option in sorted(question.options, key=lambda one: int(one.answer))]}
    if question.targets:
        return {"placed": {option.id: option.answer for option in question.options}}
    return {"chosen": [option.id for option in question.options if option.answer == "yes"]}


def answers(session: Session, cast: Cast, question: Question, response: Response, now: datetime) -> None:
    quizzes.answer(session, cast.noor, access(), paper(session, cast), question, response, now=now)
    session.flush()


def test_every_answer_is_saved_at_once_with_goal_and_article(session: Session, cast: Cast, now: datetime) -> None:
    question = paper(session, cast).question(1)

    answers(session, cast, question, right(question), now)

    saved = session.scalars(select(Answer)).one()
    assert (saved.question, saved.goal, saved.article) == (question.id, question.goal, question.article)
    assert saved.score == 1.0
    assert paper(session, cast).next_number == 2


def test_the_first_answer_counts_in_two_tabs_and_after_a_double_tap(
    session: Session, cast: Cast, now: datetime
) -> None:
    stale = paper(session, cast)
    question = stale.question(1)
    answers(session, cast, question, right(question), now)

    grade = quizzes.answer(session, cast.noor, access(), stale, question, {"dont_know": True}, now=now)
    again = quizzes.answer(session, cast.noor, access(), paper(session, cast), question, {"dont_know": True}, now=now)

    assert grade.correct
    assert again.correct
    assert number_of(session, Answer) == number_of(session, Attempt) == 1


def test_weet_ik_niet_is_an_answer_too(session: Session, cast: Cast, now: datetime) -> None:
    question = paper(session, cast).question(1)

    answers(session, cast, question, {"dont_know": True}, now)

    saved = session.scalars(select(Answer)).one()
    assert saved.dont_know
    assert saved.score == 0.0


def test_the_attempt_is_done_when_every_question_is_answered_in_any_order(
    session: Session, cast: Cast, now: datetime
) -> None:
    questions = paper(session, cast).questions
    for question in questions[::-1]:
        assert not paper(session, cast).finished
        answers(session, cast, question, right(question), now)

    done = paper(session, cast)
    result = quizzes.result_of(done)
    asked = [question for question in questions if question.kind is not QuestionKind.REFLECTION]

    assert done.finished
    assert (result.right, result.of, result.dont_know) == (len(asked), len(asked), 0)
    assert set(result.per_goal.values()) == {1.0}


def test_a_new_attempt_keeps_the_old_one_and_starts_only_after_it(session: Session, cast: Cast, now: datetime) -> None:
    first = paper(session, cast)
    quizzes.begin_again(session, cast.noor, access(), first, now=now)
    assert number_of(session, Attempt) == 0
    for question in first.questions:
        answers(session, cast, question, right(question), now)

    quizzes.begin_again(session, cast.noor, access(), paper(session, cast), now=now)

    second = paper(session, cast)
    assert (second.number, second.finished, second.answers) == (2, False, {})
    assert number_of(session, Answer) == len(first.questions)


def test_a_double_tap_on_again_makes_one_attempt(session: Session, cast: Cast, now: datetime) -> None:
    for question in paper(session, cast).questions:
        answers(session, cast, question, right(question), now)
    done = paper(session, cast)

    for _ in range(2):
        quizzes.begin_again(session, cast.noor, access(), done, now=now)

    assert number_of(session, Attempt) == 2


def test_the_answers_of_noor_are_not_those_of_sem(session: Session, cast: Cast, now: datetime) -> None:
    question = paper(session, cast).question(1)
    answers(session, cast, question, right(question), now)

    assert quizzes.paper_of(session, cast.sem, access(), QuestionUse.QUIZ).answers == {}


def test_options_keep_their_order_for_one_child_in_one_attempt(session: Session, cast: Cast) -> None:
    once, twice = paper(session, cast), paper(session, cast)

    for question in once.questions:
        assert once.options(question, cast.noor.id) == twice.options(question, cast.noor.id)


@pytest.mark.parametrize("number", [0, -1, 99])
def test_a_question_that_is_not_there_is_not_found(session: Session, cast: Cast, number: int) -> None:
    with pytest.raises(NotFound):
        paper(session, cast).question(number)


def test_the_exit_questions_are_an_attempt_of_their_own(session: Session, cast: Cast, now: datetime) -> None:
    question = paper(session, cast).question(1)
    answers(session, cast, question, right(question), now)

    exit_paper = paper(session, cast, QuestionUse.EXIT)

    assert len(exit_paper.questions) == 3
    assert exit_paper.answers == {}


def test_the_questions_take_one_statement(session: Session, database: Database, cast: Cast, now: datetime) -> None:
    for question in paper(session, cast).questions[:5]:
        answers(session, cast, question, right(question), now)

    with counted(database.engine) as statements:
        paper(session, cast)

    assert len(statements) == 1
