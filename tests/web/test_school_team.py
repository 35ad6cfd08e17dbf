"""The adults of the school as Dhr. Kaya looks after them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.services import people
from learnapp.store.database import Database
from learnapp.store.people import Person, teaches
from learnapp.terms import Role
from tests.cast import Cast, give_password
from tests.classwork import database_as_it_is
from tests.conftest import Visitor
from tests.counting import counted

Visit = Callable[[Person | None], Visitor]


def somebody(**changes: object) -> dict[str, object]:
    """The form of an adult, with some fields changed."""
    return {
        "salutation": "Mw.",
        "first_name": "Lotte",
        "last_name": "De Boer",
        "email": "Lotte@School.example",
        "roles": ["teacher"],
        "groups": [],
        **changes,
    }


def now_is(session: Session, person_id: int) -> Person:
    with database_as_it_is(session) as fresh:
        found = fresh.get(Person, person_id)
        assert found is not None
        return found


def by_email(session: Session, email: str) -> Person | None:
    with database_as_it_is(session) as fresh:
        return fresh.scalar(select(Person).where(Person.email == email))


def groups_of(session: Session, person_id: int) -> set[int]:
    with database_as_it_is(session) as fresh:
        return set(fresh.scalars(select(teaches.c.group_id).where(teaches.c.person_id == person_id)))


def test_the_list_tells_who_can_come_in_and_what_they_do(
    visit: Visit, session: Session, cast: Cast, now: datetime
) -> None:
    give_password(session, cast.de_wit, now)
    session.commit()

    page = visit(cast.kaya).get("/beheer/team")

    row = page.partition("Mw. De Wit")[2].partition("</tr>")[0]
    assert "kan inloggen" in row
    assert "leerkracht" in row
    assert "7B" in row
    assert "nog geen wachtwoord" in page.partition("Dhr. Vos")[2].partition("</tr>")[0]
    assert "medewerker" in page.partition("Mw. Smit")[2].partition("</tr>")[0]
    assert "Noor" not in page
    assert page.index("Ouders en verzorgers") < page.index("Ali B.")


def test_a_long_list_takes_no_more_statements(
    visit: Visit, session: Session, cast: Cast, now: datetime, database: Database
) -> None:
    for number in range(30):
        people.add_person(session, roles=[Role.STAFF], first_name="Jo", last_name=f"Naam{number}", now=now)
    session.commit()
    visitor = visit(cast.kaya)

    with counted(database.engine) as statements:
        visitor.get("/beheer/team")

    assert len(statements) <= 4


def test_somebody_new_gets_a_link_that_is_shown_once(visit: Visit, session: Session, cast: Cast) -> None:
    visitor = visit(cast.kaya)

    page = visitor.post("/beheer/team/nieuw", somebody(groups=[cast.group.id]), status=200).get_data(as_text=True)

    token = re.search(r"/wachtwoord/([\w-]+)", page)
    added = by_email(session, "lotte@school.example")
    assert token
    assert added is not None
    assert (added.name, added.roles) == ("Mw. De Boer", {Role.TEACHER})
    assert groups_of(session, added.id) == {cast.group.id}
    assert visitor.client.get(f"/wachtwoord/{token[1]}").status_code == 200
    assert token[1] not in visitor.get("/beheer/team")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first_name": ""}, "Vul een voornaam in."),
        ({"email": "geen-adres"}, "Dit is geen heel e-mailadres."),
        ({"email": "vos@school.example"}, "Dit adres hoort al bij Dhr. Vos."),
        ({"roles": []}, "Vink minstens één rol aan."),
        ({"roles": ["pupil"]}, "Vink minstens één rol aan."),
        ({"roles": ["directeur"]}, "Vink minstens één rol aan."),
        ({"roles": ["staff"], "groups": ["1"]}, "Alleen een leerkracht heeft groepen."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    visit: Visit, session: Session, cast: Cast, wrong: dict[str, object], said: str
) -> None:
    answer = visit(cast.kaya).post("/beheer/team/nieuw", somebody(last_name="Zeldzaam", **wrong), status=422)

    text = answer.get_data(as_text=True)
    assert said in text
    assert "Zeldzaam" in text
    assert by_email(session, "lotte@school.example") is None


def test_roles_and_groups_change(visit: Visit, session: Session, cast: Cast) -> None:
    form = somebody(
        first_name="Jan", last_name="Vos", salutation="Dhr.", email="vos@school.example",
        roles=["teacher", "coordinator"], groups=[cast.group.id, cast.elsewhere.id],
    )  # fmt: skip

    visit(cast.kaya).post(f"/beheer/team/{cast.vos.id}", form)

    assert now_is(session, cast.vos.id).roles == {Role.TEACHER, Role.COORDINATOR}
    assert groups_of(session, cast.vos.id) == {cast.group.id, cast.elsewhere.id}


def test_the_last_administrator_keeps_the_role(visit: Visit, session: Session, cast: Cast) -> None:
    form = somebody(
        first_name="Emre", last_name="Kaya", salutation="Dhr.", email="kaya@school.example", roles=["staff"]
    )
    visitor = visit(cast.kaya)

    page = visitor.post(f"/beheer/team/{cast.kaya.id}", form, status=422).get_data(as_text=True)
    assert "Dhr. Kaya is de enige met schoolbeheer." in page
    assert now_is(session, cast.kaya.id).roles == {Role.ADMINISTRATOR}

    cast.bakker.roles = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
    session.commit()
    visitor.post(f"/beheer/team/{cast.kaya.id}", form)
    assert now_is(session, cast.kaya.id).roles == {Role.STAFF}


def test_nobody_takes_himself_or_the_last_administrator_away(visit: Visit, session: Session, cast: Cast) -> None:
    page = visit(cast.kaya).follow(f"/beheer/team/{cast.kaya.id}/weg")

    assert "Jezelf kun je niet weghalen." in page
    assert now_is(session, cast.kaya.id).left_at is None


def test_who_leaves_cannot_come_in_and_teaches_nobody(
    visit: Visit, session: Session, cast: Cast, now: datetime
) -> None:
    there = visit(cast.de_wit)
    assert there.client.get("/protocol").status_code == 200

    visit(cast.kaya).post(f"/beheer/team/{cast.de_wit.id}/weg")

    assert there.client.get("/protocol").status_code == 302
    assert now_is(session, cast.de_wit.id).left_at == now
    assert groups_of(session, cast.de_wit.id) == set()
    assert "De Wit" not in visit(cast.kaya).get("/beheer/team")
    visit(cast.kaya).post(f"/beheer/team/{cast.de_wit.id}/weg", status=404)


def test_who_comes_back_is_the_same_person(visit: Visit, session: Session, cast: Cast, now: datetime) -> None:
    cast.smit.left_at = now
    session.commit()

    visit(cast.kaya).post("/beheer/team/nieuw", somebody(email="smit@school.example", roles=["staff"]), status=200)

    back = by_email(session, "smit@school.example")
    assert back is not None
    assert (back.id, back.left_at, back.name) == (cast.smit.id, None, "Mw. De Boer")


def test_signing_out_everywhere_ends_every_session(visit: Visit, cast: Cast) -> None:
    there = visit(cast.vos)

    visit(cast.kaya).post(f"/beheer/team/{cast.vos.id}/uitloggen")

    assert there.client.get("/protocol").status_code == 302


def test_a_new_link_makes_the_old_one_useless(visit: Visit, cast: Cast) -> None:
    visitor, address = visit(cast.kaya), f"/beheer/team/{cast.vos.id}/wachtwoord"

    old, new = (
        re.search(r"/wachtwoord/[\w-]+", visitor.post(address, status=200).get_data(as_text=True)) for _ in range(2)
    )

    assert old
    assert new
    assert visitor.client.get(old[0]).status_code == 404
    assert visitor.client.get(new[0]).status_code == 200


def test_without_an_address_there_is_no_link(visit: Visit, session: Session, cast: Cast) -> None:
    cast.vader.email = None
    session.commit()

    answer = visit(cast.kaya).post(f"/beheer/team/{cast.vader.id}/wachtwoord", status=422)

    assert "Vul eerst een e-mailadres in" in answer.get_data(as_text=True)


def test_a_pupil_is_not_in_the_team(visit: Visit, cast: Cast) -> None:
    visitor = visit(cast.kaya)

    visitor.get(f"/beheer/team/{cast.noor.id}", 404)
    for what in ("", "/wachtwoord", "/uitloggen", "/weg"):
        visitor.post(f"/beheer/team/{cast.noor.id}{what}", somebody(), status=404)


@pytest.mark.parametrize("who", ["pupil", "teacher", "coordinator", "staff", "guardian"])
def test_only_the_administrator_looks_after_the_team(visit: Visit, cast: Cast, who: str) -> None:
    visitor = visit(cast.everybody()[who])

    visitor.get(f"/beheer/team/{cast.vos.id}", 403)
    for what in (
        "nieuw",
        f"{cast.vos.id}",
        f"{cast.vos.id}/wachtwoord",
        f"{cast.vos.id}/uitloggen",
        f"{cast.vos.id}/weg",
    ):
        visitor.post(f"/beheer/team/{what}", somebody(), status=403)
