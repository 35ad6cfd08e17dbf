"""The forms of the board."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired


class TurnForm(FlaskForm):  # type: ignore[misc]
    """The number of the screen to show."""

    page = IntegerField(validators=[InputRequired()])


class ParkForm(FlaskForm):  # type: ignore[misc]
    """Whether the screens are to sleep: "ja" or "nee"."""

    parked = StringField(validators=[InputRequired()])
