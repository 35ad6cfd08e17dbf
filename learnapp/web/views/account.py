"""The door: coming in, going out, and one's own creature."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnapp import clock
from learnapp.errors import FaultyInput, NotFound
from learnapp.services import classroom, credentials, journal, people
from learnapp.services.classroom import OpenGroup
from learnapp.services.credentials import CODE_LENGTH, PICTURES, Try
from learnapp.store.people import Person
from learnapp.terms import PASSWORD_ROLES, Role
from learnapp.web import sign_in
from learnapp.web.access import LEARNERS, allow, allow_everybody, person, standing, while_closed, while_parked
from learnapp.web.forms.account import AvatarForm, NewPasswordForm, StaffDoorForm
from learnapp.web.limits import address_and_email, limiter, picture_code_limit, sign_in_limit
from learnapp.web.navigation import home_of
from learnapp.web.shortly import kept_a_second
from learnapp.web.surroundings import house
from learnapp.web.transaction import db, keep_changes

room = Blueprint("account", __name__)

#: The creatures to choose from: static/img/creatures/c01.svg and on.
CREATURES = tuple(f"c{number:02}" for number in range(1, 61))


@room.get("/")
@allow_everybody
def show_start() -> ResponseReturnValue:
    """Show the groups that are open now, or bring somebody who is signed in home."""
    me = sign_in.person_or_none()
    if me is not None:
        return redirect(home_of(me))
    return _start_page()


@kept_a_second
def _start_page() -> str:
    groups = classroom.open_groups(db(), now=clock.now())
    return render_template("account/start.html", groups=groups, school=groups or people.school(db()))


@room.get("/binnen/<int:group_id>")
@allow_everybody
def show_group(group_id: int) -> ResponseReturnValue:
    """Show the names of a group that is open now."""
    group = _open_group(group_id)
    return render_template("account/group.html", group=group, pupils=people.pupils_of(db(), group_id))


@room.get("/binnen/<int:group_id>/<int:person_id>")
@allow_everybody
def show_code(group_id: int, person_id: int) -> ResponseReturnValue:
    """Show the pictures to tap."""
    return _code_page(group_id, person_id, so_far=())


@room.post("/binnen/<int:group_id>/<int:person_id>")
@allow_everybody
@limiter.limit(picture_code_limit)
def try_code(group_id: int, person_id: int) -> ResponseReturnValue:
    """Take a tap, or a whole code, and let the pupil in when it is right."""
    so_far = [part for part in request.form.get("so_far", "").split(",") if part in PICTURES][:CODE_LENGTH]
    tapped = request.form.get("tap", "")
    if tapped == "wis":
        return _code_page(group_id, person_id, so_far=tuple(so_far[:-1]))
    code = (*so_far, tapped)[:CODE_LENGTH] if tapped in PICTURES else tuple(so_far)
    if len(code) < CODE_LENGTH:
        return _code_page(group_id, person_id, so_far=code)
    pupil = _pupil_at_the_door(group_id, person_id)
    result = credentials.try_picture_code(db(), pupil, code, pepper=house().pepper, now=clock.now())
    if result is not Try.RIGHT:
        keep_changes()
        return _code_page(group_id, person_id, so_far=(), result=result)
    return _come_in(pupil)


@room.get("/personeel")
@allow_everybody
def show_staff_door() -> ResponseReturnValue:
    """Show the door for everybody with a password."""
    return render_template("account/staff_door.html", form=StaffDoorForm())


@room.post("/personeel")
@allow_everybody
@limiter.limit(sign_in_limit, key_func=address_and_email)
def try_password() -> ResponseReturnValue:
    """Let somebody with the right password in."""
    form = StaffDoorForm()
    if form.validate_on_submit():
        found = credentials.try_password(db(), form.email.data or "", form.password.data or "", now=clock.now())
        if found is not None:
            return _come_in(found)
        keep_changes()
        form.password.errors = [_("Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het nog eens.")]
    return render_template("account/staff_door.html", form=form), 422


@room.get("/wachtwoord/<token>")
@allow_everybody
def show_password_link(token: str) -> ResponseReturnValue:
    """Show the form behind a one-time link."""
    owner = credentials.person_by_link(db(), token, now=clock.now())
    return render_template("account/new_password.html", form=NewPasswordForm(), owner=owner)


@room.post("/wachtwoord/<token>")
@allow_everybody
@limiter.limit("20 per minute")
def use_password_link(token: str) -> ResponseReturnValue:
    """Set the password and come in."""
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            owner = credentials.use_password_link(db(), token, form.password.data or "", now=clock.now())
        except FaultyInput as error:
            form.password.errors = [fault.message for fault in error.faults]
        else:
            return _come_in(owner)
    owner = credentials.person_by_link(db(), token, now=clock.now())
    return render_template("account/new_password.html", form=form, owner=owner), 422


@room.get("/ik")
@allow(*LEARNERS)
def show_profile() -> ResponseReturnValue:
    """Show who I am here: my creature, and signing out everywhere."""
    return render_template("account/profile.html", creatures=CREATURES, form=NewPasswordForm())


@room.post("/ik")
@allow(*LEARNERS)
def choose_avatar() -> ResponseReturnValue:
    """Take another creature."""
    form = AvatarForm()
    if not form.validate_on_submit() or form.avatar.data not in CREATURES:
        raise NotFound("creature")
    person().avatar = form.avatar.data
    return redirect(url_for("account.show_profile"))


@room.post("/ik/wachtwoord")
@allow(*PASSWORD_ROLES)
@limiter.limit("20 per minute")
def change_password() -> ResponseReturnValue:
    """Set a new password and end every other session."""
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            credentials.set_password(db(), person(), form.password.data or "", now=clock.now())
        except FaultyInput as error:
            form.password.errors = [fault.message for fault in error.faults]
        else:
            sign_in.sign_in(person())
            return redirect(url_for("account.show_profile"))
    return render_template("account/profile.html", creatures=CREATURES, form=form), 422


@room.post("/uitloggen")
@allow_everybody
def sign_out() -> ResponseReturnValue:
    """Go out in this browser."""
    me = sign_in.person_or_none()
    if me is not None:
        journal.write(db(), me, "sign_out", "person", me.id, now=clock.now())
    sign_in.sign_out()
    return redirect(url_for("account.show_start"))


@room.post("/uitloggen-overal")
@allow(*LEARNERS)
@while_closed
@while_parked
def sign_out_everywhere() -> ResponseReturnValue:
    """Go out in every browser."""
    credentials.sign_out_everywhere(db(), person().id, now=clock.now())
    sign_in.sign_out()
    return redirect(url_for("account.show_start"))


@room.get("/hulp")
@allow(*LEARNERS)
@while_closed
def show_help() -> ResponseReturnValue:
    """Show whom to turn to."""
    contacts = people.contacts(people.school(db()), house().protocol.contacts.values(), for_children=person().is_pupil)
    return render_template("account/help.html", contacts=contacts)


@room.get("/gesloten")
@allow(Role.PUPIL)
@while_closed
def show_closed() -> ResponseReturnValue:
    """Say kindly that the square is closed now (protocol A1)."""
    now = standing()
    if now is not None and now.open:
        return redirect(home_of(person()))
    return render_template("errors/closed.html")


@room.get("/live")
@allow_everybody
def live() -> ResponseReturnValue:
    """Tell a pupil's page whether the lesson is open and the screens are parked."""
    now = standing()
    if now is None:
        return jsonify(open=False, parked=False, step=None)
    return jsonify(open=now.open, parked=now.parked, step=now.lesson.board_page if now.lesson else None)


