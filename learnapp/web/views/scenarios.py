"""The practice feed of one person: simulated people, and what he does among them."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnapp import clock
from learnapp.content.model import StepKind
from learnapp.errors import Closed, FaultyInput, NotFound
from learnapp.services import feed, lessons, scenarios
from learnapp.services.feed import Surroundings
from learnapp.services.lessons import Access
from learnapp.services.scenarios import World
from learnapp.simulation.scenario import Line, Scenario
from learnapp.store.feed import ScenarioRun, Square
from learnapp.terms import ReportReason, SquareKind
from learnapp.web import composer
from learnapp.web.access import LEARNERS, allow, person, while_parked
from learnapp.web.composer import Composer
from learnapp.web.errors import is_htmx
from learnapp.web.labels import reasons_told
from learnapp.web.surroundings import house
from learnapp.web.transaction import db, only_reads
from learnapp.web.views.feed import advice, answer_care, answer_submitted, read_decision, read_kind
from learnapp.web.views.lessons import access_to

room = Blueprint("scenarios", __name__, url_prefix="/oefening")


@room.get("/<module>")
@allow(*LEARNERS)
def show_scenario(module: str) -> ResponseReturnValue:
    """Show the practice feed, or what it is about when it has not begun."""
    access, scenario = _scenario(module)
    run = scenarios.run_of(db(), person(), access)
    if run is None:
        return render_template("scenarios/intro.html", access=access, scenario=scenario)
    return _feed_page(access, scenario, run, Composer(key=_key(module)))


@room.post("/<module>/begin")
@allow(*LEARNERS)
def start_scenario(module: str) -> ResponseReturnValue:
    """Start the clock of one's own practice."""
    access = _scenario(module)[0]
    scenarios.start(db(), person(), access, now=clock.now())
    lessons.work_at(db(), person(), access, StepKind.PRACTICE, now=clock.now())
    return redirect(url_for("scenarios.show_scenario", module=module))


@room.get("/<module>/nieuw")
@allow(*LEARNERS)
def show_new(module: str) -> ResponseReturnValue:
    """Answer what is in the feed now (asked every few seconds)."""
    access, scenario = _scenario(module)
    world = _world(scenario, scenarios.started_run(db(), person(), access))
    return render_template("scenarios/_items.html", access=access, world=world)


@room.post("/<module>/controle")
@allow(*LEARNERS)
@while_parked
@only_reads
def check(module: str) -> ResponseReturnValue:
    """Say, while somebody types, what the engine finds; nothing is kept."""
    access, scenario = _scenario(module)
    scenarios.started_run(db(), person(), access)
    answered = next((line.text for line in scenario.lines if line.id == request.args.get("bij")), None)
    square = Square(kind=SquareKind.SOLO)
    return advice(
        composer.read_draft(), Surroundings(square, house().protocol, house().library, reply_to=answered, module=module)
    )


@room.post("/<module>")
@allow(*LEARNERS)
def submit_post(module: str) -> ResponseReturnValue:
    """Post something among the actors."""
    access, scenario = _scenario(module)
    return _submit(access, scenario, scenarios.started_run(db(), person(), access), line=None)


@room.get("/<module>/regel/<line_id>")
@allow(*LEARNERS)
def show_line(module: str, line_id: str) -> ResponseReturnValue:
    """Show one line of an actor, to reply to it."""
    access, scenario = _scenario(module)
    world = _world(scenario, scenarios.started_run(db(), person(), access))
    return _line_page(access, world, scenarios.line_in(world, line_id), Composer(key=_key(module, line_id)))


@room.post("/<module>/regel/<line_id>")
@allow(*LEARNERS)
def reply(module: str, line_id: str) -> ResponseReturnValue:
    """Reply to an actor's line."""
    access, scenario = _scenario(module)
    run = scenarios.started_run(db(), person(), access)
    line = scenarios.line_in(_world(scenario, run), line_id)
    return _submit(access, scenario, run, line=line)


