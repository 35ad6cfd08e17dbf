"""The roster page as Dhr. Kaya uses it: a plan first, then everything or nothing."""

from __future__ import annotations

import html
import io
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from itsdangerous import URLSafeSerializer
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnapp import clock
from learnapp.roster.keys import hash_key
from learnapp.store.people import Group, PasswordLink, Person
from learnapp.terms import Role
from tests.cast import PEPPER, Cast
from tests.classwork import database_as_it_is
from tests.conftest import Visitor

Visit = Callable[[Person | None], Visitor]

HEADER = "leerlingnummer;roepnaam;tussenvoegsel;achternaam;groep;jaargroep"
EVERYBODY = ("101;Noor;;Bakels;7B;7", "102;Sem;;Visser;7B;7", "103;Kaan;;Yilmaz;5A;5")
STAFF = "email;voornaam;tussenvoegsel;achternaam;aanhef;functie;groepen"
ROSTER, APPLY = "/beheer/leerlingenlijst", "/beheer/leerlingenlijst/uitvoeren"


@pytest.fixture
def school(session: Session, cast: Cast) -> Cast:
    """The cast, known to the administration of the school by their numbers."""
    for person, number in ((cast.noor, "101"), (cast.sem, "102"), (cast.kaan, "103")):
        person.key_hash = hash_key(number, pepper=PEPPER)
    session.commit()
    return cast


def pupils(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode()


def upload(visitor: Visitor, *files: bytes | tuple[str, bytes], status: int = 200) -> str:
    """Choose files and ask for the plan."""
    named = [file if isinstance(file, tuple) else ("lijst.csv", file) for file in files]
    data = {"files": [(io.BytesIO(content), name) for name, content in named]}
    answer = visitor.post(ROSTER, data, status=status, content_type="multipart/form-data")
    return answer.get_data(as_text=True)


def parcel_of(page: str) -> str:
    """Give the parcel that travels with the plan."""
    found = re.search(r'name="parcel" value="([^"]+)"', page)
    assert found, "there is nothing to apply"
    return html.unescape(found[1])


def carry_out(visitor: Visitor, page: str, status: int = 200, **more: object) -> str:
    """Do what the plan on this page says."""
    return visitor.post(APPLY, {"parcel": parcel_of(page), **more}, status=status).get_data(as_text=True)


def names(session: Session) -> dict[str, str | None]:
    """Everybody with a group who is here, with the name of the group."""
    with database_as_it_is(session) as fresh:
        query = select(Person, Group.name).join(Group, Group.id == Person.group_id).where(Person.left_at.is_(None))
        return {person.name: group for person, group in fresh.execute(query)}


def test_a_list_is_planned_first_and_then_done(visit: Visit, session: Session, school: Cast) -> None:
    visitor = visit(school.kaya)

    page = upload(visitor, pupils(*EVERYBODY[:2], "103;Kaan;;Yilmaz;7B;7", "104;Aya;el;Idrissi;6C;6"))
    before = names(session)
    done = carry_out(visitor, page)

    assert "Aya" in page
    assert "Kaan Y.: van 5A naar 7B" in page
    assert before == {"Noor B.": "7B", "Sem V.": "7B", "Kaan Y.": "5A"}
    assert "De lijst is bijgewerkt" in done
    after = names(session)
    assert (after["Kaan Y."], len(after)) == ("7B", 4)
    assert "6C" in after.values()


def test_no_surname_and_no_number_travels_with_the_plan(visit: Visit, school: Cast) -> None:
    page = upload(visit(school.kaya), pupils(*EVERYBODY, "990104;Aya;;Zeldzaamnaam;6C;6"))

    assert "Zeldzaamnaam" not in page
    assert "990104" not in page
    _signed, kept = URLSafeSerializer("any key will do to look inside").loads_unsafe(parcel_of(page))
    assert "Aya" in str(kept)
    assert "Zeldzaamnaam" not in str(kept)
    assert "990104" not in str(kept)


def test_two_files_are_one_plan_and_new_staff_get_a_link_once(visit: Visit, session: Session, school: Cast) -> None:
    visitor = visit(school.kaya)
    staff = "\n".join([STAFF, "lotte@school.example;Lotte;de;Boer;mw;leerkracht;7B"]).encode()

    page = upload(visitor, ("leerlingen.csv", pupils(*EVERYBODY, "104;Aya;;Idrissi;7B;7")), ("team.csv", staff))
    done = carry_out(visitor, page)

    link = re.search(r"/wachtwoord/([\w-]+)", done)
    assert link
    assert "lotte@school.example" in done
    assert "Mw. De Boer" in done
    assert visitor.client.get(f"/wachtwoord/{link[1]}").status_code == 200
    with database_as_it_is(session) as fresh:
        kept = fresh.scalars(select(PasswordLink.token_hash)).all()
        assert len(kept) == 1
        assert link[1] not in kept


def test_carrying_out_twice_is_once(visit: Visit, session: Session, school: Cast) -> None:
    visitor = visit(school.kaya)
    page = upload(visitor, pupils(*EVERYBODY, "104;Aya;;Idrissi;7B;7"))

    carry_out(visitor, page)
    again = carry_out(visitor, page, status=409)

    assert "Alles staat er al zo in" in again
    assert len(names(session)) == 4


def test_a_plan_that_is_no_longer_true_is_shown_anew(visit: Visit, session: Session, school: Cast) -> None:
    visitor = visit(school.kaya)
    page = upload(visitor, pupils(*EVERYBODY, "104;Aya;;Idrissi;7B;7"))
    school.kaan.left_at = clock.now()
    session.commit()

    again = carry_out(visitor, page, status=409)

    assert "Er is iets veranderd" in again
    assert "Aya I." not in names(session)
    carry_out(visitor, again)
    assert {"Aya I.", "Kaan Y."} <= names(session).keys()


def test_when_many_leave_somebody_must_say_yes(visit: Visit, session: Session, school: Cast) -> None:
    visitor = visit(school.kaya)
    page = upload(visitor, pupils(EVERYBODY[0]))

    refused = carry_out(visitor, page, status=422)
    assert "Zet eerst het vinkje" in refused
    assert len(names(session)) == 3

    carry_out(visitor, refused, confirm="ja")
    assert list(names(session)) == ["Noor B."]


def test_a_plan_is_good_for_half_an_hour(
    visit: Visit, session: Session, school: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit(school.kaya)
    page = upload(visitor, pupils(*EVERYBODY, "104;Aya;;Idrissi;7B;7"))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=31))

    late = carry_out(visitor, page, status=422)

    assert "ouder dan een half uur" in late
    assert len(names(session)) == 3


