"""What would change if this list were applied."""

from __future__ import annotations

import pytest

from learnapp.roster.keys import hash_key, hash_staff_key
from learnapp.roster.plan import ImportPlan, NewGroup, Present, PresentPupil, PresentStaff, make_plan
from learnapp.terms import Role
from tests.roster.lists import PEPPER, PUPILS, STAFF, pupils, read, staff


def here(number: str, first_name: str, short: str, group: str | None = "2B", year: int | None = 2) -> PresentPupil:
    return PresentPupil(hash_key(number, pepper=PEPPER), first_name, short, group, year)


def school(*present: PresentPupil, people: tuple[PresentStaff, ...] = (), groups: tuple[str, ...] = ()) -> Present:
    return Present(
        pupils={pupil.key_hash: pupil for pupil in present},
        staff={member.email: member for member in people},
        groups=groups or tuple({pupil.group for pupil in present if pupil.group}),
    )


NOOR = here("1001", "Noor", "v.'t H.")
SEM = here("1002", "Sem", "B.")
ILSE = here("1003", "Ilse", "Ö.", "7A", 7)
DE_WIT = PresentStaff(
    email="m.dewit@school.example",
    first_name="Marieke",
    last_name="De Wit",
    salutation="Mw.",
    roles=frozenset({Role.TEACHER}),
    groups=frozenset({"2B"}),
    key=hash_staff_key("P1", pepper=PEPPER),
)


def plan(text: str, present: Present | None = None) -> ImportPlan:
    return make_plan(read(text), present or Present())


def test_in_an_empty_school_everybody_joins_and_every_group_is_made() -> None:
    first = plan(PUPILS + "\n" + STAFF)

    assert [row.name for row in first.joins] == ["Noor v.'t H.", "Sem B.", "Ilse Ö."]
    assert first.new_groups == (NewGroup("2B", (2,)), NewGroup("7A", (7,)))
    assert [row.name for row in first.staff_joins] == ["Marieke De Wit", "Joost Vos", "Anna Bakker"]
    assert (first.moves, first.leaves, first.renames, first.unchanged) == ((), (), (), 0)
    assert first.applicable
    assert not first.needs_confirmation
    assert not first.changes_nothing
    assert first.file_name == "lijst.csv"


def test_the_same_list_again_changes_nothing() -> None:
    again = plan(
        PUPILS + "\n" + staff("P1;Marieke;de;Wit;Mw.;m.dewit@school.example;leerkracht;2b"),
        school(NOOR, SEM, ILSE, people=(DE_WIT,)),
    )

    assert again.changes_nothing
    assert (again.unchanged, again.staff_unchanged) == (3, 1)


def test_a_pupil_moves_is_renamed_or_leaves() -> None:
    text = pupils("1001;Noor;van 't;Hof;3B;3", "1002;Samuel;;Bakker;2B;2", "1004;Yara;;Mulder;2B;2")

    change = plan(text, school(NOOR, SEM, here("1", "Mo", "A."), here("2", "Bo", "C."), ILSE, groups=("2B", "7A")))

    (move,) = change.moves
    assert (move.pupil.first_name, move.from_group, move.pupil.group) == ("Noor", "2B", "3B")
    (rename,) = change.renames
    assert (rename.old_name, rename.pupil.name) == ("Sem B.", "Samuel B.")
    assert [row.name for row in change.joins] == ["Yara M."]
    assert [old.name for old in change.leaves] == ["Bo C.", "Mo A.", "Ilse Ö."]
    assert [group.name for group in change.new_groups] == ["3B"]
    assert change.new_groups[0].year == 3
    assert change.emptied_groups == ("7A",)
    assert change.unchanged == 0


def test_a_new_jaargroep_in_the_same_group_is_a_move() -> None:
    (move,) = plan(pupils("1;Sem;;Bakker;5-6 Uilen;6"), school(here("1", "Sem", "B.", "5-6 Uilen", 5))).moves

    assert (move.from_year, move.pupil.year, move.from_group) == (5, 6, "5-6 Uilen")
    unknown = school(here("1", "Sem", "B.", "5-6 Uilen", None))
    assert plan(pupils("1;Sem;;Bakker;5-6 Uilen;6"), unknown).changes_nothing


def test_a_combination_group_knows_all_its_jaargroepen() -> None:
    (group,) = plan(pupils("1;Sem;;Bakker;7/8;8", "2;Noor;;Hof;7/8;7")).new_groups

    assert (group.years, group.year) == ((7, 8), 7)


def test_a_second_sem_b_in_the_group_renames_the_first() -> None:
    change = plan(pupils("1002;Sem;;Bakker;2B;2", "1005;Sem;;Bos;2B;2"), school(SEM))

    assert [(one.old_name, one.pupil.name) for one in change.renames] == [("Sem B.", "Sem Ba.")]
    assert [row.name for row in change.joins] == ["Sem Bo."]


def test_a_group_keeps_the_name_that_it_has_here() -> None:
    change = plan(PUPILS.replace("2B", "2b"), school(here("1001", "Noor", "v.'t H.", "Groep 2B"), groups=("Groep 2B",)))

    assert [group.name for group in change.new_groups] == ["7A"]
    assert [row.group for row in change.joins] == ["7A", "Groep 2B"]
    assert change.moves == ()


