"""The names of columns, as schools write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache

from learnapp.errors import Fault


class Kind(StrEnum):
    """About whom a part of the file is."""

    PUPILS = "leerlingen"
    STAFF = "personeel"


#: Per kind each column with the other names that will do, the best first.
COLUMNS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    Kind.PUPILS: {
        "leerlingnummer": ("leerlingnr", "llnr", "leerlingid", "leerlingkey", "stamnummer", "stamnr", "nummer", "key"),
        "roepnaam": ("voornaam",),
        "tussenvoegsel": ("tussenvoegsels", "voorvoegsel", "voorvoegsels", "tussenv", "tv"),
        "achternaam": ("familienaam", "geslachtsnaam"),
        "groep": ("groepsnaam", "stamgroep", "klas", "klasnaam"),
        "jaargroep": ("leerjaar", "jgr", "jaar"),
    },
    Kind.STAFF: {
        "personeelsnummer": ("personeelsnr", "persnr", "medewerkernummer", "medewerkernr", "nummer", "key"),
        "voornaam": ("roepnaam",),
        "tussenvoegsel": ("tussenvoegsels", "voorvoegsel", "voorvoegsels", "tussenv", "tv"),
        "achternaam": ("familienaam", "geslachtsnaam"),
        "aanhef": ("aanspreekvorm", "aanspreektitel"),
        "email": ("emailadres", "mail", "mailadres"),
        "functie": ("functies", "rol", "rollen"),
        "groepen": ("groep", "klas", "klassen"),
    },
}
REQUIRED: Mapping[Kind, tuple[str, ...]] = {
    Kind.PUPILS: ("leerlingnummer", "roepnaam", "achternaam", "groep"),
    Kind.STAFF: ("voornaam", "achternaam", "email", "functie"),
}
_ALL_WORDS = frozenset(
    word for columns in COLUMNS.values() for column, others in columns.items() for word in (column, *others)
)
#: Columns by which the two kinds are known.
_ONLY_PUPILS = frozenset({"leerlingnummer", "jaargroep"})
_ONLY_STAFF = frozenset({"email", "functie", "personeelsnummer"})


@dataclass(frozen=True, slots=True)
class Header:
    """The row with the names of the columns: where each column is, as what it was written, and what is not used."""

    kind: Kind
    row: int
    columns: Mapping[str, int]
    titles: Mapping[str, str]
    unused: tuple[str, ...]
    width: int


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Give a text without capitals, accents, spaces and signs, to compare: "E-mail adres" gives "emailadres"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def recognised(cells: Sequence[str], kind: Kind) -> dict[str, int]:
    """Give the columns of this kind that the cells name, with their place. Of two names the best one counts."""
    words = [plain(cell) for cell in cells]
    found: dict[str, int] = {}
    for column, others in COLUMNS[kind].items():
        place = next((words.index(word) for word in (column, *others) if word in words), None)
        if place is not None and place not in found.values():
            found[column] = place
    return found


def likeness(cells: Sequence[str]) -> int:
    """Give how many names of columns stand in these cells."""
    if not any(plain(cell) in _ALL_WORDS for cell in cells):
        return 0  # an ordinary row: most are, so this must be fast
    return max(len(recognised(cells, kind)) for kind in Kind)


def read_header(row: int, cells: Sequence[str], kind: Kind | None) -> Header:
    """Read the names of the columns; the kind follows from them when it was not told."""
    kind = kind or _kind_of(cells)
    columns = recognised(cells, kind)
    titles = {column: cells[place] for column, place in columns.items()}
    unused = tuple(cell for place, cell in enumerate(cells) if cell and place not in columns.values())
    return Header(kind, row, columns, titles, unused, width=len(cells))


def faults_of(header: Header, *, name: str) -> list[Fault]:
    """Tell which columns are missing and what would do."""
    place = f"{name}, rij {header.row}"
    if not header.columns:
        example = ", ".join(COLUMNS[header.kind])
        return [Fault(place, f"Hier horen de namen van de kolommen te staan: {example}.")]
    missing = [column for column in REQUIRED[header.kind] if column not in header.columns]
    return [Fault(place, _about_missing(column, header)) for column in missing]


def _about_missing(column: str, header: Header) -> str:
    others = COLUMNS[header.kind][column]
    message = f"De kolom {column} ontbreekt. Zet deze naam boven de goede kolom (ook goed: {', '.join(others[:4])})."
    written = {plain(title): title for title in header.unused}
    close = get_close_matches(column, written, n=1, cutoff=0.75)
    return f"{message} Bedoel je de kolom {written[close[0]]}?" if close else message


def _kind_of(cells: Sequence[str]) -> Kind:
    pupils, staff = recognised(cells, Kind.PUPILS), recognised(cells, Kind.STAFF)
    if "functie" in staff:
        return Kind.STAFF
    return Kind.STAFF if _ONLY_STAFF & staff.keys() and not _ONLY_PUPILS & pupils.keys() else Kind.PUPILS
