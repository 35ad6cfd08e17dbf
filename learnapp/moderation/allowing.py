"""Let words pass that a school allows, without making safety and care rules blind for them.

All word lists are looked for in the text as it stands. The rules that may be silent listen to a second finding of their
lists, in a text in which the allowed words mean nothing and the allowed names are only names.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from learnapp.moderation.lexicon import Lexicon
from learnapp.moderation.matching import Matcher, Text
from learnapp.moderation.message import Message
from learnapp.moderation.reading import read
from learnapp.moderation.rules import Protocol, Rule
from learnapp.moderation.school_changes import Allowed, is_safety

#: Stands in the place of a word that means nothing: no pattern holds it.
_NOTHING = "\u00b7"
#: Stands behind the name of a word list, for what is found of it outside the allowed words.
_OUTSIDE = " (buiten wat mag)"
Row = tuple[str, ...]


def allowing(protocol: Protocol, allowed: Allowed) -> Protocol:
    """Give a protocol in which these words and names touch no word list, save for rules about safety and care."""
    if allowed == Allowed():
        return protocol
    lexicon = protocol.lexicon
    rows = dict.fromkeys(_rows(allowed.words, lexicon), 0)
    rows |= dict.fromkeys(_rows(allowed.names, lexicon), lexicon.voornaam | lexicon.naam)
    rules = tuple(rule if is_safety(rule) else _silenced(rule) for rule in protocol.rules)
    lists = {name for rule in protocol.rules if not is_safety(rule) for name in rule.parameters.get("lists", ())}
    matcher = AllowingMatcher(lexicon.matcher, rows, lists)
    return replace(protocol, rules=rules, lexicon=replace(lexicon, matcher=matcher))


def _silenced(rule: Rule) -> Rule:
    """Let a rule listen to what is found outside the allowed words."""
    if "lists" not in rule.parameters:
        return rule
    lists = tuple(name + _OUTSIDE for name in rule.parameters["lists"])
    return replace(rule, parameters=MappingProxyType({**rule.parameters, "lists": lists}))


def _rows(written: Iterable[str], lexicon: Lexicon) -> list[Row]:
    """Give words as the engine reads them."""
    return [row for text in written if (row := tuple(read(Message(text), lexicon).words))]


class AllowingMatcher(Matcher):
    """A matcher that finds some word lists twice: everywhere, and outside the allowed words.

    It shares the patterns of the one it is made of. `rows` gives the classes that the words of an allowed row keep.
    """

    def __init__(self, inner: Matcher, rows: Mapping[Row, int], lists: Iterable[str]) -> None:
        """Take over everything that the other matcher made ready."""
        self.__dict__.update(vars(inner))
        self._rows: dict[str, list[tuple[Row, int]]] = {}
        for row, kept in rows.items():
            self._rows.setdefault(row[0], []).append((row, kept))
        self._twice = {name: name + _OUTSIDE for name in lists}

    def find(self, text: Text) -> dict[str, list[tuple[int, int]]]:
        """Give, per word list, the stretches of words (from, up to) where one of its patterns fits."""
        found = super().find(text)
        outside = found
        if found and not self._rows.keys().isdisjoint(text.words):
            outside = super().find(self._silenced(text))
        return found | {self._twice[name]: places for name, places in outside.items() if name in self._twice}

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
