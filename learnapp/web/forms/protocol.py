"""The forms with which a school changes its protocol."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from learnapp.moderation.composing import LONGEST_TEXT
from learnapp.moderation.lifecycle import NEVER_PRACTICE
from learnapp.moderation.rules import Article, Protocol, Rule
from learnapp.moderation.school_changes import (
    OUTCOMES,
    OWN_PREFIX,
    Allowed,
    ArticleChange,
    CoreValue,
    OwnRule,
    RuleChange,
    article_now,
    is_safety,
    outcomes_for,
    rule_now,
    severities_for,
    trimmed_article,
    trimmed_rule,
)
from learnapp.terms import AuthorRole, Outcome
from learnapp.web.forms.school import DayField, tidy
from learnapp.web.labels import finding_label, label

#: Empty rows to fill in below the core values there are, and how many a school can have.
SPARE_VALUES = 2
MOST_VALUES = 12
LONGEST_NAME = 60
SEVERITIES = {
    1: _l("1 · licht: een tip is genoeg"),
    2: _l("2 · serieus: eerst anders schrijven"),
    3: _l("3 · ernstig: een volwassene moet het weten"),
}
EVERYBODY = "iedereen"
FOR = {
    EVERYBODY: _l("iedereen"),
    AuthorRole.PUPIL.value: _l("leerlingen"),
    AuthorRole.STAFF.value: _l("medewerkers"),
    AuthorRole.GUARDIAN.value: _l("ouders"),
}


def _filled(words: Any) -> DataRequired:
    return DataRequired(words)


def _at_most(number: int) -> Length:
    return Length(max=number, message=_l("Gebruik hooguit %(max)d tekens."))


class LinesField(TextAreaField):
    """Several texts, each on a line of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Look like any other text area."""
        super().__init__(*args, **kwargs)
        self.type = "TextAreaField"

    @property
    def lines(self) -> tuple[str, ...]:
        """Give the texts."""
        return tuple(self.data or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the lines; empty ones and double ones do not count."""
        lines = (tidy(line) for line in (valuelist[0] if valuelist else "").splitlines())
        self.data: Any = tuple(dict.fromkeys(line for line in lines if line))

    def _value(self) -> str:
        return "\n".join(self.lines)


class ProtocolForm(FlaskForm):  # type: ignore[misc]
    """A form for one item; `seen` is the mark of that item as it was shown."""

    seen = HiddenField()


class ArticleForm(ProtocolForm):
    """The words of an article."""

    title = StringField(_l("Titel"), [_filled(_l("Geef deze afspraak een titel.")), _at_most(80)], filters=[tidy])
    child = TextAreaField(
        _l("Voor kinderen"),
        [_filled(_l("Schrijf in woorden voor een kind van negen wat we afspreken.")), _at_most(LONGEST_TEXT)],
        filters=[tidy],
    )
    adult = TextAreaField(
        _l("Voor volwassenen"), [_filled(_l("Schrijf op wat we afspreken.")), _at_most(LONGEST_TEXT)], filters=[tidy]
    )

    @classmethod
    def of(cls, change: ArticleChange | None, article: Article, *, seen: str) -> ArticleForm:
        """Give the form filled in with how the article is now."""
        now = article_now(change, article)
        return cls(data={"title": now.title, "child": now.child, "adult": now.adult, "seen": seen})

    def change(self, article: Article) -> ArticleChange | None:
        """Give what was filled in, as far as it is different from the standard."""
        texts = (tidy(field.data) for field in (self.title, self.adult, self.child))
        return trimmed_article(ArticleChange(*texts), article)


class _RuleTexts(ProtocolForm):
    """What every rule says."""

    severity = RadioField(_l("Hoe ernstig is het?"), coerce=int)
    reasons_child = LinesField(
        _l("Wat Merel tegen een kind zegt"),
        [_filled(_l("Schrijf in woorden voor een kind van negen wat er is."))],
    )
    tips = LinesField(_l("Tips: wat kan er dan wel?"), [_filled(_l("Geef minstens één tip."))])
    reason_adult = TextAreaField(
        _l("Uitleg voor volwassenen"),
        [_filled(_l("Schrijf op waarom deze regel er is.")), _at_most(LONGEST_TEXT)],
        filters=[tidy],
    )
    outcome = RadioField(_l("Wat gebeurt er?"))

    def offer(self, outcomes: Iterable[Outcome], severities: Iterable[int]) -> None:
        """Fill the choices."""
        self.outcome.choices = [(outcome.value, label(outcome)) for outcome in outcomes]
        self.severity.choices = [(number, SEVERITIES[number]) for number in severities]