@room.post("/<module>/regel/<line_id>/gevoel")
@allow(*LEARNERS)
def react(module: str, line_id: str) -> ResponseReturnValue:
    """React to an actor's line with one tap."""
    access, run, line = _seen_line(module, line_id)
    scenarios.react_to_line(db(), run, line, read_kind(), now=clock.now())
    return _back(access, line_id)


@room.get("/<module>/regel/<line_id>/melding")
@allow(*LEARNERS)
def show_report(module: str, line_id: str) -> ResponseReturnValue:
    """Ask why somebody reports an actor's line."""
    access, _run, line = _seen_line(module, line_id)
    return _report_page(access, line)


@room.post("/<module>/regel/<line_id>/melding")
@allow(*LEARNERS)
def report(module: str, line_id: str) -> ResponseReturnValue:
    """Report an actor's line: somebody of the story answers, and names why."""
    access, run, line = _seen_line(module, line_id)
    reason = request.form.get("reason", "")
    if reason not in list(ReportReason):
        return _report_page(access, line, fault=_("Kies eerst wat er is."), status=422)
    scenarios.report_line(db(), run, line, ReportReason(reason), now=clock.now())
    return _back(access, line_id)


@room.post("/<module>/regel/<line_id>/vraag")
@allow(*LEARNERS)
@while_parked
def answer_question(module: str, line_id: str) -> ResponseReturnValue:
    """Answer the question on a line."""
    access, run, line = _seen_line(module, line_id)
    option = request.form.get("option", "")
    if not option.isdecimal():
        raise NotFound("option")
    scenarios.answer_question(db(), run, line, int(option))
    return _back(access, line_id)


@room.post("/<module>/bericht/<int:post_id>/weg")
@allow(*LEARNERS)
def withdraw(module: str, post_id: int) -> ResponseReturnValue:
    """Take an own post away."""
    access = _scenario(module)[0]
    feed.withdraw(db(), post_id, author=person(), now=clock.now())
    return _back(access, None)


@room.post("/<module>/bericht/<int:post_id>/gelezen")
@allow(*LEARNERS)
def note_seen(module: str, post_id: int) -> ResponseReturnValue:
    """Note that one read what the teacher decided about one's own post."""
    _scenario(module)
    feed.note_seen(db(), post_id, read_decision(), author=person(), now=clock.now())
    return redirect(url_for("scenarios.show_scenario", module=module, _anchor=f"bericht-{post_id}"))


@room.post("/<module>/klaar")
@allow(*LEARNERS)
@while_parked
def finish_scenario(module: str) -> ResponseReturnValue:
    """End the practice and look back."""
    access = _scenario(module)[0]
    scenarios.finish(db(), scenarios.started_run(db(), person(), access), person=person(), now=clock.now())
    return redirect(url_for("scenarios.show_end", module=module))


@room.get("/<module>/klaar")
@allow(*LEARNERS)
def show_end(module: str) -> ResponseReturnValue:
    """Look back on the practice."""
    access, scenario = _scenario(module)
    run = scenarios.started_run(db(), person(), access)
    return render_template("scenarios/end.html", access=access, world=_world(scenario, run))


@room.post("/<module>/opnieuw")
@allow(*LEARNERS)
def start_again(module: str) -> ResponseReturnValue:
    """Play a finished scenario anew."""
    access = _scenario(module)[0]
    scenarios.start_again(db(), scenarios.started_run(db(), person(), access), person=person(), now=clock.now())
    return redirect(url_for("scenarios.show_scenario", module=module))


def _scenario(module: str) -> tuple[Access, Scenario]:
    access = access_to(module)
    scenario = house().scenarios.get((access.module.slug, access.edition.level.value))
    if scenario is None:
        raise NotFound("scenario")
    return access, scenario


def _seen_line(module: str, line_id: str) -> tuple[Access, ScenarioRun, Line]:
    """Give a line that this person sees now. Raises `NotFound` for one that has not come yet."""
    access, scenario = _scenario(module)
    run = scenarios.started_run(db(), person(), access)
    return access, run, scenarios.line_in(_world(scenario, run), line_id)


