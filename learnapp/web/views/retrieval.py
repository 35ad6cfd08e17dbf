"""The questions of earlier modules with which a lesson begins ("Weet je het nog?"), one at a time."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnapp import clock
from learnapp.content.grading import parse_response
from learnapp.errors import FaultyInput, NotFound
from learnapp.services import care, lessons, quizzes, retrieval
from learnapp.services.retrieval import Retrieval
from learnapp.store.classroom import LiveLesson
from learnapp.terms import Role
from learnapp.web.access import allow, person, standing, while_parked
from learnapp.web.errors import is_htmx
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.lessons import access_to
from learnapp.web.views.quizzes import calls_for_help, question_words

room = Blueprint("retrieval", __name__, url_prefix="/weet-je-nog")


@room.get("")
@allow(Role.PUPIL)
def show_next() -> ResponseReturnValue:
    """Go to the first question without an answer."""
    return redirect(url_for("retrieval.show_question", number=_retrieval().next_number))


@room.get("/<int:number>")
@allow(Role.PUPIL)
def show_question(number: int) -> ResponseReturnValue:
    """Show one question; an answered one with its explanation."""
    return _page(_retrieval(), number)


@room.post("/<int:number>")
@allow(Role.PUPIL)
@while_parked
def answer(number: int) -> ResponseReturnValue:
    """Save an answer and show its explanation."""
    item = _retrieval().item(number)
    try:
        response = parse_response(item.question, request.form.to_dict(flat=False))
    except FaultyInput as error:
        return _page(_retrieval(), number, fault=error.faults[0].message, status=422)
    quizzes.answer(db(), person(), item.access, item.paper, item.question, response, now=clock.now())
    needs_care = calls_for_help(response)
    if needs_care and not item.answered:
        care.signal(db(), person(), post_id=None, now=clock.now())
    if is_htmx() or needs_care:
        return _page(_retrieval(), number, needs_care=needs_care)
    return redirect(url_for("retrieval.show_question", number=number))


@room.post("/verder")
@allow(Role.PUPIL)
@while_parked
def go_on() -> ResponseReturnValue:
    """Begin the module of the lesson, with or without all answers: nothing more is asked in this lesson."""
    module = _lesson().module
    step = lessons.begin(db(), person(), access_to(module), now=clock.now())
    return redirect(url_for("lessons.show_step", module=module, step=step))


def _lesson() -> LiveLesson:
    """Give the open lesson. Raises `NotFound` at home: these questions belong to the start of a lesson."""
    now = standing()
    if now is None or now.lesson is None:
        raise NotFound("lesson")
    return now.lesson


def _retrieval() -> Retrieval:
    return retrieval.retrieval_of(db(), person(), _lesson(), house().library)


def _page(
    found: Retrieval, number: int, *, fault: str = "", needs_care: bool = False, status: int = 200
) -> ResponseReturnValue:
    item = found.item(number)
    template = "retrieval/_question.html" if is_htmx() else "retrieval/question.html"
    words = question_words(item.access, item.paper, item.question, fault=fault, needs_care=needs_care)
    return render_template(template, retrieval=found, number=number, **words), status
