"""The list of a small school, and ways to read it."""

from __future__ import annotations

from learnapp.errors import FaultyInput
from learnapp.roster.csv_file import read_roster
from learnapp.roster.rows import RosterFile

PEPPER = b"peper van De Lindeboom"

PUPILS = """\
leerlingnummer;roepnaam;tussenvoegsel;achternaam;groep;jaargroep
1001;Noor;van 't;Hof;2B;2
1002;Sem;;Bakker;2B;2
1003;Ilse;;Öztürk-de Vries;7A;7
"""
STAFF = """\
personeelsnummer;voornaam;tussenvoegsel;achternaam;aanhef;email;functie;groepen
P1;Marieke;de;Wit;Mw.;m.dewit@school.example;leerkracht;2B
P2;Joost;;Vos;Dhr.;j.vos@school.example;leerkracht;7A
P3;Anna;;Bakker;Mw.;a.bakker@school.example;coördinator + medewerker;
"""


def read(text: str | bytes, *, name: str = "lijst.csv") -> RosterFile:
    """Read a list from text or bytes."""
    return read_roster(text if isinstance(text, bytes) else text.encode(), pepper=PEPPER, name=name)


def refusal(text: str | bytes) -> str:
    """Give the sentences with which a file is refused."""
    try:
        read(text)
    except FaultyInput as refused:
        return str(refused)
    raise AssertionError("this file was not refused")


def pupils(*rows: str) -> str:
    """Give a list with these pupils."""
    return "\n".join([PUPILS.splitlines()[0], *rows]) + "\n"


def staff(*rows: str) -> str:
    """Give a list with these members of staff."""
    return "\n".join([STAFF.splitlines()[0], *rows]) + "\n"
