"""The learned part of the engine: a second opinion that weighs all words together, beside the rules.

It is a linear model: every word, pair and row of words that it knows has a weight per label, learned offline from a
corpus that we wrote ourselves (`training/`). The weights of what stands in a message are added up; nothing else
happens, so it can always be shown which words carried an opinion. It never decides alone: only rules with the detector
`advice` listen to it, and they give a tip or ask the teacher.

The weights of one feature are packed into one whole number: a field of `_FIELD` bits per label, raised by `_RAISED` so
that none is negative. Adding such numbers adds all labels at once, without any library.
"""

from __future__ import annotations

import itertools
import json
import math
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from learnapp.moderation.message import Message
from learnapp.moderation.reading import Reading, Stretch
from learnapp.terms import AuthorRole

WEIGHTS = Path(__file__).parent / "advisor.weights"
#: Beside the labels there is one more output: that anything at all is the matter.
ANYTHING = "anything"
#: A message weighs less per feature, the more it says: the sum is divided by (number of features) ** this.
DILUTION = 0.3
_FIELD = 24
_MASK = (1 << _FIELD) - 1
_RAISED = 128
#: A feature is at most three numbers of 17 bits, and its kind above them.
_BITS = 17
#: A longer message is read in windows, so that one hurtful sentence does not drown in a friendly page.
_LONGEST, _WINDOW, _STEP, _MOST_WINDOWS = 60, 40, 25, 24
_MOST_ANSWERED = 30
_SHORT = 8
_MOST_LEXICONS = 8
_START, _END, _BREAK = "<s>", "</s>", "<.>"
(
    _PAIR, _APART, _CLASS, _CLASS_THEN, _THEN_CLASS, _CLASSES, _FACT, _LIST, _ANSWERED_WORD, _ANSWERED_LIST, _TO_LIST,
    _IN_ANSWER, _ADULT, _ADULTS, _STRANGER, _CONSENT, _QUOTING,
) = (kind << (3 * _BITS) for kind in range(1, 18))  # fmt: skip
_KIND = 3 * _BITS
_COVERS = {0: 1, _PAIR: 2, _APART: 3, _CLASS: 1, _CLASS_THEN: 2, _THEN_CLASS: 2, _CLASSES: 2, _LIST: 1, _TO_LIST: 1,
           _IN_ANSWER: 1, _ADULT: 1, _ADULTS: 2, _STRANGER: 1, _CONSENT: 1, _QUOTING: 1}  # fmt: skip
#: How many words a feature of a kind covers; those that are not here are about the whole message.
_COVERED_BY = {kind >> _KIND: words for kind, words in _COVERS.items()}
#: Below this the labels are not worked out: nothing is the matter. And a label with a score below this is unlikely.
_NOTHING, _UNLIKELY = 0.2, -2.5
#: The likeliest label counts from this share of the chance that was asked for.
_NEARLY = 0.6


