"""Take values out of a table of a TOML file.

A wrong value becomes a fault and a harmless stand-in, so that one reading tells everything that is wrong.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Any, TypeVar

from learnapp.errors import Fault
from learnapp.simulation.places import Path, Places

Word = TypeVar("Word", bound=StrEnum)


def nearest(word: str, known: Iterable[str]) -> str:
    """Give " Bedoel je ...?" with the known word that looks most like this one, or "" when none does."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' Bedoel je "{close[0]}"?' if close else ""


def listing(words: Iterable[str]) -> str:
    """Give words as a Dutch enumeration: "a, b of c"."""
    *front, last = words
    return f"{', '.join(front)} of {last}" if front else last


class Notebook:
    """The faults found in one file, each with the line where it stands."""

    def __init__(self, name: str, places: Places) -> None:
        """Start an empty notebook for the file of this name."""
        self._name = name
        self._places = places
        self._faults: list[tuple[int, str]] = []

    def add(self, path: Path, message: str) -> None:
        """Write down what is wrong at this place and what to do about it."""
        self._faults.append((self._places.line(path), message))

    def __len__(self) -> int:
        return len(self._faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Give the faults in the order of the file, each once."""
        ordered = sorted(dict.fromkeys(self._faults), key=lambda fault: fault[0])
        return tuple(Fault(f"{self._name}, regel {line}", message) for line, message in ordered)


class Table:
    """One table of the file: gives its values as the type that is asked for."""

    def __init__(self, values: object, path: Path, notebook: Notebook, *, known: Collection[str]) -> None:
        """Wrap a table; unknown keys are faults."""
        self.path = path
        self.notebook = notebook
        self._values: dict[str, Any] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            notebook.add(path, "Hier hoort een blok met sleutels te staan.")
        for key in self._values:
            if key not in known:
                self.fault(key, f'De sleutel "{key}" bestaat hier niet.{nearest(key, known)}')

    def __contains__(self, key: str) -> bool:
        return bool(self._values.get(key, "") != "")

    def fault(self, key: str, message: str) -> None:
        """Write down a fault at this key, or at the table when the key is not there."""
        self.notebook.add((*self.path, key), message)

    def text(self, key: str, *, required: bool = True) -> str:
        """Give a text without white space around it; "" when it is not there."""
        value = self._values.get(key)
        if key not in self and not required:
            return ""
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.fault(key, f'Vul "{key}" in met een tekst tussen aanhalingstekens.')
        return ""

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """Give a list of texts."""
        value = self._values.get(key)
        if value is None and not required:
            return ()
        if isinstance(value, list) and (value or not required) and all(_is_filled(one) for one in value):
            return tuple(one.strip() for one in value)
        self.fault(key, f'Vul "{key}" in met een lijst van teksten: {key} = ["…", "…"].')
        return ()

    def number(self, key: str, *, least: int, default: int | None = None) -> int:
        """Give a whole number that is not below the least."""
        value = self._values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        self.fault(key, f'Vul "{key}" in met een heel getal van {least} of hoger.')
        return least

    def flag(self, key: str) -> bool:
        """Give true or false; false when it is not there."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            self.fault(key, f'Bij "{key}" hoort true of false, zonder aanhalingstekens.')
        return value is True

    def word(self, key: str, kind: type[Word]) -> Word:
        """Give one of the words of a closed list; the first one stands in for a wrong word."""
        text = self.text(key)
        return (self._words(key, (text,), kind) or (next(iter(kind)),))[0] if text else next(iter(kind))

    def words(self, key: str, kind: type[Word]) -> tuple[Word, ...]:
        """Give some words of a closed list."""
        return self._words(key, self.texts(key, required=False), kind)

    def among(self, key: str, known: Collection[str], *, what: str, default: str = "") -> str:
        """Give a text that must be one of the known ones; the default when it is not there."""
        text = self.text(key, required=False) or default
        if text != default and text not in known:
            self.fault(key, f'{what} "{text}" bestaat niet.{nearest(text, known)}')
            return default
        return text

    def tables(self, key: str, *, known: Collection[str], sample: str) -> list[Table]:
        """Give the tables of a list of tables; at least one is expected."""
        value = self._values.get(key)
        if not isinstance(value, list) or not value:
            self.fault(key, f'Schrijf minstens één blok "{sample}".')
            return []
        return [Table(one, (*self.path, key, number), self.notebook, known=known) for number, one in enumerate(value)]

    def table(self, key: str, *, known: Collection[str]) -> Table | None:
        """Give the table below this key, or None when it is not there."""
        if key not in self._values:
            return None
        return Table(self._values[key], (*self.path, key), self.notebook, known=known)

    def _words(self, key: str, texts: Iterable[str], kind: type[Word]) -> tuple[Word, ...]:
        known = {word.value: word for word in kind}
        for text in texts:
            if text not in known:
                self.fault(key, f'"{text}" kan niet bij "{key}". Kies uit {listing(known)}.{nearest(text, known)}')
        return tuple(known[text] for text in texts if text in known)


def _is_filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
