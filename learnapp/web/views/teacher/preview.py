"""A module as a pupil sees it on his tablet, to look and to play: nothing is kept, so everything is a GET."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnapp.content.model import Edition, Question, Step, StepKind
from learnapp.errors import FaultyInput
from learnapp.services import lessons
from learnapp.services.lessons import Access
from learnapp.simulation import script
from learnapp.terms import QuestionUse, Role
from learnapp.web.access import allow
from learnapp.web.errors import is_htmx
from learnapp.web.surroundings import house
from learnapp.web.views.teacher.room import edition_of, module_called, room

#: Which questions are asked in which kind of step.
_USES = {StepKind.QUIZ: QuestionUse.QUIZ, StepKind.CLOSE: QuestionUse.EXIT}


@room.get("/klas/modules/<module>/<level>/voorbeeld")
@allow(Role.TEACHER, Role.COORDINATOR)
def show_preview(module: str, level: str) -> ResponseReturnValue:
    """Go to the first step."""
    edition = edition_of(module_called(module), level)
    first = edition.steps[0].slug
    return redirect(url_for("teacher.show_preview_step", module=module, level=edition.level.value, step=first))


@room.get("/klas/modules/<module>/<level>/voorbeeld/<step>")
@allow(Role.TEACHER, Role.COORDINATOR)
def show_preview_step(module: str, level: str, step: str) -> ResponseReturnValue:
    """Show one step; the address says what was chosen in one of its blocks."""
    access = _access(module, level)
    found = lessons.step_of(access, step)
    played = request.args.get("blok", "")
    choices, faults = _played(found, played)
    template = "lessons/_choosing.html" if is_htmx() and played else "teacher/preview.html"
    scenario = house().scenarios.get((access.module.slug, access.edition.level.value))
    page = render_template(
        template,
        preview=True,
        access=access,
        step=found,
        block=lessons.block_of(found, played) if played else None,
        choices=choices,
        faults=faults,
        scenario=scenario if found.kind is StepKind.PRACTICE else None,
        threads=script.threads(scenario) if scenario else (),
        questions=_questions(access.edition, _USES.get(found.kind)),
        later=_later(access.edition, found),
    )
    return page, 422 if faults else 200


def _access(module: str, level: str) -> Access:
    found = module_called(module)
    return Access(found, edition_of(found, level))


def _played(step: Step, block_id: str) -> tuple[dict[str, object], dict[str, str]]:
    """Give what was chosen in the block that was played, or what is still missing, by block."""
    if not block_id:
        return {}, {}
    try:
        return {block_id: lessons.choice_in(lessons.block_of(step, block_id), request.args)}, {}
    except FaultyInput as error:
        return {}, {block_id: error.faults[0].message}


def _questions(edition: Edition, use: QuestionUse | None) -> tuple[Question, ...]:
    return edition.quiz.used_for(use) if edition.quiz and use else ()


def _later(edition: Edition, step: Step) -> tuple[Question, ...]:
    """Give the questions that only come back at the start of a later lesson: they stand with the quiz."""
    if step.kind is not StepKind.QUIZ:
        return ()
    return tuple(one for one in _questions(edition, QuestionUse.RETRIEVAL) if QuestionUse.QUIZ not in one.uses)