def _world(scenario: Scenario, run: ScenarioRun) -> World:
    return scenarios.world_of(db(), run, scenario, reader=person(), reasons=reasons_told(), now=clock.now())


def _around(access: Access, run: ScenarioRun, reply_to: str | None) -> Surroundings:
    square = scenarios.square_of(db(), run)
    return Surroundings(square, house().protocol, house().library, reply_to=reply_to, module=access.module.slug)


def _submit(access: Access, scenario: Scenario, run: ScenarioRun, *, line: Line | None) -> ResponseReturnValue:
    if run.finished_at is not None:
        raise Closed
    key = _key(access.module.slug, line.id if line else None)
    draft = composer.read_draft(parent_line=line.id if line else None)
    try:
        composer.ensure_stands()
        around = _around(access, run, line.text if line else None)
        submitted = feed.submit_post(db(), person(), draft, around, now=clock.now())
    except FaultyInput as error:
        return _again(access, scenario, run, line, composer.faulty(draft, error, key=key), status=422)
    if submitted.needs_care:
        composer.forget(key)
        return answer_care()
    if submitted.post is None:
        shown = composer.handed_back(draft, submitted.verdict, submitted.outcome, key=key, check_id=submitted.check_id)
        return _again(access, scenario, run, line, shown)
    composer.forget(key)
    lessons.work_at(db(), person(), access, StepKind.PRACTICE, now=clock.now())
    return answer_submitted(submitted, url_for("scenarios.show_scenario", module=access.module.slug))


def _again(
    access: Access, scenario: Scenario, run: ScenarioRun, line: Line | None, shown: Composer, *, status: int = 200
) -> ResponseReturnValue:
    if is_htmx():
        return render_template("feed/_composer.html", **_composer_words(access, shown, line)), status
    if line is None:
        return _feed_page(access, scenario, run, shown, status=status)
    return _line_page(access, _world(scenario, run), line, shown, status=status)


def _feed_page(
    access: Access, scenario: Scenario, run: ScenarioRun, shown: Composer, *, status: int = 200
) -> ResponseReturnValue:
    world = _world(scenario, run)
    page = render_template("scenarios/feed.html", access=access, world=world, **_composer_words(access, shown, None))
    return page, status


def _line_page(access: Access, world: World, line: Line, shown: Composer, *, status: int = 200) -> ResponseReturnValue:
    item = next(item for item in world.items if line in (item.line, *(one.line for one in item.replies)))
    page = render_template(
        "scenarios/line.html", access=access, world=world, item=item, line=line, **_composer_words(access, shown, line)
    )
    return page, status


def _report_page(access: Access, line: Line, *, fault: str = "", status: int = 200) -> ResponseReturnValue:
    page = render_template("scenarios/report.html", access=access, line=line, reasons=list(ReportReason), fault=fault)
    return page, status


def _composer_words(access: Access, shown: Composer, line: Line | None) -> dict[str, object]:
    module = access.module.slug
    action = (
        url_for("scenarios.reply", module=module, line_id=line.id)
        if line
        else url_for("scenarios.submit_post", module=module)
    )
    return {
        "composer": shown,
        "action": action,
        "check_url": url_for("scenarios.check", module=module, bij=line.id if line else None),
        "forget_draft": composer.forgotten(),
        "choices": composer.postable_pictures(),
        "is_reply": line is not None,
    }


def _key(module: str, line_id: str | None = None) -> str:
    return f"oefening-{module}-{line_id or 'nieuw'}"


def _back(access: Access, line_id: str | None) -> ResponseReturnValue:
    anchor = f"regel-{line_id}" if line_id else None
    if is_htmx():
        scenario = house().scenarios[(access.module.slug, access.edition.level.value)]
        db().flush()
        world = _world(scenario, scenarios.started_run(db(), person(), access))
        return render_template("scenarios/_items.html", access=access, world=world)
    return redirect(url_for("scenarios.show_scenario", module=access.module.slug, _anchor=anchor))
