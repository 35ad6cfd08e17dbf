"""The adults of the school: roles, groups, ways in, and leaving."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnapp import clock
from learnapp.errors import FaultyInput
from learnapp.services import people, team
from learnapp.services.roster import NewLink
from learnapp.store.people import Person
from learnapp.terms import Role
from learnapp.web.access import allow, person
from learnapp.web.forms.school import MemberForm
from learnapp.web.transaction import db
from learnapp.web.views.school.room import links_page, room

#: At which field a fault of the service is said.
FIELDS = {"E-mailadres": "email", "Rollen": "roles", "Groepen": "groups"}


@room.get("/beheer/team")
@allow(Role.ADMINISTRATOR)
def show_staff() -> ResponseReturnValue:
    """Show the adults of the school."""
    members = team.team(db())
    return render_template(
        "school/team.html",
        staff=[member for member in members if not member.is_guardian_only],
        guardians=[member for member in members if member.is_guardian_only],
    )


@room.get("/beheer/team/nieuw")
@allow(Role.ADMINISTRATOR)
def show_new_member() -> ResponseReturnValue:
    """Show the form for somebody new."""
    return render_template("school/member_new.html", form=MemberForm().offer(people.all_groups(db())))


@room.post("/beheer/team/nieuw")
@allow(Role.ADMINISTRATOR)
def add_member() -> ResponseReturnValue:
    """Add somebody; answer with the link to set a password."""
    form = MemberForm().offer(people.all_groups(db()))
    if form.validate_on_submit():
        try:
            added, token = team.add_member(db(), form.member_data(), by=person(), now=clock.now())
        except FaultyInput as error:
            _say(form, error)
        else:
            return _link_page(added, token, said=_("%(name)s hoort er nu bij.", name=added.name))
    return render_template("school/member_new.html", form=form), 422


@room.get("/beheer/team/<int:person_id>")
@allow(Role.ADMINISTRATOR)
def show_member(person_id: int) -> ResponseReturnValue:
    """Show one adult, with all that can be changed."""
    member = team.member(db(), person_id)
    form = MemberForm.of(member).offer(people.all_groups(db()))
    return render_template("school/member.html", member=member, form=form)


@room.post("/beheer/team/<int:person_id>")
@allow(Role.ADMINISTRATOR)
def change_member(person_id: int) -> ResponseReturnValue:
    """Change one adult; with something wrong the form comes back as it was."""
    member = team.member(db(), person_id)
    form = MemberForm().offer(people.all_groups(db()))
    if form.validate_on_submit():
        try:
            changed = team.change_member(db(), member.id, form.member_data(), by=person(), now=clock.now())
        except FaultyInput as error:
            _say(form, error)
        else:
            flash(_("Bewaard: %(name)s.", name=changed.name))
            return redirect(url_for("school.show_staff"))
    return render_template("school/member.html", member=member, form=form), 422


@room.post("/beheer/team/<int:person_id>/wachtwoord")
@allow(Role.ADMINISTRATOR)
def renew_link(person_id: int) -> ResponseReturnValue:
    """Make a new link to set a password, and show it this once."""
    member, token = team.renew_link(db(), person_id, by=person(), now=clock.now())
    return _link_page(member, token, said=_("De vorige link van %(name)s werkt niet meer.", name=member.name))


@room.post("/beheer/team/<int:person_id>/uitloggen")
@allow(Role.ADMINISTRATOR)
def sign_out_member(person_id: int) -> ResponseReturnValue:
    """Sign an adult out on every device."""
    member = team.sign_out_member(db(), person_id, by=person(), now=clock.now())
    flash(_("%(name)s is overal uitgelogd.", name=member.name))
    if member.id == person().id:
        return redirect(url_for("account.show_staff_door"))
    return redirect(url_for("school.show_member", person_id=member.id))


@room.post("/beheer/team/<int:person_id>/weg")
@allow(Role.ADMINISTRATOR)
def let_leave(person_id: int) -> ResponseReturnValue:
    """Note that an adult no longer works here."""
    try:
        member = team.let_leave(db(), person_id, by=person(), now=clock.now())
    except FaultyInput as error:
        flash(error.faults[0].message, "stop")
        return redirect(url_for("school.show_member", person_id=person_id))
    flash(_("%(name)s is van school en kan niet meer inloggen.", name=member.name))
    return redirect(url_for("school.show_staff"))


def _link_page(member: Person, token: str, *, said: str) -> ResponseReturnValue:
    link = NewLink(member.name, member.email or "", token)
    return links_page([link], said=said, back=url_for("school.show_staff"))


def _say(form: MemberForm, error: FaultyInput) -> None:
    for fault in error.faults:
        field = form[FIELDS.get(fault.place, "email")]
        field.errors = [*field.errors, fault.message]
