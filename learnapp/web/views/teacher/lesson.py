"""The lesson: getting ready, opening, who is in, parking and closing."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnapp import clock
from learnapp.content.board import board_screens
from learnapp.content.model import Edition, Module
from learnapp.content.shelf import edition_for
from learnapp.services import assignments, classroom, overview, people, retrieval, wall
from learnapp.store.classroom import LiveLesson
from learnapp.terms import Role
from learnapp.web.access import allow, person
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.teacher.room import (
    edition_of,
    group_of_mine,
    level_called,
    module_called,
    pupil_modules,
    room,
    titles,
    waiting,
)


@room.get("/klas/<int:group_id>/les")
@allow(Role.TEACHER)
def show_start(group_id: int) -> ResponseReturnValue:
    """Show "klaar om te starten": goal, length, materials, cards and script of the module."""
    group = group_of_mine(group_id)
    card = overview.group_card(db(), group, now=clock.now())
    modules = pupil_modules()
    module = _module_to_start(modules, card)
    level = level_called(request.args.get("niveau")) or people.level_of(group)
    return render_template(
        "teacher/start.html",
        group=group,
        card=card,
        modules=modules,
        module=module,
        edition=edition_for(module, level) if module else None,
        without_code=classroom.count_without_code(db(), group.id),
        titles=titles(),
    )


@room.post("/klas/<int:group_id>/les")
@allow(Role.TEACHER)
def open_lesson(group_id: int) -> ResponseReturnValue:
    """Open the lesson and show who is in. A double tap opens one lesson."""
    group, now = group_of_mine(group_id), clock.now()
    module = module_called(request.form.get("module", ""))
    level = edition_of(module, request.form.get("level", "")).level
    lesson = classroom.open_lesson(
        db(),
        group,
        teacher=person(),
        module=module.slug,
        level=level,
        assignment_id=assignments.assignment_for_lesson(db(), group.id, module.slug, level, now=now),
        now=now,
    )
    return redirect(url_for("teacher.show_lesson", lesson_id=lesson.id))


@room.get("/klas/les/<int:lesson_id>")
@allow(Role.TEACHER)
def show_lesson(lesson_id: int) -> ResponseReturnValue:
    """Show the running lesson: who is in, and who needs me; or how the lesson ended."""
    lesson = _lesson_of_mine(lesson_id)
    if not classroom.is_open(lesson, now=clock.now()):
        return _ended(lesson)
    return render_template("teacher/lesson.html", **_live(lesson))


@room.get("/klas/les/<int:lesson_id>/muur")
@allow(Role.TEACHER)
def show_wall(lesson_id: int) -> ResponseReturnValue:
    """Give the wall as a fragment, asked for every few seconds."""
    lesson = _lesson_of_mine(lesson_id)
    if not classroom.is_open(lesson, now=clock.now()):
        answer = make_response("")
        answer.headers["HX-Refresh"] = "true"
        return answer
    return render_template("teacher/_wall.html", **_live(lesson))


@room.post("/klas/les/<int:lesson_id>/parkeer")
@allow(Role.TEACHER)
def park(lesson_id: int) -> ResponseReturnValue:
    """Cover all screens of the group."""
    classroom.park(db(), _lesson_of_mine(lesson_id), teacher=person(), now=clock.now())
    return redirect(url_for("teacher.show_lesson", lesson_id=lesson_id))


@room.post("/klas/les/<int:lesson_id>/verder")
@allow(Role.TEACHER)
def unpark(lesson_id: int) -> ResponseReturnValue:
    """Uncover the screens."""
    classroom.unpark(db(), _lesson_of_mine(lesson_id), teacher=person(), now=clock.now())
    return redirect(url_for("teacher.show_lesson", lesson_id=lesson_id))


@room.post("/klas/les/<int:lesson_id>/sluit")
@allow(Role.TEACHER)
def close_lesson(lesson_id: int) -> ResponseReturnValue:
    """Close the lesson: everybody of the group is signed out."""
    classroom.close_lesson(db(), _lesson_of_mine(lesson_id), teacher=person(), now=clock.now())
    flash(_("De les is gesloten. Iedereen is uitgelogd."))
    return redirect(url_for("teacher.show_lesson", lesson_id=lesson_id))


def _lesson_of_mine(lesson_id: int) -> LiveLesson:
    return classroom.lesson_of_teacher(db(), lesson_id, teacher_id=person().id)


def _live(lesson: LiveLesson) -> dict[str, object]:
    module, edition = _content_of(lesson)
    editions = module.editions if module else {}
    recalled = retrieval.of_group(db(), lesson, house().library)
    screens = board_screens(module, edition, recalled) if module and edition else ()
    return {
        "lesson": lesson,
        "module": module,
        "edition": edition,
        "title": module.title if module else lesson.module,
        "wall": wall.wall(db(), lesson, editions, now=clock.now()),
        "screen": screens[min(lesson.board_page, len(screens) - 1)] if screens else None,
        "cards": wall.waiting_cards(db(), lesson.group_id),
        "waiting": waiting(),
    }


def _ended(lesson: LiveLesson) -> ResponseReturnValue:
    module, edition = _content_of(lesson)
    steps = [step.slug for step in edition.steps] if edition else []
    return render_template(
        "teacher/lesson_ended.html",
        lesson=lesson,
        edition=edition,
        title=module.title if module else lesson.module,
        table=overview.class_overview(db(), lesson.group_id, module=lesson.module, level=lesson.level, steps=steps),
        ended_at=classroom.end_of(lesson),
        waiting=waiting(),
    )


def _content_of(lesson: LiveLesson) -> tuple[Module | None, Edition | None]:
    """Give what the lesson is about; None when the files no longer have it (a lesson outlives a new release)."""
    module = house().library.modules.get(lesson.module)
    return module, module.editions.get(lesson.level) if module else None


def _module_to_start(modules: tuple[Module, ...], card: overview.GroupCard) -> Module | None:
    order = [module.slug for module in modules]
    wanted = request.args.get("module")
    slug = (
        wanted if wanted in order else overview.next_module(order, last=card.last_module, finished=card.most_finished)
    )
    return next((module for module in modules if module.slug == slug), None)