class RuleForm(_RuleTexts):
    """A rule of the standard."""

    off = BooleanField(_l("Zet deze regel uit op onze school"))
    off_because = TextAreaField(_l("Waarom?"), [_at_most(LONGEST_TEXT)], filters=[tidy])

    @classmethod
    def of(cls, change: RuleChange | None, rule: Rule, *, seen: str) -> RuleForm:
        """Give the form filled in with how the rule is now."""
        now = rule_now(change, rule)
        form = cls(
            data={
                "outcome": now.outcome and now.outcome.value,
                "severity": now.severity,
                "reasons_child": now.reasons_child,
                "tips": now.tips,
                "reason_adult": now.reason_adult,
                "off": bool(now.off_because),
                "off_because": now.off_because,
                "seen": seen,
            }
        )
        return form.with_choices(rule)

    def with_choices(self, rule: Rule) -> RuleForm:
        """Offer what this rule can be: a safety rule stays on and never gets milder."""
        self.offer(outcomes_for(rule), severities_for(rule))
        if is_safety(rule):
            del self.off
            del self.off_because
        return self

    def validate_off_because(self, field: TextAreaField) -> None:
        """Ask why a rule is switched off."""
        if self.off and self.off.data and not field.data:
            raise ValidationError(_("Schrijf op waarom. Collega's, ouders en de MR lezen het mee."))

    def change(self, rule: Rule) -> RuleChange | None:
        """Give what was filled in, as far as it is different from the standard."""
        made = RuleChange(
            outcome=Outcome(self.outcome.data),
            severity=self.severity.data,
            reasons_child=self.reasons_child.lines,
            reason_adult=tidy(self.reason_adult.data),
            tips=self.tips.lines,
            off_because=tidy(self.off_because.data) if self.off and self.off.data else "",
        )
        return trimmed_rule(made, rule)


class OwnRuleForm(_RuleTexts):
    """Words to watch, and what is said about them. The name is given once: it becomes the id."""

    name = StringField(_l("Naam van deze regel"), [_at_most(40)], filters=[tidy])
    words = LinesField(_l("Woorden of zinnetjes"))
    label = SelectField(_l("Waar gaat het om?"))
    article = SelectField(_l("Bij welke afspraak hoort het?"))
    roles = SelectField(_l("Voor wie geldt het?"))

    @classmethod
    def of(cls, own: OwnRule | None, base: Protocol, *, seen: str) -> OwnRuleForm:
        """Give the form filled in with how the rule is now; a new one with what is usual."""
        kept = {
            "outcome": own.outcome.value if own else Outcome.ADVISE.value,
            "severity": own.severity if own else 1,
            "article": own.article if own else "A7",
            "label": own.label if own else "kwetsen",
            "roles": next(iter(sorted(own.roles)), EVERYBODY) if own else EVERYBODY,
            "words": own.words if own else (),
            "reasons_child": own.reasons_child if own else (),
            "tips": own.tips if own else (),
            "reason_adult": own.reason_adult if own else "",
            "seen": seen,
        }
        return cls(data=kept).with_choices(base)

    def with_choices(self, base: Protocol) -> OwnRuleForm:
        """Offer the labels and articles of the protocol; those of care are no choice."""
        self.offer(OUTCOMES, SEVERITIES)
        self.label.choices = [(key, finding_label(key)) for key in base.labels if key not in NEVER_PRACTICE]
        self.roles.choices = list(FOR.items())
        self.article.choices = [(ref, f"{ref} · {article.title}") for ref, article in base.articles.items()]
        return self

    @property
    def rule_id(self) -> str:
        """Give the id that the name becomes: "Slangenkop!" is "school-slangenkop"; "" when there is no letter in it."""
        plain = unicodedata.normalize("NFKD", (self.name.data or "").lower()).encode("ascii", "ignore").decode()
        slug = "-".join(re.findall(r"[a-z0-9]+", plain))
        return OWN_PREFIX + slug if slug else ""

    def own_rule(self, before: OwnRule | None) -> OwnRule:
        """Give what was filled in; what only a file can say stays as it was."""
        return OwnRule(
            article=self.article.data,
            label=self.label.data,
            outcome=Outcome(self.outcome.data),
            severity=self.severity.data,
            words=self.words.lines,
            reasons_child=self.reasons_child.lines,
            reason_adult=tidy(self.reason_adult.data),
            tips=self.tips.lines,
            roles=frozenset() if self.roles.data == EVERYBODY else frozenset([AuthorRole(self.roles.data)]),
            more=before.more if before else {},
        )


