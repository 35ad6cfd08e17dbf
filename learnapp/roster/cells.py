"""Check cells one by one. What is wrong becomes a fault with its row and column, and what to do about it.

No fault repeats a name or a number: faults may be kept or printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from learnapp.errors import Fault
from learnapp.roster.decoding import is_mangled
from learnapp.roster.grid import Row
from learnapp.roster.headers import Header, plain
from learnapp.terms import Role

ROLES: Mapping[str, Role] = {
    **dict.fromkeys(("leerkracht", "leraar", "lerares", "groepsleerkracht", "docent", "juf", "meester"), Role.TEACHER),
    **dict.fromkeys(("coordinator", "ictcoordinator", "mediacoach", "internbegeleider", "ib"), Role.COORDINATOR),
    **dict.fromkeys(("schoolbeheer", "beheer", "beheerder", "directie", "directeur"), Role.ADMINISTRATOR),
    **dict.fromkeys(("medewerker", "onderwijsassistent", "concierge", "administratie"), Role.STAFF),
}
SALUTATIONS: Mapping[str, str] = {
    **dict.fromkeys(("mw", "mevrouw", "mevr", "mej"), "Mw."),
    **dict.fromkeys(("dhr", "deheer", "heer", "meneer", "hr"), "Dhr."),
    "mx": "Mx.",
    "juf": "Juf",
    "meester": "Meester",
}

_NAME_SIGNS = str.maketrans(dict.fromkeys(" '’‘`´.-"))
_SEVERAL_GROUPS = re.compile(r"[,+;&]")
_SEVERAL_ROLES = re.compile(r"[+/,;&]")
_GROUP = re.compile(r"[\w .'’()/-]+")
_GROUP_WORD = re.compile(r"^(?:groep|gr\.?|klas)\s+", re.IGNORECASE)
_NUMBER = re.compile(r"[\w./#-]{1,64}")
_ROUNDED = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
_YEAR = re.compile(r"(?:(?:jaar)?groep|gr\.?|leerjaar|jaar)?\s*0?(\d{1,2})", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s,;:<>()\"\\]+@[^@\s,;:<>()\"\\.]+(?:\.[^@\s,;:<>()\"\\.]+)*\.[a-z]{2,}")
_YEARS = range(1, 9)


@dataclass(slots=True)
class Desk:
    """Where the rows of one file are looked at: keeps the faults and the notices."""

    name: str
    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def place(self, row: Row) -> str:
        """Give the place of a row, for people."""
        return f"{self.name}, rij {row.number}"


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row by the name of their column."""

    desk: Desk
    header: Header
    row: Row

    @property
    def place(self) -> str:
        """Give the place of this row, for people."""
        return self.desk.place(self.row)

    def raw(self, column: str) -> str:
        """Give the cell; "" when the column or the cell is not there."""
        place = self.header.columns.get(column)
        return self.row.cells[place] if place is not None and place < len(self.row.cells) else ""

    def fault(self, column: str, message: str) -> None:
        """Keep a fault about this cell."""
        title = self.header.titles.get(column, column)
        self.desk.faults.append(Fault(f"{self.place}, kolom {title}", message))

    def filled(self, column: str, what: str) -> str:
        """Give a cell that must be filled in."""
        value = self.raw(column)
        if not value:
            self.fault(column, f"Hier ontbreekt {what}. Vul deze cel in.")
        return value

    def name(self, column: str, what: str, *, longest: int, required: bool = True) -> str:
        """Give a name: letters, spaces, dashes and apostrophes."""
        value = self.filled(column, what) if required else self.raw(column)
        self._check_name(column, what, value, longest)
        return value

    def surname(self, column: str) -> str:
        """Give a surname, or ""; "Berg, van den" is also good."""
        value = self.raw(column)
        self._check_name(column, "de achternaam", value.replace(",", " ", 1), 80)
        return value

    def number(self, column: str, what: str, *, required: bool = True) -> str:
        """Give a number of the school."""
        value = self.filled(column, what) if required else self.raw(column)
        if _ROUNDED.fullmatch(value):
            self.fault(column, "Het rekenblad heeft dit nummer afgerond. Maak van de kolom tekst en exporteer opnieuw.")
        elif value and not _NUMBER.fullmatch(value):
            self.fault(column, f"In {what} horen alleen cijfers, letters en streepjes. Haal de rest weg.")
        return value

    def group(self, column: str) -> str:
        """Give the name of a group."""
        value = group_name(self.filled(column, "de groep"))
        if value and (not _GROUP.fullmatch(value) or len(value) > 40):
            self.fault(column, "Een groepsnaam heeft alleen letters, cijfers, spaties, - en /, hoogstens 40 tekens.")
        return value

    def year(self, column: str, group: str) -> int:
        """Give the jaargroep; without one it follows from the name of the group (7A: 7). 0 when it is not known."""
        value = self.raw(column)
        fitting = years_in(group)
        if not value:
            if len(fitting) == 1:
                return fitting[0]
            self.fault(column, "Hier ontbreekt de jaargroep. Vul een getal van 1 tot en met 8 in.")
            return 0
        match = _YEAR.fullmatch(value)
        year = int(match[1]) if match else 0
        if year not in _YEARS:
            self.fault(column, "Een jaargroep is een getal van 1 tot en met 8. Verbeter deze cel.")
        elif fitting and year not in fitting:
            self.fault(column, f"Jaargroep {year} past niet bij groep {group}. Verbeter de jaargroep of de groep.")
        return year

    def email(self, column: str) -> str:
        """Give an e-mail address in small letters."""
        value = self.filled(column, "het e-mailadres").lower()
        if value and (not _EMAIL.fullmatch(value) or len(value) > 254):
            self.fault(column, "Dit is geen e-mailadres. Schrijf het als naam@school.nl.")
        return value

    def roles(self, column: str) -> frozenset[Role]:
        """Give the roles of somebody, one or several."""
        value = self.filled(column, "de functie")
        words = [plain(word) for word in _SEVERAL_ROLES.split(value) if word.strip()]
        if unknown := [word for word in words if word not in ROLES]:
            known = "leerkracht, coördinator, schoolbeheer of medewerker"
            self.fault(column, f"Deze functie ken ik niet. Kies uit {known}; meer functies scheid je met een +.")
        return frozenset(ROLES[word] for word in words if word not in unknown)

    def salutation(self, column: str) -> str:
        """Give how somebody is addressed, or ""."""
        value = plain(self.raw(column))
        if value and value not in SALUTATIONS:
            self.fault(column, "Kies Mw. of Dhr., of laat deze cel leeg.")
        return SALUTATIONS.get(value, "")

    def groups(self, column: str) -> tuple[str, ...] | None:
        """Give the groups of a member of staff, each once; None when there is no such column."""
        if column not in self.header.columns:
            return None
        names = (group_name(part) for part in _SEVERAL_GROUPS.split(self.raw(column)))
        return tuple({name.casefold(): name for name in names if name}.values())

    def _check_name(self, column: str, what: str, value: str, longest: int) -> None:
        if is_mangled(value):
            self.fault(column, "De letters met accenten zijn verhaspeld. Exporteer het bestand opnieuw als CSV UTF-8.")
        elif value and not _is_name(value):
            self.fault(column, f"In {what} horen alleen letters, spaties, streepjes en apostrofs. Haal de rest weg.")
        elif len(value) > longest:
            self.fault(column, f"Dit is te lang voor {what}: hoogstens {longest} tekens. Maak het korter.")


def group_name(text: str) -> str:
    """Give the name of a group as we write it: "groep 7a" becomes "7A"."""
    name = _GROUP_WORD.sub("", text.strip())
    return name.upper() if re.fullmatch(r"[\d/ -]+[a-z]", name) else name


def years_in(group: str) -> tuple[int, ...]:
    """Give the jaargroepen that the name of a group starts with: "5-6 Zeehonden" gives 5 and 6."""
    start = re.match(r"[\d/ -]*", group)
    return tuple(dict.fromkeys(int(digit) for digit in (start[0] if start else "") if digit in "12345678"))


def _is_name(value: str) -> bool:
    if value.isalpha():
        return True
    letters = value.translate(_NAME_SIGNS)
    return letters.isalpha() or (bool(letters) and all(unicodedata.category(one)[0] in "LM" for one in letters))
