"""The forms of the school administrator."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from learnapp.clock import AMSTERDAM
from learnapp.moderation.rules import Contact
from learnapp.services.school import ContactData, SchoolData
from learnapp.services.team import MemberData
from learnapp.store.people import Group, Person
from learnapp.terms import Role
from learnapp.web.labels import label

#: Empty rows to fill in below the facts there are.
SPARE_FACTS = 3
MOST_FACTS = 40
#: What a member of the team can be, most used first.
MEMBER_ROLES = (Role.TEACHER, Role.COORDINATOR, Role.ADMINISTRATOR, Role.STAFF, Role.GUARDIAN)
SALUTATIONS = ("Mw.", "Dhr.", "Mx.", "Juf", "Meester")


def tidy(text: str | None) -> str:
    """Give a text without control signs and double spaces."""
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text or "").split())


def _at_most(number: int) -> Length:
    return Length(max=number, message=_l("Gebruik hooguit %(max)d tekens."))


class DayField(DateField):
    """A day, also as it is written in Dutch; what is no day is said kindly and stays as it was typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day; say in Dutch when it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Dit is geen datum. Schrijf hem zo: 1-9-2026.")) from None


class TickField(SelectMultipleField):
    """Several things to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ContactForm(Form):
    """One help line or person to turn to."""

    key = HiddenField()
    number = StringField(_l("Nummer of naam"), [_at_most(60)], filters=[tidy])
    confirmed = BooleanField(_l("Nagekeken: dit klopt"))


class FactForm(Form):
    """Something that is true at this school."""

    subject = StringField(_l("Onderwerp"), [_at_most(60)], filters=[tidy])
    sentence = StringField(_l("Wat is waar?"), [_at_most(300)], filters=[tidy])

    def validate_sentence(self, field: StringField) -> None:
        """Ask for the other half of a row that is half filled in."""
        if self.subject.data and not field.data:
            raise ValidationError(_("Schrijf op wat er waar is, of maak het onderwerp leeg."))
        if field.data and not self.subject.data:
            raise ValidationError(_("Geef deze zin een onderwerp, zoals ‘schooltijden’."))


class SettingsForm(FlaskForm):  # type: ignore[misc]
    """What the school tells about itself."""

    name = StringField(
        _l("Naam van de school"), [DataRequired(_l("Vul de naam van de school in.")), _at_most(120)], filters=[tidy]
    )
    governing_body = StringField(
        _l("Bevoegd gezag"), [DataRequired(_l("Vul in wie het bevoegd gezag is.")), _at_most(120)], filters=[tidy]
    )
    phone = StringField(_l("Telefoon van de school"), [_at_most(40)], filters=[tidy])
    contacts = FieldList(FormField(ContactForm), max_entries=40)
    facts = FieldList(FormField(FactForm), max_entries=MOST_FACTS)

    @classmethod
    def of(cls, data: SchoolData, defaults: Iterable[Contact]) -> SettingsForm:
        """Give the form filled in with what there is, and with some empty rows for facts."""
        contacts = [_contact_row(contact, data.contacts) for contact in defaults]
        facts = [{"subject": subject, "sentence": sentence} for subject, sentence in data.facts.items()]
        spare = [{"subject": "", "sentence": ""}] * min(SPARE_FACTS, MOST_FACTS - len(facts))
        return cls(
            data={
                "name": data.name,
                "governing_body": data.governing_body,
                "phone": data.phone,
                "contacts": contacts,
                "facts": [*facts, *spare],
            }
        )

    def is_good(self, defaults: Mapping[str, Contact]) -> bool:
        """Say whether everything can be kept; what cannot be is said at its field."""
        good = bool(self.validate_on_submit())
        checks = (self._facts_are_different(), self._confirmed_are_filled(defaults))
        return good and all(checks)

    def _facts_are_different(self) -> bool:
        seen: set[str] = set()
        good = True
        for fact in self.facts:
            subject = (fact.form.subject.data or "").casefold()
            if subject and subject in seen:
                fact.form.subject.errors = [_("Dit onderwerp staat er al. Houd er één over.")]
                good = False
            seen.add(subject)
        return good

    def _confirmed_are_filled(self, defaults: Mapping[str, Contact]) -> bool:
        good = True
        for row in self.contacts:
            contact = defaults.get(row.form.key.data or "")
            has_site = contact is None or contact.name.endswith(".nl")
            if row.form.confirmed.data and not row.form.number.data and not has_site:
                row.form.number.errors = [_("Vul eerst een nummer of naam in. Zet daarna het vinkje.")]
                good = False
        return good

    def school_data(self, defaults: Mapping[str, Contact]) -> SchoolData:
        """Give what was filled in."""
        return SchoolData(
            name=tidy(self.name.data),
            governing_body=tidy(self.governing_body.data),
            phone=tidy(self.phone.data),
            contacts={
                str(row.form.key.data): ContactData(tidy(row.form.number.data), bool(row.form.confirmed.data))
                for row in self.contacts
                if row.form.key.data in defaults
            },
            facts={
                fact.form.subject.data: tidy(fact.form.sentence.data) for fact in self.facts if fact.form.subject.data
            },
        )


class MemberForm(FlaskForm):  # type: ignore[misc]
    """An adult: name, address, roles and groups."""

    salutation = SelectField(_l("Aanhef"), validate_choice=False)
    first_name = StringField(_l("Voornaam"), [DataRequired(_l("Vul een voornaam in.")), _at_most(60)], filters=[tidy])
    last_name = StringField(
        _l("Achternaam"), [DataRequired(_l("Vul een achternaam in.")), _at_most(80)], filters=[tidy]
    )
    email = EmailField(
        _l("E-mailadres"),
        [
            DataRequired(_l("Vul een e-mailadres in: daarmee logt iemand in.")),
            Email(_l("Dit is geen heel e-mailadres. Kijk het nog eens na.")),
            _at_most(254),
        ],
        filters=[tidy, str.lower],
    )
    roles = TickField(
        _l("Wat doet deze persoon hier?"), [DataRequired(_l("Vink minstens één rol aan."))], validate_choice=False
    )
    groups = TickField(_l("Groepen (voor een leerkracht)"), coerce=int, validate_choice=False)

    def offer(self, groups: Iterable[Group]) -> MemberForm:
        """Fill the choices with what this school has."""
        self.salutation.choices = [("", _("geen")), *((word, word) for word in SALUTATIONS)]
        self.roles.choices = [(role.value, label(role)) for role in MEMBER_ROLES]
        self.groups.choices = [(group.id, group.name) for group in groups]
        return self

    @classmethod
    def of(cls, person: Person) -> MemberForm:
        """Give the form filled in with how a person is now."""
        return cls(
            data={
                "salutation": person.salutation,
                "first_name": person.first_name,
                "last_name": person.last_name,
                "email": person.email,
                "roles": [role.value for role in person.roles],
                "groups": [group.id for group in person.teaches],
            }
        )

    def member_data(self) -> MemberData:
        """Give what was filled in; a role or salutation that nobody offered is left out."""
        offered = {role.value: role for role in MEMBER_ROLES}
        return MemberData(
            first_name=tidy(self.first_name.data),
            last_name=tidy(self.last_name.data),
            salutation=self.salutation.data if self.salutation.data in SALUTATIONS else "",
            email=tidy(self.email.data),
            roles=frozenset(offered[word] for word in self.roles.data or () if word in offered),
            group_ids=tuple(self.groups.data or ()),
        )


class RosterPlanForm(FlaskForm):  # type: ignore[misc]
    """The parcel of a plan, and that somebody has looked at what is unusual about it."""

    parcel = TextAreaField()
    confirm = BooleanField()


def _contact_row(contact: Contact, kept: Mapping[str, ContactData]) -> dict[str, object]:
    mine = kept.get(contact.id, ContactData(contact.number, contact.confirmed))
    return {"key": contact.id, "number": mine.number, "confirmed": mine.confirmed}


def noon(day: date | None) -> datetime | None:
    """Give a moment that is on this day in every zone near."""
    return datetime.combine(day, time(12), tzinfo=AMSTERDAM) if day else None