def test_a_list_of_staff_lets_no_pupil_leave() -> None:
    change = plan(STAFF, school(NOOR, SEM, ILSE))

    assert (change.leaves, change.emptied_groups, change.confirmations) == ((), (), ())
    assert len(change.staff_joins) == 3


def test_staff_in_a_group_that_nobody_knows_is_a_fault() -> None:
    change = plan(staff("P1;An;;Wit;Mw.;a@b.nl;leerkracht;7A+7B", "P2;Bo;;Vos;;b@b.nl;leerkracht;Uilen"), school(ILSE))

    assert not change.applicable
    assert [str(fault) for fault in change.faults] == [
        "lijst.csv, rij 2, kolom groepen: De groep 7B ken ik niet. Bedoel je 7A? "
        "Verbeter de naam, of zet ook de leerlingen van die groep erbij.",
        "lijst.csv, rij 3, kolom groepen: De groep Uilen ken ik niet. "
        "Verbeter de naam, of zet ook de leerlingen van die groep erbij.",
    ]


def test_a_plan_with_a_faulty_row_is_shown_but_cannot_be_applied() -> None:
    change = plan(pupils("1001;Noor;;Hof;2B;9", "1002;Sem;;Bakker;2B;2"))

    assert not change.applicable
    assert [row.first_name for row in change.joins] == ["Noor", "Sem"]


@pytest.mark.parametrize(("leaving", "asked"), [(0, False), (3, False), (4, True)])
def test_when_many_would_leave_somebody_must_say_that_the_list_is_right(*, leaving: int, asked: bool) -> None:
    ten = [here(str(number), "Kind", f"{chr(65 + number)}.") for number in range(10)]
    rows = [f"{number};Kind;;{chr(65 + number)}o;2B;2" for number in range(leaving, 10)]

    change = plan(pupils(*rows), school(*ten))

    assert len(change.leaves) == leaving
    assert change.needs_confirmation is asked
    assert change.applicable
    if asked:
        assert change.confirmations == ("Van de 10 leerlingen gaan er 4 weg. Klopt dit bestand?",)


def test_when_no_number_is_known_the_question_says_so() -> None:
    (question,) = plan(pupils("9;Noor;;Hof;2B;2"), school(NOOR)).confirmations

    assert "Geen enkel leerlingnummer is bekend" in question


def test_what_changes_of_staff_is_told_word_by_word() -> None:
    text = staff("P1;Marieke;;Jansen;;m.dewit@school.example;leerkracht+coördinator;2B+7A")

    (change,) = plan(text, school(NOOR, ILSE, people=(DE_WIT,))).staff_changes

    assert change.what == ("name", "roles", "groups")
    assert change.before == DE_WIT
    assert (change.after.name, change.after.salutation) == ("Marieke Jansen", "Mw.")
    assert change.after.roles == {Role.TEACHER, Role.COORDINATOR}


def test_a_new_address_is_recognised_by_the_personnel_number() -> None:
    text = staff("P1;Marieke;de;Wit;Mw.;m.jansen@school.example;leerkracht;2B")

    change = plan(text, school(NOOR, people=(DE_WIT,)))

    assert change.staff_joins == ()
    assert change.staff_changes[0].what == ("email",)
    both = plan(text + "P9;Bo;de;Wit;;m.dewit@school.example;leerkracht;2B\n", school(NOOR, people=(DE_WIT,)))
    assert [row.email for row in both.staff_joins] == ["m.jansen@school.example"]


def test_a_list_without_a_column_for_groups_leaves_the_groups_as_they_are() -> None:
    text = "voornaam;tussenvoegsel;achternaam;email;functie\nMarieke;de;Wit;m.dewit@school.example;leerkracht\n"
    extra = text + "Joost;;Vos;j.vos@school.example;leerkracht\n"

    change = plan(extra, school(NOOR, people=(DE_WIT,)))

    assert change.staff_changes == ()
    assert change.staff_joins[0].groups == ()


def test_a_list_never_takes_away_schoolbeheer() -> None:
    bakker = PresentStaff("a@b.nl", "Anna", "Bakker", "Mw.", frozenset({Role.ADMINISTRATOR}))

    (change,) = plan(staff(";Anna;;Bakker;Mw.;a@b.nl;leerkracht;"), school(people=(bakker,))).staff_changes

    assert change.after.roles == {Role.TEACHER, Role.ADMINISTRATOR}


def test_who_becomes_schoolbeheer_is_noticed() -> None:
    change = plan(
        staff("P1;Marieke;de;Wit;;m.dewit@school.example;leerkracht+directie;2B", "P2;Bo;;Vos;;b@b.nl;schoolbeheer;"),
        school(NOOR, people=(DE_WIT,)),
    )

    assert len(change.notices) == 2
    assert "b@b.nl wordt schoolbeheer" in change.notices[0]
    assert "m.dewit@school.example wordt schoolbeheer" in change.notices[1]
