"""The forms of the door."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length


class StaffDoorForm(FlaskForm):  # type: ignore[misc]
    """E-mail address and password."""

    email = EmailField(_l("E-mailadres"), [InputRequired(_l("Vul je e-mailadres in.")), Length(max=254)])
    password = PasswordField(_l("Wachtwoord"), [InputRequired(_l("Vul je wachtwoord in.")), Length(max=200)])


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, twice."""

    password = PasswordField(_l("Nieuw wachtwoord"), [InputRequired(_l("Kies een wachtwoord.")), Length(max=200)])
    again = PasswordField(
        _l("Nog een keer"),
        [InputRequired(_l("Typ het nog een keer.")), EqualTo("password", _l("De twee zijn niet gelijk."))],
    )


class AvatarForm(FlaskForm):  # type: ignore[misc]
    """A creature."""

    avatar = StringField(validators=[InputRequired()])
