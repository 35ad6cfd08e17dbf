"""The questions of a module, one at a time."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnapp import clock
from learnapp.content.grading import Response, parse_response
from learnapp.content.model import Question, StepKind
from learnapp.errors import FaultyInput, NotFound
from learnapp.moderation.engine import judge
from learnapp.moderation.message import Message
from learnapp.services import care, lessons, people, quizzes
from learnapp.services.lessons import Access
from learnapp.services.quizzes import Paper
from learnapp.terms import QuestionUse
from learnapp.web.access import LEARNERS, allow, person, while_parked
from learnapp.web.errors import is_htmx
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.lessons import access_to

room = Blueprint("quizzes", __name__)

#: Which step the questions belong to. Those for retrieval open a later lesson (views/retrieval.py).
_STEP_OF = {QuestionUse.QUIZ: StepKind.QUIZ, QuestionUse.EXIT: StepKind.CLOSE}


@room.get("/quiz/<module>/<use>")
@allow(*LEARNERS)
def show_quiz(module: str, use: str) -> ResponseReturnValue:
    """Go to the first question without an answer, or to the result."""
    paper = _paper(access_to(module), use)
    if paper.finished:
        return redirect(url_for("quizzes.show_result", module=module, use=use))
    return redirect(url_for("quizzes.show_question", module=module, use=use, number=paper.next_number))


@room.get("/quiz/<module>/<use>/<int:number>")
@allow(*LEARNERS)
def show_question(module: str, use: str, number: int) -> ResponseReturnValue:
    """Show one question; an answered one with its explanation."""
    access = access_to(module)
    return _question_page(access, _paper(access, use), number)


@room.post("/quiz/<module>/<use>/<int:number>")
@allow(*LEARNERS)
@while_parked
def answer(module: str, use: str, number: int) -> ResponseReturnValue:
    """Save an answer and show its explanation."""
    access = access_to(module)
    paper = _paper(access, use)
    question = paper.question(number)
    try:
        response = parse_response(question, request.form.to_dict(flat=False))
    except FaultyInput as error:
        return _question_page(access, paper, number, fault=error.faults[0].message, status=422)
    first = paper.grade(question) is None
    quizzes.answer(db(), person(), access, paper, question, response, now=clock.now())
    if paper.attempt_id is None:
        lessons.work_at(db(), person(), access, _STEP_OF[paper.use], now=clock.now())
    needs_care = calls_for_help(response)
    if needs_care and first:
        care.signal(db(), person(), post_id=None, now=clock.now())
    if is_htmx() or needs_care:
        return _question_page(access, _paper(access, use), number, needs_care=needs_care)
    return redirect(url_for("quizzes.show_question", module=module, use=use, number=number))


@room.get("/quiz/<module>/<use>/klaar")
@allow(*LEARNERS)
def show_result(module: str, use: str) -> ResponseReturnValue:
    """Show how it went."""
    access = access_to(module)
    paper = _paper(access, use)
    if not paper.finished:
        return redirect(url_for("quizzes.show_quiz", module=module, use=use))
    return render_template("quizzes/result.html", access=access, paper=paper, result=quizzes.result_of(paper))


@room.post("/quiz/<module>/<use>/opnieuw")
@allow(*LEARNERS)
@while_parked
def again(module: str, use: str) -> ResponseReturnValue:
    """Start again; the earlier answers stay."""
    access = access_to(module)
    quizzes.begin_again(db(), person(), access, _paper(access, use), now=clock.now())
    return redirect(url_for("quizzes.show_question", module=module, use=use, number=1))


def _paper(access: Access, use: str) -> Paper:
    if use not in {known.value for known in _STEP_OF}:
        raise NotFound("quiz")
    return quizzes.paper_of(db(), person(), access, QuestionUse(use))


def calls_for_help(response: Response) -> bool:
    """Say whether a reflection asks for care."""
    text = response.get("text", "")
    return bool(text) and judge(Message(text=text), house().protocol).needs_care


def question_words(
    access: Access, paper: Paper, question: Question, *, fault: str = "", needs_care: bool = False
) -> dict[str, object]:
    """Give what the form of one question needs."""
    defaults = house().protocol.contacts.values()
    return {
        "access": access,
        "paper": paper,
        "question": question,
        "options": paper.options(question, person().id),
        "grade": paper.grade(question),
        "given": paper.answers.get(question.id, {}),
        "typed": request.form,
        "fault": fault,
        "contacts": people.contacts(people.school(db()), defaults, for_children=True) if needs_care else [],
        "needs_care": needs_care,
    }


def _question_page(
    access: Access, paper: Paper, number: int, *, fault: str = "", needs_care: bool = False, status: int = 200
) -> ResponseReturnValue:
    template = "quizzes/_question.html" if is_htmx() else "quizzes/question.html"
    words = question_words(access, paper, paper.question(number), fault=fault, needs_care=needs_care)
    return render_template(template, number=number, **words), status
