"""The word classes of a protocol, and the forms that one written item stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from learnapp.moderation.morphology import adjective_forms, noun_forms, verb_forms

_FORMS = {"+": noun_forms, "~": adjective_forms, "%": verb_forms}
_WORD = re.compile(r"[a-z0-9:'@]+\Z")
_REMEMBERED = 20_000


class PatternFault(ValueError):
    """A word or pattern cannot be read; the argument is a Dutch sentence that says why."""


@dataclass(slots=True)
class WordClasses:
    """The word classes of a protocol, each with its bit, also for words known by their start or end only."""

    bits: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    _start_tuple: tuple[str, ...] = ()
    _end_tuple: tuple[str, ...] = ()
    _known: dict[str, int] = field(default_factory=dict)

    def bit(self, name: str) -> int:
        """Give the bit of a class, and make it when it is new."""
        return self.bits.setdefault(name, 1 << len(self.bits))

    def add(self, name: str, items: Iterable[str]) -> None:
        """Add words (in the notation of patterns) to a class."""
        bit = self.bit(name)
        for item in items:
            self._add_item(item, bit)

    def _add_item(self, item: str, bit: int) -> None:
        if item.isalpha() and item.isascii():
            self.words[item] = self.words.get(item, 0) | bit
        elif item.endswith("*"):
            self.starts[item[:-1]] = self.starts.get(item[:-1], 0) | bit
        elif item.startswith("*"):
            self.ends[item[1:]] = self.ends.get(item[1:], 0) | bit
        elif item.startswith("<"):
            inner = self.bits.get(item[1:-1])
            if inner is None:
                raise PatternFault(f"de woordgroep {item} staat nergens (of pas verderop)")
            for table in (self.words, self.starts, self.ends):
                for word, classes in table.items():
                    table[word] = classes | bit if classes & inner else classes
        else:
            for word in forms(item):
                self.words[word] = self.words.get(word, 0) | bit

    def close(self) -> None:
        """Make ready for questions: call once after the last `add`."""
        self._start_tuple = tuple(self.starts)
        self._end_tuple = tuple(self.ends)

    def of(self, word: str) -> int:
        """Give the classes of a word."""
        known = self._known.get(word)
        if known is None:
            known = self._classes_of(word)
            if len(self._known) < _REMEMBERED:
                self._known[word] = known
        return known

    def _classes_of(self, word: str) -> int:
        classes = self.words.get(word, 0)
        if word.startswith(self._start_tuple):
            for start, bit in self.starts.items():
                if word.startswith(start):
                    classes |= bit
        if word.endswith(self._end_tuple):
            for end, bit in self.ends.items():
                if word.endswith(end) and len(word) > len(end):
                    classes |= bit
        return classes


def forms(item: str) -> set[str]:
    """Give the words that an item stands for."""
    found = _FORMS[item[-1]](item[:-1]) if item[-1:] in _FORMS and len(item) > 1 else {item}
    if faulty := [word for word in found if not _WORD.match(word)]:
        raise PatternFault(f'"{faulty[0]}" bevat een teken dat niet kan')
    return found
