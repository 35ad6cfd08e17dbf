"""Find the rules that were nearly touched, and what kept them from it.

It is asked from the engine itself, by leaving out: would the rule have found something without this limit, and does
this one condition hold when it stands alone? So this file knows no rule, and a new condition is explained by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from learnapp.moderation.detectors import DETECTORS
from learnapp.moderation.engine import holds
from learnapp.moderation.message import Verdict
from learnapp.moderation.reading import Reading, Stretch
from learnapp.moderation.rules import Conditions, Protocol, Rule

#: A stretch of the original text, from and up to.
Place = Stretch

#: Parameters of detectors that only take places away.
_LIMITS = ("except", "unless_near", "public")
#: Conditions that name word lists: those that must be found, and those that may not be found; here or in what is
#: answered.
_WANTED = frozenset({"given", "answers"})
_UNWANTED = frozenset({"unless", "unless_answers"})
_IN_ANSWERED = frozenset({"answers", "unless_answers"})


class WhyNot(StrEnum):
    """What keeps a rule from being touched, beside the conditions of a rule (which are called as they are there)."""

    ROLE = "role"
    #: The words are used in a way that takes the sting out, or stand near words that do.
    EXCEPT = "except"
    UNLESS_NEAR = "unless_near"
    PUBLIC = "public"
    #: One of the word lists that the rule wants together is not there.
    MISSING = "missing"
    #: A stricter rule of the same kind was touched by the same words.
    SAME = "same"


#: What puts a rule further away than a circumstance in the words themselves does.
_FAR = {"given": 2, "answers": 2, WhyNot.SAME: 2, WhyNot.ROLE: 3, WhyNot.MISSING: 3}
_ANSWERS_NOTHING = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule was not touched: the name of a condition of rules, or a `WhyNot`.

    `values` tells more: the word lists that were found or missed, the roles for which the rule is, the exemption.
    `places` are the words that did it (in what is answered when `in_answered`).
    """

    kind: str
    values: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    in_answered: bool = False


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule whose words were found, but that was not touched; the smaller the distance, the nearer."""

    rule: Rule
    places: tuple[Place, ...]
    reasons: tuple[Reason, ...]
    distance: int


def near_misses(protocol: Protocol, reading: Reading, verdict: Verdict) -> tuple[NearMiss, ...]:
    """Give the rules that were nearly touched: the nearest first, by what kept them most, and by how much did."""
    touched = {finding.rule for finding in verdict.findings}
    left = [rule for rule in protocol.rules if rule.id not in touched]
    near = [one for rule in left if (one := _near(rule, reading, verdict)) and not _says_nothing(one)]
    return tuple(sorted(near, key=lambda one: (one.distance, len(one.reasons), -one.rule.severity)))


def removed_places(rule: Rule, reading: Reading, limit: str, value: str) -> tuple[Place, ...]:
    """Give the places that one value of a limiting parameter takes away."""
    bare = _places(rule, reading, _loosened(rule.parameters))
    limited = _places(rule, reading, {**_loosened(rule.parameters), limit: (value,)}) if bare else ()
    return tuple(place for place in bare if place not in limited)


def lists_at(rule: Rule, reading: Reading, place: Place) -> tuple[str, ...]:
    """Give the word lists of a rule that were found at a place of the original text."""
    wanted = (*rule.parameters.get("lists", ()), *rule.parameters.get("all", ()))
    return tuple(one for one in wanted if any(_within(reading.span(found), place) for found in reading.found(one)))


def _within(inner: Place, outer: Place) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _near(rule: Rule, reading: Reading, verdict: Verdict) -> NearMiss | None:
    found = _places(rule, reading, _loosened(rule.parameters))
    places = found or _half(rule, reading)
    if not places:
        return None
    reasons = [*_limits(rule, reading), *_unmet(rule, reading)]
    if not found:
        reasons.append(Reason(WhyNot.MISSING, tuple(one for one in _all(rule) if not reading.has(one))))
    if reading.message.author_role not in rule.roles:
        reasons.append(Reason(WhyNot.ROLE, tuple(sorted(role.value for role in rule.roles))))
    why = tuple(reasons) or (Reason(WhyNot.SAME, tuple(dict.fromkeys(_same(rule, places, verdict)))),)
    return NearMiss(rule, places, why, max(_distance(reason, reading) for reason in why))


def _says_nothing(near: NearMiss) -> bool:
    """Say whether it is only the second opinion, saying once more what a rule found already."""
    return near.rule.detector == "advice" and near.reasons[0].kind == WhyNot.SAME


def _distance(reason: Reason, reading: Reading) -> int:
    if reason.kind == "answers" and reading.answered is None:
        return _ANSWERS_NOTHING
    return _FAR.get(reason.kind, 1)


def _all(rule: Rule) -> tuple[str, ...]:
    """Give the word lists that a rule wants together."""
    return rule.parameters.get("all", ())


def _half(rule: Rule, reading: Reading) -> tuple[Place, ...]:
    """Give the places of a rule that wants several word lists together, when some of them are there."""
    return tuple(reading.span(stretch) for list_id in _all(rule) for stretch in reading.found(list_id))


def _same(rule: Rule, places: tuple[Place, ...], verdict: Verdict) -> Iterator[str]:
    """Give the rules of the same kind that were touched by the same words."""
    for finding in verdict.findings:
        if finding.label == rule.label and any(start < finding.end and finding.start < end for start, end in places):
            yield finding.rule


def _limits(rule: Rule, reading: Reading) -> Iterator[Reason]:
    """Give the limits of a detector that took away all that it would have found."""
    if _places(rule, reading, rule.parameters):
        return
    for limit in _LIMITS:
        for value in rule.parameters.get(limit, ()):
            if removed := removed_places(rule, reading, limit, value):
                near = tuple(reading.span(found) for found in reading.found(value)) if limit == "unless_near" else ()
                yield Reason(limit, (value,), near or removed)


def _unmet(rule: Rule, reading: Reading) -> Iterator[Reason]:
    """Give the conditions that do not hold, each asked alone."""
    for field in fields(Conditions):
        value = getattr(rule.when, field.name)
        if value != field.default and not _holds(reading, field.name, value):
            yield _unmet_reason(field.name, value, reading)


def _unmet_reason(name: str, value: Any, reading: Reading) -> Reason:
    where = reading.answered if name in _IN_ANSWERED else reading
    if name in _WANTED:
        return Reason(name, value, in_answered=name in _IN_ANSWERED)
    if name in _UNWANTED and where is not None:
        lists = tuple(one for one in value if not _holds(reading, name, (one,)))
        places = tuple(where.span(stretch) for stretch in where.found(*lists))
        return Reason(name, lists, places, in_answered=name in _IN_ANSWERED)
    values = sorted(map(str, value)) if isinstance(value, frozenset) else [str(value).lower()]
    return Reason(name, tuple(values))


def _holds(reading: Reading, name: str, value: Any) -> bool:
    alone: dict[str, Any] = {name: value}
    return holds(replace(Conditions(), **alone), reading)


def _loosened(parameters: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({name: () if name in _LIMITS else values for name, values in parameters.items()})


def _places(rule: Rule, reading: Reading, parameters: Mapping[str, tuple[str, ...]]) -> tuple[Place, ...]:
    return tuple(sorted(set(DETECTORS[rule.detector].detect(reading, parameters))))
