"""The administrator's pages as Dhr. Kaya opens them: settings, cards and the protocol."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.services import classroom, people
from learnapp.store.journal import JournalEntry
from learnapp.store.people import Credential, Person, School
from learnapp.terms import Level
from tests.cast import Cast
from tests.classwork import database_as_it_is
from tests.conftest import Visitor

Visit = Callable[[Person | None], Visitor]

ADDRESSES = ("/beheer", "/beheer/leerlingenlijst", "/beheer/team", "/beheer/team/nieuw", "/beheer/kaarten")


def settings(**changes: str) -> dict[str, object]:
    """The form as it stands filled in, with some fields changed."""
    return {
        "name": "De Regenboog",
        "governing_body": "Stichting Samen",
        "phone": "010 1234567",
        "contacts-0-key": "veilig-thuis",
        "contacts-0-number": "0800-2000",
        "facts-0-subject": "schooltijden",
        "facts-0-sentence": "De school begint om half negen.",
        **changes,
    }


def saved(session: Session) -> School:
    with database_as_it_is(session) as fresh:
        found = people.school(fresh)
        assert found is not None
        return found


def test_the_administrator_changes_what_the_school_tells(visit: Visit, session: Session, cast: Cast) -> None:
    form = settings(name="  De  Zeester ", **{"contacts-0-confirmed": "y"})

    visit(cast.kaya).post("/beheer", form)

    school = saved(session)
    assert (school.name, school.phone) == ("De Zeester", "010 1234567")
    assert school.contacts == {"veilig-thuis": {"number": "0800-2000", "confirmed": True}}
    assert school.facts == {"schooltijden": "De school begint om half negen."}


def test_saving_twice_is_saving_once(visit: Visit, session: Session, cast: Cast) -> None:
    visitor = visit(cast.kaya)

    visitor.post("/beheer", settings())
    visitor.post("/beheer", settings())

    assert saved(session).phone == "010 1234567"


def test_a_confirmed_number_is_shown_without_a_warning(visit: Visit, session: Session, cast: Cast) -> None:
    before = visit(cast.smit).get("/protocol")
    visit(cast.kaya).post("/beheer", settings(**{"contacts-0-confirmed": "y"}))

    after = visit(cast.smit).get("/protocol")

    assert before.count("controleer dit nummer") - after.count("controleer dit nummer") == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Vul de naam van de school in."),
        ({"governing_body": ""}, "Vul in wie het bevoegd gezag is."),
        ({"name": "x" * 121}, "Gebruik hooguit 120 tekens."),
        ({"facts-0-sentence": ""}, "Schrijf op wat er waar is"),
        ({"facts-1-subject": "", "facts-1-sentence": "Los"}, "Geef deze zin een onderwerp"),
        ({"facts-1-subject": "Schooltijden", "facts-1-sentence": "Anders."}, "Dit onderwerp staat er al."),
        ({"contacts-0-number": "", "contacts-0-confirmed": "y"}, "Vul eerst een nummer of naam in."),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_lost(
    visit: Visit, session: Session, cast: Cast, wrong: dict[str, str], said: str
) -> None:
    answer = visit(cast.kaya).post("/beheer", settings(phone="0612 zeldzaam", **wrong), status=422)

    text = answer.get_data(as_text=True)
    assert said in text
    assert "0612 zeldzaam" in text
    assert saved(session).phone == ""


def test_contacts_that_nobody_knows_are_not_kept(visit: Visit, session: Session, cast: Cast) -> None:
    visit(cast.kaya).post("/beheer", settings(**{"contacts-1-key": "verzonnen", "contacts-1-number": "1"}))

    assert list(saved(session).contacts) == ["veilig-thuis"]


def test_control_signs_do_not_reach_the_database(visit: Visit, session: Session, cast: Cast) -> None:
    visit(cast.kaya).post("/beheer", settings(name="De\x00 Zee\tster"))

    assert saved(session).name == "De Zee ster"


def test_changing_settings_stands_in_the_logbook(visit: Visit, session: Session, cast: Cast) -> None:
    visit(cast.kaya).post("/beheer", settings())

    with database_as_it_is(session) as fresh:
        lines = fresh.scalars(select(JournalEntry).where(JournalEntry.action == "change_settings")).all()
        assert [(line.person_id, line.details) for line in lines] == [(cast.kaya.id, {})]


@pytest.mark.parametrize("who", ["pupil", "teacher", "coordinator", "staff", "guardian"])
def test_only_the_administrator_enters(visit: Visit, cast: Cast, who: str) -> None:
    visitor = visit(cast.everybody()[who])

    for address in ADDRESSES:
        visitor.get(address, 403)
    visitor.post("/beheer", settings(), status=403)
    visitor.post(f"/beheer/kaarten/{cast.group.id}", status=403)


def test_nobody_is_asked_to_come_in_first(visit: Visit, cast: Cast) -> None:
    for address in ADDRESSES:
        assert visit(None).client.get(address).status_code == 302
    visit(None).post("/beheer", settings(), status=401)


# -- cards


def test_the_administrator_prints_cards_and_the_old_codes_stop(visit: Visit, session: Session, cast: Cast) -> None:
    page = visit(cast.kaya).post(f"/beheer/kaarten/{cast.group.id}", status=200).get_data(as_text=True)

    assert "Noor B." in page
    assert "Sem V." in page
    assert "Kaan Y." not in page
    with database_as_it_is(session) as fresh:
        credential = fresh.get(Credential, cast.noor.id)
        assert credential is not None
        assert credential.picture_code_hash


def test_cards_of_a_group_that_is_not_there_are_not_found(visit: Visit, cast: Cast) -> None:
    visit(cast.kaya).post("/beheer/kaarten/999999", status=404)


def test_a_school_without_groups_is_sent_to_the_roster(visit: Visit, session: Session, now: datetime) -> None:
    people.start_school(session, name="De Nieuwe", governing_body="Stichting", now=now)
    kaya = people.add_person(session, roles=["administrator"], first_name="Emre", last_name="Kaya", now=now)  # type: ignore[list-item]
    session.commit()
    visitor = visit(kaya)

    assert "Lees eerst de leerlingenlijst in." in visitor.get("/beheer/kaarten")
    assert "Nog niemand." in visitor.get("/beheer/leerlingenlijst")
    assert "De Nieuwe" in visitor.get("/beheer")


# -- the protocol


@pytest.mark.parametrize("who", ["teacher", "coordinator", "administrator", "staff", "guardian"])
def test_u1_every_adult_reads_every_article(visit: Visit, app: Flask, cast: Cast, who: str) -> None:
    protocol = app.extensions["oefenplein"].protocol

    page = visit(cast.everybody()[who]).get("/protocol")

    for article in protocol.articles.values():
        assert f'id="artikel-{article.ref}"' in page
    assert protocol.version in page
    assert "de MR heeft nog niet ingestemd" in page
    assert "Stichting Samen" in page


def test_u1_a_pupil_reads_the_words_for_children(
    visit: Visit, app: Flask, session: Session, cast: Cast, now: datetime
) -> None:
    classroom.open_lesson(
        session,
        cast.group,
        teacher=cast.de_wit,
        module="04-grapje-of-gemeen",
        level=Level.B,
        assignment_id=None,
        now=now,
    )
    session.commit()
    articles = app.extensions["oefenplein"].protocol.articles

    page = visit(cast.noor).get("/protocol")

    assert all(article.title in page for article in articles.values())
    assert articles["A7"].adult not in page
    assert "Vertrouwensinspecteur" not in page


def test_a_pupil_without_a_lesson_finds_the_protocol_closed(visit: Visit, cast: Cast) -> None:
    visit(cast.noor).get("/protocol", 403)


def test_nobody_reads_the_protocol_from_the_street(visit: Visit, cast: Cast) -> None:
    assert visit(None).client.get("/protocol").status_code == 302


def test_an_article_says_which_rules_guard_it(visit: Visit, app: Flask, cast: Cast) -> None:
    protocol = app.extensions["oefenplein"].protocol
    guards = {protocol.labels[rule.label].name for rule in protocol.rules if rule.article == "A7"}

    page = visit(cast.smit).get("/protocol")

    row = page.partition('id="artikel-A7"')[2].partition("</tr>")[0]
    assert guards
    assert all(name in row for name in guards)
    assert "Hier let een mens op." in page
