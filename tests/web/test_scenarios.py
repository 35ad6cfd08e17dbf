"""Noor on her own practice square, among simulated people who are always recognisable as such."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnapp import clock
from learnapp.simulation.scenario import LineKind
from learnapp.store.classroom import LiveLesson
from learnapp.store.database import Database
from learnapp.store.feed import Post, ScenarioRun
from learnapp.store.people import Person
from tests.cast import Cast
from tests.classwork import MODULE, a_lesson, database_as_it_is
from tests.conftest import NOW, Visitor
from tests.counting import counted
from tests.rooms import CARE, HURTFUL, KIND, THREAT, library, scenario

Visit = Callable[[Person | None], Visitor]
Wait = Callable[[int], None]
HTMX = {"headers": {"HX-Request": "true"}}
HOME = f"/oefening/{MODULE}"
LINE = f"{HOME}/regel/noor-poster"


@pytest.fixture
def lesson(session: Session, cast: Cast, now: datetime) -> LiveLesson:
    """The lesson of 7B, open now."""
    opened = a_lesson(session, cast, now)
    session.commit()
    return opened


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Let it be so many seconds after the start."""
    return lambda seconds: monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=seconds))


@pytest.fixture
def noor(visit: Visit, cast: Cast, lesson: LiveLesson) -> Visitor:
    """Noor, who has begun."""
    visitor = visit(cast.noor)
    visitor.post(f"{HOME}/begin")
    return visitor


def draft(text: str, **more: object) -> dict[str, object]:
    return {"text": text, "stand": "1", "form_key": text[:20], **more}


def number_of(session: Session, table: type) -> int:
    with database_as_it_is(session) as fresh:
        return fresh.scalar(select(func.count()).select_from(table)) or 0


def actors_without_mark(page: str) -> list[str]:
    """Give what an actor says without the word personage beside the name."""
    parts = re.findall(
        r'<article class="(?:post|reply) (?:post|reply)--actor".*?(?=<article|</main>|$)', page, re.DOTALL
    )
    return [part for part in parts if "personage" not in part]