def _open_group(group_id: int) -> OpenGroup:
    group = next((group for group in classroom.open_groups(db(), now=clock.now()) if group.id == group_id), None)
    if group is None:
        raise NotFound("group")
    return group


def _pupil_at_the_door(group_id: int, person_id: int) -> Person:
    _open_group(group_id)
    return people.pupils_by_id(db(), group_id, [person_id])[0]


def _code_page(
    group_id: int, person_id: int, *, so_far: tuple[str, ...], result: Try | None = None
) -> ResponseReturnValue:
    group, pupil = _open_group(group_id), _pupil_at_the_door(group_id, person_id)
    result = result or credentials.blocked(db(), pupil.id, now=clock.now())
    status = 200 if result is None else 422
    page = render_template(
        "account/code.html", group=group, pupil=pupil, pictures_to_tap=PICTURES, so_far=so_far, result=result
    )
    return page, status


def _come_in(found: Person) -> ResponseReturnValue:
    wanted = session.get("next")
    sign_in.sign_in(found)
    journal.write(db(), found, "sign_in", "person", found.id, now=clock.now())
    return redirect(wanted if wanted and _is_ours(wanted) else home_of(found))


def _is_ours(address: str) -> bool:
    """Say whether an address stays on this site (no open redirect)."""
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        return False
    return not urlsplit(address).netloc
