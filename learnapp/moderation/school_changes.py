"""What a school does otherwise than the protocol that every school starts with, as values.

A school keeps only its own changes: what it left alone follows the standard, also when a newer version of the program
brings a better one. `school_file.py` writes and reads them, `composing.py` makes a protocol of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from learnapp.moderation.lifecycle import NEVER_PRACTICE
from learnapp.moderation.rules import Article, Rule, Scope
from learnapp.terms import AuthorRole, Outcome

#: The id of a rule of the school itself starts so; no rule of the standard does.
OWN_PREFIX = "school-"
#: What a rule can lead to, mildest first. Something that need not be said at all is a rule that is switched off.
OUTCOMES = (Outcome.ADVISE, Outcome.HOLD, Outcome.REFUSE)
_ADULT_MUST_KNOW = 3


class Kind(StrEnum):
    """The kinds of thing in a protocol that a school can change."""

    NAME = "name"
    ARTICLE = "article"
    RULE = "rule"
    OWN = "own"
    ALLOWED = "allowed"
    VALUES = "values"


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One thing that can be changed by itself: an article, a rule, the words that are allowed."""

    kind: Kind
    key: str = ""

    def __str__(self) -> str:
        """Give the item as it stands in the logbook."""
        return f"{self.kind.value}:{self.key}" if self.key else self.kind.value


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """Other words for an article; an empty text stays as it is in the standard."""

    title: str = ""
    adult: str = ""
    child: str = ""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What is different about a rule of the standard; what is empty or None stays. Off with a reason."""

    outcome: Outcome | None = None
    severity: int | None = None
    reasons_child: tuple[str, ...] = ()
    reason_adult: str = ""
    tips: tuple[str, ...] = ()
    off_because: str = ""


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of the school itself: words to watch, and what is said about them.

    `more` holds what only a file can say: another detector with its parameters, conditions, a scope.
    """

    article: str
    label: str
    outcome: Outcome
    severity: int
    words: tuple[str, ...]
    reasons_child: tuple[str, ...]
    reason_adult: str
    tips: tuple[str, ...]
    roles: frozenset[AuthorRole] = frozenset()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Allowed:
    """Words that touch no rule at this school, and names that are only names. Safety and care rules still see them."""

    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoreValue:
    """What the school stands for (protocol C2), and words of staff that ask whether they fit it: advice, never more."""

    name: str
    text: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolChanges:
    """Everything that a school changed. `on_top_of` is the version of the standard that it was made on."""

    name: str = ""
    on_top_of: str = ""
    articles: Mapping[str, ArticleChange] = field(default_factory=dict)
    rules: Mapping[str, RuleChange] = field(default_factory=dict)
    own: Mapping[str, OwnRule] = field(default_factory=dict)
    #: Word patterns of own rules that came from a file, in the notation of protocol files.
    lists: Mapping[str, str] = field(default_factory=dict)
    allowed: Allowed = Allowed()
    values: tuple[CoreValue, ...] = ()

    def items(self) -> tuple[Item, ...]:
        """Give everything that is changed, in the order of the protocol."""
        found = [Item(Kind.NAME)] if self.name else []
        found += [Item(Kind.ARTICLE, ref) for ref in self.articles]
        found += [Item(Kind.RULE, rule_id) for rule_id in self.rules]
        found += [Item(Kind.OWN, rule_id) for rule_id in self.own]
        found += [Item(Kind.ALLOWED)] if self.allowed != Allowed() else []
        return tuple(found + ([Item(Kind.VALUES)] if self.values else []))

    def value(self, item: Item) -> Any:
        """Give what the school made of an item; None when it left it alone."""
        if item.kind is Kind.NAME:
            return self.name or None
        if item.kind is Kind.ALLOWED:
            return self.allowed if self.allowed != Allowed() else None
        if item.kind is Kind.VALUES:
            return self.values or None
        return self._table(item.kind).get(item.key)

    def with_value(self, item: Item, value: Any) -> SchoolChanges:
        """Give the changes with another value for an item; None brings the standard back."""
        if item.kind is Kind.NAME:
            return replace(self, name=value or "")
        if item.kind is Kind.ALLOWED:
            return replace(self, allowed=value or Allowed())
        if item.kind is Kind.VALUES:
            return replace(self, values=value or ())
        table = {key: kept for key, kept in self._table(item.kind).items() if key != item.key or value is not None}
        if value is not None:
            table[item.key] = value
        if item.kind is Kind.ARTICLE:
            return replace(self, articles=table)
        return replace(self, rules=table) if item.kind is Kind.RULE else replace(self, own=table)

    def mark(self, item: Item | None = None) -> str:
        """Give a short text that differs as soon as an item (or, without one, anything) is different."""
        value = replace(self, on_top_of="") if item is None else self.value(item)
        return hashlib.sha256(_plain(value).encode()).hexdigest()[:16]

    def _table(self, kind: Kind) -> Mapping[str, Any]:
        return {Kind.ARTICLE: self.articles, Kind.RULE: self.rules, Kind.OWN: self.own}[kind]


