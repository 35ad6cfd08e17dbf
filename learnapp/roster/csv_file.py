"""Read a roster file (CSV): pupils, staff, or both. At the door surnames become initials and numbers become hashes.

What can't be used at all (a spreadsheet, an empty file, columns that are missing) raises `FaultyInput`. Faults in rows
are in `RosterFile.faults`, all together, so that the plan can show them beside the rows that are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from learnapp.errors import Fault, FaultyInput
from learnapp.roster.cells import Cells, Desk
from learnapp.roster.decoding import text_of
from learnapp.roster.grid import Section, rows_of, sections_of
from learnapp.roster.headers import Kind, faults_of
from learnapp.roster.keys import hash_key, hash_staff_key
from learnapp.roster.names import FullName, distinct_initials, split_surname
from learnapp.roster.rows import PupilRow, RosterFile, StaffRow
from learnapp.terms import Role

#: From so many pupils on, numbers that are all citizen service numbers are no accident.
_ENOUGH_TO_TELL = 5
_ENOUGH_TO_SHOW = 10


def read_roster(data: bytes, *, pepper: bytes, name: str = "bestand") -> RosterFile:
    """Read the bytes of a roster file. `pepper` is the secret that numbers are hashed with."""
    sections = sections_of(rows_of(text_of(data, name=name), name=name))
    if faults := [fault for section in sections for fault in faults_of(section.header, name=name)]:
        raise FaultyInput(faults)
    if not any(section.rows for section in sections):
        message = "Onder de namen van de kolommen staat niemand. Kijk of de export gelukt is."
        raise FaultyInput([Fault(name, message)])
    desk = Desk(name)
    for section in sections:
        _notice_unused(section, desk)
    pupils = _pupils([one for one in sections if one.header.kind is Kind.PUPILS], desk, pepper)
    staff = _staff([one for one in sections if one.header.kind is Kind.STAFF], desk, pepper)
    return RosterFile(name, pupils, staff, tuple(desk.faults), tuple(desk.notices))


def combine(files: Sequence[RosterFile]) -> RosterFile:
    """Join files that belong together (pupils in one, staff in another). Whoever is in two files is a fault."""
    pupils = [row for file in files for row in file.pupils]
    staff = [row for file in files for row in file.staff]
    doubles = [
        *_doubles([(row.key_hash, row.place) for row in pupils], "Dit leerlingnummer"),
        *_doubles([(row.email, row.place) for row in staff], "Dit e-mailadres"),
    ]
    return RosterFile(
        name=" en ".join(file.name for file in files),
        pupils=tuple(pupils),
        staff=tuple(staff),
        faults=(*(fault for file in files for fault in file.faults), *doubles),
        notices=tuple(notice for file in files for notice in file.notices),
    )


def _doubles(keys: Iterable[tuple[str, str]], what: str) -> Iterator[Fault]:
    first_at: dict[str, str] = {}
    for key, place in keys:
        if key in first_at:
            yield Fault(place, f"{what} staat ook in {first_at[key]}. Haal een van de twee weg.")
        first_at.setdefault(key, place)


@dataclass(frozen=True, slots=True)
class _Pupil:
    """A pupil with all that the file tells. It does not leave this module."""

    row: PupilRow
    full: FullName
    number: str


def _pupils(sections: Iterable[Section], desk: Desk, pepper: bytes) -> tuple[PupilRow, ...]:
    spelling: dict[str, str] = {}
    once = _Once("leerlingnummer", "Dit leerlingnummer", "Geef elke leerling een eigen nummer.")
    found: list[_Pupil] = []
    nameless: list[int] = []
    for cells in _all_cells(sections, desk):
        pupil = _pupil(cells, pepper, spelling)
        if once.is_new(pupil.number, cells):
            found.append(pupil)
        if not pupil.full.surname:
            nameless.append(cells.row.number)
    _notice_nameless(nameless, desk)
    _refuse_citizen_numbers([pupil.number for pupil in found], desk)
    short = distinct_initials([pupil.full for pupil in found])
    return tuple(replace(pupil.row, initials=short[pupil.full.key]) for pupil in found)


def _pupil(cells: Cells, pepper: bytes, spelling: dict[str, str]) -> _Pupil:
    number = cells.number("leerlingnummer", "het leerlingnummer")
    first_name = cells.name("roepnaam", "de roepnaam", longest=60)
    prefix = cells.name("tussenvoegsel", "het tussenvoegsel", longest=20, required=False)
    surname = cells.surname("achternaam")
    group = cells.group("groep")
    group = spelling.setdefault(group.casefold(), group)
    key = hash_key(number, pepper=pepper)
    row = PupilRow(key, first_name, "", group, cells.year("jaargroep", group), place=cells.place)
    return _Pupil(row, FullName(key, group, first_name, *split_surname(prefix, surname)), number)


def _staff(sections: Iterable[Section], desk: Desk, pepper: bytes) -> tuple[StaffRow, ...]:
    emails = _Once("email", "Dit e-mailadres", "Zet meer groepen of functies samen in één rij, zoals 7A+8A.")
    numbers = _Once("personeelsnummer", "Dit personeelsnummer", "Geef iedereen een eigen nummer.")
    found: list[StaffRow] = []
    for cells in _all_cells(sections, desk):
        row, number = _member(cells, pepper)
        new = (emails.is_new(row.email, cells), numbers.is_new(number, cells))
        if all(new):
            found.append(row)
        if row.groups == () and Role.TEACHER in row.roles:
            desk.notices.append(f"{cells.place}: deze leerkracht heeft nog geen groep.")
    return tuple(found)


def _member(cells: Cells, pepper: bytes) -> tuple[StaffRow, str]:
    """Read a member of staff; give the row and the personnel number."""
    number = cells.number("personeelsnummer", "het personeelsnummer", required=False)
    first_name = cells.name("voornaam", "de voornaam", longest=60)
    prefix = cells.name("tussenvoegsel", "het tussenvoegsel", longest=20, required=False)
    surname = f"{prefix} {cells.name('achternaam', 'de achternaam', longest=60)}".strip()
    row = StaffRow(
        email=cells.email("email"),
        first_name=first_name,
        last_name=surname[:1].upper() + surname[1:],
        salutation=cells.salutation("aanhef"),
        roles=cells.roles("functie"),
        groups=cells.groups("groepen"),
        key=hash_staff_key(number, pepper=pepper),
        place=cells.place,
    )
    return row, number


class _Once:
    """Sees to it that a value stands in one row only."""

    def __init__(self, column: str, what: str, advice: str) -> None:
        self._column = column
        self._what = what
        self._advice = advice
        self._first_at: dict[str, int] = {}

    def is_new(self, value: str, cells: Cells) -> bool:
        """Say whether the value was not there before; when it was, that is a fault. An empty cell is always new."""
        first = self._first_at.setdefault(value, cells.row.number) if value else cells.row.number
        if first != cells.row.number:
            cells.fault(self._column, f"{self._what} staat ook in rij {first}. {self._advice}")
        return first == cells.row.number


def _all_cells(sections: Iterable[Section], desk: Desk) -> Iterator[Cells]:
    """Give the cells of every row. A row that is wider than its header has shifted, so it is told and left out."""
    for section in sections:
        for row in section.rows:
            if any(row.cells[section.header.width :]):
                message = (
                    "Deze rij heeft meer cellen dan er kolommen zijn. Haal het scheidingsteken weg dat te veel is."
                )
                desk.faults.append(Fault(desk.place(row), message))
            else:
                yield Cells(desk, section.header, row)


def _notice_unused(section: Section, desk: Desk) -> None:
    if section.header.unused:
        names = ", ".join(section.header.unused)
        desk.notices.append(f"{desk.name}: deze kolommen gebruiken en bewaren we niet: {names}.")


def _notice_nameless(rows: Sequence[int], desk: Desk) -> None:
    if rows:
        some = ", ".join(map(str, rows[:_ENOUGH_TO_SHOW])) + (" …" if len(rows) > _ENOUGH_TO_SHOW else "")
        desk.notices.append(f"{desk.name}, rij {some}: hier staat geen achternaam. We gebruiken alleen de roepnaam.")


def _refuse_citizen_numbers(numbers: Sequence[str], desk: Desk) -> None:
    """Refuse a column with citizen service numbers (BSN): those we may not use."""
    if len(numbers) >= _ENOUGH_TO_TELL and all(map(_may_be_citizen_number, numbers)):
        message = "Dit lijken burgerservicenummers. Die mogen we niet gebruiken: exporteer het leerlingnummer."
        desk.faults.append(Fault(f"{desk.name}, kolom leerlingnummer", message))


def _may_be_citizen_number(number: str) -> bool:
    """Do the eleven test."""
    if len(number) != 9 or not (number.isascii() and number.isdigit()):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % 11 == 0
