"""The teacher's room as Mw. De Wit uses it; Dhr. Vos must find nothing of 7B, and nobody else may enter."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnapp import clock
from learnapp.services import assignments, credentials, people
from learnapp.store.classroom import LiveLesson
from learnapp.store.database import Database
from learnapp.store.learning import Assignment
from learnapp.store.people import Person, Subgroup
from learnapp.terms import Level, PostState
from tests.cast import PEPPER, Cast, give_code
from tests.classwork import MODULE, a_lesson, a_post, a_pupil, a_run, comes_in, database_as_it_is, minutes
from tests.conftest import Visitor, without_tokens
from tests.counting import counted

Visit = Callable[[Person | None], Visitor]


@pytest.fixture
def lesson(session: Session, cast: Cast, now: datetime) -> LiveLesson:
    """The lesson of Mw. De Wit, open since a quarter of an hour."""
    opened = a_lesson(session, cast, now - minutes(15))
    session.commit()
    return opened


def given(session: Session, cast: Cast, now: datetime) -> Assignment:
    """Let Mw. De Wit give a module to 7B."""
    made = assignments.assign(
        session,
        cast.group,
        teacher=cast.de_wit,
        module=MODULE,
        level=Level.B,
        pupil_ids=None,
        opens_at=now,
        closes_at=None,
        homework=True,
        now=now,
    )
    session.commit()
    return made


def number_of(session: Session, table: type) -> int:
    with database_as_it_is(session) as fresh:
        return fresh.scalar(select(func.count()).select_from(table)) or 0


def subgroup_made(session: Session) -> int:
    with database_as_it_is(session) as fresh:
        return fresh.scalars(select(Subgroup.id)).one()


# --- who may enter ---------------------------------------------------------------------------------------------------


def pages_of(cast: Cast, lesson: LiveLesson) -> list[str]:
    return [
        f"/klas/{cast.group.id}",
        f"/klas/{cast.group.id}/les",
        f"/klas/{cast.group.id}/opdracht",
        f"/klas/{cast.group.id}/groepjes",
        f"/klas/{cast.group.id}/kaarten",
        f"/klas/les/{lesson.id}",
        f"/klas/les/{lesson.id}/muur",
        f"/klas/leerling/{cast.noor.id}",
    ]


def acts_of(cast: Cast, lesson: LiveLesson, assignment: Assignment) -> list[str]:
    return [
        f"/klas/{cast.group.id}/les",
        f"/klas/{cast.group.id}/opdracht",
        f"/klas/opdracht/{assignment.id}/stop",
        f"/klas/{cast.group.id}/groepjes",
        f"/klas/{cast.group.id}/groepjes/1/weg",
        f"/klas/{cast.group.id}/kaarten",
        f"/klas/les/{lesson.id}/parkeer",
        f"/klas/les/{lesson.id}/verder",
        f"/klas/les/{lesson.id}/sluit",
    ]


def test_mw_de_wit_can_open_every_page_of_her_group(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    for page in ["/klas", "/klas/modules", *pages_of(cast, lesson)]:
        visit(cast.de_wit).get(page)


def test_dhr_vos_finds_nothing_of_7b(
    visit: Visit, cast: Cast, session: Session, lesson: LiveLesson, now: datetime
) -> None:
    assignment = given(session, cast, now)
    vos = visit(cast.vos)

    assert "7B" not in without_tokens(vos.get("/klas"))
    for page in pages_of(cast, lesson):
        vos.get(page, status=404)
    for act in acts_of(cast, lesson, assignment):
        vos.post(act, {"module": MODULE, "level": "B"}, status=404)

    with database_as_it_is(session) as fresh:
        left = fresh.get_one(LiveLesson, lesson.id)
        assert (left.parked_at, left.closed_at) == (None, None)
        assert fresh.get_one(Assignment, assignment.id).ended_at is None


def test_only_teachers_may_enter(visit: Visit, cast: Cast, session: Session, lesson: LiveLesson, now: datetime) -> None:
    assignment = given(session, cast, now)

    for name, somebody in cast.everybody().items():
        if name == "teacher":
            continue
        for page in ["/klas", *pages_of(cast, lesson)]:
            visit(somebody).get(page, status=403)
        for act in acts_of(cast, lesson, assignment):
            visit(somebody).post(act, status=403)
    assert visit(None).client.get("/klas").location == "/"


# --- home ------------------------------------------------------------------------------------------------------------


def test_the_home_tells_what_runs_and_who_needs_mw_de_wit(
    visit: Visit, cast: Cast, session: Session, lesson: LiveLesson, now: datetime
) -> None:
    a_post(session, cast.noor, "hm", state=PostState.HELD, at=now)
    session.commit()

    home = visit(cast.de_wit).get("/klas")

    assert "Les is open" in home
    assert "Noor B." in home
    assert f"/klas/les/{lesson.id}" in home
    assert "1 wacht op jou" in home


def test_a_teacher_without_a_group_gets_a_kind_sentence(visit: Visit, cast: Cast, session: Session) -> None:
    cast.group.archived_at = clock.now()
    session.commit()

    assert "Je hebt nog geen groep" in visit(cast.de_wit).get("/klas")


# --- class by steps --------------------------------------------------------------------------------------------------


def test_the_overview_tells_by_sign_and_word_who_did_what(
    visit: Visit, cast: Cast, session: Session, app: Flask, now: datetime
) -> None:
    steps = [step.slug for step in app.extensions["oefenplein"].library.modules[MODULE].editions[Level.B].steps]
    a_run(session, cast.noor, step=steps[1], done=steps[:1], at=now)
    session.commit()

    page = visit(cast.de_wit).get(f"/klas/{cast.group.id}?module={MODULE}")

    assert page.count('scope="col" class="step-head"') == len(steps)
    assert page.count('dot--now">●<span class="sr-only"> bezig') == 1
    assert page.count('dot--done">✓<span class="sr-only"> klaar') == 1
    assert "nog niet begonnen" in page


def test_a_module_or_level_that_does_not_exist_shows_one_that_does(visit: Visit, cast: Cast) -> None:
    page = visit(cast.de_wit).get(f"/klas/{cast.group.id}?module=weg&niveau=Z")

    assert "Wie is waar?" in page


def test_an_empty_group_gets_a_kind_sentence(visit: Visit, cast: Cast, session: Session, now: datetime) -> None:
    cast.noor.left_at = cast.sem.left_at = now
    session.commit()

    for page in ("", "/kaarten", "/opdracht", "/groepjes"):
        assert "nog geen leerlingen" in visit(cast.de_wit).get(f"/klas/{cast.group.id}{page}")


def test_the_overview_of_thirty_pupils_takes_at_most_eight_statements(
    visit: Visit, cast: Cast, session: Session, database: Database, now: datetime
) -> None:
    for number in range(28):
        pupil = a_pupil(session, cast.group, f"K{number:02}", now)
        a_run(session, pupil, step="02", done=["01-verhaal"], at=now)
    given(session, cast, now)
    teacher = visit(cast.de_wit)

    with counted(database.engine) as statements:
        teacher.get(f"/klas/{cast.group.id}?module={MODULE}")

    assert len(statements) <= 8, statements


# --- assigning -------------------------------------------------------------------------------------------------------


def a_form(**changes: object) -> dict[str, object]:
    return {"module": MODULE, "level": "B", "for_whom": "groep", "opens_on": "2026-11-10", **changes}


def test_mw_de_wit_gives_a_module_and_a_double_tap_gives_it_once(visit: Visit, cast: Cast, session: Session) -> None:
    teacher = visit(cast.de_wit)

    for _tap in range(2):
        teacher.post(f"/klas/{cast.group.id}/opdracht", a_form(closes_on="2026-11-20", homework="y"))

    assert number_of(session, Assignment) == 1
    with database_as_it_is(session) as fresh:
        made = fresh.scalars(select(Assignment)).one()
        assert made.homework
        assert made.closes_at is not None
        assert made.closes_at.astimezone(clock.AMSTERDAM).isoformat() == "2026-11-21T00:00:00+01:00"
    assert "nu open" in teacher.get(f"/klas/{cast.group.id}")


def test_the_level_of_the_group_is_chosen_beforehand(visit: Visit, cast: Cast) -> None:
    def level_on(person: Person, group_id: int) -> str:
        page = visit(person).get(f"/klas/{group_id}/opdracht")
        return re.findall(r'<input checked[^>]* name="level"[^>]* value="(.)"', page)[0]

    assert level_on(cast.de_wit, cast.group.id) == "B"
    assert level_on(cast.vos, cast.elsewhere.id) == "A"


def test_a_module_for_noor_alone(visit: Visit, cast: Cast, session: Session) -> None:
    visit(cast.de_wit).post(f"/klas/{cast.group.id}/opdracht", a_form(for_whom="gekozen", pupils=[cast.noor.id]))

    assert "Noor B." in visit(cast.de_wit).get(f"/klas/{cast.group.id}")
    assert number_of(session, Assignment) == 1


def test_a_module_for_a_subgroup(visit: Visit, cast: Cast, session: Session, now: datetime) -> None:
    teacher = visit(cast.de_wit)
    teacher.post(f"/klas/{cast.group.id}/groepjes", {"name": "Sterren", "pupils": [cast.sem.id]})
    made = subgroup_made(session)

    teacher.post(f"/klas/{cast.group.id}/opdracht", a_form(for_whom=f"groepje-{made}"))

    (one,) = assignments.assignments_of(session, cast.group.id, now=now)
    assert one.names == ("Sem V.",)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"module": "weg"}, "Kies een module uit de lijst."),
        ({"level": "V"}, "Kies groep 5-6 of groep 7-8."),
        ({"for_whom": "groepje-99"}, "Dit groepje is er niet meer."),
        ({"for_whom": "gekozen"}, "Kies minstens één leerling"),
        ({"opens_on": ""}, "Kies de eerste dag"),
        ({"closes_on": "2026-11-01"}, "ligt voor de eerste dag"),
        ({"closes_on": "morgen"}, "Not a valid date|geen geldige|datum"),
    ],
)
def test_what_is_missing_is_told_kindly_and_nothing_is_lost(
    visit: Visit, cast: Cast, session: Session, changes: dict[str, object], words: str
) -> None:
    form = {**a_form(closes_on="2026-12-01", homework="y"), **changes}

    answer = visit(cast.de_wit).post(f"/klas/{cast.group.id}/opdracht", form, status=422)

    page = answer.get_data(as_text=True)
    assert re.search(words, page)
    assert 'checked id="homework"' in page
    assert "Not a valid" not in page
    assert number_of(session, Assignment) == 0


def test_ticks_and_the_whole_group_together_are_asked_about(visit: Visit, cast: Cast, session: Session) -> None:
    form = a_form(pupils=[cast.noor.id])

    page = visit(cast.de_wit).post(f"/klas/{cast.group.id}/opdracht", form, status=422).get_data(as_text=True)

    assert "Je vinkte ook leerlingen aan" in page
    assert number_of(session, Assignment) == 0


def test_kaan_of_5a_cannot_be_ticked_for_7b(visit: Visit, cast: Cast, session: Session) -> None:
    form = a_form(for_whom="gekozen", pupils=[cast.kaan.id])

    visit(cast.de_wit).post(f"/klas/{cast.group.id}/opdracht", form, status=404)

    assert number_of(session, Assignment) == 0


def test_an_assignment_is_ended(visit: Visit, cast: Cast, session: Session, now: datetime) -> None:
    assignment = given(session, cast, now)

    for _tap in range(2):
        visit(cast.de_wit).post(f"/klas/opdracht/{assignment.id}/stop")

    with database_as_it_is(session) as fresh:
        assert fresh.get_one(Assignment, assignment.id).ended_at == now


def test_a_subgroup_without_a_name_comes_back_with_its_ticks(visit: Visit, cast: Cast, session: Session) -> None:
    form = {"name": "", "pupils": [cast.sem.id]}

    page = visit(cast.de_wit).post(f"/klas/{cast.group.id}/groepjes", form, status=422).get_data(as_text=True)

    assert "Geef het groepje een naam" in page
    assert re.search(rf'<input checked[^>]*value="{cast.sem.id}"', page)
    assert number_of(session, Subgroup) == 0


def test_a_subgroup_is_taken_apart(visit: Visit, cast: Cast, session: Session) -> None:
    teacher = visit(cast.de_wit)
    teacher.post(f"/klas/{cast.group.id}/groepjes", {"name": "Sterren", "pupils": [cast.sem.id]})
    made = subgroup_made(session)

    for _tap in range(2):
        teacher.post(f"/klas/{cast.group.id}/groepjes/{made}/weg")

    assert number_of(session, Subgroup) == 0


# --- the lesson ------------------------------------------------------------------------------------------------------


def test_from_the_home_to_an_open_lesson_in_two_taps(visit: Visit, cast: Cast, session: Session) -> None:
    teacher = visit(cast.de_wit)
    first_tap = re.findall(rf'href="(/klas/{cast.group.id}/les)"', teacher.get("/klas"))[0]
    ready = teacher.get(first_tap)
    hidden = dict(re.findall(r'type="hidden" name="(module|level)" value="([^"]+)"', ready))

    page = teacher.follow(f"/klas/{cast.group.id}/les", dict(hidden))

    assert "Klaar om te starten" in ready
    assert "0 van 2 binnen" in page
    assert number_of(session, LiveLesson) == 1


def test_a_double_tap_on_start_opens_one_lesson(visit: Visit, cast: Cast, session: Session) -> None:
    teacher = visit(cast.de_wit)

    answers = [teacher.post(f"/klas/{cast.group.id}/les", {"module": MODULE, "level": "B"}) for _tap in range(2)]

    assert answers[0].location == answers[1].location
    assert number_of(session, LiveLesson) == 1


def test_a_module_that_does_not_exist_starts_nothing(visit: Visit, cast: Cast, session: Session) -> None:
    for form in ({}, {"module": "weg", "level": "B"}, {"module": MODULE, "level": "V"}):
        visit(cast.de_wit).post(f"/klas/{cast.group.id}/les", form, status=404)

    assert number_of(session, LiveLesson) == 0


def test_the_start_page_tells_who_has_no_card_and_what_still_runs(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    page = visit(cast.de_wit).get(f"/klas/{cast.group.id}/les?module=01-mijn-beste-ik")

    assert "2 leerlingen hebben nog geen kaartje" in page
    assert "Er loopt nog een les" in page


def test_the_wall_shows_who_is_in_and_who_waits(
    visit: Visit, cast: Cast, session: Session, lesson: LiveLesson, now: datetime
) -> None:
    comes_in(session, cast.noor, now - minutes(2))
    a_post(session, cast.noor, "hm", state=PostState.HELD, at=now)
    session.commit()

    page = visit(cast.de_wit).get(f"/klas/les/{lesson.id}")
    fragment = visit(cast.de_wit).get(f"/klas/les/{lesson.id}/muur")

    for seen in (page, fragment):
        assert "1 van 2 binnen" in seen
        assert "bericht wacht op jou" in seen
        assert "Nog niet binnen · 1" in seen
        assert "hm</span>" in seen
    assert "<html" not in fragment
    assert 'hx-trigger="every 3s"' in fragment


def test_parking_twice_is_parking_once_and_noor_sees_it(
    visit: Visit, cast: Cast, session: Session, lesson: LiveLesson, now: datetime
) -> None:
    teacher, noor = visit(cast.de_wit), visit(cast.noor)

    for _tap in range(2):
        teacher.post(f"/klas/les/{lesson.id}/parkeer")

    assert '"parked":true' in noor.get("/live").replace(" ", "")
    assert "De schermen slapen" in teacher.get(f"/klas/les/{lesson.id}")

    for _tap in range(2):
        teacher.post(f"/klas/les/{lesson.id}/verder")

    assert '"parked":false' in noor.get("/live").replace(" ", "")


def test_closing_signs_everybody_out_and_gives_the_question_for_home(
    visit: Visit, cast: Cast, session: Session, lesson: LiveLesson
) -> None:
    teacher, noor = visit(cast.de_wit), visit(cast.noor)
    noor.get("/les")

    page = teacher.follow(f"/klas/les/{lesson.id}/sluit")
    teacher.post(f"/klas/les/{lesson.id}/sluit")

    assert "De les is klaar" in page
    assert "Vraag voor thuis" in page
    assert noor.client.get("/les").location == "/"


def test_what_comes_after_the_end_of_a_lesson_is_told_kindly(
    visit: Visit, cast: Cast, session: Session, lesson: LiveLesson
) -> None:
    teacher = visit(cast.de_wit)
    teacher.post(f"/klas/les/{lesson.id}/sluit")

    teacher.post(f"/klas/les/{lesson.id}/parkeer", status=409)
    teacher.get(f"/klas/les/{lesson.id}/muur")


def test_a_lesson_left_open_has_ended_after_four_hours(
    visit: Visit, cast: Cast, session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = a_lesson(session, cast, now)
    session.commit()
    teacher = visit(cast.de_wit)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=4))

    assert "Een les stopt vanzelf na vier uur." in teacher.get(f"/klas/les/{lesson.id}")
    assert "Les is open" not in teacher.get("/klas")
    visit(cast.noor).get("/les", status=403)


def test_a_lesson_whose_module_is_gone_can_still_be_closed(
    visit: Visit, cast: Cast, session: Session, now: datetime
) -> None:
    lesson = a_lesson(session, cast, now, module="99-weg")
    session.commit()
    teacher = visit(cast.de_wit)

    teacher.get(f"/klas/les/{lesson.id}")
    assert "De les is klaar" in teacher.follow(f"/klas/les/{lesson.id}/sluit")


def test_a_class_of_forty_stands_on_the_wall_in_a_few_statements(
    visit: Visit, cast: Cast, session: Session, database: Database, lesson: LiveLesson, now: datetime
) -> None:
    for number in range(38):
        comes_in(session, a_pupil(session, cast.group, f"K{number:02}", now), now)
    session.commit()
    teacher = visit(cast.de_wit)

    with counted(database.engine) as statements:
        page = teacher.get(f"/klas/les/{lesson.id}/muur")

    assert "38 van 40 binnen" in page
    assert len(statements) <= 12, statements


# --- one pupil, cards, guides ----------------------------------------------------------------------------------------


def test_the_page_of_noor_shows_her_posts_and_not_those_of_sem(
    visit: Visit, cast: Cast, session: Session, now: datetime
) -> None:
    a_post(session, cast.noor, "Van <b>Noor</b>", state=PostState.PUBLISHED, at=now)
    a_post(session, cast.sem, "Van Sem", state=PostState.PUBLISHED, at=now)
    session.commit()

    page = visit(cast.de_wit).get(f"/klas/leerling/{cast.noor.id}")

    assert "Van &lt;b&gt;Noor&lt;/b&gt;" in page
    assert "Van Sem" not in page


def test_a_colleague_is_not_a_pupil(visit: Visit, cast: Cast) -> None:
    visit(cast.de_wit).get(f"/klas/leerling/{cast.vos.id}", status=404)


def test_new_cards_are_printed_at_once_and_the_old_code_stops_working(
    visit: Visit, cast: Cast, session: Session, now: datetime
) -> None:
    old = give_code(session, cast.noor, now)
    session.commit()

    page = visit(cast.de_wit).post(f"/klas/{cast.group.id}/kaarten", status=200).get_data(as_text=True)

    assert page.count('<article class="login-card">') == 2
    assert "Noor B." in page
    codes = [tuple(re.findall(r"/code/([a-z]+)\.svg", card)) for card in page.split('<article class="login-card">')[1:]]
    session.expire_all()
    noor = people.pupils_by_id(session, cast.group.id, [cast.noor.id])[0]
    tries = [credentials.try_picture_code(session, noor, code, pepper=PEPPER, now=now) for code in (codes[0], old)]
    assert tries[0] is credentials.Try.RIGHT
    assert old == codes[0] or tries[1] is credentials.Try.WRONG


def test_a_new_card_for_noor_leaves_the_code_of_sem(visit: Visit, cast: Cast, session: Session, now: datetime) -> None:
    code = give_code(session, cast.sem, now)
    session.commit()

    answer = visit(cast.de_wit).post(f"/klas/{cast.group.id}/kaarten", {"leerling": cast.noor.id}, status=200)

    assert "Sem V." not in answer.get_data(as_text=True)
    session.expire_all()
    sem = people.pupils_by_id(session, cast.group.id, [cast.sem.id])[0]
    assert credentials.try_picture_code(session, sem, code, pepper=PEPPER, now=now) is credentials.Try.RIGHT


def test_a_card_for_kaan_of_5a_is_not_found(visit: Visit, cast: Cast) -> None:
    visit(cast.de_wit).post(f"/klas/{cast.group.id}/kaarten", {"leerling": cast.kaan.id}, status=404)


def test_a_new_card_during_the_lesson_puts_noor_outside(
    visit: Visit, cast: Cast, session: Session, lesson: LiveLesson, now: datetime
) -> None:
    comes_in(session, cast.noor, now - minutes(1))
    session.commit()
    teacher, noor = visit(cast.de_wit), visit(cast.noor)

    teacher.post(f"/klas/{cast.group.id}/kaarten", {"leerling": cast.noor.id}, status=200)

    assert "0 van 2 binnen" in teacher.get(f"/klas/les/{lesson.id}/muur")
    assert noor.client.get("/les").location == "/"


def test_the_guide_and_its_sheets_can_be_read_and_printed(visit: Visit, cast: Cast) -> None:
    teacher = visit(cast.de_wit)

    assert "De stappen op de tablet" in teacher.get(f"/klas/modules/{MODULE}/B")
    teacher.get(f"/klas/modules/{MODULE}/b/werkblad")
    teacher.get(f"/klas/modules/{MODULE}/b/ouders")
    teacher.get(f"/klas/modules/{MODULE}/b/handleiding")


@pytest.mark.parametrize("path", ["weg/B", f"{MODULE}/V", f"{MODULE}/B/iets", "s1-ons-protocol/V"])
def test_a_guide_that_is_not_there_is_not_found(visit: Visit, cast: Cast, path: str) -> None:
    visit(cast.de_wit).get(f"/klas/modules/{path}", status=404)
