"""Who is who, and what belongs to whom."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.errors import NotFound
from learnapp.moderation.rules import Contact
from learnapp.services import arrivals, people
from learnapp.store.people import Person
from learnapp.terms import Level, Role
from tests.cast import Cast

HELP = Contact("hulplijn", "Hulplijn", "0800-0000", "Iemand die luistert.", confirmed=False)
SITE = Contact("site", "Hulp.nl", "", "Een site.", confirmed=False)
BOSS = Contact("leidinggevende", "Leidinggevende", "12345", "Voor het team.", confirmed=False)


def names(found: list[Person]) -> list[str]:
    return [person.name for person in found]


def test_a_teacher_has_his_own_group_and_no_other(session: Session, cast: Cast) -> None:
    assert people.groups_of(session, cast.de_wit.id) == [cast.group]
    assert people.group_of_teacher(session, cast.group.id, teacher_id=cast.de_wit.id) is cast.group
    for other in (cast.vos, cast.bakker, cast.noor):
        with pytest.raises(NotFound):
            people.group_of_teacher(session, cast.group.id, teacher_id=other.id)


def test_a_pupil_is_found_by_his_own_teacher_only(session: Session, cast: Cast) -> None:
    assert people.pupil_of_teacher(session, cast.noor.id, teacher_id=cast.de_wit.id) is cast.noor
    with pytest.raises(NotFound):
        people.pupil_of_teacher(session, cast.noor.id, teacher_id=cast.vos.id)


def test_classmates_are_the_others_of_the_group(session: Session, cast: Cast) -> None:
    assert [one.name for one in people.classmates_of(session, cast.noor)] == ["Sem V."]


def test_who_has_left_is_nowhere(session: Session, cast: Cast, now: datetime) -> None:
    cast.sem.left_at = now
    session.flush()

    assert names(people.pupils_of(session, cast.group.id)) == ["Noor B."]
    assert people.classmates_of(session, cast.noor) == ()
    assert people.count_by_group(session) == {cast.group.id: 1, cast.elsewhere.id: 1}
    assert arrivals.arrive(session, cast.sem.id, cast.sem.session_epoch, now=now) is None


def test_a_session_of_before_is_over(session: Session, cast: Cast, now: datetime) -> None:
    arrival = arrivals.arrive(session, cast.noor.id, 0, now=now)

    assert arrival is not None
    assert arrival.person is cast.noor
    assert (arrival.lesson, arrival.group_name) == (None, "7B")
    assert arrivals.arrive(session, cast.noor.id, 1, now=now) is None


def test_pupils_of_another_group_cannot_be_picked(session: Session, cast: Cast) -> None:
    assert names(people.pupils_by_id(session, cast.group.id, [cast.noor.id])) == ["Noor B."]
    with pytest.raises(NotFound):
        people.pupils_by_id(session, cast.group.id, [cast.noor.id, cast.kaan.id])


def test_people_are_found_by_role_and_by_address(session: Session, cast: Cast) -> None:
    assert names(people.people_with(session, Role.COORDINATOR, Role.STAFF)) == ["Mw. Bakker", "Mw. Smit"]
    assert people.person_by_email(session, " BAKKER@school.example") is cast.bakker
    assert people.person_by_email(session, "niemand@school.example") is None
    assert people.all_groups(session) == [cast.elsewhere, cast.group]
    assert people.school(session) is cast.school


@pytest.mark.parametrize(
    ("who", "whom"),
    [
        ("de_wit", ["Noor B.", "Sem V."]),
        ("vos", ["Kaan Y."]),
        ("bakker", ["Ali B.", "Dhr. Kaya", "Dhr. Vos", "Mw. Bakker", "Mw. De Wit", "Mw. Smit"]),
        ("noor", []),
        ("kaya", []),
    ],
)
def test_b3_everybody_has_one_adult_who_looks_after_him(
    session: Session, cast: Cast, who: str, whom: list[str]
) -> None:
    found = session.scalars(select(Person).where(people.looked_after_by(getattr(cast, who).id)))

    assert sorted(person.name for person in found) == whom


def test_the_level_follows_the_year(cast: Cast) -> None:
    assert people.level_of(cast.elsewhere) is Level.A
    assert people.level_of(cast.group) is Level.B


def test_children_see_no_contacts_for_adults(cast: Cast) -> None:
    shown = people.contacts(cast.school, [HELP, SITE, BOSS], for_children=True)

    assert [one.id for one in shown] == ["hulplijn", "site"]
    assert not shown[0].confirmed


def test_what_the_school_filled_in_goes_before_the_default(cast: Cast) -> None:
    cast.school.contacts = {"hulplijn": {"number": "0800-1111", "confirmed": True}}

    shown = people.contacts(cast.school, [HELP, BOSS], for_children=False)

    assert [(one.number, one.confirmed) for one in shown] == [("0800-1111", True), ("12345", False)]
    assert people.contacts(None, [HELP], for_children=True)[0].number == "0800-0000"
