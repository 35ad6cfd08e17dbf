"""Compare what was found with what a careful teacher would say, as functional tests of moderation do (HateCheck)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from learnapp.moderation.message import Finding
from training.corpus import Line


@dataclass(frozen=True, slots=True)
class Ratio:
    """Precision, recall and their harmonic mean, from counts of right, wrong and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Give the share of what was found that is right (0–1)."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Give the share of what had to be found that was (0–1)."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Give the harmonic mean of precision and recall (0–1)."""
        both = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / both if both else 0.0


@dataclass(slots=True)
class Score:
    """How well messages were judged. A label that is only allowed counts neither for nor against."""

    harmful_found: int = 0
    harmful_missed: int = 0
    harmless_flagged: int = 0
    harmless_left: int = 0
    grave_found: int = 0
    grave: int = 0
    places_right: int = 0
    places: int = 0
    labels: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    functionalities: dict[str, Counter[bool]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def macro_f1(self) -> float:
        """Give the mean of the F1 of "something is the matter" and of "nothing is" (0–1)."""
        harmful = Ratio(self.harmful_found, self.harmless_flagged, self.harmful_missed).f1
        harmless = Ratio(self.harmless_left, self.harmful_missed, self.harmless_flagged).f1
        return (harmful + harmless) / 2

    @property
    def recall(self) -> float:
        """Give the share of harmful messages in which something was found (0–1)."""
        return self.harmful_found / max(1, self.harmful_found + self.harmful_missed)

    @property
    def specificity(self) -> float:
        """Give the share of harmless messages that were left alone (0–1)."""
        return self.harmless_left / max(1, self.harmless_left + self.harmless_flagged)

    @property
    def grave_recall(self) -> float:
        """Give the share of the messages that an adult must know of in which something was found (0–1)."""
        return self.grave_found / max(1, self.grave)

    @property
    def overlap(self) -> float:
        """Give the share of found messages in which a finding touches the words that carry the harm (0–1)."""
        return self.places_right / max(1, self.places)

    @property
    def per_label(self) -> Mapping[str, Ratio]:
        """Give the ratio of each label."""
        return {name: Ratio(one["right"], one["wrong"], one["missed"]) for name, one in sorted(self.labels.items())}

    @property
    def micro(self) -> Ratio:
        """Give the ratio over all labels together."""
        total: Counter[str] = Counter()
        for one in self.labels.values():
            total.update(one)
        return Ratio(total["right"], total["wrong"], total["missed"])

    @property
    def per_functionality(self) -> Mapping[str, tuple[float, int]]:
        """Give the share of right judgements (harmful or not) per functionality, and how many messages it has."""
        return {
            name: (counts[True] / counts.total(), counts.total())
            for name, counts in sorted(self.functionalities.items())
        }

    def add(self, line: Line, labels: Collection[str], findings: Sequence[Finding] = ()) -> None:
        """Count what was found in one message."""
        found = set(labels)
        flagged = bool(found) if line.expected else bool(found - line.allowed)
        if line.expected:
            self.harmful_found += flagged
            self.harmful_missed += not flagged
        else:
            self.harmless_flagged += flagged
            self.harmless_left += not flagged
        if line.severity == 3:
            self.grave += 1
            self.grave_found += bool(found)
        for label in found | line.expected:
            if label in found and label in line.expected:
                self.labels[label]["right"] += 1
            elif label in line.expected:
                self.labels[label]["missed"] += 1
            elif label not in line.allowed:
                self.labels[label]["wrong"] += 1
        self.functionalities[line.functionality][flagged == bool(line.expected)] += 1
        if line.spans and findings:
            self.places += 1
            self.places_right += any(
                one.start < end and start < one.end for one in findings for start, end in line.spans
            )


def score(judged: Iterable[tuple[Line, Sequence[Finding]]]) -> Score:
    """Score messages with the findings in each."""
    total = Score()
    for line, findings in judged:
        total.add(line, {one.label for one in findings}, findings)
    return total
