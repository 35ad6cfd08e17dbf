"""One pupil, as the teacher sees him."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from learnapp.services import people, pupil_file
from learnapp.terms import Role
from learnapp.web.access import allow, person
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.teacher.room import room, titles


@room.get("/klas/leerling/<int:person_id>")
@allow(Role.TEACHER)
def show_pupil(person_id: int) -> ResponseReturnValue:
    """Show one pupil: modules, goals, posts and what was touched."""
    pupil = people.pupil_of_teacher(db(), person_id, teacher_id=person().id)
    library = house().library
    return render_template(
        "teacher/pupil.html",
        pupil=pupil,
        file=pupil_file.pupil_file(db(), pupil.id),
        titles=titles(),
        goals={(module.slug, goal.id): goal.text for module in library.modules.values() for goal in module.goals},
        steps={
            (module.slug, level): len(edition.steps)
            for module in library.modules.values()
            for level, edition in module.editions.items()
        },
    )
