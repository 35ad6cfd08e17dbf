"""Write what a school changed as a TOML file, and read such a file back: the same comes out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from learnapp.errors import Fault
from learnapp.moderation.protocol_files import read_data
from learnapp.moderation.rows import RowReader
from learnapp.moderation.school_changes import (
    OWN_PREFIX,
    Allowed,
    ArticleChange,
    CoreValue,
    OwnRule,
    RuleChange,
    SchoolChanges,
)
from learnapp.terms import AuthorRole, Outcome

#: The key that tells a school's file from a whole protocol.
BASE = "on_top_of"
_HEAD = """\
# Wat onze school anders doet dan de standaard van Oefenplein. Wat hier niet staat, volgt de standaard.
# Hoe het bestand werkt, staat in LEESMIJ.md bij "Het bestand van een school".
"""
_TOP_KEYS = frozenset({BASE, "name", "articles", "rules", "lists", "allow", "values"})
_ARTICLE_KEYS = frozenset({"ref", "title", "adult", "child"})
_RULE_KEYS = frozenset({"id", "outcome", "severity", "reason_child", "reason_adult", "tip", "off_because"})
_MORE_KEYS = frozenset({"detector", "with", "when", "scope"})
_OWN_KEYS = (_RULE_KEYS - {"off_because"}) | _MORE_KEYS | {"words", "article", "label", "for"}
_ALLOW_KEYS = frozenset({"words", "names"})
_VALUE_KEYS = frozenset({"name", "text", "words"})


def write_school_file(changes: SchoolChanges) -> str:
    """Give the file of what a school changed."""
    parts = [_HEAD + _lines({BASE: changes.on_top_of or None, "name": changes.name or None})]
    for ref, article in changes.articles.items():
        parts.append("[[articles]]\n" + _lines({"ref": ref, **_given(article, "title", "adult", "child")}))
    parts += ["[[rules]]\n" + _lines(_rule_row(rule_id, rule)) for rule_id, rule in changes.rules.items()]
    parts += ["[[rules]]\n" + _lines(_own_row(rule_id, rule)) for rule_id, rule in changes.own.items()]
    for value in changes.values:
        parts.append("[[values]]\n" + _lines({"name": value.name, "text": value.text, "words": value.words or None}))
    if changes.allowed != Allowed():
        parts.append("[allow]\n" + _lines(_given(changes.allowed, "words", "names")))
    if changes.lists:
        parts.append("[lists]\n" + _lines(changes.lists))
    return "\n".join(parts)


def read_school_file(path_or_text: Path | str, *, name: str = "schoolbestand") -> tuple[SchoolChanges, list[Fault]]:
    """Read a school's file; the faults tell everything that cannot be read, and what was read is the rest."""
    faults: list[Fault] = []
    data = read_data(path_or_text, faults, place=name)
    if BASE not in data and not faults:
        faults.append(Fault(name, "Dit is geen bestand van een school. Begin met een bestand dat je hier bewaarde."))
    return read_school_data(data, faults), faults


def read_school_data(data: Mapping[str, Any], faults: list[Fault]) -> SchoolChanges:
    """Make the changes of the data of a school's file; `faults` grows with what cannot be used."""
    return _SchoolReader(data, faults).changes()


