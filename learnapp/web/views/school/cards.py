"""Sign-in cards of a whole group, for an administrator who starts a school year."""

from __future__ import annotations

import segno
from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnapp import clock
from learnapp.services import classroom, credentials, people, school
from learnapp.store.people import Group, Person
from learnapp.terms import Role
from learnapp.web.access import allow, person
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.school.room import room


@room.get("/beheer/kaarten")
@allow(Role.ADMINISTRATOR)
def show_cards() -> ResponseReturnValue:
    """Show the groups for which cards can be made, and what new cards do."""
    return render_template("school/cards.html", groups=people.all_groups(db()), counts=people.count_by_group(db()))


@room.post("/beheer/kaarten/<int:group_id>")
@allow(Role.ADMINISTRATOR)
def print_cards(group_id: int) -> ResponseReturnValue:
    """Give a group new picture codes and answer with the cards: this is the only time that they can be shown."""
    group = school.group_of_school(db(), group_id)
    pupils = people.pupils_of(db(), group.id)
    codes = credentials.set_picture_codes(db(), pupils, by=person(), pepper=house().pepper, now=clock.now())
    classroom.note_signed_out(db(), group.id, pupils, now=clock.now())
    cards = [(pupil, codes[pupil.id], _qr(group, pupil)) for pupil in pupils]
    return render_template("school/cards_to_print.html", group=group, cards=cards, site=request.host)


def _qr(group: Group, pupil: Person) -> str:
    """Give the address of this pupil's own door as a picture in the page itself."""
    address = url_for("account.show_code", group_id=group.id, person_id=pupil.id, _external=True)
    return str(segno.make(address, micro=False, error="m").svg_data_uri(border=2))
