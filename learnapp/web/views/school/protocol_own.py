"""What is the school's own: words to allow, words to watch, the name of the protocol and the core values."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnapp.errors import NotFound
from learnapp.moderation.school_changes import Allowed, Item, Kind, OwnRule
from learnapp.services import protocol
from learnapp.services.protocol import Desk, Edit
from learnapp.terms import Role
from learnapp.web.access import allow
from learnapp.web.forms.protocol import AllowedForm, OwnRuleForm, ValuesForm
from learnapp.web.transaction import db
from learnapp.web.views.school.protocol_desk import Trouble, base, keep
from learnapp.web.views.school.room import room

ALLOWED, VALUES, NAME = Item(Kind.ALLOWED), Item(Kind.VALUES), Item(Kind.NAME)


@room.get("/beheer/protocol/woorden")
@allow(Role.ADMINISTRATOR)
def show_words() -> ResponseReturnValue:
    """Show the words that are allowed and the rules with words to watch."""
    desk = protocol.desk(db())
    return _words_page(desk, AllowedForm.of(desk.drafted.allowed, seen=desk.drafted.mark(ALLOWED)))


@room.post("/beheer/protocol/woorden")
@allow(Role.ADMINISTRATOR)
def save_words() -> ResponseReturnValue:
    """Keep the words and names that are allowed."""
    form = AllowedForm()
    if not form.validate_on_submit():
        return _words_page(protocol.desk(db()), form, status=422)
    trouble = keep(Edit(ALLOWED, form.allowed(), form.seen.data or ""))
    if trouble:
        desk = protocol.desk(db())
        form.seen.data = desk.drafted.mark(ALLOWED)
        return _words_page(desk, form, trouble=trouble, status=trouble.status)
    flash(_("Bewaard in het concept: wat hier mag."), "good")
    return redirect(url_for("school.show_words"))


@room.get("/beheer/protocol/woorden/nieuw")
@allow(Role.ADMINISTRATOR)
def show_new_own() -> ResponseReturnValue:
    """Show an empty form for words to watch."""
    return _own_page(protocol.desk(db()), None, OwnRuleForm.of(None, base(), seen=""))


@room.post("/beheer/protocol/woorden/nieuw")
@allow(Role.ADMINISTRATOR)
def add_own() -> ResponseReturnValue:
    """Add words to watch to the draft."""
    form = OwnRuleForm().with_choices(base())
    desk = protocol.desk(db())
    good = form.validate_on_submit()
    if not form.rule_id:
        form.name.errors = [*form.name.errors, _("Geef de regel een naam, zoals ‘bijnamen’.")]
    elif form.rule_id in desk.drafted.own and desk.drafted.own[form.rule_id] != form.own_rule(None):
        form.name.errors = [*form.name.errors, _("Deze naam is er al. Kies een andere, of verander die regel.")]
    if not good or form.name.errors:
        return _own_page(desk, None, form, status=422)
    item = Item(Kind.OWN, form.rule_id)
    trouble = keep(Edit(item, form.own_rule(None), desk.drafted.mark(item)))
    if trouble:
        return _own_page(protocol.desk(db()), None, form, trouble=trouble, status=trouble.status)
    flash(_("Bewaard in het concept: op deze woorden letten we."), "good")
    return redirect(url_for("school.show_words"))


@room.get("/beheer/protocol/woorden/<rule_id>")
@allow(Role.ADMINISTRATOR)
def show_own(rule_id: str) -> ResponseReturnValue:
    """Show a rule of the school to change."""
    desk = protocol.desk(db())
    own = _own(desk, rule_id)
    form = OwnRuleForm.of(own, base(), seen=desk.drafted.mark(Item(Kind.OWN, rule_id)))
    return _own_page(desk, rule_id, form)


@room.post("/beheer/protocol/woorden/<rule_id>")
@allow(Role.ADMINISTRATOR)
def save_own(rule_id: str) -> ResponseReturnValue:
    """Keep a rule of the school, or take it away."""
    desk = protocol.desk(db())
    away = "away" in request.form
    if away and rule_id not in desk.drafted.own:
        return redirect(url_for("school.show_words"))
    own, item = _own(desk, rule_id), Item(Kind.OWN, rule_id)
    form = OwnRuleForm().with_choices(base())
    if not away and not form.validate_on_submit():
        return _own_page(desk, rule_id, form, status=422)
    trouble = keep(Edit(item, None if away else form.own_rule(own), form.seen.data or ""))
    if trouble:
        form.seen.data = desk.drafted.mark(item)
        return _own_page(desk, rule_id, form, trouble=trouble, status=trouble.status)
    flash(_("Weggehaald uit het concept.") if away else _("Bewaard in het concept."), "good")
    return redirect(url_for("school.show_words"))


@room.get("/beheer/protocol/kernwaarden")
@allow(Role.ADMINISTRATOR)
def show_values() -> ResponseReturnValue:
    """Show the name of the protocol and the core values."""
    desk = protocol.desk(db())
    drafted = desk.drafted
    form = ValuesForm.of(
        drafted.name or base().name, drafted.values, name_seen=drafted.mark(NAME), seen=drafted.mark(VALUES)
    )
    return _values_page(desk, form)


@room.post("/beheer/protocol/kernwaarden")
@allow(Role.ADMINISTRATOR)
def save_values() -> ResponseReturnValue:
    """Keep the name of the protocol and the core values."""
    form = ValuesForm()
    if not form.is_good():
        return _values_page(protocol.desk(db()), form, status=422)
    name = form.name.data if form.name.data != base().name else None
    trouble = keep(Edit(VALUES, form.core_values(), form.seen.data or ""), Edit(NAME, name, form.name_seen.data or ""))
    if trouble:
        desk = protocol.desk(db())
        form.seen.data, form.name_seen.data = desk.drafted.mark(VALUES), desk.drafted.mark(NAME)
        return _values_page(desk, form, trouble=trouble, status=trouble.status)
    flash(_("Bewaard in het concept: de naam en de kernwaarden."), "good")
    return redirect(url_for("school.show_protocol_desk"))


def _own(desk: Desk, rule_id: str) -> OwnRule:
    if rule_id not in desk.drafted.own:
        raise NotFound("rule")
    return desk.drafted.own[rule_id]


def _words_page(
    desk: Desk, form: AllowedForm, *, trouble: Trouble | None = None, status: int = 200
) -> ResponseReturnValue:
    now: Allowed = desk.drafted.allowed
    return render_template("protocol/words.html", desk=desk, form=form, now=now, trouble=trouble), status


def _own_page(
    desk: Desk, rule_id: str | None, form: OwnRuleForm, *, trouble: Trouble | None = None, status: int = 200
) -> ResponseReturnValue:
    own = desk.drafted.own.get(rule_id) if rule_id else None
    page = render_template("protocol/own.html", desk=desk, rule_id=rule_id, own=own, form=form, trouble=trouble)
    return page, status


def _values_page(
    desk: Desk, form: ValuesForm, *, trouble: Trouble | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "protocol/values.html", desk=desk, form=form, now=desk.drafted.values, base=base(), trouble=trouble
    )
    return page, status