def test_it_begins_with_who_is_there_and_what_to_do(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    page = visit(cast.noor).get(HOME)

    assert scenario().intro in page
    for slug in scenario().actors:
        assert library().cast[slug].name in page
    assert page.count(">personage</span>") >= len(scenario().actors)


def test_lines_come_at_their_offsets_from_noors_own_start(noor: Visitor, visit: Visit, cast: Cast, wait: Wait) -> None:
    bram = next(line for line in scenario().lines if line.id == "bram-koe")
    assert bram.text not in noor.get(HOME)

    wait(21)

    assert bram.text in noor.get(HOME)
    assert bram.text in noor.get(f"{HOME}/nieuw")
    sem = visit(cast.sem)
    sem.post(f"{HOME}/begin")
    assert bram.text not in sem.get(HOME)


def test_simulated_people_always_carry_the_word_personage(noor: Visitor, wait: Wait) -> None:
    for text in (KIND, HURTFUL):
        noor.post(HOME, draft(text, confirm="advise"))
    noor.post(LINE, draft("Wat een mooie tekening, Noor!"))
    wait(600)

    page = noor.get(HOME)

    said = [line for line in scenario().lines if line.at is not None and line.kind is not LineKind.REACTION]
    assert page.count('--actor"') > len(said)
    assert actors_without_mark(page) == []
    assert actors_without_mark(noor.get(f"{HOME}/nieuw")) == []
    assert "personage" in noor.get(LINE)


def test_actors_answer_what_was_written(noor: Visitor, wait: Wait) -> None:
    noor.post(HOME, draft(KIND))
    wait(60)
    nice = unescape(noor.get(HOME))
    noor.post(HOME, draft(HURTFUL, confirm="advise"))
    wait(120)
    hurt = unescape(noor.get(HOME))

    answer = {line.id: line.text for line in scenario().lines}
    assert answer["ravi-fijn"] in nice
    assert answer["daan-anders"] not in nice
    assert answer["daan-anders"] in hurt


def test_a_hurtful_post_is_first_handed_back_with_a_tip(noor: Visitor, session: Session) -> None:
    answer = noor.post(HOME, draft(HURTFUL), status=200).get_data(as_text=True)

    assert "Toch zo plaatsen" in answer
    assert "finding" in answer
    assert number_of(session, Post) == 0


def test_a_threat_goes_to_the_teacher_also_here(noor: Visitor, visit: Visit, cast: Cast) -> None:
    answer = noor.post(HOME, draft(THREAT), status=200).get_data(as_text=True)
    assert "Naar mijn leerkracht" in answer

    page = noor.follow(HOME, draft(THREAT, confirm="hold"))

    assert "wacht op de leerkracht" in page
    queue = visit(cast.de_wit).get("/wachtrij")
    assert "oefening Grapje of gemeen?" in queue
    assert THREAT.split()[0] in queue


def test_a_doubt_about_a_reply_shows_the_teacher_what_it_answers(noor: Visitor, visit: Visit, cast: Cast) -> None:
    noor.post(LINE, draft("Ik vond het ook wel grappig", doubt="1", question="Mag dit?"))

    queue = visit(cast.de_wit).get("/wachtrij")

    assert "Mijn tekening voor de poster." in queue
    assert "Antwoord op Noor" in queue
    assert "Mag dit?" in queue


def test_a_call_for_help_in_practice_gets_the_calm_card(noor: Visitor) -> None:
    answer = noor.post(HOME, draft(CARE), status=200, **HTMX)

    assert "Wat jij schrijft, is belangrijk" in noor.get(answer.headers["HX-Redirect"])
    assert CARE not in noor.get(HOME)


def test_reacting_reporting_and_questions_answer_the_feed_alone(noor: Visitor, wait: Wait) -> None:
    wait(30)
    line = f"{HOME}/regel/bram-koe"
    for act, form, sign in (
        ("gevoel", {"kind": "thinking"}, 'aria-pressed="true"'),
        ("melding", {"reason": "hurts"}, "gemeld"),
        ("vraag", {"option": "0"}, 'class="feedback feedback--'),
    ):
        answer = noor.post(f"{line}/{act}", form, status=200, **HTMX).get_data(as_text=True)
        assert answer.lstrip().startswith('<div id="wereld"')
        assert sign in answer
        noor.post(f"{line}/{act}", form)


def test_reporting_asks_why_and_the_answer_names_it(noor: Visitor, wait: Wait) -> None:
    wait(30)
    line = f"{HOME}/regel/bram-koe"
    assert f'href="{line}/melding"' in noor.get(HOME)
    asked = noor.get(f"{line}/melding")
    for words in ("Dit doet iemand pijn", "Dit is privé", "Ik word hier bang van", "Dit klopt niet", "Iets anders"):
        assert words in asked

    for _tap in range(2):
        assert noor.post(f"{line}/melding", {"reason": "scary"}).location == f"{HOME}#regel-bram-koe"
    wait(60)

    page = noor.get(HOME)
    assert "Ik word hier bang van" in page
    assert "{reden}" not in page


@pytest.mark.parametrize("reason", ["", "onzin"])
def test_a_report_without_a_reason_is_asked_again(noor: Visitor, wait: Wait, reason: str) -> None:
    wait(30)

    answer = noor.post(f"{HOME}/regel/bram-koe/melding", {"reason": reason}, status=422).get_data(as_text=True)

    assert "Kies eerst wat er is." in answer
    assert "gemeld" not in noor.get(HOME)


def test_a_line_that_has_not_come_can_not_be_reported(noor: Visitor) -> None:
    noor.get(f"{HOME}/regel/bram-koe/melding", 404)
    noor.post(f"{HOME}/regel/bram-koe/melding", {"reason": "hurts"}, status=404)


@pytest.mark.parametrize("option", ["", "x", "99", "-1"])
def test_an_answer_that_is_not_there_is_not_found(noor: Visitor, wait: Wait, option: str) -> None:
    wait(30)
    noor.post(f"{HOME}/regel/bram-koe/vraag", {"option": option}, status=404)


def test_a_line_that_has_not_come_can_not_be_answered(noor: Visitor) -> None:
    noor.get(f"{HOME}/regel/bram-koe", 404)
    noor.post(f"{HOME}/regel/bram-koe", draft("Hoi"), status=404)
    noor.post(f"{HOME}/regel/bestaat-niet/gevoel", {"kind": "support"}, status=404)


def test_the_practice_of_noor_is_not_that_of_sem(noor: Visitor, visit: Visit, cast: Cast, session: Session) -> None:
    noor.post(HOME, draft(KIND))
    sem = visit(cast.sem)
    with database_as_it_is(session) as fresh:
        post_id = fresh.scalars(select(Post.id)).one()

    sem.post(HOME, draft("Hoi"), status=404)
    sem.get(LINE, 404)
    sem.post(f"{HOME}/begin")
    assert KIND not in sem.get(HOME)
    sem.post(f"{HOME}/bericht/{post_id}/weg", status=404)
    visit(cast.kaan).get(HOME, 403)
    visit(cast.vader).get(HOME, 404)


def test_a4_taking_a_post_away_here(noor: Visitor, session: Session) -> None:
    noor.post(HOME, draft(KIND))
    with database_as_it_is(session) as fresh:
        post_id = fresh.scalars(select(Post.id)).one()

    page = noor.follow(f"{HOME}/bericht/{post_id}/weg")

    assert KIND not in page
    assert KIND in noor.get("/sporen")


def test_a_finished_practice_stands_still_and_is_looked_back_on(noor: Visitor, session: Session, wait: Wait) -> None:
    noor.post(f"{HOME}/opnieuw", status=409)

    page = noor.follow(f"{HOME}/klaar")

    assert scenario().debrief in page
    assert 'id="composer"' not in noor.get(HOME)
    noor.post(HOME, draft(KIND), status=403)
    noor.post(f"{HOME}/klaar")
    assert scenario().intro in noor.follow(f"{HOME}/opnieuw")
    assert number_of(session, ScenarioRun) == 0


def test_parked_screens_take_no_posts_but_let_the_feed_go_on(
    noor: Visitor, session: Session, lesson: LiveLesson, now: datetime
) -> None:
    session.merge(lesson).parked_at = now
    session.commit()

    noor.post(HOME, draft(KIND), status=423, **HTMX)
    noor.get(f"{HOME}/nieuw")
    noor.post(f"{HOME}/controle", {"text": HURTFUL}, status=200, **HTMX)

    assert number_of(session, Post) == 0


def test_what_somebody_of_the_story_says_counts_while_one_types_an_answer(
    noor: Visitor, session: Session, wait: Wait
) -> None:
    wait(200)
    address = f"{HOME}/controle?bij=noor-poster"

    assert f'hx-post="{address}"' in noor.get(LINE)
    assert "finding" in noor.post(address, {"text": "lelijk"}, status=200, **HTMX).get_data(as_text=True)
    for other in (f"{HOME}/controle", f"{HOME}/controle?bij=is-er-niet"):
        assert noor.post(other, {"text": "lelijk"}, status=200, **HTMX).get_data(as_text=True).strip() == ""


def test_10_000_letters_come_back(noor: Visitor) -> None:
    text = "woord " * 1666 + "slot"

    assert text in noor.post(HOME, draft(text), status=422).get_data(as_text=True)
    assert text in noor.post(LINE, draft(text), status=422).get_data(as_text=True)


def test_a_feed_full_of_posts_takes_few_statements(noor: Visitor, database: Database, wait: Wait) -> None:
    for number in range(5):
        noor.post(HOME, draft(f"{number} {KIND}"))
    wait(200)
    noor.get(HOME)

    with counted(database.engine) as statements:
        noor.get(HOME)

    assert len(statements) <= 8, statements