#: What a message consists of: each feature once, with the place of the first word that it covers.
Features = dict[int, int]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the advisor thinks of a message: how likely it is (0–1) that anything is the matter, and which labels.

    Labels that are unlikely are left out.
    """

    labels: Mapping[str, float]
    anything: float
    #: Whose it is, what it rests on, and where the words stand that carry a label, once that was asked.
    by: Advisor = field(repr=False, compare=False)
    features: tuple[Features, ...] = field(default=(), repr=False, compare=False)
    places: dict[str, Stretch] = field(default_factory=dict, repr=False, compare=False)

    def likeliest(self, likely: float) -> Iterator[str]:
        """Give the labels that are at least so likely, and the likeliest one when it is nearly so."""
        highest = max(self.labels.values(), default=0.0)
        least = min(likely, max(_NEARLY * likely, highest))
        return (label for label, chance in self.labels.items() if chance >= least)


def _tells(name: str) -> bool:
    """Say whether a class tells the advisor something: not those of function words, nor those made by a pattern."""
    return name.isidentifier() and not name.startswith("geen_")


class Vocabulary:
    """The numbers of everything that features are made of: words, classes, lists, facts. 0 is the unknown."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        """Give the words a number from 1 on, in this order."""
        self.words = list(words)
        self._numbers = {word: number for number, word in enumerate(self.words, 1)}
        #: Per lexicon (by its names of classes) the numbers of the classes in each mask that was met.
        self._classes: dict[int, tuple[Mapping[str, int], dict[int, tuple[int, ...]]]] = {}

    def number(self, word: str) -> int:
        """Give the number of a word, or 0."""
        return self._numbers.get(word, 0)

    def classes(self, names: Mapping[str, int]) -> dict[int, tuple[int, ...]]:
        """Give what is known so far of the class masks of a lexicon; `names` tells its bit of each class."""
        known = self._classes.get(id(names))
        if known is None or known[0] is not names:
            if len(self._classes) >= _MOST_LEXICONS:
                self._classes.clear()
            known = self._classes[id(names)] = (names, {0: ()})
        return known[1]

    def classes_in(self, mask: int, names: Mapping[str, int]) -> tuple[int, ...]:
        """Give the numbers of the word classes in a mask, and remember them."""
        numbers = [self.number(f"<{name}>") for name, bit in names.items() if bit & mask and _tells(name)]
        found = self.classes(names)[mask] = tuple(filter(None, numbers))
        return found


class Growing(Vocabulary):
    """A vocabulary that gives every word it meets a number: for training."""

    def number(self, word: str) -> int:
        """Give the number of a word, a new one when needed."""
        known = self._numbers.get(word)
        if known is None:
            self.words.append(word)
            known = self._numbers[word] = len(self.words)
        return known


def windows(reading: Reading, vocabulary: Vocabulary) -> Iterator[Features]:
    """Give the features of a message; of a long one those of windows that overlap, at most `_MOST_WINDOWS`."""
    size = len(reading.words)
    if size <= _LONGEST:
        yield _features(reading, vocabulary, 0, size)
        return
    for start in range(0, min(size - _STEP, _STEP * _MOST_WINDOWS), _STEP):
        yield _features(reading, vocabulary, start, min(size, start + _WINDOW))


def tokens(reading: Reading, start: int, end: int) -> list[tuple[str, int]]:
    """Give the words from `start` to `end` as the advisor sees them, with their places: names and numbers are alike."""
    lexicon = reading.lexicon
    found = [(_START, start)]
    sentence = reading.sentences[start] if start < end else 0
    for place in range(start, end):
        if reading.sentences[place] != sentence:
            sentence = reading.sentences[place]
            found.append((_BREAK, place))
        classes, word = reading.classes[place], reading.words[place]
        if classes & lexicon.naam:
            word = "<staf>" if classes & lexicon.staf else "<naam>"
        elif classes & lexicon.dezeschool:
            word = "<school>"
        elif word.isdecimal():
            word = f"<{min(len(word), 9)}>"
        found.append((word, place))
    found.append((_END, max(start, end - 1)))
    return found


def _features(reading: Reading, vocabulary: Vocabulary, start: int, end: int) -> Features:
    number = vocabulary.number
    found: Features = {}
    numbers = []
    one = two = 0
    at_one = at_two = start
    for word, at in tokens(reading, start, end):
        three = number(word)
        if three:
            numbers.append(three)
            found[three] = at
            if two:
                found[_PAIR | two << _BITS | three] = at_two
            if one:
                found[_APART | one << _BITS | three] = at_one
        one, two, at_one, at_two = two, three, at_two, at
    _add_classes(reading, vocabulary, (start, end), found)
    _add_surroundings(reading, vocabulary, numbers, found)
    return found


def _add_classes(reading: Reading, vocabulary: Vocabulary, window: Stretch, found: Features) -> None:
    """Add the word classes of the protocol that the words belong to, with what stands beside them."""
    names, number = reading.lexicon.classes.bits, vocabulary.number
    known = vocabulary.classes(names)
    before: tuple[int, ...] = ()
    earlier = 0
    for place in range(*window):
        mask = reading.classes[place]
        here = known.get(mask)
        if here is None:
            here = vocabulary.classes_in(mask, names)
        word = number(reading.words[place])
        for name in here:
            found[_CLASS | name] = place
            if earlier:
                found[_THEN_CLASS | earlier << _BITS | name] = place - 1
        for name in before:
            if word:
                found[_CLASS_THEN | name << _BITS | word] = place - 1
            for other in here:
                found[_CLASSES | name << _BITS | other] = place - 1
        before, earlier = here, word


def _add_surroundings(reading: Reading, vocabulary: Vocabulary, numbers: Sequence[int], found: Features) -> None:
    """Add who writes where to whom, which word lists were found, and what the message answers."""
    number, message = vocabulary.number, reading.message
    for fact in _facts(message, len(numbers)):
        if known := number(fact):
            found[_FACT | known] = 0
    if True in reading.quoted and (known := number("quoted")):
        found[_FACT | known] = 0
        _add_each(_QUOTING, numbers, found)
    for name, stretches in reading.hits.items():
        if known := number(name):
            found[_LIST | known] = stretches[0][0]
    if message.author_role is not AuthorRole.PUPIL:
        for first, second in itertools.pairwise(numbers):
            found[_ADULTS | first << _BITS | second] = found.get(second, 0)
        _add_each(_ADULT, numbers, found)
    if not message.author_known:
        _add_each(_STRANGER, numbers, found)
    if message.mentions_consent:
        _add_each(_CONSENT, numbers, found)
    if reading.answered is not None:
        _add_answered(reading.answered, vocabulary, numbers, found)


def _add_each(kind: int, numbers: Iterable[int], found: Features) -> None:
    """Add every word once more, as it counts only here."""
    for word in numbers:
        found[kind | word] = found.get(word, 0)


def _add_answered(answered: Reading, vocabulary: Vocabulary, numbers: Sequence[int], found: Features) -> None:
    number = vocabulary.number
    for word, _ in tokens(answered, 0, min(len(answered.words), _MOST_ANSWERED)):
        if known := number(word):
            found[_ANSWERED_WORD | known] = 0
    _add_each(_IN_ANSWER, numbers, found)
    for name in answered.hits:
        if known := number(name):
            found[_ANSWERED_LIST | known] = 0
            _add_each(_TO_LIST | known << _BITS, numbers, found)


def _facts(message: Message, size: int) -> Iterator[str]:
    """Give what surrounds a message, as words of the vocabulary."""
    yield f"role:{message.author_role.value}"
    yield f"context:{message.context.value}"
    if message.recipient_role is not None:
        yield f"to:{message.recipient_role.value}"
    if not message.author_known:
        yield "unknown"
    if message.official_account:
        yield "official"
    if message.mentions_consent:
        yield "consent"
    if message.school_facts:
        yield "facts"
    if message.reply_to:
        yield "answer"
        if size <= _SHORT:
            yield "short answer"
    last = message.text.rstrip()[-1:]
    yield f"ends:{last}" if last in {"?", "!"} else "ends:."
    yield f"size:{min(12, size // 2)}"


class Advisor:
    """The weights, and how they are added up."""

    def __init__(
        self, vocabulary: Vocabulary, labels: Sequence[str], bias: Sequence[float], scale: float, table: dict[int, int]
    ) -> None:
        """Keep the parts; `labels` begin with `ANYTHING`, and a packed weight of 1 counts for `scale`."""
        self.vocabulary = vocabulary
        self.labels = tuple(labels)
        self._bias = tuple(bias)
        self._scale = scale
        #: The field above those of the labels counts how many features were added.
        self._counter = _FIELD * len(self.labels)
        self._table = {key: weight | 1 << self._counter for key, weight in table.items()}

    def opinion(self, reading: Reading) -> Opinion:
        """Give the opinion on a message; of a long one that on its worst window."""
        features = tuple(windows(reading, self.vocabulary))
        share, total, size = max(map(self._summed, features), key=self._anything)
        anything = _likely(self._anything((share, total, size)))
        if anything < _NOTHING:
            return Opinion({}, anything, self, features)
        fields = total >> _FIELD
        labels, raised = {}, _RAISED * size
        for label, bias in zip(self.labels[1:], self._bias[1:], strict=True):
            score = bias + share * ((fields & _MASK) - raised)
            if score > _UNLIKELY:
                labels[label] = _likely(score)
            fields >>= _FIELD
        return Opinion(labels, anything, self, features)

    def _summed(self, features: Features) -> tuple[float, int, int]:
        """Give what one unit of weight counts for, the sum of the packed weights, and how many they are."""
        total = sum(map(self._table.get, features, itertools.repeat(0)))
        size = total >> self._counter
        return self._scale / max(1, size) ** DILUTION, total & ((1 << self._counter) - 1), size

    def _anything(self, summed: tuple[float, int, int]) -> float:
        share, total, size = summed
        return self._bias[0] + share * ((total & _MASK) - _RAISED * size)

    def weights(self, reading: Reading, label: str) -> list[float]:
        """Give per word of the message how much it speaks for a label (positive) or against it (negative)."""
        shift, get = _FIELD * self.labels.index(label), self._table.get
        size = len(reading.words)
        per_word = [0.0] * (size + 3)
        for features in opinion_of(reading, self).features:
            for key, start in features.items():
                covers = _COVERED_BY.get(key >> _KIND)
                if covers and (weight := get(key)):
                    each = ((weight >> shift & _MASK) - _RAISED) / covers
                    per_word[start] += each
                    if covers > 1:
                        per_word[start + covers - 1] += each
                        if covers > 2:
                            per_word[start + 1] += each
        return [self._scale * weight for weight in per_word[:size]]

    def place(self, reading: Reading, label: str) -> Stretch:
        """Give the words that carry the opinion that a message deserves a label: the row with the greatest sum."""
        places = opinion_of(reading, self).places
        if label not in places:
            places[label] = _heaviest(self.weights(reading, label))
        return places[label]


def _heaviest(weights: Sequence[float]) -> Stretch:
    """Give the row of words that stands out most above half of what the words weigh on average, and those beside it."""
    even = max(0.0, sum(weights) / max(1, len(weights))) / 2
    best, best_sum, start, here = (0, len(weights)), 0.0, 0, 0.0
    for place, weight in enumerate(weights):
        if here <= 0:
            start, here = place, 0.0
        here += weight - even
        if here > best_sum:
            best, best_sum = (start, place + 1), here
    return max(0, best[0] - 1), min(len(weights), best[1] + 1)


def _likely(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def pack(weights: Sequence[int]) -> int:
    """Pack the weights of one feature (-128 to 127, one per label) into one number."""
    return sum((weight + _RAISED) << (_FIELD * place) for place, weight in enumerate(weights))


def about(path: Path = WEIGHTS) -> dict[str, Any]:
    """Give what the file of weights tells of itself: from which corpus, for which labels, how many features."""
    return _opened(path)[0]


def _opened(path: Path) -> tuple[dict[str, Any], bytes]:
    head, _, body = zlib.decompress(path.read_bytes()).partition(b"\n")
    return json.loads(head), body


def read_weights(path: Path = WEIGHTS) -> Advisor:
    """Read the weights that training wrote: a line of JSON, the numbers of the features, and a byte per label each."""
    told, body = _opened(path)
    size, labels = told["features"], told["labels"]
    keys = array("Q")
    keys.frombytes(body[: 8 * size])
    wide = bytearray(_FIELD // 8 * len(labels) * size)
    wide[:: _FIELD // 8] = body[8 * size :]
    row = _FIELD // 8 * len(labels)
    table = {key: int.from_bytes(wide[at * row : (at + 1) * row], "little") for at, key in enumerate(keys)}
    return Advisor(Vocabulary(told["vocabulary"]), labels, told["bias"], told["scale"], table)


@cache
def standard_advisor() -> Advisor:
    """Give the advisor that is shipped, read once."""
    return read_weights()


def opinion_of(reading: Reading, advisor: Advisor | None = None) -> Opinion:
    """Give the opinion of an advisor (the shipped one) on a message; asked once per message."""
    if reading.opinion is None:
        reading.opinion = (advisor or standard_advisor()).opinion(reading)
    return reading.opinion
