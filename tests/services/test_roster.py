"""Applying a roster: all or nothing, twice is once, and nobody is lost."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from learnapp.errors import FaultyInput
from learnapp.roster.csv_file import read_roster
from learnapp.roster.keys import hash_key
from learnapp.roster.plan import ImportPlan, make_plan
from learnapp.services import credentials, people, roster
from learnapp.store.journal import JournalEntry
from learnapp.store.people import Group, PasswordLink, Person, Subgroup, subgroup_member, teaches
from learnapp.terms import Role
from tests.cast import PEPPER, Cast

HEADER = "leerlingnummer;roepnaam;tussenvoegsel;achternaam;groep;jaargroep"
STAFF_HEADER = "email;voornaam;tussenvoegsel;achternaam;aanhef;functie;groepen"
NOOR, SEM, KAAN = "101", "102", "103"


@pytest.fixture
def school(session: Session, cast: Cast) -> Cast:
    """The cast, known to the administration of the school by their numbers."""
    for person, number in ((cast.noor, NOOR), (cast.sem, SEM), (cast.kaan, KAAN)):
        person.key_hash, person.year = hash_key(number, pepper=PEPPER), person.year
    session.commit()
    return cast


def planned(session: Session, *lines: str, staff: tuple[str, ...] = ()) -> ImportPlan:
    sections = [HEADER, *lines] if lines else []
    if staff:
        sections += ["", STAFF_HEADER, *staff]
    file = read_roster("\n".join(sections).encode(), pepper=PEPPER, name="lijst.csv")
    return make_plan(file, roster.present(session))


EVERYBODY = (f"{NOOR};Noor;;Bakels;7B;7", f"{SEM};Sem;;Visser;7B;7", f"{KAAN};Kaan;;Yilmaz;5A;5")


def pupil(session: Session, number: str) -> Person:
    return session.scalars(select(Person).where(Person.key_hash == hash_key(number, pepper=PEPPER))).one()


def test_present_tells_who_is_here_by_key_and_by_address(session: Session, school: Cast) -> None:
    here = roster.present(session)

    assert {old.name for old in here.pupils.values()} == {"Noor B.", "Sem V.", "Kaan Y."}
    assert here.staff["dewit@school.example"].groups == {"7B"}
    assert set(here.groups) == {"5A", "7B"}


def test_a_list_that_tells_what_is_already_so_changes_nothing(session: Session, school: Cast) -> None:
    plan = planned(session, *EVERYBODY)

    assert plan.changes_nothing, plan


def test_a_new_pupil_joins_a_new_group_with_a_creature_of_his_own(
    session: Session, school: Cast, now: datetime
) -> None:
    newcomers = [f"20{n};Bo{letter};;Smit;6C;6" for n, letter in enumerate("abcdefgh")]

    applied = roster.apply(session, planned(session, *EVERYBODY, *newcomers), by=school.kaya, now=now)

    group = session.scalars(select(Group).where(Group.name == "6C")).one()
    members = people.pupils_of(session, group.id)
    assert (applied.joined, applied.new_groups, group.year) == (8, 1, 6)
    assert {member.name for member in members} == {f"Bo{letter} S." for letter in "abcdefgh"}
    assert len({member.avatar for member in members}) == 8
    assert {member.roles for member in members} == {frozenset({Role.PUPIL})}


def test_the_surname_is_kept_nowhere(session: Session, school: Cast, now: datetime) -> None:
    roster.apply(session, planned(session, *EVERYBODY, "301;Lotte;van;Ravenswoud;7B;7"), by=school.kaya, now=now)

    newcomer = pupil(session, "301")
    assert "Ravenswoud" not in f"{newcomer.first_name} {newcomer.last_name} {newcomer.key_hash}"
    assert newcomer.key_hash != "301"


def test_sem_moves_and_leaves_the_small_group_of_his_old_class(session: Session, school: Cast, now: datetime) -> None:
    table = Subgroup(group_id=school.group.id, name="Rode tafel", created_at=now)
    session.add(table)
    session.flush()
    for person in (school.noor, school.sem):
        session.execute(insert(subgroup_member), {"subgroup_id": table.id, "person_id": person.id})
    plan = planned(session, EVERYBODY[0], f"{SEM};Sem;;Visser;5A;5", EVERYBODY[2])

    applied = roster.apply(session, plan, by=school.kaya, now=now)

    sem = pupil(session, SEM)
    assert applied.moved == 1
    assert (sem.id, sem.group_id, sem.year) == (school.sem.id, school.elsewhere.id, 5)
    assert session.scalars(select(subgroup_member.c.person_id)).all() == [school.noor.id]


def test_noor_gets_another_name_and_stays_noor(session: Session, school: Cast, now: datetime) -> None:
    plan = planned(session, f"{NOOR};Noortje;;Bakels;7B;7", *EVERYBODY[1:])

    applied = roster.apply(session, plan, by=school.kaya, now=now)

    assert applied.renamed == 1
    assert pupil(session, NOOR).id == school.noor.id
    assert pupil(session, NOOR).name == "Noortje B."


def test_who_is_not_on_the_list_leaves_and_is_signed_out(session: Session, school: Cast, now: datetime) -> None:
    epoch = school.kaan.session_epoch
    plan = planned(session, *EVERYBODY[:2])

    applied = roster.apply(session, plan, by=school.kaya, now=now, confirmed=True)

    session.refresh(school.kaan)
    session.refresh(school.elsewhere)
    assert applied.left == 1
    assert school.kaan.left_at == now
    assert school.kaan.session_epoch == epoch + 1
    assert school.elsewhere.archived_at == now


def test_who_comes_back_within_a_month_is_the_same_child(session: Session, school: Cast, now: datetime) -> None:
    roster.apply(session, planned(session, *EVERYBODY[:2]), by=school.kaya, now=now, confirmed=True)

    roster.apply(session, planned(session, *EVERYBODY), by=school.kaya, now=now)

    kaan = pupil(session, KAAN)
    assert kaan.id == school.kaan.id
    assert kaan.left_at is None
    assert session.scalars(select(Group.archived_at).where(Group.name == "5A")).one() is None


def test_applying_twice_is_applying_once(session: Session, school: Cast, now: datetime) -> None:
    staff = ("nieuw@school.example;Ans;;Blom;Mw.;leerkracht;7B",)
    plan = planned(session, *EVERYBODY, "301;Lotte;;Ravens;7B;7", staff=staff)

    roster.apply(session, plan, by=school.kaya, now=now)
    before = session.scalar(select(func.count()).select_from(Person))
    again = roster.apply(session, plan, by=school.kaya, now=now)

    assert session.scalar(select(func.count()).select_from(Person)) == before
    assert again.links == ()
    assert planned(session, *EVERYBODY, "301;Lotte;;Ravens;7B;7", staff=staff).changes_nothing


def test_one_fault_and_nothing_changes(session: Session, school: Cast, now: datetime) -> None:
    plan = planned(session, *EVERYBODY, "301;Lotte;;Ravens;7B;7", f"{SEM};Dubbel;;Nummer;7B;7")

    with pytest.raises(FaultyInput) as refused:
        roster.apply(session, plan, by=school.kaya, now=now)

    assert "lijst.csv, rij" in str(refused.value)
    assert session.scalar(select(func.count()).select_from(JournalEntry)) == 0
    assert roster.present(session).pupils.keys() == {hash_key(n, pepper=PEPPER) for n in (NOOR, SEM, KAAN)}


def test_when_half_the_school_leaves_somebody_has_to_say_yes(session: Session, school: Cast, now: datetime) -> None:
    plan = planned(session, EVERYBODY[0])

    with pytest.raises(FaultyInput):
        roster.apply(session, plan, by=school.kaya, now=now)
    assert roster.apply(session, plan, by=school.kaya, now=now, confirmed=True).left == 2


def test_a_new_teacher_gets_a_link_and_her_group(session: Session, school: Cast, now: datetime) -> None:
    plan = planned(session, *EVERYBODY, staff=("blom@school.example;Ans;;Blom;Mw.;leerkracht;7B",))

    applied = roster.apply(session, plan, by=school.kaya, now=now)

    [link] = applied.links
    ans = credentials.person_by_link(session, link.token, now=now)
    assert ans.name == "Mw. Blom"
    assert [group.name for group in people.groups_of(session, ans.id)] == ["7B"]


def test_mw_de_wit_gets_another_group_and_keeps_her_password(session: Session, school: Cast, now: datetime) -> None:
    plan = planned(session, *EVERYBODY, staff=("dewit@school.example;Ellen;;De Wit;Mw.;leerkracht;5A",))

    applied = roster.apply(session, plan, by=school.kaya, now=now)

    assert (applied.staff_joined, applied.staff_changed, applied.links) == (0, 1, ())
    assert [group.name for group in people.groups_of(session, school.de_wit.id)] == ["5A"]
    assert session.scalar(select(func.count()).select_from(PasswordLink)) == 0


def test_two_teachers_who_swap_addresses_do_not_stand_in_each_others_way(
    session: Session, school: Cast, now: datetime
) -> None:
    lines = ("a@school.example;1;Ans;;Blom;leerkracht;7B", "b@school.example;2;Bea;;Rood;leerkracht;5A")
    header = "email;personeelsnummer;voornaam;tussenvoegsel;achternaam;functie;groepen"

    def of_staff(*rows: str) -> ImportPlan:
        file = read_roster("\n".join((header, *rows)).encode(), pepper=PEPPER, name="team.csv")
        return make_plan(file, roster.present(session))

    roster.apply(session, of_staff(*lines), by=school.kaya, now=now)
    ans = people.person_by_email(session, "a@school.example")
    roster.apply(session, of_staff(lines[0].replace("a@", "ans@"), lines[1]), by=school.kaya, now=now)

    assert ans is not None
    assert people.person_by_email(session, "ans@school.example") is ans


def test_a_parent_who_also_works_here_stays_a_parent(session: Session, school: Cast, now: datetime) -> None:
    plan = planned(session, *EVERYBODY, staff=("vader@thuis.example;Ali;;Bakels;Dhr.;medewerker;",))

    roster.apply(session, plan, by=school.kaya, now=now)

    session.refresh(school.vader)
    assert school.vader.roles == {Role.GUARDIAN, Role.STAFF}


def test_311_people_in_a_second(session: Session, school: Cast, now: datetime) -> None:
    pupils = [f"{1000 + n};Kind{chr(97 + n % 26)};;Naam;{5 + n % 4}{'ABC'[n // 100]};{5 + n % 4}" for n in range(290)]
    staff = tuple(f"juf{n}@school.example;Juf;;Naam{chr(97 + n)};Mw.;leerkracht;5A" for n in range(21))
    data = "\n".join((HEADER, *EVERYBODY, *pupils, "", STAFF_HEADER, *staff)).encode()
    started = time.perf_counter()

    file = read_roster(data, pepper=PEPPER)
    applied = roster.apply(session, make_plan(file, roster.present(session)), by=school.kaya, now=now)
    session.commit()

    assert (applied.joined, applied.staff_joined) == (290, 21)
    assert time.perf_counter() - started < 1
    assert session.scalar(select(func.count()).select_from(teaches)) == 2 + 21


def test_5000_rows_are_read_and_applied(session: Session, school: Cast, now: datetime) -> None:
    rows = [f"{10_000 + n};Kind;;Naam;{5 + n % 4}{chr(65 + n % 24)};{5 + n % 4}" for n in range(5_000)]
    plan = planned(session, *EVERYBODY, *rows)

    applied = roster.apply(session, plan, by=school.kaya, now=now)

    assert applied.joined == 5_000
    assert sum(people.count_by_group(session).values()) == 5_003
