"""Make the words of a protocol ready: classes, spellings, emoji and patterns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from learnapp.errors import Fault
from learnapp.moderation.lexicon import OWN_CLASSES, Lexicon
from learnapp.moderation.matching import Matcher
from learnapp.moderation.normalise import normalise
from learnapp.moderation.patterns import Element, Pattern, expand_macros, read_pattern, split_items, split_lines
from learnapp.moderation.word_classes import PatternFault, WordClasses

_CLASSES_THAT_ARE_READ = ("voornaam", "titel", "emoji")


def _plain(block: str) -> str:
    """Write a block of words as texts are read: small letters, no accents, and a hyphen as a space."""
    return normalise(block).text.replace("-", " ")


class LexiconLoader:
    """Reads the word tables of a protocol file: [classes], [pieces], [lists], [spelling], [emoji] and [names]."""

    def __init__(self, data: Mapping[str, Any], faults: list[Fault]) -> None:
        """Keep the tables and the list of faults to add to."""
        self._faults = faults
        self._tables = {
            name: self._table(data, name) for name in ("classes", "pieces", "lists", "spelling", "emoji", "names")
        }
        self.list_ids = frozenset(self._tables["lists"])
        self.class_names = frozenset(self._tables["classes"]) | frozenset(OWN_CLASSES)

    def _table(self, data: Mapping[str, Any], name: str) -> dict[str, str]:
        table = data.get(name, {})
        if not isinstance(table, dict):
            self._faults.append(Fault("protocol", f"Schrijf {name} als een tabel: [{name}]."))
            return {}
        good: dict[str, str] = {}
        for key, value in table.items():
            if not isinstance(value, str) or not value.strip():
                self._faults.append(
                    Fault(f"{name}.{key}", "Deze woordenlijst is leeg. Zet er woorden in, of haal hem weg.")
                )
            good[key] = _plain(value) if isinstance(value, str) and name != "emoji" else str(value)
        return good

    def lexicon(self) -> Lexicon:
        """Give the lexicon; faulty words and patterns are left out and told."""
        classes = self._classes()
        patterns = self._patterns(classes)
        classes.close()
        matcher = Matcher(patterns)
        own = {name: classes.bit(name) for name in OWN_CLASSES}
        return Lexicon(
            classes=classes,
            matcher=matcher,
            spelling=self._spelling(),
            emoji=self._emoji(),
            vocabulary=frozenset(matcher.vocabulary() | classes.words.keys()),
            name_or_word=frozenset(split_items(self._tables["names"].get("also_words", ""))),
            good_sites=tuple(split_items(self._tables["names"].get("good_sites", ""))),
            voornaam=classes.bit("voornaam"),
            titel=classes.bit("titel"),
            **own,
        )

    def _classes(self) -> WordClasses:
        classes = WordClasses()
        for name in (*OWN_CLASSES, *_CLASSES_THAT_ARE_READ):
            classes.bit(name)
        for name, block in self._tables["classes"].items():
            for item in split_items(block):
                try:
                    classes.add(name, [item])
                except PatternFault as fault:
                    self._faults.append(Fault(f"classes.{name}", f"{fault}."))
        return classes

    def _patterns(self, classes: WordClasses) -> list[Pattern]:
        pieces = {name: split_lines(block) for name, block in self._tables["pieces"].items()}
        patterns: list[Pattern] = []
        known: dict[str, Element] = {}
        for list_id, block in self._tables["lists"].items():
            for line in split_lines(block):
                try:
                    written = expand_macros(line, pieces)
                    patterns += [pattern for one in written for pattern in read_pattern(list_id, one, classes, known)]
                except PatternFault as fault:
                    self._faults.append(Fault(f"lists.{list_id}", f"{fault}. Herstel deze regel."))
        return patterns

    def _spelling(self) -> dict[str, tuple[str, ...]]:
        """Read lines such as `ben: bn bun`, which say how children also write a word."""
        found: dict[str, tuple[str, ...]] = {}
        for block in self._tables["spelling"].values():
            for line in split_lines(block):
                meant, _, written = line.partition(":")
                for word in written.split():
                    found[word] = tuple(meant.split())
        return found

    def _emoji(self) -> dict[str, str]:
        return {
            sign: f":{name}:" for name, block in self._tables["emoji"].items() for sign in block if not sign.isspace()
        }
