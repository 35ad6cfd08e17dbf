"""Turn the data of a protocol file into a Protocol, and collect everything that is wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from learnapp.errors import Fault
from learnapp.moderation.detectors import DETECTORS
from learnapp.moderation.lexicon_loading import LexiconLoader
from learnapp.moderation.rows import RowReader
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

_RULE_KEYS = frozenset(
    """_file id article label detector severity outcome for scope texts reason_child reason_adult tip with
    when""".split()  # noqa: SIM905
)
_SHARE = re.compile(r"0(\.\d+)?|1(\.0+)?")
_CONDITION_LISTS = ("given", "unless", "answers", "unless_answers")
_CONDITION_KEYS = {
    *_CONDITION_LISTS,
    "contexts",
    "recipients",
    "known",
    "official",
    "consent",
    "capacity",
    "max_words",
    "supported",
}


class Loader(RowReader):
    """Reads the data once; `faults` grows with everything that cannot be used."""

    def __init__(self, data: Mapping[str, Any], faults: list[Fault]) -> None:
        """Keep the data and the list of faults to add to."""
        super().__init__(data, faults)
        self.lexicon = LexiconLoader(data, faults)

    def protocol(self) -> Protocol:
        """Give the protocol; it may only be used when no fault was found."""
        articles = self.unique("articles", "ref", self._article)
        labels = self.unique("labels", "id", self._label)
        known = (set(articles), set(labels))
        rules = self.unique("rules", "id", lambda row, place: self._rule(row, place, *known))
        if not rules:
            self.fault("protocol", "Er staat geen enkele regel in. Neem de regels van standaard.toml over.")
        return Protocol(
            version=self.word(self.data, "version", "protocol"),
            name=self.word(self.data, "name", "protocol"),
            articles=MappingProxyType(articles),
            rules=tuple(rules.values()),
            labels=MappingProxyType(labels),
            ladders=MappingProxyType(self._ladders(set(articles))),
            contacts=MappingProxyType(self.unique("contacts", "id", self._contact)),
            compliments=tuple(
                self._praise(row, place, set(articles)) for row, place in self.rows("compliments", "kind")
            ),
            lexicon=self.lexicon.lexicon(),
        )

    def _article_ref(self, row: Mapping[str, Any], place: str, known: set[str]) -> str:
        ref = self.word(row, "article", place)
        if ref and ref not in known:
            self.fault(place, f"Artikel {ref!r} staat niet in dit protocol. Controleer `article`.")
        return ref

    def _lists(self, names: Iterable[str], place: str) -> None:
        for name in names:
            if name not in self.lexicon.list_ids:
                self.fault(place, f"De woordenlijst {name!r} bestaat niet. Maak hem onder [lists], of kies een andere.")

    def _article(self, row: Mapping[str, Any], place: str) -> Article:
        keys = ("ref", "section", "pillar", "title", "adult", "child")
        return Article(*(self.word(row, key, place) for key in keys))

    def _label(self, row: Mapping[str, Any], place: str) -> Label:
        tone = self.one_of(Tone, row.get("tone", ""), "tone", place)
        return Label(self.word(row, "id", place), self.word(row, "name", place), tone)

    def _rule(self, row: Mapping[str, Any], place: str, articles: set[str], labels: set[str]) -> Rule:
        for key in sorted(row.keys() - _RULE_KEYS):
            self.fault(place, f"Een regel kent `{key}` niet. Controleer de spelling, of haal het weg.")
        texts = self._texts(row, place)
        label = self.word(row, "label", place)
        if label and label not in labels:
            self.fault(place, f"Het label {label!r} bestaat niet. Kies uit: {', '.join(sorted(labels))}.")
        return Rule(
            id=str(row.get("id", "")),
            article=self._article_ref(row, place, articles),
            label=label,
            detector=self._detector_name(row, place),
            severity=self.severity(row, place),
            outcome=self.one_of(Outcome, row.get("outcome", ""), "outcome", place),
            roles=self.some_of(AuthorRole, row, "for", place) or frozenset(AuthorRole),
            scope=self.one_of(Scope, row.get("scope", ""), "scope", place),
            reasons_child=self._required_texts(texts, "reason_child", place),
            reason_adult=self.word(texts, "reason_adult", place),
            tips=self._required_texts(texts, "tip", place),
            when=self._conditions(row, place),
            parameters=self._parameters(row, place, labels),
        )

    def _texts(self, row: Mapping[str, Any], place: str) -> Mapping[str, Any]:
        shared: Mapping[str, Any] = {}
        if "texts" in row:
            tables = self.data.get("texts", {})
            if row["texts"] not in tables:
                self.fault(place, f"De teksten {row['texts']!r} staan nergens onder [texts]. Controleer `texts`.")
            shared = tables.get(row["texts"], {})
        return {**shared, **row}

    def _required_texts(self, texts: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
        found = self.words(texts, key, place)
        if not found:
            self.fault(
                place, f"`{key}` ontbreekt. Schrijf in woorden voor een kind van negen wat er is en wat wel kan."
            )
        return found

    def _detector_name(self, row: Mapping[str, Any], place: str) -> str:
        name = self.word(row, "detector", place)
        if name and name not in DETECTORS:
            self.fault(place, f"De detector {name!r} bestaat niet. Kies uit: {', '.join(sorted(DETECTORS))}.")
        return name

    def _parameters(self, row: Mapping[str, Any], place: str, labels: set[str]) -> Mapping[str, tuple[str, ...]]:
        given = row.get("with", {})
        detector = DETECTORS.get(str(row.get("detector")))
        if not isinstance(given, dict):
            self.fault(place, "Schrijf `with` als een tabel: with = { lists = [...] }.")
            return {}
        found = {key: self.words(given, key, place) for key in given}
        if detector is None:
            return found
        for key in sorted(given.keys() - detector.parameters):
            self.fault(place, f"De detector {detector.name!r} kent `{key}` niet. Haal het weg.")
        for key in sorted(detector.required - given.keys()):
            self.fault(place, f"De detector {detector.name!r} heeft `{key}` nodig. Vul het in bij `with`.")
        for key in detector.lists & found.keys():
            self._lists(found[key], place)
        for key, allowed in (detector.choices or {}).items():
            for value in set(found.get(key, ())) - allowed:
                self.fault(place, f"`{key}` kent {value!r} niet. Kies uit: {', '.join(sorted(allowed))}.")
        for key in detector.required - detector.lists - detector.labels - detector.numbers:
            self._class_names(key, found.get(key, ()), place)
        for key in detector.labels:
            for value in set(found.get(key, ())) - labels:
                self.fault(
                    place, f"Het label {value!r} (bij `{key}`) bestaat niet. Kies uit: {', '.join(sorted(labels))}."
                )
        for key in detector.numbers & found.keys():
            if len(found[key]) != 1 or not _SHARE.fullmatch(found[key][0]):
                self.fault(place, f'`{key}` is een getal van 0 tot 1, tussen aanhalingstekens: {key} = "0.6".')
        return MappingProxyType(found)

    def _class_names(self, key: str, names: Iterable[str], place: str) -> None:
        for name in names:
            if not name.isdecimal() and name not in self.lexicon.class_names:
                self.fault(place, f"De woordgroep {name!r} (bij `{key}`) bestaat niet. Maak hem onder [classes].")

    def _conditions(self, row: Mapping[str, Any], place: str) -> Conditions:
        given = row.get("when", {})
        if not isinstance(given, dict):
            self.fault(place, "Schrijf `when` als een tabel: when = { known = false }.")
            return Conditions()
        for key in sorted(given.keys() - _CONDITION_KEYS):
            self.fault(place, f"`when` kent {key!r} niet. Kies uit: {', '.join(sorted(_CONDITION_KEYS))}.")
        lists = {key: self.words(given, key, place) for key in _CONDITION_LISTS}
        for names in lists.values():
            self._lists(names, place)
        max_words = given.get("max_words", 0)
        if not isinstance(max_words, int):
            self.fault(place, "`max_words` is een getal.")
            max_words = 0
        supported = given.get("supported", "0")
        if not isinstance(supported, str) or not _SHARE.fullmatch(supported):
            self.fault(place, '`supported` is een getal van 0 tot 1, tussen aanhalingstekens: supported = "0.4".')
            supported = "0"
        return Conditions(
            contexts=self.some_of(Context, given, "contexts", place),
            recipients=self.some_of(AuthorRole, given, "recipients", place),
            known=self.flag(given, "known", place),
            official=self.flag(given, "official", place),
            consent=self.flag(given, "consent", place),
            capacity=self.flag(given, "capacity", place),
            max_words=max_words,
            supported=float(supported),
            **lists,
        )

    def _praise(self, row: Mapping[str, Any], place: str, articles: set[str]) -> Praise:
        lists = self.words(row, "lists", place)
        unless = self.words(row, "unless", place)
        self._lists(lists + unless, place)
        return Praise(
            kind=self.word(row, "kind", place),
            article=self._article_ref(row, place, articles),
            tone=self.one_of(Tone, row.get("tone", ""), "tone", place),
            lists=lists,
            texts=self._required_texts(row, "text", place),
            unless=unless,
        )

    def _ladders(self, articles: set[str]) -> dict[Audience, Ladder]:
        ladders: dict[Audience, Ladder] = {}
        for row, place in self.rows("ladders", "audience"):
            audience = self.one_of(Audience, row.get("audience", ""), "audience", place)
            measures = row.get("measures", [])
            if not isinstance(measures, list) or not measures or not all(isinstance(item, dict) for item in measures):
                self.fault(place, "Een ladder heeft minstens één maatregel: [[ladders.measures]].")
                measures = []
            ladders[audience] = Ladder(
                audience,
                self._article_ref(row, place, articles),
                tuple(self._measure(measure, place) for measure in measures),
            )
        for audience in set(Audience) - ladders.keys():
            self.fault("protocol", f"De ladder voor {audience.value!r} ontbreekt. Voeg [[ladders]] toe.")
        return ladders

    def _measure(self, row: Mapping[str, Any], place: str) -> Measure:
        words = {key: self.word(row, key, place) for key in ("id", "name", "child", "adult")}
        return Measure(severity=self.severity(row, place), **words)

    def _contact(self, row: Mapping[str, Any], place: str) -> Contact:
        confirmed = self.flag(row, "confirmed", place)
        words = {key: self.word(row, key, place) for key in ("id", "name", "text")}
        number = row.get("number", "")
        return Contact(number=str(number), confirmed=bool(confirmed), **words)
