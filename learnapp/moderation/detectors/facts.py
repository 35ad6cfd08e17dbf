"""Find claims about the school that its own facts contradict."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import lru_cache

from learnapp.moderation.detectors.base import Detector, Parameters
from learnapp.moderation.lexicon import Lexicon
from learnapp.moderation.message import Message
from learnapp.moderation.reading import Reading, Stretch, read

_STEM = 5
_MIN_LENGTH = 3


class _Fact:
    """One fact of the school: its content words, and what it says of each kind of thing."""

    def __init__(self, reading: Reading, parameters: Parameters) -> None:
        self.stems = _stems(reading, parameters)
        self.denies = reading.has(*parameters["denial"])
        self.kinds = _kinds(reading, parameters)
        self.sides = frozenset(name for name in parameters["sides"] if reading.has(name))


def _stems(reading: Reading, parameters: Parameters) -> frozenset[str]:
    plain = reading.lexicon.classes.bits[parameters["plain"][0]]
    numbered = {first + second for first, second in itertools.pairwise(reading.words) if second.isdecimal()}
    return frozenset(numbered) | frozenset(
        word[:_STEM]
        for word, classes in zip(reading.words, reading.classes, strict=True)
        if len(word) >= _MIN_LENGTH and word.isalpha() and not classes & plain
    )


def _kinds(reading: Reading, parameters: Parameters) -> dict[str, set[str]]:
    """Give the days, months, numbers… that are mentioned, per kind."""
    bits = reading.lexicon.classes.bits
    kinds: dict[str, set[str]] = {}
    for word, classes in zip(reading.words, reading.classes, strict=True):
        for kind in parameters["kinds"]:
            if classes & bits[kind]:
                kinds.setdefault(kind, set()).add(word)
    return kinds


def _contradicted(reading: Reading, parameters: Parameters) -> Iterator[Stretch]:
    facts = reading.message.school_facts
    if not facts or not reading.words:
        return
    claim = _Fact(reading, parameters)
    for subject, sentence in facts.items():
        fact = _Fact(_as_reading(f"{subject}. {sentence}", reading), parameters)
        if claim.stems & fact.stems and _differs(claim, fact):
            yield reading.span((0, len(reading.words)))
            return


def _as_reading(sentence: str, reading: Reading) -> Reading:
    return _facts(sentence, reading.message.school, _Key(reading.lexicon))


class _Key:
    """A lexicon as a key: the same object is the same lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.lexicon is self.lexicon

    def __hash__(self) -> int:
        return id(self.lexicon)


@lru_cache(maxsize=512)
def _facts(sentence: str, school: str | None, key: _Key) -> Reading:
    return read(Message(sentence, school=school), key.lexicon)


def _differs(claim: _Fact, fact: _Fact) -> bool:
    if claim.denies != fact.denies:
        return True
    if claim.sides and fact.sides and not claim.sides & fact.sides:
        return True
    return any(kind in fact.kinds and not values & fact.kinds[kind] for kind, values in claim.kinds.items())


CONTRADICTED = Detector(
    "contradicted",
    _contradicted,
    lists=frozenset({"denial", "sides"}),
    required=frozenset({"denial", "sides", "kinds", "plain"}),
)
