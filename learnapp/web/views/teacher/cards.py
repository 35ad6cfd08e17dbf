"""Sign-in cards. Only hashes of picture codes are kept, so a card can be printed only when its code is made."""

from __future__ import annotations

import segno
from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnapp import clock
from learnapp.services import classroom, credentials, people
from learnapp.store.people import Group, Person
from learnapp.terms import Role
from learnapp.web.access import allow, person
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.teacher.room import group_of_mine, room


@room.get("/klas/<int:group_id>/kaarten")
@allow(Role.TEACHER)
def show_cards(group_id: int) -> ResponseReturnValue:
    """Explain what new cards do, and for whom they can be made."""
    group = group_of_mine(group_id)
    return render_template(
        "teacher/cards.html",
        group=group,
        pupils=people.pupils_of(db(), group.id),
        lesson=classroom.open_lesson_of(db(), group.id, now=clock.now()),
        chosen=request.args.get("leerling", type=int),
    )


@room.post("/klas/<int:group_id>/kaarten")
@allow(Role.TEACHER)
def reset_codes(group_id: int) -> ResponseReturnValue:
    """Give new picture codes and answer with the cards to print: this is the only time that they can be shown."""
    group = group_of_mine(group_id)
    number = request.form.get("leerling", type=int)
    pupils = people.pupils_by_id(db(), group.id, [number]) if number else people.pupils_of(db(), group.id)
    codes = credentials.set_picture_codes(db(), pupils, by=person(), pepper=house().pepper, now=clock.now())
    classroom.note_signed_out(db(), group.id, pupils, now=clock.now())
    return render_template(
        "teacher/cards_to_print.html",
        group=group,
        cards=[(pupil, codes[pupil.id], _qr(group, pupil)) for pupil in pupils],
        site=request.host,
        one=pupils[0] if number else None,
    )


def _qr(group: Group, pupil: Person) -> str:
    """Give the address of this pupil's own door as a picture in the page itself."""
    address = url_for("account.show_code", group_id=group.id, person_id=pupil.id, _external=True)
    return str(segno.make(address, micro=False, error="m").svg_data_uri(border=2))
