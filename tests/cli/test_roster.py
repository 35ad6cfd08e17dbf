"""Bringing people in from the terminal: first a plan, then all or nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from learnapp.store.people import Person
from tests.cli.conftest import Caretaker

LIST = """leerlingnummer;roepnaam;tussenvoegsel;achternaam;groep;jaargroep
201;Lotte;van;Ravenswoud;7B;7
202;Daniël;;Kok;7B;7

email;voornaam;tussenvoegsel;achternaam;aanhef;functie;groepen
blom@school.example;Ans;;Blom;Mw.;leerkracht;7B
"""


def written(folder: Path, text: str, *, encoding: str = "utf-8") -> str:
    file = folder / "lijst.csv"
    file.write_bytes(text.encode(encoding))
    return str(file)


def number_of_people(school: Caretaker) -> int:
    with school.database() as database, database.reading() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def test_without_apply_there_is_only_a_plan(school: Caretaker, tmp_path: Path) -> None:
    said = school.runs("roster", "import", written(tmp_path, LIST))

    assert "2 join" in said
    assert "Lotte v. R. in 7B" in said
    assert "1 staff join" in said
    assert "Run it again with --apply" in said
    assert "Ravenswoud" not in said
    assert number_of_people(school) == 9


def test_with_apply_it_is_done_and_staff_get_links(school: Caretaker, tmp_path: Path) -> None:
    said = school.runs("roster", "import", written(tmp_path, LIST), "--apply")
    again = school.runs("roster", "import", written(tmp_path, LIST), "--apply")

    assert "Mw. Blom <blom@school.example> sets a password" in said
    assert "/wachtwoord/" in said
    assert "2 pupils and 1 staff stay as they are" in again
    assert "/wachtwoord/" not in again
    assert number_of_people(school) == 12


def test_a_windows_file_keeps_its_letters(school: Caretaker, tmp_path: Path) -> None:
    said = school.runs("roster", "import", written(tmp_path, LIST, encoding="cp1252"))

    assert "Daniël K. in 7B" in said


def test_faults_stop_everything_and_each_is_named(school: Caretaker, tmp_path: Path) -> None:
    faulty = LIST.replace("202;", "201;").replace("Ravenswoud;7B;7", "Ravenswoud;7B;elf")

    said = school.runs("roster", "import", written(tmp_path, faulty), "--apply", code=1)

    assert "2 faults. Nothing was changed." in said
    assert "lijst.csv, rij 2, kolom jaargroep" in said
    assert "lijst.csv, rij 3" in said
    assert number_of_people(school) == 9


def test_a_spreadsheet_and_an_empty_file_are_sentences(school: Caretaker, tmp_path: Path) -> None:
    sheet = tmp_path / "lijst.xlsx"
    sheet.write_bytes(b"PK\x03\x04" + b"\0" * 200)
    empty = written(tmp_path, "")

    for file in (str(sheet), empty):
        said = school.runs("roster", "import", file, "--apply", code=1)
        assert "Nothing was changed." in said
        assert Path(file).name in said


def test_two_files_are_one_list(school: Caretaker, tmp_path: Path) -> None:
    pupils, staff = LIST.split("\n\n")
    (tmp_path / "leerlingen.csv").write_text(pupils)
    (tmp_path / "team.csv").write_text(staff)

    said = school.runs("roster", "import", str(tmp_path / "leerlingen.csv"), str(tmp_path / "team.csv"))

    assert "2 join" in said
    assert "1 staff join" in said


def test_when_many_leave_somebody_confirms(school: Caretaker, tmp_path: Path) -> None:
    rows = "".join(f"{300 + n};Kind;;Naam{chr(97 + n)};7B;7\n" for n in range(10))
    header = LIST.splitlines()[0] + "\n"
    school.runs("roster", "import", written(tmp_path, header + rows), "--apply")
    half = written(tmp_path, header + "".join(rows.splitlines(keepends=True)[:5]))

    refused = school.runs("roster", "import", half, "--apply", code=1)
    done = school.runs("roster", "import", half, "--apply", "--confirm")

    assert "Klopt dit bestand?" in refused
    assert "Add --confirm" in refused
    assert "Done." in done
