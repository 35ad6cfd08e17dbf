"""From text to rows with their numbers, cut into sections: each a header with the rows below it."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from learnapp.errors import Fault, FaultyInput
from learnapp.roster.headers import Header, Kind, likeness, plain, read_header

MOST_ROWS = 20_000

_DELIMITERS = (";", ",", "\t", "|")
#: So many names of columns make a row a header: the first one, one after a blank row, one right below other rows.
_FIRST, _LATER = 2, 3
#: Titles may stand above the first header in so many rows.
_TITLE_ROWS = 10
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MARKERS = {
    "leerlingen": Kind.PUPILS,
    "leerling": Kind.PUPILS,
    "personeel": Kind.STAFF,
    "medewerkers": Kind.STAFF,
    "leerkrachten": Kind.STAFF,
    "leraren": Kind.STAFF,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number as the spreadsheet shows it, and its cells without white space around them."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Say whether there is nothing in it."""
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Section:
    """A header with the rows below it."""

    header: Header
    rows: list[Row] = field(default_factory=list)


def clean(text: str) -> str:
    """Give a cell without invisible signs and double spaces, its accents written in one way."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return " ".join(text.split())


def rows_of(text: str, *, name: str) -> list[Row]:
    """Cut a text into rows. Raise `FaultyInput` when a quotation mark is wrong or when there are too many rows."""
    rows: list[Row] = []
    reader = csv.reader(_physical_lines(text), delimiter=_delimiter(text), strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            rows.append(Row(number, tuple(clean(cell) for cell in cells)))
            if number > MOST_ROWS:
                message = f"Er staan meer dan {MOST_ROWS} rijen in dit bestand. Is dit wel de leerlingenlijst?"
                raise FaultyInput([Fault(name, message)])
    except csv.Error as error:
        message = 'Hier staat een aanhalingsteken (") te veel of te weinig. Haal het weg.'
        raise FaultyInput([Fault(f"{name}, rij {len(rows) + 1}", message)]) from error
    return rows


def sections_of(rows: Sequence[Row]) -> list[Section]:
    """Cut the rows into sections; without any header the first row that is not blank stands in for one."""
    sections: list[Section] = []
    kind: Kind | None = None
    after_gap = True
    for row in _from_first_header(rows):
        if row.is_blank:
            after_gap = True
        elif (marked := _marker(row)) is not None:
            kind, after_gap = marked, True
        elif not sections or kind or likeness(row.cells) >= (_FIRST if after_gap else _LATER):
            sections.append(Section(read_header(row.number, row.cells, kind)))
            kind, after_gap = None, False
        else:
            sections[-1].rows.append(row)
            after_gap = False
    return sections


def _from_first_header(rows: Sequence[Row]) -> Iterator[Row]:
    """Skip titles above the first header ("Leerlingenlijst 2026"), if there is a header."""
    filled = [row for row in rows if not row.is_blank and not _says_how_to_read(row)]
    for row in filled[:_TITLE_ROWS]:
        if _marker(row) is not None or likeness(row.cells) >= _FIRST:
            return (one for one in rows if one.number >= row.number)
    return iter(filled)


def _says_how_to_read(row: Row) -> bool:
    """Recognise "sep=;", which Excel understands as the first row."""
    return row.number == 1 and row.cells[0].casefold().startswith("sep=")


def _marker(row: Row) -> Kind | None:
    """Give the kind that a row like "[personeel]" announces."""
    alone = [cell for cell in row.cells if cell]
    return _MARKERS.get(plain(alone[0])) if len(alone) == 1 else None


def _delimiter(text: str) -> str:
    """Give the sign between cells: the one that shows the most names of columns in one of the first rows."""
    lines = [line for line in text.splitlines() if line.strip()][: _TITLE_ROWS + 1]

    def shows(delimiter: str) -> tuple[int, int]:
        known = max((likeness([clean(cell).strip('"') for cell in line.split(delimiter)]) for line in lines), default=0)
        return known, max((line.count(delimiter) for line in lines), default=0)

    return max(_DELIMITERS, key=shows)


def _physical_lines(text: str) -> Iterator[str]:
    """Give the lines with one kind of line end (old files of a Mac have another one)."""
    return iter(text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True))
