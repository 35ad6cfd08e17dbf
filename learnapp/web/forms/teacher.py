"""The forms of the teacher's room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from learnapp.clock import AMSTERDAM
from learnapp.content.model import Module
from learnapp.services.assignments import ShownSubgroup
from learnapp.store.people import Person
from learnapp.terms import Level
from learnapp.web.labels import label

WHOLE_GROUP, CHOSEN, SUBGROUP = "groep", "gekozen", "groepje-"


class PupilsField(SelectMultipleField):
    """Pupils to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def offer(self, pupils: Iterable[Person]) -> None:
        """Offer these pupils."""
        self.choices = [(pupil.id, pupil.name) for pupil in pupils]


class AssignForm(FlaskForm):  # type: ignore[misc]
    """A module for a group, a sub-group or some pupils."""

    module = SelectField(_l("Module"), [InputRequired(_l("Kies een module."))])
    level = RadioField(_l("Niveau"), [InputRequired(_l("Kies een niveau."))])
    for_whom = RadioField(_l("Voor wie"), [InputRequired(_l("Kies voor wie de module is."))])
    pupils = PupilsField(_l("Leerlingen"), coerce=int)
    opens_on = DateField(_l("Vanaf"), [InputRequired(_l("Kies de eerste dag, zoals 2026-11-09."))])
    closes_on = DateField(_l("Tot en met"), [Optional()])
    homework = BooleanField(_l("Mag ook thuis"))

    def offer(self, modules: Sequence[Module], subgroups: Sequence[ShownSubgroup], pupils: Iterable[Person]) -> None:
        """Fill the choices with what this group has."""
        self.module.choices = [(module.slug, f"{module.number}. {module.title}") for module in modules]
        self.level.choices = [(level.value, label(level)) for level in (Level.A, Level.B)]
        self.for_whom.choices = [
            (WHOLE_GROUP, _("De hele groep")),
            *((f"{SUBGROUP}{one.id}", one.name) for one in subgroups),
            (CHOSEN, _("Leerlingen die ik aanvink")),
        ]
        self.pupils.offer(pupils)
        for field in (self.module, self.level, self.for_whom, self.pupils):
            field.validate_choice = False

    def validate_module(self, field: SelectField) -> None:
        """Say kindly when the module is not on the list."""
        _choose_from(field, _("Kies een module uit de lijst."))

    def validate_level(self, field: RadioField) -> None:
        """Say kindly when the level is not on the list."""
        _choose_from(field, _("Kies groep 5-6 of groep 7-8."))

    def validate_for_whom(self, field: RadioField) -> None:
        """Say kindly when the choice and the ticks do not agree."""
        _choose_from(field, _("Dit groepje is er niet meer. Kies opnieuw voor wie de module is."))
        if field.data != CHOSEN and self.pupils.data:
            raise ValidationError(
                _("Je vinkte ook leerlingen aan. Kies ‘Leerlingen die ik aanvink’ of haal de vinkjes weg.")
            )

    @property
    def subgroup_id(self) -> int | None:
        """Give the number of the chosen sub-group, or None."""
        word = str(self.for_whom.data)
        return int(word.removeprefix(SUBGROUP)) if word.startswith(SUBGROUP) else None

    @property
    def opens_at(self) -> datetime:
        """Give the moment at which the first day begins."""
        return _start_of(self.opens_on.data or date.min)

    @property
    def closes_at(self) -> datetime | None:
        """Give the moment at which the last day ends, or None."""
        return _start_of(self.closes_on.data + timedelta(days=1)) if self.closes_on.data else None


class SubgroupForm(FlaskForm):  # type: ignore[misc]
    """A name and some pupils."""

    name = StringField(
        _l("Naam van het groepje"),
        [
            DataRequired(_l("Geef het groepje een naam, zoals ‘Sterren’.")),
            Length(max=60, message=_l("Kies een naam van hooguit 60 letters.")),
        ],
    )
    pupils = PupilsField(_l("Wie zitten erin?"), [InputRequired(_l("Vink minstens één leerling aan."))], coerce=int)


def _choose_from(field: SelectField, words: str) -> None:
    if field.data not in {str(choice[0]) for choice in field.choices or ()}:
        raise ValidationError(words)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=AMSTERDAM)
