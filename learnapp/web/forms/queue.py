"""The forms of the queue: what a teacher decides, and the words that the pupil reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from learnapp.terms import Choice

#: Sentences to choose from; a child of eight can read them.
READY: Mapping[Choice, Sequence[LazyString]] = {
    Choice.PLACE: (
        _l("Ik heb het gelezen. Dit mag op het plein."),
        _l("Goed dat je het eerst vroeg. Dit kan zo."),
        _l("De computer schrok van een woord. Ik snap wat jij bedoelt."),
    ),
    Choice.RETURN: (
        _l("Kun je het aardiger zeggen? Denk aan wie het leest."),
        _l("Haal weg wat privé is. Dan kan het op het plein."),
        _l("Vraag eerst aan wie erop staat of het mag."),
        _l("Ik snap nog niet wat je bedoelt. Schrijf er iets bij."),
    ),
    Choice.REMOVE: (
        _l("Dit kan iemand pijn doen. Daarom haal ik het weg."),
        _l("Dit is privé. Ik haal het weg, dan blijf jij veilig."),
        _l("Niet iedereen op de foto zei ja. Daarom haal ik het weg."),
        _l("Dit klopt niet. Daarom haal ik het weg."),
    ),
    Choice.TALK: (
        _l("Ik wil hier graag even met je over praten. Je krijgt geen straf."),
        _l("Kom je straks bij me? Dan zoeken we samen een oplossing."),
        _l("We praten hier samen over, met de ander erbij."),
    ),
}
_TOO_LONG = _l("Maak deze tekst korter: hooguit %(max)d tekens.")


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """What is decided about one post, and why. `ready` names a ready sentence ("return-1"); `own` goes before it."""

    choice = StringField(validators=[InputRequired(_l("Kies eerst wat je met het bericht doet."))])
    seen = IntegerField(validators=[NumberRange(min=0)], default=0)
    ready = StringField()
    own = TextAreaField(validators=[Length(max=220, message=_TOO_LONG)])
    who = StringField(validators=[Length(max=50, message=_TOO_LONG)])
    when = StringField(validators=[Length(max=40, message=_TOO_LONG)])
    agreed = StringField(validators=[Length(max=60, message=_TOO_LONG)])

    def validate_choice(self, field: StringField) -> None:
        """Say kindly when the choice is none of ours."""
        if field.data not in list(Choice):
            raise ValidationError(_("Kies eerst wat je met het bericht doet."))

    def validate_own(self, field: TextAreaField) -> None:  # noqa: ARG002 - the name is WTForms'
        """Ask for a reason: a child hears why."""
        if self.choice.data in list(Choice) and not self.words:
            raise ValidationError(_("Kies een zin, of schrijf er zelf een. De leerling leest hem."))

    def validate_when(self, field: StringField) -> None:
        """Ask when the talk is."""
        if self.choice.data == Choice.TALK and not (field.data or "").strip():
            raise ValidationError(_("Schrijf erbij wanneer jullie praten, bijvoorbeeld: vandaag na de pauze."))

    @property
    def words(self) -> str:
        """Give what the teacher wrote, or else the ready sentence that he chose."""
        own = (self.own.data or "").strip()
        if own:
            return own
        choice, _dash, number = (self.ready.data or "").partition("-")
        sentences = READY.get(Choice(choice), ()) if choice in list(Choice) else ()
        fits = choice == self.choice.data and number.isdecimal() and int(number) < len(sentences)
        return str(sentences[int(number)]) if fits else ""

    @property
    def reason(self) -> str:
        """Give the reason that the pupil reads; for a talk with whom, when and what was agreed (protocol Ad-C3)."""
        if self.choice.data != Choice.TALK:
            return self.words
        parts = [self.words, _("Wanneer: %(when)s.", when=_plain(self.when))]
        if _plain(self.who):
            parts.append(_("Met: %(who)s.", who=_plain(self.who)))
        if _plain(self.agreed):
            parts.append(_("Afspraak: %(agreed)s.", agreed=_plain(self.agreed)))
        return " ".join(parts)

    @property
    def faults(self) -> list[str]:
        """Give everything that is not right yet."""
        return [str(message) for messages in self.errors.values() for message in messages]


class CareForm(FlaskForm):  # type: ignore[misc]
    """The note of what was done."""

    note = TextAreaField(
        validators=[
            InputRequired(_l("Schrijf kort op wat je deed. Dan weet een collega het ook.")),
            Length(max=400, message=_TOO_LONG),
        ]
    )


def _plain(field: StringField) -> str:
    return (field.data or "").strip().rstrip(".")
