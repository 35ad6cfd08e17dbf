"""Mw. Bakker brings a list: what comes in, what is told, and what never gets further than the door."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from learnapp.roster.csv_file import combine
from learnapp.roster.keys import hash_key, hash_staff_key
from learnapp.roster.plan import Present, make_plan
from learnapp.terms import Role
from tests.roster.lists import PEPPER, PUPILS, STAFF, pupils, read, refusal, staff


def names(text: str | bytes) -> list[str]:
    return [pupil.name for pupil in read(text).pupils]


def told(text: str) -> list[str]:
    return [str(fault) for fault in read(text).faults]


THREE = ["Noor v.'t H.", "Sem B.", "Ilse Ö."]


def test_a_list_of_pupils_is_read() -> None:
    roster = read(PUPILS)

    noor = roster.pupils[0]
    assert (noor.first_name, noor.initials, noor.group, noor.year) == ("Noor", "v.'t H.", "2B", 2)
    assert noor.key_hash == hash_key("1001", pepper=PEPPER)
    assert noor.place == "lijst.csv, rij 2"
    assert [pupil.name for pupil in roster.pupils] == THREE
    assert (roster.faults, roster.notices, roster.staff) == ((), (), ())


def test_no_surname_and_no_number_of_a_pupil_gets_past_the_door() -> None:
    everything = repr(read(PUPILS + "1002;Sem;;Bakker;2B;2\n1004;Bo;;;2B;2\nx x;Al1;;Jansen;9Z;0\n"))

    for secret in ("Bakker", "Öztürk", "Vries", "Hof", "Jansen", "1001", "1002", "1003", "1004"):
        assert secret not in everything


def test_staff_keep_their_full_name() -> None:
    wit, vos, bakker = read(STAFF).staff

    assert (wit.name, wit.last_name, wit.salutation, wit.groups) == ("Marieke De Wit", "De Wit", "Mw.", ("2B",))
    assert (wit.roles, wit.key) == ({Role.TEACHER}, hash_staff_key("P1", pepper=PEPPER))
    assert (vos.salutation, vos.email) == ("Dhr.", "j.vos@school.example")
    assert (bakker.roles, bakker.groups) == ({Role.COORDINATOR, Role.STAFF}, ())


@pytest.mark.parametrize(
    "data",
    [
        PUPILS.encode(),
        PUPILS.encode("utf-8-sig"),
        PUPILS.encode("cp1252"),
        PUPILS.encode("utf-16"),
        PUPILS.encode("utf-16-be").join([b"\xfe\xff", b""]),
        PUPILS.replace(";", ",").encode(),
        PUPILS.replace(";", "\t").encode(),
        PUPILS.replace("\n", "\r\n").encode(),
        PUPILS.replace("\n", "\r").encode(),
        ("sep=;\n" + PUPILS).encode(),
        ("\n\nLeerlingenlijst De Lindeboom;;;;;\n\n" + PUPILS + "\n\n;;;;;\n").encode(),
        PUPILS.replace("Bakker", '"Bakker"').replace("leerlingnummer", '"Leerling Nummer"').encode(),
        PUPILS.replace("roepnaam", " ROEPNAAM ").replace("jaargroep", "Leerjaar").replace("groep;", "Klas;").encode(),
        PUPILS.replace("van 't;Hof", ";van 't Hof").encode(),
        PUPILS.replace("van 't;Hof", ";Hof, van 't").encode(),
        PUPILS.replace("Noor", "\u200bNoor\u00a0 ").encode(),
        PUPILS.replace("Ö", "O\u0308").encode(),
        ("[leerlingen]\n" + PUPILS).encode(),
    ],
)
def test_every_way_in_which_schools_write_a_list_is_read_the_same(data: bytes) -> None:
    assert names(data) == THREE


def test_columns_may_stand_in_any_order_and_others_are_not_kept() -> None:
    header = "BSN;Jaargroep;Achternaam;Roepnaam;Geboortedatum;Groep;Leerlingnr;voornaam\n"

    roster = read(header + "9;2;Bakker;Sem;1-1;2B;1002;Samuel\n")

    assert [pupil.name for pupil in roster.pupils] == ["Sem B."]
    assert roster.notices == ("lijst.csv: deze kolommen gebruiken en bewaren we niet: BSN, Geboortedatum, voornaam.",)
    assert "Samuel" not in repr(roster)


@pytest.mark.parametrize("between", ["\n", ";;;;;\n\n", "[personeel]\n", "\nPersoneel:\n", ""])
def test_staff_may_stand_below_the_pupils(between: str) -> None:
    roster = read(PUPILS + between + STAFF)

    assert [len(roster.pupils), len(roster.staff), len(roster.faults)] == [3, 3, 0]


def test_the_row_number_is_that_of_the_spreadsheet() -> None:
    below = PUPILS + "\n" + STAFF.replace("j.vos@", "j.vos")

    assert told(below)[0].startswith("lijst.csv, rij 8, kolom email: Dit is geen e-mailadres")
    broken = PUPILS.replace("Sem", '"Se\nm"').replace("7A;7", "7A;9")
    assert told(broken)[0].startswith("lijst.csv, rij 4, kolom jaargroep: ")


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (";Sem;;Bakker;2B;2", "leerlingnummer", "Hier ontbreekt het leerlingnummer"),
        ("1;;;Bakker;2B;2", "roepnaam", "Hier ontbreekt de roepnaam"),
        ("1;Sem;;Bakker;;2", "groep", "Hier ontbreekt de groep"),
        ("1;Sem;;Bakker;Uilen;", "jaargroep", "Hier ontbreekt de jaargroep"),
        ("1;Sem;;Bakker;5-6 Uilen;", "jaargroep", "Hier ontbreekt de jaargroep"),
        ("1;Sem;;Bakker;2B;9", "jaargroep", "een getal van 1 tot en met 8"),
        ("1;Sem;;Bakker;2B;twee", "jaargroep", "een getal van 1 tot en met 8"),
        ("1;Sem;;Bakker;2B;7", "jaargroep", "Jaargroep 7 past niet bij groep 2B"),
        ("1;S3m;;Bakker;2B;2", "roepnaam", "alleen letters"),
        ("1;<b>Sem</b>;;Bakker;2B;2", "roepnaam", "alleen letters"),
        ("1;-;;Bakker;2B;2", "roepnaam", "alleen letters"),
        ("1;=cmd;;Bakker;2B;2", "roepnaam", "alleen letters"),
        (f"1;{'S' * 61};;Bakker;2B;2", "roepnaam", "hoogstens 60 tekens"),
        ("1;Sem;vd1;Bakker;2B;2", "tussenvoegsel", "alleen letters"),
        ("1;Sem;;Bakk3r;2B;2", "achternaam", "alleen letters"),
        ("1;Sem;;Ã–ztÃ¼rk;2B;2", "achternaam", "verhaspeld"),
        ("1;Sem;;Bakker;<2B>;2", "groep", "Een groepsnaam heeft alleen"),
        (f"1;Sem;;Bakker;{'2' * 41};2", "groep", "hoogstens 40 tekens"),
        ("1,23E+08;Sem;;Bakker;2B;2", "leerlingnummer", "afgerond"),
        ("1 = 1;Sem;;Bakker;2B;2", "leerlingnummer", "alleen cijfers, letters en streepjes"),
        ("1001;Sem;;Bakker;2B;2\n1001;Noor;;Hof;2B;2", "leerlingnummer", "staat ook in rij 2. Geef elke leerling"),
    ],
)
def test_a_fault_of_a_pupil_tells_row_column_and_what_to_do(row: str, column: str, words: str) -> None:
    faults = told(pupils(row))

    assert len(faults) == 1
    assert faults[0].startswith(f"lijst.csv, rij {2 + row.count(chr(10))}, kolom {column}: ")
    assert words in faults[0]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("P1;;;Wit;Mw.;a@b.nl;leerkracht;", "voornaam", "Hier ontbreekt de voornaam"),
        ("P1;An;;;Mw.;a@b.nl;leerkracht;", "achternaam", "Hier ontbreekt de achternaam"),
        ("P1;An;;Wit;Mw.;;leerkracht;", "email", "Hier ontbreekt het e-mailadres"),
        ("P1;An;;Wit;Mw.;an.wit;leerkracht;", "email", "naam@school.nl"),
        ("P1;An;;Wit;Mw.;a@b.nl;;", "functie", "Hier ontbreekt de functie"),
        ("P1;An;;Wit;Mw.;a@b.nl;baas;", "functie", "Kies uit leerkracht, coördinator, schoolbeheer of medewerker"),
        ("P1;An;;Wit;Mw.;a@b.nl;leerkracht + baas;", "functie", "Deze functie ken ik niet"),
        ("P1;An;;Wit;Zijne;a@b.nl;leerkracht;", "aanhef", "Kies Mw. of Dhr."),
        ("P 1!;An;;Wit;Mw.;a@b.nl;leerkracht;", "personeelsnummer", "alleen cijfers, letters"),
        ("P1;An;;Wit;;a@b.nl;leerkracht;\nP2;Bo;;Vos;;A@B.nl;leerkracht;", "email", "staat ook in rij 2. Zet meer"),
        ("P1;An;;Wit;;a@b.nl;leerkracht;\nP1;Bo;;Vos;;b@b.nl;leerkracht;", "personeelsnummer", "staat ook in rij 2"),
    ],
)
def test_a_fault_of_staff_tells_row_column_and_what_to_do(row: str, column: str, words: str) -> None:
    faults = told(staff(row))

    assert len(faults) == 1
    assert faults[0].startswith(f"lijst.csv, rij {2 + row.count(chr(10))}, kolom {column}: ")
    assert words in faults[0]


def test_all_faults_of_a_list_are_told_together() -> None:
    assert len(told(pupils(";Sem;;Bakker;2B;9", "1;No0r;;Hof;;2") + "\n" + staff("P1;;;;;x;baas;"))) == 8


def test_a_row_that_ends_too_early_is_told_cell_by_cell() -> None:
    assert [fault.split(":")[0] for fault in told(pupils("1;Sem"))] == [
        "lijst.csv, rij 2, kolom groep",
        "lijst.csv, rij 2, kolom jaargroep",
    ]


def test_the_name_of_the_column_is_told_as_the_school_wrote_it() -> None:
    text = PUPILS.replace("leerlingnummer", "Leerling nr").replace("1001", "")

    assert told(text)[0].startswith("lijst.csv, rij 2, kolom Leerling nr: ")


def test_a_row_with_too_many_cells_has_shifted_and_is_told() -> None:
    assert told(pupils("1;Sem;;Bakker;2B;2;;", "2;Noor;van;'t;Hof;2B;2")) == [
        "lijst.csv, rij 3: Deze rij heeft meer cellen dan er kolommen zijn. "
        "Haal het scheidingsteken weg dat te veel is."
    ]


def test_the_jaargroep_follows_from_the_group_when_it_is_not_told() -> None:
    roster = read("leerlingnummer;roepnaam;achternaam;groep\n1;Sem;Bakker;Groep 7a\n2;Noor;Hof;7A\n")

    assert [(pupil.group, pupil.year) for pupil in roster.pupils] == [("7A", 7), ("7A", 7)]


@pytest.mark.parametrize(("group", "year"), [("5-6 Zeehonden", "6"), ("7/8", "groep 8"), ("Uilen", "03"), ("56", "5")])
def test_combination_groups_and_groups_with_a_name_are_good(group: str, year: str) -> None:
    assert told(pupils(f"1;Sem;;Bakker;{group};{year}")) == []


@pytest.mark.parametrize("name", ["Anne-Fleur", "D'Angelo", "Zoë", "Łukasz", "Ngọc Ánh", "محمد", "अनिता"])
def test_names_from_everywhere_are_names(name: str) -> None:
    assert names(pupils(f"1;{name};;Bakker;2B;2")) == [f"{name} B."]


def test_a_child_without_a_surname_may_come_in_and_is_noticed() -> None:
    many = pupils(*(f"{number};Yusuf;;;2B;2" for number in range(1, 13)))

    assert names(pupils("1;Yusuf;;;2B;2")) == ["Yusuf"]
    assert read(many).notices == (
        "lijst.csv, rij 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 …: hier staat geen achternaam. We gebruiken alleen de roepnaam.",
    )


def test_a_teacher_may_have_several_groups_written_in_several_ways() -> None:
    text = staff(
        'P1;An;;Wit;mevrouw;a@b.nl;Leerkracht/ICT-coördinator;"7A, 8a"',
        "P2;Bo;;Vos;de heer;b@b.nl;Juf;7A+groep 8A+7a",
        "P3;Cas;;Hof;;c@b.nl;leerkracht;",
    )

    roster = read(text)

    assert [member.groups for member in roster.staff] == [("7A", "8A"), ("7a".upper(), "8A"), ()]
    assert roster.staff[0].roles == {Role.TEACHER, Role.COORDINATOR}
    assert [member.salutation for member in roster.staff] == ["Mw.", "Dhr.", ""]
    assert roster.notices == ("lijst.csv, rij 4: deze leerkracht heeft nog geen groep.",)


def test_citizen_service_numbers_are_refused() -> None:
    fitting = ["111222333", "123456782", "100000009", "100000010", "100000022", "100000034"]
    rows = [f"{number};Kind;;Bakker;{at + 1}A;{at + 1}" for at, number in enumerate(fitting[:3] + fitting[4:])]

    assert "burgerservicenummers" in told(pupils(*rows))[0]
    assert told(pupils(*rows[:4])) == []
    assert told(pupils(*rows[:4], "1001;Sem;;Bakker;8A;8")) == []
    assert told(pupils(*rows[:4], "123456789;Sem;;Bakker;8A;8")) == []


def archive(*files: str, content: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for file in files:
            packed.writestr(file, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "leeg"),
        (b" \r\n \n", "leeg"),
        ("\ufeff".encode(), "leeg"),
        (archive("xl/workbook.xml"), "Excel-bestand (xlsx)"),
        (archive("mimetype", content=b"application/vnd.oasis.opendocument.spreadsheet"), "LibreOffice (ods)"),
        (archive("leerlingen.csv"), "Pak het eerst uit"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "oud Excel-bestand (xls)"),
        (b"%PDF-1.7", "Dit is een pdf"),
        (b"{\\rtf1", "rtf"),
        (b"\x89PNG\r\n\x1a\n\x00\x01", "geen tekstbestand"),
        (b"naam\x01;achternaam", "geen tekstbestand"),
        (b"\xff\xfea", "niet te lezen"),
        (b"leerling\x81", "niet te lezen"),
        (b'<?xml version="1.0"?><EDEX/>', "XML-bestand"),
        (b"<html><table>", "webpagina"),
        (b"x" * 5_000_001, "groter dan 5 MB"),
        (PUPILS.splitlines()[0].encode(), "staat niemand"),
        (b";;;\n;;;", "staat niemand"),
        (PUPILS.replace("Sem", '"Sem').encode(), "rij 3: Hier staat een aanhalingsteken"),
        (PUPILS.replace("Sem", '"Sem" de').encode(), "rij 3: Hier staat een aanhalingsteken"),
        ((PUPILS.splitlines()[0] + "\n1;Sem;;Bakker;2B;2" * 20_000).encode(), "meer dan 20000 rijen"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    sentence = refusal(data)

    assert sentence.startswith("lijst.csv")
    assert words in sentence
    assert "\n" not in sentence


def test_missing_columns_are_told_together_with_what_would_do() -> None:
    sentence = refusal("leerlingnummer;roepnaam;achternam;jaargroep\n1;Sem;Bakker;2\n")

    first, second = sentence.splitlines()
    assert first == (
        "lijst.csv, rij 1: De kolom achternaam ontbreekt. Zet deze naam boven de goede kolom "
        "(ook goed: familienaam, geslachtsnaam). Bedoel je de kolom achternam?"
    )
    assert second.startswith("lijst.csv, rij 1: De kolom groep ontbreekt.")
    assert "klas" in second


def test_missing_columns_of_staff_are_told_with_their_row() -> None:
    sentence = refusal(PUPILS + "\n[personeel]\nvoornaam;achternaam;email\nAn;Wit;a@b.nl\n")

    assert sentence.startswith("lijst.csv, rij 7: De kolom functie ontbreekt.")


def test_a_list_without_names_of_columns_is_told_which_ones_belong_there() -> None:
    assert refusal("1001;Noor;van 't;Hof;2B;2\n") == (
        "lijst.csv, rij 1: Hier horen de namen van de kolommen te staan: "
        "leerlingnummer, roepnaam, tussenvoegsel, achternaam, groep, jaargroep."
    )


def test_a_list_of_staff_without_jobs_is_still_seen_as_staff() -> None:
    assert "De kolom functie ontbreekt" in refusal("voornaam;achternaam;email\nAn;Wit;a@b.nl\n")


def test_pupils_and_staff_may_come_in_two_files() -> None:
    both = combine([read(PUPILS, name="a.csv"), read(STAFF + "P4;Cas;;Hof;;c@b.nl;leerkracht;\n", name="b.csv")])

    assert (both.name, len(both.pupils), len(both.staff), both.faults) == ("a.csv en b.csv", 3, 4, ())
    assert both.notices == ("b.csv, rij 5: deze leerkracht heeft nog geen groep.",)


def test_whoever_stands_in_two_files_is_told() -> None:
    again = combine([read(PUPILS + "\n" + STAFF, name="a.csv"), read(PUPILS + "\n" + STAFF, name="b.csv")])

    assert len(again.faults) == 6
    assert str(again.faults[0]) == (
        "b.csv, rij 2: Dit leerlingnummer staat ook in a.csv, rij 2. Haal een van de twee weg."
    )


@pytest.mark.parametrize(("size", "seconds"), [(311, 1.0), (5_000, 4.0)])
def test_a_large_list_is_read_and_planned_in_time(size: int, seconds: float) -> None:
    rows = []
    for at in range(size):
        year = at % 8 + 1
        first_name, surname = f"Kind{chr(97 + at % 26)}", f"Berg{chr(97 + at % 7)}s"
        rows.append(f"{at};{first_name};van den;{surname};{year}{'ABCD'[at // 8 % 4]};{year}")

    # Processor time with room for a coverage tracer: without one 5,000 rows take some 0.3 seconds.
    start = time.process_time()
    plan = make_plan(read(pupils(*rows)), Present())
    took = time.process_time() - start

    assert (len(plan.joins), plan.faults, len({(row.group, row.name) for row in plan.joins})) == (size, (), size)
    assert took <= seconds
