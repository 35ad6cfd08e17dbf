"""Let words pass that a school allows, without making safety and care rules blind for them.

The word lists of those rules are looked for in the text as it stands; all other lists in a text in which the allowed
words mean nothing, and the allowed names are only names.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import replace

from learnapp.moderation.lexicon import Lexicon
from learnapp.moderation.matching import Matcher, Text
from learnapp.moderation.message import Message
from learnapp.moderation.reading import read
from learnapp.moderation.rules import Protocol
from learnapp.moderation.school_changes import Allowed, is_safety

#: Stands in the place of a word that means nothing: no pattern holds it.
_NOTHING = "\u00b7"
Row = tuple[str, ...]


def allowing(protocol: Protocol, allowed: Allowed) -> Protocol:
    """Give a protocol in which these words and names touch no rule, save those for safety and care."""
    if allowed == Allowed():
        return protocol
    lexicon = protocol.lexicon
    rows = dict.fromkeys(_rows(allowed.words, lexicon), 0)
    rows |= dict.fromkeys(_rows(allowed.names, lexicon), lexicon.voornaam | lexicon.naam)
    matcher = AllowingMatcher(lexicon.matcher, rows, _lists_of_other_rules(protocol))
    return replace(protocol, lexicon=replace(lexicon, matcher=matcher))


def _rows(written: Iterable[str], lexicon: Lexicon) -> list[Row]:
    """Give words as the engine reads them."""
    return [row for text in written if (row := tuple(read(Message(text), lexicon).words))]


def _lists_of_other_rules(protocol: Protocol) -> frozenset[str]:
    """Give the word lists that only touch rules which may be silenced."""
    safe, other = set[str](), set[str]()
    for rule in protocol.rules:
        mine = safe if is_safety(rule) else other
        mine.update(rule.parameters.get("lists", ()), rule.parameters.get("all", ()))
        safe.update(rule.when.given if is_safety(rule) else (), rule.when.unless)
    return frozenset(other - safe)


class AllowingMatcher(Matcher):
    """A matcher that finds some word lists only outside allowed words. It shares the patterns of the one it is made of.

    `rows` gives the classes that the words of a row keep.
    """

    def __init__(self, inner: Matcher, rows: Mapping[Row, int], lists: frozenset[str]) -> None:
        """Take over everything that the other matcher made ready."""
        self.__dict__.update(vars(inner))
        self._rows: dict[str, list[tuple[Row, int]]] = {}
        for row, kept in rows.items():
            self._rows.setdefault(row[0], []).append((row, kept))
        self._lists = lists

    def find(self, text: Text) -> dict[str, list[tuple[int, int]]]:
        """Give, per word list, the stretches of words (from, up to) where one of its patterns fits."""
        found = super().find(text)
        if found.keys() & self._lists and not self._rows.keys().isdisjoint(text.words):
            without = super().find(self._silenced(text))
            found = {key: value for key, value in found.items() if key not in self._lists}
            found |= {key: value for key, value in without.items() if key in self._lists}
        return found

    def _silenced(self, text: Text) -> Text:
        """Give the same text in which the allowed words mean nothing."""
        words, classes = list(text.words), list(text.classes)
        for place, word in enumerate(text.words):
            for row, kept in self._rows.get(word, ()):
                if tuple(text.words[place : place + len(row)]) == row:
                    words[place : place + len(row)] = [_NOTHING] * len(row)
                    classes[place : place + len(row)] = [kept] * len(row)
        silent = copy.copy(text)
        silent.words, silent.classes = words, classes  # type: ignore[misc]
        return silent