def test_a_parcel_that_was_changed_or_is_of_another_is_refused(visit: Visit, session: Session, school: Cast) -> None:
    school.bakker.roles = frozenset({Role.ADMINISTRATOR})
    session.commit()
    page = upload(visit(school.kaya), pupils(*EVERYBODY, "104;Aya;;Idrissi;7B;7"))
    parcel = parcel_of(page)

    kaya, bakker = visit(school.kaya), visit(school.bakker)
    for visitor, text in ((bakker, parcel), (kaya, parcel[:-3] + "abc"), (kaya, "")):
        answer = visitor.post(APPLY, {"parcel": text}, status=422)
        assert "Kies het bestand opnieuw" in answer.get_data(as_text=True)
    assert len(names(session)) == 3


XLSX = b"PK\x03\x04" + b"\0" * 20 + b"xl/workbook.xml"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pupils(*EVERYBODY, "101;Noor;;Smit;7B;7"), "Dit leerlingnummer staat ook in rij 2"),
        (pupils("101;Noor;;Bakels;;7"), "Hier ontbreekt de groep"),
        (pupils(*EVERYBODY, "104;Aya;;Idrissi;7B;12"), "rij 5, kolom jaargroep"),
        (pupils("101;ZoÃ«;;Bakels;7B;7"), "rij 2, kolom roepnaam"),
        (b"", "Dit bestand is leeg"),
        (b"\xff\xfe\x00\x00\x01", "CSV"),
        (XLSX, "Excel"),
        (b"\xd0\xcf\x11\xe0 oud", "xls"),
        (b"naam;klas\nNoor;7B\n", "ontbreekt"),
        (HEADER.encode(), "staat niemand"),
    ],
)
def test_a_file_that_will_not_do_is_said_kindly_and_changes_nothing(
    visit: Visit, session: Session, school: Cast, content: bytes, said: str
) -> None:
    page = upload(visit(school.kaya), content, status=422)

    assert said in html.unescape(page)
    assert 'name="parcel"' not in page
    assert names(session) == {"Noor B.": "7B", "Sem V.": "7B", "Kaan Y.": "5A"}


def test_without_a_file_the_page_asks_for_one(visit: Visit, school: Cast) -> None:
    assert "Kies eerst een bestand." in upload(visit(school.kaya), ("", b""), status=422)


def test_windows_1252_is_read_as_it_was_meant(visit: Visit, session: Session, school: Cast) -> None:
    visitor = visit(school.kaya)

    carry_out(visitor, upload(visitor, "\n".join([HEADER, *EVERYBODY, "104;Zoë;;Ünal;7B;7"]).encode("cp1252")))

    assert "Zoë Ü." in names(session)


def test_a_file_name_cannot_do_harm(visit: Visit, school: Cast) -> None:
    page = upload(visit(school.kaya), ("C:\\school\\<b>lijst</b>.csv", pupils(*EVERYBODY)))

    assert "<b>lijst" not in page


def test_five_thousand_rows_are_planned_and_done(visit: Visit, session: Session, school: Cast) -> None:
    letters = "abcdefghij"
    rows = [
        f"{number};Kind{letters[number % 10]};;{letters[number // 10 % 10]}achternaam;"
        f"{number % 8 + 1}{letters[number % 10]};{number % 8 + 1}"
        for number in range(10_000, 15_000)
    ]
    visitor = visit(school.kaya)

    started = time.monotonic()
    page = upload(visitor, pupils(*EVERYBODY, *rows))
    carry_out(visitor, page)

    assert time.monotonic() - started < 60
    with database_as_it_is(session) as fresh:
        assert fresh.scalar(select(func.count()).select_from(Person).where(Person.group_id.is_not(None))) == 5_003


@pytest.mark.parametrize("who", ["pupil", "teacher", "coordinator", "staff", "guardian"])
def test_only_the_administrator_brings_a_list(visit: Visit, cast: Cast, who: str) -> None:
    visitor = visit(cast.everybody()[who])

    upload(visitor, pupils(*EVERYBODY), status=403)
    visitor.post(APPLY, {"parcel": "x"}, status=403)


def test_a_session_that_has_ended_changes_nothing(visit: Visit, session: Session, school: Cast) -> None:
    visitor = visit(school.kaya)
    page = upload(visitor, pupils(*EVERYBODY, "104;Aya;;Idrissi;7B;7"))
    school.kaya.session_epoch += 1
    session.commit()

    carry_out(visitor, page, status=401)

    assert len(names(session)) == 3