class _SchoolReader(RowReader):
    """Reads the rows of a school's file."""

    def changes(self) -> SchoolChanges:
        self._known(self.data, _TOP_KEYS, "schoolbestand")
        articles, rules = self.unique("articles", "ref", self._article), self.unique("rules", "id", self._rule)
        return SchoolChanges(
            name=self._text(self.data, "name", "schoolbestand"),
            on_top_of=self._text(self.data, BASE, "schoolbestand"),
            articles={ref: one for ref, one in articles.items() if one != ArticleChange()},
            rules={key: rule for key, rule in rules.items() if isinstance(rule, RuleChange) and rule != RuleChange()},
            own={key: rule for key, rule in rules.items() if isinstance(rule, OwnRule)},
            lists=self._lists(),
            allowed=self._allowed(),
            values=tuple(self.unique("values", "name", self._value).values()),
        )

    def _known(self, row: Mapping[str, Any], keys: frozenset[str], place: str) -> None:
        for key in sorted(row.keys() - keys - {"_file"}):
            self.fault(place, f"Hier hoort geen `{key}`. Kies uit: {', '.join(sorted(keys))}.")

    def _text(self, row: Mapping[str, Any], key: str, place: str) -> str:
        """Give a text that may be left out, but not be empty."""
        return self.word(row, key, place) if key in row else ""

    def _article(self, row: Mapping[str, Any], place: str) -> ArticleChange:
        self._known(row, _ARTICLE_KEYS, place)
        return ArticleChange(*(self._text(row, key, place) for key in ("title", "adult", "child")))

    def _rule(self, row: Mapping[str, Any], place: str) -> RuleChange | OwnRule:
        if str(row.get("id", "")).startswith(OWN_PREFIX):
            return self._own(row, place)
        self._known(row, _RULE_KEYS, place)
        return RuleChange(
            outcome=self.one_of(Outcome, row["outcome"], "outcome", place) if "outcome" in row else None,
            severity=self.severity(row, place) if "severity" in row else None,
            reasons_child=self.words(row, "reason_child", place),
            reason_adult=self._text(row, "reason_adult", place),
            tips=self.words(row, "tip", place),
            off_because=self._text(row, "off_because", place),
        )

    def _own(self, row: Mapping[str, Any], place: str) -> OwnRule:
        self._known(row, _OWN_KEYS, place)
        return OwnRule(
            article=self.word(row, "article", place),
            label=self.word(row, "label", place),
            outcome=self.one_of(Outcome, row.get("outcome", ""), "outcome", place),
            severity=self.severity(row, place),
            words=self.words(row, "words", place),
            reasons_child=self.words(row, "reason_child", place),
            reason_adult=self.word(row, "reason_adult", place),
            tips=self.words(row, "tip", place),
            roles=self.some_of(AuthorRole, row, "for", place),
            more={key: row[key] for key in sorted(_MORE_KEYS & row.keys())},
        )

    def _lists(self) -> Mapping[str, str]:
        lists = self.data.get("lists", {})
        if not isinstance(lists, dict):
            self.fault("lists", "Schrijf lists als een tabel: [lists].")
            return {}
        for key, block in lists.items():
            if not isinstance(block, str) or not block.strip():
                self.fault(f"lists.{key}", "Deze woordenlijst is leeg. Zet er woorden in, of haal hem weg.")
        return {key: block for key, block in lists.items() if isinstance(block, str) and block.strip()}

    def _allowed(self) -> Allowed:
        row = self.data.get("allow", {})
        if not isinstance(row, dict):
            self.fault("allow", "Schrijf allow als een tabel: [allow] met words en names.")
            return Allowed()
        self._known(row, _ALLOW_KEYS, "allow")
        return Allowed(self.words(row, "words", "allow"), self.words(row, "names", "allow"))

    def _value(self, row: Mapping[str, Any], place: str) -> CoreValue:
        self._known(row, _VALUE_KEYS, place)
        return CoreValue(self.word(row, "name", place), self.word(row, "text", place), self.words(row, "words", place))


def _given(thing: Any, *names: str) -> dict[str, Any]:
    """Give the fields of a value that say something."""
    return {name: found for name in names if (found := getattr(thing, name))}


def _rule_row(rule_id: str, rule: RuleChange) -> dict[str, Any]:
    row = {"id": rule_id, **_given(rule, "outcome", "severity")}
    return row | _texts_row(rule) | _given(rule, "off_because")


def _own_row(rule_id: str, rule: OwnRule) -> dict[str, Any]:
    row = {"id": rule_id, **_given(rule, "article", "label", "outcome", "severity", "words"), **_texts_row(rule)}
    return row | {"for": sorted(rule.roles) or None, **dict(sorted(rule.more.items()))}


def _texts_row(rule: RuleChange | OwnRule) -> dict[str, Any]:
    texts = {"reason_child": rule.reasons_child, "reason_adult": rule.reason_adult, "tip": rule.tips}
    return {key: text for key, text in texts.items() if text}


def _lines(row: Mapping[str, Any]) -> str:
    return "".join(f"{_key(key)} = {_toml(value)}\n" for key, value in row.items() if value is not None)


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _string(key)


def _toml(value: Any) -> str:
    """Write one value. Files hold texts, numbers, yes or no, lists and small tables; nothing else gets this far."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_toml(inner)}" for key, inner in value.items()) + " }"
    return _string(str(value)) if isinstance(value, str) else _list(value)


def _list(values: Iterable[Any]) -> str:
    written = [_toml(value) for value in values]
    one_line = "[" + ", ".join(written) + "]"
    return one_line if len(one_line) < 100 else "[\n" + "".join(f"  {value},\n" for value in written) + "]"


def _string(text: str) -> str:
    """Write a text between quotation marks: the escapes of JSON are those of TOML, save for one sign."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
