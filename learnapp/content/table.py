"""A TOML table that is read key by key. What is missing, unknown or of the wrong kind becomes a fault with its line.

A reader asks for every key it knows and then calls `close`: keys that nobody asked for are faults. A value that is
wrong is replaced by a harmless one of the right type, so that reading goes on; the fault keeps it from being used.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar

import tomli

from learnapp.content.source import Source, nearest
from learnapp.content.toml_lines import Path, line_of

Word = TypeVar("Word", bound=StrEnum)
Value = TypeVar("Value")

_ID = re.compile(r"[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WHERE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")

#: What `tomli` says, and what to do about it.
_SYNTAX = (
    ("Cannot overwrite a value", "Deze sleutel staat er al. Haal er een weg."),
    ("Cannot declare", "Deze tabel staat er al. Haal er een weg, of gebruik dubbele haken [[...]]."),
    ("Expected '=' after a key", "Na een sleutel hoort een = te staan."),
    ("Expected ']", "Sluit de haken van deze tabel: [naam] of [[naam]]."),
    ("Expected newline", "Zet hier een nieuwe regel. Staat een aanhalingsteken binnen de tekst? Zet er een \\ voor."),
    ("Unclosed array", "Deze lijst is niet gesloten. Zet er een ] achter, en een komma tussen de delen."),
    ("Unclosed inline table", "Dit blok is niet gesloten. Zet er een } achter."),
    ("Illegal character '\\n'", "Deze tekst is niet gesloten. Zet er een aanhalingsteken achter."),
    ("Unterminated string", "Deze tekst is niet gesloten. Zet er een aanhalingsteken achter."),
    ("Unescaped '\\'", "Een \\ in een tekst schrijf je dubbel: \\\\."),
    ("Invalid value", "Deze waarde kan niet. Zet tekst tussen aanhalingstekens; schrijf ja of nee als true of false."),
    ("Invalid statement", "Dit is geen TOML. Schrijf: sleutel = waarde."),
    ("Invalid initial character for a key part", "Hier hoort een sleutel van letters, cijfers en streepjes te staan."),
)


class Table:
    """One table of a TOML text."""

    def __init__(self, data: Mapping[str, object], source: Source, path: Path = ()) -> None:
        """Wrap the data; `path` leads from the top of the source to here."""
        self._data = data
        self._asked: set[str] = set()
        self.source = source
        self.path = path

    def fault(self, message: str, key: str = "", *, place: int | None = None) -> None:
        """Note a fault about this table, about one of its keys, or about the item at a place in that key's list."""
        path = (*self.path, key) if key else self.path
        path = path if place is None else (*path, place)
        self.source.fault(message, line=line_of(self.source.text, path))

    def has(self, key: str) -> bool:
        """Say whether the key is there."""
        self._asked.add(key)
        return key in self._data

    def close(self) -> None:
        """Note a fault for each key that nobody asked for."""
        for key in self._data.keys() - self._asked:
            self.fault(f"`{key}` ken ik hier niet.{nearest(key, self._asked)}", key)

    def text(self, key: str, default: str | None = None) -> str:
        """Read a text; without a default it must be there. Blank is as good as missing."""
        if not self.has(key):
            return default if default is not None else self._missing(key, '"..."', instead="")
        value = self._data[key]
        if not isinstance(value, str):
            self.fault(f'`{key}` moet een tekst zijn: {key} = "...".', key)
            return ""
        if not value.strip():
            self.fault(f"`{key}` is leeg. Vul de tekst in{'.' if default is None else ', of haal de regel weg.'}", key)
        return value.strip()

    def id(self, key: str = "id") -> str:
        """Read an id: letters, digits, dashes and dots."""
        value = self.text(key)
        if value and not _ID.fullmatch(value):
            self.fault(f"`{key}` mag alleen letters, cijfers, punten en streepjes hebben, zonder spaties.", key)
        return value

    def whole(self, key: str, *, low: int, high: int, instead: int = 1) -> int:
        """Read a whole number between two bounds."""
        if not self.has(key):
            return self._missing(key, str(low), instead=instead)
        value = self._data[key]
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.fault(f"`{key}` moet een heel getal van {low} tot en met {high} zijn.", key)
            return instead
        return value

    def yes_no(self, key: str) -> bool:
        """Read true or false."""
        if not self.has(key):
            return self._missing(key, "true (of false)", instead=False)
        value = self._data[key]
        if not isinstance(value, bool):
            self.fault(f"`{key}` moet true of false zijn, zonder aanhalingstekens.", key)
        return value is True

    def texts(self, key: str, *, least: int = 0) -> tuple[str, ...]:
        """Read a list of texts; with `least` 0 it may be missing."""
        if not self.has(key):
            return () if least == 0 else self._missing(key, '["..."]', instead=())
        value = self._data[key]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(f'`{key}` moet een lijst van teksten zijn: {key} = ["...", "..."].', key)
            return ()
        for place, item in enumerate(value):
            if not item.strip():
                self.fault(f"In `{key}` staat een lege tekst. Vul die in of haal die weg.", key, place=place)
        if len(value) < least:
            self.fault(f"`{key}` heeft minstens {least} {'tekst' if least == 1 else 'teksten'} nodig.", key)
        return tuple(item.strip() for item in value)

    def one_of(self, key: str, words: Collection[str], default: str | None = None) -> str:
        """Read a word out of a closed list; "" when it is another word."""
        value = self.text(key, default)
        if value and value not in words:
            self.fault(f"`{value}` kan niet bij `{key}`.{nearest(value, words)}", key)
        return value if value in words else ""

    def word(self, key: str, kind: type[Word]) -> Word:
        """Read a word of one of the house's lists."""
        found = self.one_of(key, [word.value for word in kind])
        return kind(found) if found else next(iter(kind))

    def words(self, key: str, kind: type[Word], default: tuple[Word, ...]) -> tuple[Word, ...]:
        """Read a list of words of one of the house's lists, each once."""
        if not self.has(key):
            return default
        known = [word.value for word in kind]
        found = self.texts(key, least=1)
        for place, word in enumerate(found):
            if word not in known:
                self.fault(f"`{word}` kan niet bij `{key}`.{nearest(word, known)}", key, place=place)
        return tuple(dict.fromkeys(kind(word) for word in found if word in known))

    def table(self, key: str) -> Table | None:
        """Read a table inside this one, or None when it is not there."""
        if not self.has(key):
            return None
        value = self._data[key]
        if not isinstance(value, dict):
            self.fault(f"`{key}` moet een blok zijn: [{self._header(key)}].", key)
            return None
        return Table(value, self.source, (*self.path, key))

    def tables(self, key: str, *, least: int = 0) -> list[Table]:
        """Read a list of tables; with `least` 0 it may be missing."""
        value = self._data[key] if self.has(key) else []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(f"`{key}` moet uit blokken bestaan: [[{self._header(key)}]].", key)
            return []
        if len(value) < least:
            self.fault(f"Hier zijn minstens {least} blokken [[{self._header(key)}]] nodig.", key)
        return [Table(item, self.source, (*self.path, key, place)) for place, item in enumerate(value)]

    def named_tables(self) -> dict[str, Table]:
        """Read every key of this table as a table with that name."""
        found = {name: self.table(name) for name in self._data}
        return {name: table for name, table in found.items() if table is not None}

    def _header(self, key: str) -> str:
        return ".".join([*(part for part in self.path if isinstance(part, str)), key])

    def _missing(self, key: str, example: str, *, instead: Value) -> Value:
        self.fault(f"Hier ontbreekt `{key}`. Voeg toe: {key} = {example}")
        return instead


def check_name(name: str, table: Table) -> None:
    """Note a fault when the name of a table cannot be an id."""
    if not _NAME.fullmatch(name):
        table.fault(f"De naam [{name}] mag alleen kleine letters, cijfers en streepjes hebben.")


def read_table(source: Source) -> Table | None:
    """Read a TOML text; None (and a fault with its line) when it is no TOML."""
    try:
        return Table(tomli.loads(source.text), source)
    except RecursionError:
        source.fault("Hier zitten te veel haken in elkaar. Maak het eenvoudiger.")
    except ValueError as error:
        found = _WHERE.search(str(error))
        last = source.text.rstrip().count("\n") + 1
        line = int(found.group(1)) if found and found.group(1) else last
        source.fault(_in_dutch(str(error)), line=line)
    return None


def _in_dutch(said: str) -> str:
    sentence = next((dutch for english, dutch in _SYNTAX if english in said), "")
    return sentence or "Hier klopt de TOML niet. Kijk naar aanhalingstekens, haken, komma's en = op deze regel."