class AllowedForm(ProtocolForm):
    """Words that touch no rule, and names that are only names."""

    words = LinesField(_l("Woorden die hier mogen"))
    names = LinesField(_l("Namen die gewoon een naam zijn"))

    @classmethod
    def of(cls, allowed: Allowed, *, seen: str) -> AllowedForm:
        """Give the form filled in."""
        return cls(data={"words": allowed.words, "names": allowed.names, "seen": seen})

    def allowed(self) -> Allowed | None:
        """Give what was filled in; None when that is nothing."""
        found = Allowed(self.words.lines, self.names.lines)
        return None if found == Allowed() else found


class ValueForm(Form):
    """One core value."""

    name = StringField(_l("Kernwaarde"), [_at_most(LONGEST_NAME)], filters=[tidy])
    text = StringField(_l("Wat bedoelen we ermee?"), [_at_most(300)], filters=[tidy])
    words = LinesField(_l("Past dit erbij? Woorden om even bij stil te staan"))

    def validate_text(self, field: StringField) -> None:
        """Ask for the other half of a row that is half filled in."""
        if self.name.data and not field.data:
            raise ValidationError(_("Schrijf in één zin wat jullie ermee bedoelen."))
        if (field.data or self.words.lines) and not self.name.data:
            raise ValidationError(_("Geef deze kernwaarde een naam."))


class ValuesForm(ProtocolForm):
    """The name of the protocol, and what the school stands for."""

    name = StringField(
        _l("Naam van het protocol"),
        [_filled(_l("Geef het protocol een naam.")), _at_most(LONGEST_NAME)],
        filters=[tidy],
    )
    name_seen = HiddenField()
    values = FieldList(FormField(ValueForm), max_entries=MOST_VALUES)

    @classmethod
    def of(cls, name: str, values: Iterable[CoreValue], *, name_seen: str, seen: str) -> ValuesForm:
        """Give the form filled in, and with some empty rows."""
        rows = [{"name": value.name, "text": value.text, "words": value.words} for value in values]
        spare = [{"name": "", "text": "", "words": ()}] * min(SPARE_VALUES, MOST_VALUES - len(rows))
        return cls(data={"name": name, "name_seen": name_seen, "seen": seen, "values": [*rows, *spare]})

    def is_good(self) -> bool:
        """Say whether everything can be kept; what cannot be is said at its field."""
        good = bool(self.validate_on_submit())
        seen: set[str] = set()
        for row in self.values:
            name = (row.form.name.data or "").casefold()
            if name and name in seen:
                row.form.name.errors = [_("Deze kernwaarde staat er al. Houd er één over.")]
                good = False
            seen.add(name)
        return good

    def core_values(self) -> tuple[CoreValue, ...] | None:
        """Give what was filled in; None when that is nothing."""
        rows = (row.form for row in self.values)
        found = tuple(CoreValue(row.name.data, tidy(row.text.data), row.words.lines) for row in rows if row.name.data)
        return found or None


class ConsentForm(FlaskForm):  # type: ignore[misc]
    """When the MR agreed."""

    mr_date = DayField(
        _l("Op welke dag zei de MR ja?"),
        [InputRequired(_l("Vul de dag in waarop de MR ja zei."))],
        format=["%Y-%m-%d", "%d-%m-%Y"],
    )
    seen = HiddenField()


class NotedConsentForm(FlaskForm):  # type: ignore[misc]
    """When the MR agreed with what holds now."""

    noted_on = DayField(
        _l("Op welke dag zei de MR ja?"),
        [InputRequired(_l("Vul de dag in waarop de MR ja zei."))],
        format=["%Y-%m-%d", "%d-%m-%Y"],
    )


class ImportForm(FlaskForm):  # type: ignore[misc]
    """A school's file: chosen, or on its way from the plan to the draft."""

    file = FileField(_l("Bestand van een school (.toml)"))
    text = TextAreaField()
    seen = HiddenField()
