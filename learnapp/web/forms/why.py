"""The form of the page that tells why: a text, and everything around it that the engine looks at."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.validators import Length, Optional

from learnapp.services.feed import clean
from learnapp.services.why import Attempt, GroupChoice
from learnapp.terms import AuthorRole, Capacity, Context

#: Characters that are tried at once: four times as many as a post can have.
LONGEST_TRY = 2_000
LONGEST_ANSWERED = 600
GIVEN, MISSING = "given", "missing"
ROLES: dict[AuthorRole, LazyString] = {
    AuthorRole.PUPIL: _l("een leerling"),
    AuthorRole.STAFF: _l("een medewerker"),
    AuthorRole.GUARDIAN: _l("een ouder/verzorger"),
    AuthorRole.OTHER: _l("iemand anders bij de school"),
}
CONTEXTS: dict[Context, LazyString] = {
    Context.FEED_POST: _l("op het plein"),
    Context.REPLY: _l("als reactie"),
    Context.PRIVATE_MESSAGE: _l("in een privébericht"),
    Context.GROUP_CHAT: _l("in een groepsapp"),
    Context.PHOTO_CAPTION: _l("bij een foto"),
}
CAPACITIES: dict[Capacity, LazyString] = {
    Capacity.SCHOOL: _l("namens de school"),
    Capacity.PERSONAL: _l("persoonlijk"),
}
CONSENT: dict[str, LazyString] = {
    "": _l("staat er niets over"),
    GIVEN: _l("is er: iedereen zei ja"),
    MISSING: _l("ontbreekt van iemand op de foto"),
}
#: Invented texts to begin with, each with what it answers.
EXAMPLES: tuple[tuple[LazyString, LazyString | str], ...] = (
    (_l("Sem is geen sukkel, laat hem met rust"), ""),
    (_l("lelijk"), _l("Kijk, mijn nieuwe foto!")),
    (_l("j1j b3nt een l0ser"), ""),
    (_l("Ik vind het eten op school niet lekker"), ""),
)
_TOO_LONG = _l("Maak deze tekst korter: hooguit %(max)d tekens.")
_SOMEBODY = _l("iemand op de foto")


class WhyForm(FlaskForm):  # type: ignore[misc]
    """A text to try, with its circumstances."""

    text = TextAreaField(_l("De tekst"), [Length(max=LONGEST_TRY, message=_TOO_LONG)])
    author_role = SelectField(_l("Geschreven door"))
    context = SelectField(_l("Waar staat het?"))
    reply_to = TextAreaField(_l("Waarop is het een antwoord?"), [Length(max=LONGEST_ANSWERED, message=_TOO_LONG)])
    group = SelectField(_l("Herken de namen van"), coerce=int, validate_choice=False, default=0)
    recipient_role = SelectField(_l("Gericht aan"), default="")
    capacity = SelectField(_l("Hoedanigheid"), default="")
    consent = SelectField(_l("Toestemming"), default="")
    stranger = BooleanField(_l("De schrijver is een onbekende"))
    official = BooleanField(_l("Het staat op het account van de school"))
    #: Who is on the picture of a post and was not asked, and who wrote it: of the post that one came from.
    unasked = HiddenField()
    author = IntegerField(validators=[Optional()])

    def offer(self, groups: Iterable[GroupChoice]) -> WhyForm:
        """Fill in what there is to choose from, with these groups."""
        self.author_role.choices = list(ROLES.items())
        self.context.choices = list(CONTEXTS.items())
        self.recipient_role.choices = [("", _("niemand in het bijzonder")), *ROLES.items()]
        self.capacity.choices = [("", _("niet gekozen")), *CAPACITIES.items()]
        self.consent.choices = list(CONSENT.items())
        self.group.choices = [(0, _("geen groep")), *((group.id, group.name) for group in groups)]
        return self

    @property
    def has_more(self) -> bool:
        """Say whether one of the circumstances is filled in that stand folded away."""
        more = (self.recipient_role, self.capacity, self.consent, self.stranger, self.official)
        return any(field.data for field in more)

    @property
    def attempt(self) -> Attempt:
        """Give what was filled in."""
        names = tuple(filter(None, (self.unasked.data or "").split("\n"))) or (str(_SOMEBODY),)
        return Attempt(
            text=clean(self.text.data or ""),
            author_role=AuthorRole(self.author_role.data),
            context=Context(self.context.data),
            reply_to=clean(self.reply_to.data or ""),
            recipient_role=AuthorRole(self.recipient_role.data) if self.recipient_role.data else None,
            author_known=not self.stranger.data,
            official=bool(self.official.data),
            capacity=Capacity(self.capacity.data) if self.capacity.data else None,
            mentions_consent=self.consent.data == GIVEN,
            unasked=names if self.consent.data == MISSING else (),
            group_id=self.group.data or 0,
            author_id=self.author.data or 0,
        )

    @staticmethod
    def filled_with(attempt: Attempt) -> WhyForm:
        """Give the form as it is filled in for an attempt."""
        missing = MISSING if attempt.unasked else ""
        return WhyForm(
            formdata=None,
            data={
                "text": attempt.text,
                "author_role": attempt.author_role.value,
                "context": attempt.context.value,
                "reply_to": attempt.reply_to,
                "group": attempt.group_id,
                "recipient_role": attempt.recipient_role.value if attempt.recipient_role else "",
                "capacity": attempt.capacity.value if attempt.capacity else "",
                "consent": GIVEN if attempt.mentions_consent else missing,
                "stranger": not attempt.author_known,
                "official": attempt.official,
                "unasked": "\n".join(attempt.unasked),
                "author": attempt.author_id or None,
            },
        )