def is_safety(rule: Rule) -> bool:
    """Say whether a rule guards safety or care: it stays on and never gets milder, at whatever school."""
    return rule.scope is Scope.ALWAYS or rule.severity >= _ADULT_MUST_KNOW or rule.label in NEVER_PRACTICE


def outcomes_for(rule: Rule) -> tuple[Outcome, ...]:
    """Give what a school may let a rule lead to: a safety rule only gets stricter, and what care asks for stands."""
    if rule.label in NEVER_PRACTICE:
        return (rule.outcome,)
    least = rule.outcome.weight if is_safety(rule) else 0
    return tuple(outcome for outcome in OUTCOMES if outcome.weight >= least)


def severities_for(rule: Rule) -> tuple[int, ...]:
    """Give the severities that a school may give a rule: a safety rule only gets more serious."""
    return tuple(range(rule.severity if is_safety(rule) else 1, _ADULT_MUST_KNOW + 1))


def trimmed_rule(change: RuleChange, rule: Rule) -> RuleChange | None:
    """Leave out what is the same as in the standard, so that it follows the standard; None when nothing is left."""
    same = RuleChange(
        outcome=None if change.outcome is rule.outcome else change.outcome,
        severity=None if change.severity == rule.severity else change.severity,
        reasons_child=() if change.reasons_child == rule.reasons_child else change.reasons_child,
        reason_adult="" if change.reason_adult == rule.reason_adult else change.reason_adult,
        tips=() if change.tips == rule.tips else change.tips,
        off_because=change.off_because,
    )
    return None if same == RuleChange() else same


def trimmed_article(change: ArticleChange, article: Article) -> ArticleChange | None:
    """Leave out what is the same as in the standard, so that it follows the standard; None when nothing is left."""
    texts = {key: getattr(change, key) for key in ("title", "adult", "child")}
    same = ArticleChange(**{key: "" if text == getattr(article, key) else text for key, text in texts.items()})
    return None if same == ArticleChange() else same


def rule_now(change: RuleChange | None, rule: Rule) -> RuleChange:
    """Give a rule of the standard as it is at this school: with everything filled in."""
    change = change or RuleChange()
    return RuleChange(
        outcome=change.outcome or rule.outcome,
        severity=change.severity or rule.severity,
        reasons_child=change.reasons_child or rule.reasons_child,
        reason_adult=change.reason_adult or rule.reason_adult,
        tips=change.tips or rule.tips,
        off_because=change.off_because,
    )


def article_now(change: ArticleChange | None, article: Article) -> ArticleChange:
    """Give an article as it is at this school: with everything filled in."""
    change = change or ArticleChange()
    return ArticleChange(change.title or article.title, change.adult or article.adult, change.child or article.child)


def _plain(value: Any) -> str:
    """Write a value so that equal values give the same text, in whatever order a set or table was filled."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{_plain(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, frozenset):
        return _plain(sorted(value))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ",".join(map(_plain, value)) + "]"
    fields = getattr(type(value), "__dataclass_fields__", None)
    return repr(value) if fields is None else _plain({name: getattr(value, name) for name in fields})
