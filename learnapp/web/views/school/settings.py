"""What the school tells about itself."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnapp import clock
from learnapp.services import school
from learnapp.terms import Role
from learnapp.web.access import allow, person
from learnapp.web.forms.school import SettingsForm
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.school.room import room


@room.get("/beheer")
@allow(Role.ADMINISTRATOR)
def show_settings() -> ResponseReturnValue:
    """Show the settings of the school."""
    form = SettingsForm.of(school.school_data(db()), house().protocol.contacts.values())
    return _page(form)


@room.post("/beheer")
@allow(Role.ADMINISTRATOR)
def save_settings() -> ResponseReturnValue:
    """Keep the settings; with something wrong the form comes back as it was."""
    form, protocol = SettingsForm(), house().protocol
    if not form.is_good(protocol.contacts):
        return _page(form), 422
    data = form.school_data(protocol.contacts)
    school.change_school(db(), data, by=person(), now=clock.now())
    flash(_("De gegevens van de school zijn bewaard."))
    return redirect(url_for("school.show_settings"))


def _page(form: SettingsForm) -> str:
    return render_template("school/settings.html", form=form, contacts=house().protocol.contacts)
