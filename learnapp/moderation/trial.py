"""Try a protocol before it comes into force: what it would say otherwise about the same messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from learnapp.moderation.engine import judge
from learnapp.moderation.examples import Example
from learnapp.moderation.message import Message, Verdict
from learnapp.moderation.rules import Protocol
from learnapp.moderation.school_changes import is_safety
from learnapp.terms import Outcome

#: After so many messages the others get a turn.
_TURN = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One message that the two protocols do not say the same about; `number` is its place in what was tried."""

    number: int
    before: Verdict
    after: Verdict

    @property
    def moves(self) -> bool:
        """Say whether it would go another way, and not only be explained by another rule."""
        return self.before.outcome is not self.after.outcome


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many messages touch a rule now and would touch it later."""

    rule: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What would change: every message that is judged otherwise, and the counts."""

    total: int
    changed: tuple[Judged, ...]
    rules: tuple[RuleCount, ...]

    @property
    def moves(self) -> dict[tuple[Outcome, Outcome], int]:
        """Give how many messages would go another way: from which outcome to which."""
        pairs = Counter((one.before.outcome, one.after.outcome) for one in self.changed if one.moves)
        return dict(sorted(pairs.items(), key=lambda pair: (pair[0][0].weight, pair[0][1].weight)))

    @property
    def moved(self) -> int:
        """Give how many messages would go another way."""
        return sum(self.moves.values())


def compare(
    messages: Iterable[Message], now: Protocol, later: Protocol, *, pause: Callable[[], object] = lambda: None
) -> Comparison:
    """Judge messages by two protocols; `pause` is called now and then, to let others have a turn."""
    changed: list[Judged] = []
    before, after = Counter[str](), Counter[str]()
    total = 0
    for number, message in enumerate(messages):
        total += 1
        if number % _TURN == 0:
            pause()
        one = Judged(number, judge(message, now), judge(message, later))
        rules = [{finding.rule for finding in verdict.findings} for verdict in (one.before, one.after)]
        before.update(rules[0])
        after.update(rules[1])
        if one.moves or rules[0] != rules[1]:
            changed.append(one)
    counts = [RuleCount(rule, before[rule], after[rule]) for rule in before | after if before[rule] != after[rule]]
    counts.sort(key=lambda count: (-abs(count.after - count.before), count.rule))
    return Comparison(total, tuple(changed), tuple(counts))


def lost_protection(examples: Sequence[Example], seen: Comparison, now: Protocol) -> tuple[Judged, ...]:
    """Give the sentences about safety and care that the rules now see and would not see any more."""
    labels = {rule.id: rule.label for rule in now.rules if is_safety(rule)}

    def is_lost(one: Judged) -> bool:
        label = labels.get(examples[one.number].rule)
        return label in one.before.labels and label not in one.after.labels

    return tuple(one for one in seen.changed if examples[one.number].touches and is_lost(one))
