"""A learner's modules: the cards, the steps, and what is chosen in them."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnapp import clock
from learnapp.content.model import Step
from learnapp.errors import FaultyInput
from learnapp.services import lessons, retrieval
from learnapp.services.lessons import Access, Progress
from learnapp.web.access import LEARNERS, allow, person, standing, while_parked
from learnapp.web.errors import is_htmx
from learnapp.web.surroundings import house
from learnapp.web.transaction import db

room = Blueprint("lessons", __name__)


@room.get("/les")
@allow(*LEARNERS)
def show_modules() -> ResponseReturnValue:
    """Show the modules that may be done now."""
    cards = lessons.module_cards(db(), person(), accesses().values())
    return render_template("lessons/modules.html", cards=cards)


@room.get("/les/<module>")
@allow(*LEARNERS)
def show_module(module: str) -> ResponseReturnValue:
    """Show what a module is about, and how far one is."""
    access = access_to(module)
    progress = lessons.progress_in(db(), person(), access)
    return render_template("lessons/module.html", access=access, progress=progress)


@room.post("/les/<module>")
@allow(*LEARNERS)
@while_parked
def begin(module: str) -> ResponseReturnValue:
    """Start a module, or go on where one left; a lesson begins with what one learned before."""
    access = access_to(module)
    if _retrieval_comes_first(access, lessons.progress_in(db(), person(), access)):
        return redirect(url_for("retrieval.show_next"))
    step = lessons.begin(db(), person(), access, now=clock.now())
    return redirect(url_for("lessons.show_step", module=module, step=step))


@room.get("/les/<module>/<step>")
@allow(*LEARNERS)
def show_step(module: str, step: str) -> ResponseReturnValue:
    """Show one step; a lesson begins with what one learned before."""
    access = access_to(module)
    found, progress = lessons.step_of(access, step), lessons.progress_in(db(), person(), access)
    if _retrieval_comes_first(access, progress):
        return redirect(url_for("retrieval.show_next"))
    return _step_page(access, found, progress)


@room.post("/les/<module>/<step>")
@allow(*LEARNERS)
@while_parked
def finish_step(module: str, step: str) -> ResponseReturnValue:
    """Note that a step is done and go to the next one."""
    access = access_to(module)
    following = lessons.finish_step(db(), person(), access, lessons.step_of(access, step), now=clock.now())
    if following is None:
        return redirect(url_for("lessons.show_end", module=module))
    return redirect(url_for("lessons.show_step", module=module, step=following.slug))


@room.get("/les/<module>/klaar")
@allow(*LEARNERS)
def show_end(module: str) -> ResponseReturnValue:
    """Show what can be done now that the module is done, or what is still open."""
    access = access_to(module)
    progress = lessons.progress_in(db(), person(), access)
    return render_template("lessons/end.html", access=access, progress=progress)


@room.post("/les/<module>/<step>/<block>")
@allow(*LEARNERS)
@while_parked
def choose(module: str, step: str, block: str) -> ResponseReturnValue:
    """Keep what was chosen in a block and show what it does."""
    access = access_to(module)
    found = lessons.step_of(access, step)
    try:
        lessons.choose(db(), person(), access, found, block_id=block, form=request.form, now=clock.now())
    except FaultyInput as error:
        faults = {block: error.faults[0].message}
        if is_htmx():
            return _block_fragment(access, step, block, faults=faults), 422
        return _step_page(access, found, lessons.progress_in(db(), person(), access), faults=faults, status=422)
    if is_htmx():
        db().flush()
        return _block_fragment(access, step, block)
    return redirect(url_for("lessons.show_step", module=module, step=step, _anchor=f"blok-{block}"))


def accesses() -> dict[str, Access]:
    """Give the modules that this person may do now."""
    return lessons.accessible(db(), person(), standing=standing(), library=house().library, now=clock.now())


def access_to(module: str) -> Access:
    """Give the access to one module. Raises `NotFound`."""
    return lessons.accessible_module(accesses(), module)


def _retrieval_comes_first(access: Access, progress: Progress) -> bool:
    """Say whether "Weet je het nog?" comes before this module: at the start of its lesson, and once."""
    now = standing()
    if now is None or now.lesson is None or not access.live:
        return False
    return retrieval.comes_first(db(), person(), now.lesson, progress, house().library)


def _step_page(
    access: Access, step: Step, progress: Progress, *, faults: dict[str, str] | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "lessons/step.html",
        access=access,
        step=step,
        progress=progress,
        choices=lessons.choices_in(db(), progress, step),
        faults=faults or {},
        scenario=house().scenarios.get((access.module.slug, access.edition.level.value)),
        done_words=_("klaar"),
    )
    return page, status


def _block_fragment(access: Access, slug: str, block_id: str, *, faults: dict[str, str] | None = None) -> str:
    step = lessons.step_of(access, slug)
    progress = lessons.progress_in(db(), person(), access)
    block = next(b for b in step.blocks if getattr(b, "id", None) == block_id)
    return render_template(
        "lessons/_choosing.html",
        access=access,
        step=step,
        block=block,
        choices=lessons.choices_in(db(), progress, step),
        faults=faults or {},
    )
