"""Read the rows of a protocol file, and collect what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from learnapp.errors import Fault

_Word = TypeVar("_Word", bound=StrEnum)
_SEVERITIES = (1, 2, 3)


class RowReader:
    """Reads values out of the data of a file; `faults` grows with everything that cannot be used."""

    def __init__(self, data: Mapping[str, Any], faults: list[Fault]) -> None:
        """Keep the data and the list of faults to add to."""
        self.data = data
        self.faults = faults

    def fault(self, place: str, message: str) -> None:
        """Add a fault."""
        self.faults.append(Fault(place, message))

    def rows(self, table: str, key: str) -> list[tuple[Mapping[str, Any], str]]:
        """Give the rows of a table, each with its place for people."""
        rows = self.data.get(table, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.fault("protocol", f"Schrijf {table} als blokken: [[{table}]].")
            return []
        return [
            (row, f"{row.get('_file', 'protocol')}, {table} {row.get(key, number)!r}")
            for number, row in enumerate(rows, 1)
        ]

    def unique(self, table: str, key: str, make: Any) -> dict[str, Any]:
        """Make something of each row of a table, by its name, which may stand there once."""
        found: dict[str, Any] = {}
        for row, place in self.rows(table, key):
            name = self.word(row, key, place)
            if name in found:
                self.fault(place, f"{name!r} komt twee keer voor. Geef er één een andere naam, of haal er één weg.")
            found[name] = make(row, place)
        return found

    def word(self, row: Mapping[str, Any], key: str, place: str, default: str = "") -> str:
        """Give a text that may not be missing or empty."""
        value = row.get(key, default)
        if not isinstance(value, str) or not (value.strip() or default):
            self.fault(place, f"`{key}` ontbreekt of is leeg. Schrijf er een tekst bij.")
            return ""
        return value

    def words(self, row: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
        """Give a list of texts; one text counts as a list of one."""
        value = row.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.fault(place, f"`{key}` is een lijst van teksten. Controleer de aanhalingstekens en lege teksten.")
            return ()
        return tuple(value)

    def one_of(self, kind: type[_Word], value: object, key: str, place: str) -> _Word:
        """Give a value of a closed list."""
        try:
            return kind(str(value))
        except ValueError:
            known = ", ".join(kind)
            self.fault(place, f"`{key}` kent {str(value)!r} niet. Kies uit: {known}.")
            return next(iter(kind))

    def some_of(self, kind: type[_Word], row: Mapping[str, Any], key: str, place: str) -> frozenset[_Word]:
        """Give several values of a closed list."""
        return frozenset(self.one_of(kind, word, key, place) for word in self.words(row, key, place))

    def severity(self, row: Mapping[str, Any], place: str) -> int:
        """Give a severity: 1, 2 or 3."""
        value = row.get("severity")
        if value not in _SEVERITIES or isinstance(value, bool):
            self.fault(place, "`severity` is 1 (tip), 2 (eerst anders schrijven) of 3 (een volwassene moet het weten).")
            return 1
        return int(value)

    def flag(self, row: Mapping[str, Any], key: str, place: str) -> bool | None:
        """Give true, false, or None when it is not there."""
        value = row.get(key)
        if value is not None and not isinstance(value, bool):
            self.fault(place, f"`{key}` is true of false.")
            return None
        return value
