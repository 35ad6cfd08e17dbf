"""Show what the learned second opinion makes of a message, on which words it leans, and whether a rule listened."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from learnapp.moderation.advisor import ANYTHING, opinion_of, standard_advisor
from learnapp.moderation.reading import Reading
from learnapp.moderation.rules import Protocol, Rule


@dataclass(frozen=True, slots=True)
class Weight:
    """A word of the original text, and how much it speaks for (above 0) or against (below 0) what is weighed."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Listener:
    """A rule that listens to the advisor, what it asks for, and what came of it."""

    rule: Rule
    label: str
    likely: float
    needed: float
    anything_needed: float
    fired: bool


@dataclass(frozen=True, slots=True)
class AdviceView:
    """The opinion: how likely it is that anything is the matter, and per label, the likeliest first.

    `label` is what the weights are about: the likeliest label, or `ANYTHING` when the labels were not worked out.
    """

    anything: float
    labels: tuple[tuple[str, float], ...]
    label: str
    weights: tuple[Weight, ...]
    listeners: tuple[Listener, ...]

    @property
    def listened(self) -> bool:
        """Say whether a rule followed this opinion."""
        return any(one.fired for one in self.listeners)


def advice_on(protocol: Protocol, reading: Reading, fired: Collection[str]) -> AdviceView | None:
    """Give the opinion on a message; None when there is nothing to have an opinion on. `fired`: rules touched."""
    if not reading.words:
        return None
    opinion = opinion_of(reading)
    labels = tuple(sorted(opinion.labels.items(), key=lambda pair: -pair[1]))
    label = labels[0][0] if labels else ANYTHING
    return AdviceView(
        anything=opinion.anything,
        labels=labels,
        label=label,
        weights=tuple(
            Weight(*reading.span((place, place + 1)), weight)
            for place, weight in enumerate(standard_advisor().weights(reading, label))
        ),
        listeners=tuple(_listener(rule, opinion.labels, fired) for rule in protocol.rules if rule.detector == "advice"),
    )


def _listener(rule: Rule, likely: Mapping[str, float], fired: Collection[str]) -> Listener:
    label = rule.parameters["label"][0]
    return Listener(
        rule=rule,
        label=label,
        likely=likely.get(label, 0.0),
        needed=float(rule.parameters["likely"][0]),
        anything_needed=float(rule.parameters["anything"][0]),
        fired=rule.id in fired,
    )
