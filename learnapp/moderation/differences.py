"""What is different between two sets of changes of a school, one thing at a time, for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from learnapp.moderation.rules import Protocol
from learnapp.moderation.school_changes import (
    Item,
    Kind,
    OwnRule,
    RuleChange,
    SchoolChanges,
    article_now,
    rule_now,
)


class What(StrEnum):
    """What is different about an item."""

    ADDED = "added"
    REMOVED = "removed"
    OFF = "off"
    ON = "on"
    NAME = "name"
    TITLE = "title"
    ADULT = "adult"
    CHILD = "child"
    OUTCOME = "outcome"
    SEVERITY = "severity"
    REASONS_CHILD = "reasons_child"
    REASON_ADULT = "reason_adult"
    TIPS = "tips"
    WORDS = "words"
    NAMES = "names"
    ARTICLE = "article"
    LABEL = "label"
    ROLES = "roles"
    TEXT = "text"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different: what about which item, and how it was and is."""

    item: Item
    what: What
    before: Any = None
    after: Any = None


_ARTICLE = (What.TITLE, What.ADULT, What.CHILD)
_RULE = (What.OUTCOME, What.SEVERITY, What.REASONS_CHILD, What.REASON_ADULT, What.TIPS)
_OWN = (What.WORDS, What.ARTICLE, What.LABEL, What.ROLES, *_RULE, What.MORE)


def differences(before: SchoolChanges, after: SchoolChanges, base: Protocol) -> tuple[Difference, ...]:
    """Give what changes for readers between two versions of a school, in the order of the protocol."""
    return tuple(_all(before, after, base))


def by_item(found: Iterable[Difference]) -> dict[Item, tuple[Difference, ...]]:
    """Put what is different about one item together, in the order of the items."""
    items: dict[Item, tuple[Difference, ...]] = {}
    for one in found:
        items[one.item] = (*items.get(one.item, ()), one)
    return items


def _all(before: SchoolChanges, after: SchoolChanges, base: Protocol) -> Iterator[Difference]:
    if (before.name or base.name) != (after.name or base.name):
        yield Difference(Item(Kind.NAME), What.NAME, before.name or base.name, after.name or base.name)
    for ref, article in base.articles.items():
        old, new = (article_now(changes.articles.get(ref), article) for changes in (before, after))
        yield from _fields(Item(Kind.ARTICLE, ref), old, new, _ARTICLE)
    for rule in base.rules:
        pair = [rule_now(changes.rules.get(rule.id), rule) for changes in (before, after)]
        yield from _rule(Item(Kind.RULE, rule.id), *pair)
    for rule_id in dict.fromkeys([*before.own, *after.own]):
        yield from _own(Item(Kind.OWN, rule_id), before.own.get(rule_id), after.own.get(rule_id))
    if before.lists != after.lists:
        yield Difference(Item(Kind.OWN), What.MORE)
    yield from _fields(Item(Kind.ALLOWED), before.allowed, after.allowed, (What.WORDS, What.NAMES))
    yield from _values(before, after)


def _fields(item: Item, old: Any, new: Any, fields: tuple[What, ...]) -> Iterator[Difference]:
    for field in fields:
        pair = (getattr(old, field.value), getattr(new, field.value))
        if pair[0] != pair[1]:
            yield Difference(item, field, *pair)


def _rule(item: Item, old: RuleChange, new: RuleChange) -> Iterator[Difference]:
    if new.off_because:
        if new.off_because != old.off_because:
            yield Difference(item, What.OFF, old.off_because, new.off_because)
        return
    if old.off_because:
        yield Difference(item, What.ON, old.off_because)
    yield from _fields(item, old, new, _RULE)


def _own(item: Item, old: OwnRule | None, new: OwnRule | None) -> Iterator[Difference]:
    if old is None or new is None:
        yield Difference(item, What.ADDED if old is None else What.REMOVED, old, new)
    else:
        yield from _fields(item, old, new, _OWN)


def _values(before: SchoolChanges, after: SchoolChanges) -> Iterator[Difference]:
    old, new = ({value.name: value for value in changes.values} for changes in (before, after))
    for name in dict.fromkeys([*old, *new]):
        item = Item(Kind.VALUES, name)
        if name in old and name in new:
            yield from _fields(item, old[name], new[name], (What.TEXT, What.WORDS))
        else:
            yield Difference(item, What.ADDED if name in new else What.REMOVED, old.get(name), new.get(name))
