"""Turn the data of a protocol file into a Protocol, and collect everything that is wrong on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from learnapp.errors import Fault
from learnapp.moderation.detectors import DETECTORS
from learnapp.moderation.lexicon_loading import LexiconLoader
from learnapp.moderation.rules import (
    Article,
    Audience,
    Conditions,
    Contact,
    Label,
    Ladder,
    Measure,
    Praise,
    Protocol,
    Rule,
    Scope,
)
from learnapp.terms import AuthorRole, Context, Outcome, Tone

_Word = TypeVar("_Word", bound=StrEnum)
_SEVERITIES = (1, 2, 3)
_CONDITION_LISTS = ("given", "unless", "answers", "unless_answers")
_CONDITION_KEYS = {*_CONDITION_LISTS, "contexts", "recipients", "known", "official", "consent", "capacity", "max_words"}


class Loader:
    """Reads the data once; `faults` grows with everything that cannot be used."""

    def __init__(self, data: Mapping[str, Any], faults: list[Fault]) -> None:
        """Keep the data and the list of faults to add to."""
        self.data = data
        self.faults = faults
        self.lexicon = LexiconLoader(data, faults)

    def protocol(self) -> Protocol:
        """Give the protocol; it may only be used when no fault was found."""
        articles = self._unique("articles", "ref", self._article)
        labels = self._unique("labels", "id", self._label)
        known = (set(articles), set(labels))
        rules = self._unique("rules", "id", lambda row, place: self._rule(row, place, *known))
        if not rules:
            self._fault("protocol", "Er staat geen enkele regel in. Neem de regels van standaard.toml over.")
        return Protocol(
            version=self._word(self.data, "version", "protocol"),
            name=self._word(self.data, "name", "protocol"),
            articles=MappingProxyType(articles),
            rules=tuple(rules.values()),
            labels=MappingProxyType(labels),
            ladders=MappingProxyType(self._ladders(set(articles))),
            contacts=MappingProxyType(self._unique("contacts", "id", self._contact)),
            compliments=tuple(
                self._praise(row, place, set(articles)) for row, place in self._rows("compliments", "kind")
            ),
            lexicon=self.lexicon.lexicon(),
        )

    # -- rows and words

    def _fault(self, place: str, message: str) -> None:
        self.faults.append(Fault(place, message))

    def _rows(self, table: str, key: str) -> list[tuple[Mapping[str, Any], str]]:
        rows = self.data.get(table, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self._fault("protocol", f"Schrijf {table} als blokken: [[{table}]].")
            return []
        return [
            (row, f"{row.get('_file', 'protocol')}, {table} {row.get(key, number)!r}")
            for number, row in enumerate(rows, 1)
        ]

    def _unique(self, table: str, key: str, make: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for row, place in self._rows(table, key):
            name = self._word(row, key, place)
            if name in found:
                self._fault(place, f"{name!r} komt twee keer voor. Geef er één een andere naam, of haal er één weg.")
            found[name] = make(row, place)
        return found

    def _word(self, row: Mapping[str, Any], key: str, place: str, default: str = "") -> str:
        value = row.get(key, default)
        if not isinstance(value, str) or not (value.strip() or default):
            self._fault(place, f"`{key}` ontbreekt of is leeg. Schrijf er een tekst bij.")
            return ""
        return value

    def _words(self, row: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
        value = row.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self._fault(place, f"`{key}` is een lijst van teksten. Controleer de aanhalingstekens en lege teksten.")
            return ()
        return tuple(value)

    def _one_of(self, kind: type[_Word], value: object, key: str, place: str) -> _Word:
        try:
            return kind(str(value))
        except ValueError:
            known = ", ".join(kind)
            self._fault(place, f"`{key}` kent {str(value)!r} niet. Kies uit: {known}.")
            return next(iter(kind))

    def _some_of(self, kind: type[_Word], row: Mapping[str, Any], key: str, place: str) -> frozenset[_Word]:
        return frozenset(self._one_of(kind, word, key, place) for word in self._words(row, key, place))

    def _severity(self, row: Mapping[str, Any], place: str) -> int:
        value = row.get("severity")
        if value not in _SEVERITIES or isinstance(value, bool):
            self._fault(
                place, "`severity` is 1 (tip), 2 (eerst anders schrijven) of 3 (een volwassene moet het weten)."
            )
            return 1
        return int(value)

    def _article_ref(self, row: Mapping[str, Any], place: str, known: set[str]) -> str:
        ref = self._word(row, "article", place)
        if ref and ref not in known:
            self._fault(place, f"Artikel {ref!r} staat niet in dit protocol. Controleer `article`.")
        return ref

    def _lists(self, names: Iterable[str], place: str) -> None:
        for name in names:
            if name not in self.lexicon.list_ids:
                self._fault(
                    place, f"De woordenlijst {name!r} bestaat niet. Maak hem onder [lists], of kies een andere."
                )

    # -- the parts

    def _article(self, row: Mapping[str, Any], place: str) -> Article:
        keys = ("ref", "section", "pillar", "title", "adult", "child")
        return Article(*(self._word(row, key, place) for key in keys))

    def _label(self, row: Mapping[str, Any], place: str) -> Label:
        tone = self._one_of(Tone, row.get("tone", ""), "tone", place)
        return Label(self._word(row, "id", place), self._word(row, "name", place), tone)

    def _rule(self, row: Mapping[str, Any], place: str, articles: set[str], labels: set[str]) -> Rule:
        texts = self._texts(row, place)
        label = self._word(row, "label", place)
        if label and label not in labels:
            self._fault(place, f"Het label {label!r} bestaat niet. Kies uit: {', '.join(sorted(labels))}.")
        return Rule(
            id=str(row.get("id", "")),
            article=self._article_ref(row, place, articles),
            label=label,
            detector=self._detector_name(row, place),
            severity=self._severity(row, place),
            outcome=self._one_of(Outcome, row.get("outcome", ""), "outcome", place),
            roles=self._some_of(AuthorRole, row, "for", place) or frozenset(AuthorRole),
            scope=self._one_of(Scope, row.get("scope", ""), "scope", place),
            reasons_child=self._required_texts(texts, "reason_child", place),
            reason_adult=self._word(texts, "reason_adult", place),
            tips=self._required_texts(texts, "tip", place),
            when=self._conditions(row, place),
            parameters=self._parameters(row, place),
        )

    def _texts(self, row: Mapping[str, Any], place: str) -> Mapping[str, Any]:
        shared: Mapping[str, Any] = {}
        if "texts" in row:
            tables = self.data.get("texts", {})
            if row["texts"] not in tables:
                self._fault(place, f"De teksten {row['texts']!r} staan nergens onder [texts]. Controleer `texts`.")
            shared = tables.get(row["texts"], {})
        return {**shared, **row}

    def _required_texts(self, texts: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
        found = self._words(texts, key, place)
        if not found:
            self._fault(
                place, f"`{key}` ontbreekt. Schrijf in woorden voor een kind van negen wat er is en wat wel kan."
            )
        return found

    def _detector_name(self, row: Mapping[str, Any], place: str) -> str:
        name = self._word(row, "detector", place)
        if name and name not in DETECTORS:
            self._fault(place, f"De detector {name!r} bestaat niet. Kies uit: {', '.join(sorted(DETECTORS))}.")
        return name

    def _parameters(self, row: Mapping[str, Any], place: str) -> Mapping[str, tuple[str, ...]]:
        given = row.get("with", {})
        detector = DETECTORS.get(str(row.get("detector")))
        if not isinstance(given, dict):
            self._fault(place, "Schrijf `with` als een tabel: with = { lists = [...] }.")
            return {}
        found = {key: self._words(given, key, place) for key in given}
        if detector is None:
            return found
        for key in sorted(given.keys() - detector.parameters):
            self._fault(place, f"De detector {detector.name!r} kent `{key}` niet. Haal het weg.")
        for key in sorted(detector.required - given.keys()):
            self._fault(place, f"De detector {detector.name!r} heeft `{key}` nodig. Vul het in bij `with`.")
        for key in detector.lists & found.keys():
            self._lists(found[key], place)
        for key, allowed in (detector.choices or {}).items():
            for value in set(found.get(key, ())) - allowed:
                self._fault(place, f"`{key}` kent {value!r} niet. Kies uit: {', '.join(sorted(allowed))}.")
        for key in detector.required - detector.lists:
            self._class_names(key, found.get(key, ()), place)
        return MappingProxyType(found)

    def _class_names(self, key: str, names: Iterable[str], place: str) -> None:
        for name in names:
            if not name.isdecimal() and name not in self.lexicon.class_names:
                self._fault(place, f"De woordgroep {name!r} (bij `{key}`) bestaat niet. Maak hem onder [classes].")

    def _conditions(self, row: Mapping[str, Any], place: str) -> Conditions:
        given = row.get("when", {})
        if not isinstance(given, dict):
            self._fault(place, "Schrijf `when` als een tabel: when = { known = false }.")
            return Conditions()
        for key in sorted(given.keys() - _CONDITION_KEYS):
            self._fault(place, f"`when` kent {key!r} niet. Kies uit: {', '.join(sorted(_CONDITION_KEYS))}.")
        lists = {key: self._words(given, key, place) for key in _CONDITION_LISTS}
        for names in lists.values():
            self._lists(names, place)
        max_words = given.get("max_words", 0)
        if not isinstance(max_words, int):
            self._fault(place, "`max_words` is een getal.")
            max_words = 0
        return Conditions(
            contexts=self._some_of(Context, given, "contexts", place),
            recipients=self._some_of(AuthorRole, given, "recipients", place),
            known=self._flag(given, "known", place),
            official=self._flag(given, "official", place),
            consent=self._flag(given, "consent", place),
            capacity=self._flag(given, "capacity", place),
            max_words=max_words,
            **lists,
        )

    def _flag(self, row: Mapping[str, Any], key: str, place: str) -> bool | None:
        value = row.get(key)
        if value is not None and not isinstance(value, bool):
            self._fault(place, f"`{key}` is true of false.")
            return None
        return value

    def _praise(self, row: Mapping[str, Any], place: str, articles: set[str]) -> Praise:
        lists = self._words(row, "lists", place)
        unless = self._words(row, "unless", place)
        self._lists(lists + unless, place)
        return Praise(
            kind=self._word(row, "kind", place),
            article=self._article_ref(row, place, articles),
            tone=self._one_of(Tone, row.get("tone", ""), "tone", place),
            lists=lists,
            texts=self._required_texts(row, "text", place),
            unless=unless,
        )

    def _ladders(self, articles: set[str]) -> dict[Audience, Ladder]:
        ladders: dict[Audience, Ladder] = {}
        for row, place in self._rows("ladders", "audience"):
            audience = self._one_of(Audience, row.get("audience", ""), "audience", place)
            measures = row.get("measures", [])
            if not isinstance(measures, list) or not measures or not all(isinstance(item, dict) for item in measures):
                self._fault(place, "Een ladder heeft minstens één maatregel: [[ladders.measures]].")
                measures = []
            ladders[audience] = Ladder(
                audience,
                self._article_ref(row, place, articles),
                tuple(self._measure(measure, place) for measure in measures),
            )
        for audience in set(Audience) - ladders.keys():
            self._fault("protocol", f"De ladder voor {audience.value!r} ontbreekt. Voeg [[ladders]] toe.")
        return ladders

    def _measure(self, row: Mapping[str, Any], place: str) -> Measure:
        words = {key: self._word(row, key, place) for key in ("id", "name", "child", "adult")}
        return Measure(severity=self._severity(row, place), **words)

    def _contact(self, row: Mapping[str, Any], place: str) -> Contact:
        confirmed = self._flag(row, "confirmed", place)
        words = {key: self._word(row, key, place) for key in ("id", "name", "text")}
        number = row.get("number", "")
        return Contact(number=str(number), confirmed=bool(confirmed), **words)
