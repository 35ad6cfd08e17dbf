"""The doors: pictures for pupils, a password for the others, and what stands inside beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from learnapp import clock
from learnapp.services import credentials
from learnapp.store.classroom import LiveLesson
from learnapp.store.journal import JournalEntry
from learnapp.store.people import Person
from tests.cast import PASSWORD, Cast, give_code, give_password
from tests.classwork import a_lesson, database_as_it_is
from tests.conftest import NOW, Visitor, without_tokens

Visit = Callable[[Person | None], Visitor]
Code = tuple[str, ...]


@pytest.fixture
def lesson(session: Session, cast: Cast, now: datetime) -> LiveLesson:
    """The lesson of 7B, open now."""
    opened = a_lesson(session, cast, now)
    session.commit()
    return opened


@pytest.fixture
def code(session: Session, cast: Cast, now: datetime) -> Code:
    """The pictures of Noor."""
    made = give_code(session, cast.noor, now)
    session.commit()
    return made


def door(cast: Cast) -> str:
    return f"/binnen/{cast.group.id}/{cast.noor.id}"


def wrong(code: Code) -> dict[str, object]:
    return {"so_far": ",".join((*code[1:], code[0]))}


def is_outside(visitor: Visitor) -> bool:
    """Say whether the site shows this visitor the door."""
    return visitor.client.get("/ik").location == "/"


def test_only_groups_with_an_open_lesson_stand_at_the_door(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    nobody = visit(None)

    page = nobody.get("/")

    assert "7B" in page
    assert "5A" not in without_tokens(page)
    assert "Noor B." in nobody.get(f"/binnen/{cast.group.id}")
    nobody.get(f"/binnen/{cast.elsewhere.id}", 404)
    nobody.get(f"/binnen/{cast.group.id}/{cast.kaan.id}", 404)
    nobody.post(f"/binnen/{cast.group.id}/{cast.kaan.id}", {"so_far": "zon,maan,ster,boom"}, status=404)


def test_without_a_lesson_the_square_sleeps(visit: Visit, cast: Cast) -> None:
    assert "Het plein is nog dicht" in visit(None).get("/")


def test_noor_taps_her_pictures_one_by_one_without_scripts(
    visit: Visit, cast: Cast, lesson: LiveLesson, code: Code
) -> None:
    noor = visit(None)
    for place in range(3):
        page = noor.post(door(cast), {"so_far": ",".join(code[:place]), "tap": code[place]}, status=200)
        assert f'value="{",".join(code[: place + 1])}"' in page.get_data(as_text=True)

    back = noor.post(door(cast), {"so_far": ",".join(code[:3]), "tap": "wis"}, status=200).get_data(as_text=True)
    assert f'value="{",".join(code[:2])}"' in back
    answer = noor.post(door(cast), {"so_far": ",".join(code[:3]), "tap": code[3]})

    assert answer.location == "/les"
    assert "Hoi Noor" in noor.get("/les")


def test_noor_comes_in_with_one_form(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, code: Code
) -> None:
    visit(None).post(door(cast), {"so_far": ",".join(code)})

    with database_as_it_is(session) as fresh:
        entries = fresh.query(JournalEntry).filter_by(action="sign_in").all()
    assert [entry.subject_id for entry in entries] == [cast.noor.id]


def test_wrong_pictures_slow_down_and_then_ask_the_teacher(
    visit: Visit, cast: Cast, lesson: LiveLesson, code: Code, monkeypatch: pytest.MonkeyPatch
) -> None:
    noor = visit(None)
    said = []
    for number in range(credentials.ASK_TEACHER_AFTER):
        monkeypatch.setattr(clock, "now", lambda number=number: NOW + timedelta(minutes=2 * number))
        said.append(noor.post(door(cast), wrong(code), status=422).get_data(as_text=True))

    assert "Dat was hem nog niet" in said[0]
    assert "Eerst even wachten" in said[2]
    assert "Vraag je leerkracht om hulp" in said[-1]
    assert "Vraag je leerkracht om hulp" in noor.get(door(cast), 422)
    noor.post(door(cast), {"so_far": ",".join(code)}, status=422)
    assert is_outside(noor)


def test_while_waiting_the_right_pictures_do_not_open_either(
    visit: Visit, cast: Cast, lesson: LiveLesson, code: Code
) -> None:
    noor = visit(None)
    for _ in range(3):
        noor.post(door(cast), wrong(code), status=422)

    assert "Eerst even wachten" in noor.post(door(cast), {"so_far": ",".join(code)}, status=422).get_data(as_text=True)


def test_nonsense_in_the_form_is_just_no_picture(visit: Visit, cast: Cast, lesson: LiveLesson, code: Code) -> None:
    page = visit(None).post(door(cast), {"so_far": "zon,<b>,olifant", "tap": "x"}, status=200).get_data(as_text=True)

    assert 'value="zon"' in page


def test_mw_de_wit_comes_in_with_her_password(visit: Visit, session: Session, cast: Cast, now: datetime) -> None:
    give_password(session, cast.de_wit, now)
    session.commit()
    teacher = visit(None)

    answer = teacher.post("/personeel", {"email": "DeWit@school.example", "password": PASSWORD})

    assert answer.location == "/klas"
    assert "7B" in teacher.get("/klas")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"email": "", "password": ""}, "Vul je e-mailadres in."),
        ({"email": "dewit@school.example", "password": "mis"}, "horen niet bij elkaar"),
        ({"email": "niemand@school.example", "password": PASSWORD}, "horen niet bij elkaar"),
        ({"email": "dewit@school.example", "password": "x" * 5000}, ""),
    ],
)
def test_a_wrong_password_tells_nothing_about_who_exists(
    visit: Visit, session: Session, cast: Cast, now: datetime, form: dict[str, object], said: str
) -> None:
    give_password(session, cast.de_wit, now)
    session.commit()

    answer = visit(None).post("/personeel", form, status=422).get_data(as_text=True)

    assert said in answer


def test_guessing_passwords_is_slowed_down(visit: Visit, cast: Cast) -> None:
    guesser = visit(None)
    for _ in range(10):
        guesser.post("/personeel", {"email": "dewit@school.example", "password": "raad"}, status=422)

    answer = guesser.post("/personeel", {"email": "dewit@school.example", "password": "raad"}, status=429)

    assert "Rustig aan" in answer.get_data(as_text=True)
    guesser.post("/personeel", {"email": "vos@school.example", "password": "raad"}, status=422)


def test_a_one_time_link_sets_a_password_and_works_once(
    visit: Visit, session: Session, cast: Cast, now: datetime
) -> None:
    token = credentials.make_password_link(session, cast.de_wit, by=cast.kaya, now=now)
    session.commit()
    teacher = visit(None)

    assert "Welkom, Mw. De Wit" in teacher.get(f"/wachtwoord/{token}")
    weak = teacher.post(f"/wachtwoord/{token}", {"password": "kort", "again": "kort"}, status=422)
    assert "minstens 10 tekens" in weak.get_data(as_text=True)
    unequal = teacher.post(f"/wachtwoord/{token}", {"password": PASSWORD, "again": "anders"}, status=422)
    assert "De twee zijn niet gelijk." in unequal.get_data(as_text=True)
    assert teacher.post(f"/wachtwoord/{token}", {"password": PASSWORD, "again": PASSWORD}).location == "/klas"

    visit(None).get(f"/wachtwoord/{token}", 404)
    visit(None).post(f"/wachtwoord/{token}", {"password": PASSWORD, "again": PASSWORD}, status=404)


def test_a_link_of_last_week_is_not_found(
    visit: Visit, session: Session, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = credentials.make_password_link(session, cast.de_wit, by=cast.kaya, now=now)
    session.commit()
    monkeypatch.setattr(clock, "now", lambda: NOW + credentials.LINK_LIFE)

    visit(None).get(f"/wachtwoord/{token}", 404)


def test_who_is_not_in_is_sent_to_the_door_and_then_where_he_was(
    visit: Visit, session: Session, cast: Cast, now: datetime
) -> None:
    give_password(session, cast.de_wit, now)
    session.commit()
    teacher = visit(None)

    assert teacher.client.get(f"/klas/{cast.group.id}?niveau=B").location == "/"
    answer = teacher.post("/personeel", {"email": "dewit@school.example", "password": PASSWORD})

    assert answer.location == f"/klas/{cast.group.id}?niveau=B"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"],
)
def test_no_address_leads_off_the_site(
    visit: Visit, session: Session, cast: Cast, now: datetime, elsewhere: str
) -> None:
    give_password(session, cast.de_wit, now)
    session.commit()
    teacher = visit(None)
    with teacher.client.session_transaction() as kept:
        kept["next"] = elsewhere

    assert teacher.post("/personeel", {"email": "dewit@school.example", "password": PASSWORD}).location == "/klas"


def test_signing_out_here_leaves_the_other_tablet_and_everywhere_does_not(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    here, there = visit(cast.noor), visit(cast.noor)
    here.post("/uitloggen")
    assert is_outside(here)
    there.get("/les")

    there.post("/uitloggen-overal")

    assert is_outside(there)
    with database_as_it_is(session) as fresh:
        assert fresh.get_one(Person, cast.noor.id).session_epoch == 1


def test_noor_chooses_another_creature(visit: Visit, session: Session, cast: Cast, lesson: LiveLesson) -> None:
    noor = visit(cast.noor)

    page = noor.follow("/ik", {"avatar": "c44"})

    assert "creatures/c44.svg" in page
    for strange in ("c99", "../geheim", ""):
        noor.post("/ik", {"avatar": strange}, status=404)


def test_staff_change_their_password_and_stay_in(visit: Visit, session: Session, cast: Cast, now: datetime) -> None:
    give_password(session, cast.de_wit, now)
    session.commit()
    here, elsewhere = visit(cast.de_wit), visit(cast.de_wit)
    new = "een-ander-lang-wachtwoord"

    weak = here.post("/ik/wachtwoord", {"password": "kort", "again": "kort"}, status=422)
    here.post("/ik/wachtwoord", {"password": new, "again": new})

    assert "minstens 10 tekens" in weak.get_data(as_text=True)
    here.get("/ik")
    assert is_outside(elsewhere)
    visit(None).post("/personeel", {"email": "dewit@school.example", "password": new})


def test_pupils_have_no_password_to_change(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    noor = visit(cast.noor)

    assert "Nieuw wachtwoord" not in noor.get("/ik")
    noor.post("/ik/wachtwoord", {"password": PASSWORD, "again": PASSWORD}, status=403)


def test_help_is_there_also_when_the_lesson_is_closed(visit: Visit, cast: Cast) -> None:
    page = visit(cast.noor).get("/hulp")

    assert "Kindertelefoon" in page
    assert "controleer dit nummer" in page
    assert "Vertrouwensinspecteur" not in page
    assert "Vertrouwensinspecteur" in visit(cast.vader).get("/hulp")


def test_the_tablet_hears_whether_the_lesson_is_open_and_parked(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    noor = visit(cast.noor)
    assert noor.client.get("/live").json == {"open": True, "parked": False, "step": 0}

    session.merge(lesson).parked_at = now
    session.commit()
    assert noor.client.get("/live").json == {"open": True, "parked": True, "step": 0}

    session.merge(lesson).closed_at = now
    session.commit()
    assert noor.client.get("/live").json == {"open": False, "parked": False, "step": None}
    assert visit(None).client.get("/live").json == {"open": False, "parked": False, "step": None}


def test_a_form_without_its_token_is_sent_back_kindly(
    visit: Visit, app: Flask, cast: Cast, lesson: LiveLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    answer = visit(cast.noor).post("/plein", {"text": "Hoi"}, status=400)

    assert "Je was even weg" in answer.get_data(as_text=True)
