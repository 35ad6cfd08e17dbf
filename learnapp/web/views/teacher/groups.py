"""The teacher's home, and one group: class by steps, what was given, and what runs."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from learnapp import clock
from learnapp.content.model import Module
from learnapp.content.shelf import edition_for
from learnapp.services import assignments, classroom, overview, people
from learnapp.services.assignments import GivenModule
from learnapp.store.classroom import LiveLesson
from learnapp.terms import Role
from learnapp.web import fragments
from learnapp.web.access import allow, person
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.teacher.room import level_called, pupil_modules, room, titles, waiting


@room.get("/klas")
@allow(Role.TEACHER)
def show_groups() -> ResponseReturnValue:
    """Show the teacher's own groups: what runs now, and who waits."""
    teacher = person()
    return render_template(
        "teacher/groups.html",
        cards=overview.group_cards(db(), teacher.id, now=clock.now()),
        waiting=waiting(),
        modules=house().library.modules,
    )


@room.get("/klas/<int:group_id>")
@allow(Role.TEACHER)
def show_group(group_id: int) -> ResponseReturnValue:
    """Show a group: the class by the steps of the chosen module, and what was given."""
    now = clock.now()
    group, lesson = classroom.group_with_lesson(db(), group_id, teacher_id=person().id, now=now)
    given = assignments.assignments_of(db(), group.id, now=now)
    module = _module_to_show(pupil_modules(), lesson, given)
    level = level_called(request.args.get("niveau")) or (
        lesson.level if lesson and module and lesson.module == module.slug else people.level_of(group)
    )
    edition = edition_for(module, level) if module else None
    state = overview.class_state(db(), group.id, module=module.slug) if module else ()

    def words() -> dict[str, object]:
        steps = [step.slug for step in edition.steps] if edition else []
        return {
            "group": group,
            "lesson": lesson,
            "given": given,
            "modules": pupil_modules(),
            "module": module,
            "edition": edition,
            "table": overview.overview_of(state, level=edition.level, steps=steps) if edition else None,
            "titles": titles(),
        }

    key = (group.id, group.name, lesson and lesson.id, given, module and module.slug, level, state)
    return fragments.page("teacher/group.html", key, now, words)


def _module_to_show(
    modules: tuple[Module, ...], lesson: LiveLesson | None, given: tuple[GivenModule, ...]
) -> Module | None:
    """Give the module that was asked for; else that of the lesson, else the newest that was given, else the first."""
    wanted = [request.args.get("module"), lesson.module if lesson else None, *(one.module for one in given)]
    by_slug = {module.slug: module for module in modules}
    return next((by_slug[slug] for slug in wanted if slug in by_slug), modules[0] if modules else None)
