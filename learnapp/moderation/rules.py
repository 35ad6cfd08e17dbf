"""The parts of a protocol: values that the loader makes and the engine reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from learnapp.moderation.lexicon import Lexicon
from learnapp.terms import AuthorRole, Context, Outcome, Tone


class Scope(StrEnum):
    """Where a rule holds: everywhere, or only for what has to do with school (protocol D2)."""

    ALWAYS = "always"
    SCHOOL = "school"


class Audience(StrEnum):
    """Whose ladder it is (protocol S3 and S5)."""

    STAFF = "staff"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the protocol, in our own words for adults and for a child of nine."""

    ref: str
    section: str
    pillar: str
    title: str
    adult: str
    child: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a rule looks at a message at all. Empty or None means: no condition."""

    contexts: frozenset[Context] = frozenset()
    recipients: frozenset[AuthorRole] = frozenset()
    known: bool | None = None
    official: bool | None = None
    consent: bool | None = None
    #: Whether the writer chose a capacity ("namens de school", "persoonlijk"), which is then shown beside the message.
    capacity: bool | None = None
    #: Word lists: one of them must be found, none of them may be found, in the message or in what it answers.
    given: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    unless_answers: tuple[str, ...] = ()
    #: The message has at most so many words (0: no limit).
    max_words: int = 0
    #: The advisor gives it at least this chance (0–1) that something is the matter: it can take the sting out.
    supported: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule guards an article: a detector, what follows, and how that is explained."""

    id: str
    article: str
    label: str
    detector: str
    severity: int
    outcome: Outcome
    roles: frozenset[AuthorRole]
    scope: Scope
    reasons_child: tuple[str, ...]
    reason_adult: str
    tips: tuple[str, ...]
    when: Conditions = field(default_factory=Conditions)
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Label:
    """A kind of finding, with the tone it gives to a message."""

    id: str
    name: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Praise:
    """Something good to recognise, and what is said about it."""

    kind: str
    article: str
    tone: Tone
    lists: tuple[str, ...]
    texts: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One rung of a ladder. `effect` says what it does inside the practice world."""

    id: str
    name: str
    severity: int
    child: str
    adult: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """The measures by severity, mildest first (protocol S3, S5)."""

    audience: Audience
    article: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """A help line or contact: a default that the school confirms before it is shown as certain."""

    id: str
    name: str
    number: str
    text: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Protocol:
    """A school's protocol, checked and made ready."""

    version: str
    name: str
    articles: Mapping[str, Article]
    rules: tuple[Rule, ...]
    labels: Mapping[str, Label]
    ladders: Mapping[Audience, Ladder]
    contacts: Mapping[str, Contact]
    compliments: tuple[Praise, ...]
    lexicon: Lexicon = field(compare=False, repr=False)
    #: The rules that look for word lists, by list; those that listen to the advisor, by label; and the rules that look
    #: at every message.
    rules_by_list: Mapping[str, tuple[Rule, ...]] = field(init=False, compare=False, repr=False)
    rules_on_advice: Mapping[str, tuple[Rule, ...]] = field(init=False, compare=False, repr=False)
    rules_for_all: tuple[Rule, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Sort the rules by what they look for, so that a message meets only those that may be touched."""
        by_list: dict[str, tuple[Rule, ...]] = {}
        by_label: dict[str, tuple[Rule, ...]] = {}
        for_all = []
        for rule in self.rules:
            for list_id in rule.parameters.get("lists", ()):
                by_list[list_id] = (*by_list.get(list_id, ()), rule)
            if "anything" in rule.parameters:
                by_label[rule.label] = (*by_label.get(rule.label, ()), rule)
            elif "lists" not in rule.parameters:
                for_all.append(rule)
        object.__setattr__(self, "rules_by_list", MappingProxyType(by_list))
        object.__setattr__(self, "rules_on_advice", MappingProxyType(by_label))
        object.__setattr__(self, "rules_for_all", tuple(for_all))

    def rules_that_may_fit(self, lists: Iterable[str]) -> tuple[Rule, ...]:
        """Give the rules (but those on advice) that may be touched where these word lists were found."""
        found = {rule.id: rule for list_id in lists for rule in self.rules_by_list.get(list_id, ())}
        return (*found.values(), *self.rules_for_all)

    def rules_on(self, labels: Iterable[str]) -> Iterator[Rule]:
        """Give the rules that listen to the advisor about these labels."""
        return (rule for label in labels for rule in self.rules_on_advice.get(label, ()))

    def rule(self, rule_id: str) -> Rule | None:
        """Give the rule with this id, or None."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)
