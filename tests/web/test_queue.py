"""The queue of Mw. De Wit: what she sees, what she decides, and what she does not see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.services import care, feed
from learnapp.store.database import Database
from learnapp.store.feed import Post
from learnapp.store.moderation import CareSignal, Decision
from learnapp.store.people import Person
from learnapp.terms import PostState, ReportReason
from tests.cast import Cast
from tests.classwork import a_lesson, database_as_it_is
from tests.conftest import Visitor
from tests.counting import counted
from tests.rooms import CARE, KIND, PHONE, posted, posts

Visit = Callable[[Person | None], Visitor]


@pytest.fixture
def held(session: Session, cast: Cast, now: datetime) -> Post:
    """A post of Noor that waits."""
    a_lesson(session, cast, now)
    post = posted(session, cast.noor, PHONE, now)
    session.commit()
    return post


def decision(choice: str = "place", *, seen: int = 0, **more: object) -> dict[str, object]:
    return {"choice": choice, "seen": str(seen), "ready": f"{choice}-0", **more}


def kept(session: Session, table: type) -> list[object]:
    with database_as_it_is(session) as fresh:
        return list(fresh.scalars(select(table)))


def state_of(session: Session, post: Post) -> PostState:
    with database_as_it_is(session) as fresh:
        return fresh.get_one(Post, post.id).state


def test_an_empty_queue_is_a_drawn_moment(visit: Visit, cast: Cast) -> None:
    page = visit(cast.de_wit).get("/wachtrij")

    assert "De wachtrij is leeg" in page
    assert "merel/sleeps.svg" in page


def test_a_card_tells_who_what_and_which_agreement(visit: Visit, cast: Cast, held: Post) -> None:
    page = visit(cast.de_wit).get("/wachtrij")

    assert "Noor B." in page
    assert "creatures/c01.svg" in page
    assert "7B" in page
    assert re.search(r'<mark class="finding finding--coral">[^<]*0612345678', page)
    assert "<strong>A2</strong>" in page
    assert "privé" in page
    assert "eerst naar de leerkracht" in page
    for words in ("Plaats", "Terug met tip", "Haal weg", "Praat erover"):
        assert words in page


def test_dhr_vos_sees_and_decides_nothing_of_7b(visit: Visit, session: Session, cast: Cast, held: Post) -> None:
    vos = visit(cast.vos)

    assert "De wachtrij is leeg" in vos.get("/wachtrij")
    vos.get(f"/wachtrij/{held.id}", 404)
    vos.post(f"/wachtrij/{held.id}", decision(), status=404)
    vos.post(f"/wachtrij/{held.id}", {}, status=404)
    assert state_of(session, held) is PostState.HELD


@pytest.mark.parametrize("who", ["noor", "kaya", "smit", "vader"])
def test_only_who_looks_after_others_may_enter(visit: Visit, cast: Cast, held: Post, who: str) -> None:
    other = visit(getattr(cast, who))

    other.get("/wachtrij", 403)
    other.post(f"/wachtrij/{held.id}", decision(), status=403)
    other.post("/wachtrij/zorg/1", {"note": "Gedaan"}, status=403)


@pytest.mark.parametrize(
    ("choice", "state", "said"),
    [
        ("place", PostState.PUBLISHED, "Geplaatst"),
        ("return", PostState.RETURNED, "Terug naar Noor B."),
        ("remove", PostState.REMOVED, "Weggehaald"),
    ],
)
def test_a_decision_with_a_ready_sentence_takes_three_taps(
    visit: Visit, session: Session, cast: Cast, held: Post, choice: str, state: PostState, said: str
) -> None:
    page = visit(cast.de_wit).follow(f"/wachtrij/{held.id}", decision(choice))

    assert said in page
    assert "De wachtrij is leeg" in page
    assert state_of(session, held) is state


def test_own_words_go_before_a_ready_sentence(visit: Visit, session: Session, cast: Cast, held: Post) -> None:
    visit(cast.de_wit).follow(f"/wachtrij/{held.id}", decision("return", own="Zonder nummer mag het."))

    assert "Zonder nummer mag het." in visit(cast.noor).get("/plein")


def test_ad_c3_a_talk_is_noted_with_whom_when_and_what_was_agreed(
    visit: Visit, session: Session, cast: Cast, held: Post
) -> None:
    more = {"when": "vandaag na de pauze", "who": "Noor en Sem", "agreed": "we bellen niet meer"}

    page = visit(cast.de_wit).follow(f"/wachtrij/{held.id}", decision("talk", **more))

    assert "jullie praten erover" in page
    made = kept(session, Decision)[0]
    for words in ("vandaag na de pauze", "Noor en Sem", "we bellen niet meer"):
        assert words in made.reason  # type: ignore[attr-defined]
    assert "je leerkracht praat met je" in visit(cast.noor).get("/plein")


@pytest.mark.parametrize(
    ("form", "asked"),
    [
        ({"ready": "place-0"}, "Kies eerst wat je met het bericht doet."),
        ({"choice": "weggooien", "ready": "place-0"}, "Kies eerst wat je met het bericht doet."),
        ({"choice": "remove", "own": "   "}, "Kies een zin, of schrijf er zelf een."),
        ({"choice": "remove", "ready": "place-0"}, "Kies een zin, of schrijf er zelf een."),
        ({"choice": "remove", "ready": "remove-99"}, "Kies een zin, of schrijf er zelf een."),
        ({"choice": "talk", "ready": "talk-0"}, "Schrijf erbij wanneer jullie praten"),
        ({"choice": "return", "own": "x" * 221}, "hooguit 220 tekens"),
    ],
)
def test_what_is_missing_is_asked_kindly_and_nothing_is_lost(
    visit: Visit, session: Session, cast: Cast, held: Post, form: dict[str, object], asked: str
) -> None:
    typed = {"agreed": "iets moois", "seen": "0", **form}

    answer = visit(cast.de_wit).post(f"/wachtrij/{held.id}", typed, status=422).get_data(as_text=True)

    assert asked in answer
    assert 'value="iets moois"' in answer
    assert str(form.get("own", "")).strip() in answer
    if form.get("choice") == "remove":
        assert re.search(r'value="remove" required checked', answer)
    assert state_of(session, held) is PostState.HELD


def test_a_second_tap_or_a_second_teacher_reads_that_something_changed(
    visit: Visit, session: Session, cast: Cast, held: Post
) -> None:
    teacher = visit(cast.de_wit)
    teacher.post(f"/wachtrij/{held.id}", decision("place"))

    answer = teacher.post(f"/wachtrij/{held.id}", decision("remove"), status=409).get_data(as_text=True)

    assert "Er is net iets veranderd" in answer
    assert state_of(session, held) is PostState.PUBLISHED
    assert len(kept(session, Decision)) == 1


def test_a_teacher_may_look_at_any_post_and_decide_of_his_own_accord(
    visit: Visit, session: Session, cast: Cast, held: Post, now: datetime
) -> None:
    post = posted(session, cast.noor, KIND, now)
    session.commit()
    teacher = visit(cast.de_wit)

    assert f'href="/wachtrij/{post.id}"' in teacher.get(f"/klas/{cast.group.id}/plein")
    assert "Wat doe je met dit bericht?" in teacher.get(f"/wachtrij/{post.id}")
    fault = teacher.post(f"/wachtrij/{post.id}", {"choice": "remove"}, status=422).get_data(as_text=True)
    assert "Wat doe je met dit bericht?" in fault
    teacher.follow(f"/wachtrij/{post.id}", decision("remove"))

    assert state_of(session, post) is PostState.REMOVED
    page = teacher.get(f"/wachtrij/{post.id}")
    assert "Mw. De Wit" in page
    assert 'name="choice"' not in page


def test_a_report_tells_how_many_and_why_but_not_who(
    visit: Visit, session: Session, cast: Cast, held: Post, now: datetime
) -> None:
    post = posted(session, cast.noor, "Hoi iedereen", now)
    feed.report(session, cast.sem, post.id, ReportReason.HURTS, now=now)
    session.commit()

    page = visit(cast.de_wit).get("/wachtrij")

    assert "1 keer gemeld" in page
    assert "Dit doet iemand pijn" in page
    assert "Sem" not in page


def test_words_in_the_queue_are_words_not_html(
    visit: Visit, session: Session, cast: Cast, held: Post, now: datetime
) -> None:
    posted(session, cast.noor, "<script>alert(1)</script>", now, question="<b>Mag dit?</b>")
    session.commit()

    page = visit(cast.de_wit).get("/wachtrij")

    assert "<script>alert" not in page
    assert "&lt;b&gt;Mag dit?&lt;/b&gt;" in page


# --- care ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def signal(session: Session, cast: Cast, now: datetime) -> int:
    """A call for help of Noor."""
    a_lesson(session, cast, now)
    posts(session, cast.noor, CARE, now)
    number = care.open_signals(session, cast.de_wit.id)[0].id
    session.commit()
    return number


def test_a_care_signal_stands_apart_with_the_steps_of_the_school(visit: Visit, cast: Cast, signal: int) -> None:
    page = visit(cast.de_wit).get("/wachtrij")

    assert "Iemand heeft jou even nodig" in page
    assert "Beloof geen geheim" in page
    assert "Veilig Thuis" in page
    assert CARE in page
    assert 'class="decide"' not in page
    assert "Noor B." not in visit(cast.vos).get("/wachtrij")
    assert "Noor B." not in visit(cast.bakker).get("/wachtrij")


def test_a_care_signal_is_closed_by_a_person_with_a_note(
    visit: Visit, session: Session, cast: Cast, signal: int
) -> None:
    teacher = visit(cast.de_wit)

    empty = teacher.post(f"/wachtrij/zorg/{signal}", {"note": ""}, status=422).get_data(as_text=True)
    assert "Schrijf kort op wat je deed." in empty
    page = teacher.follow(f"/wachtrij/zorg/{signal}", {"note": "Gesproken met Noor en haar vader."})

    assert "De wachtrij is leeg" in page
    closed = kept(session, CareSignal)[0]
    assert closed.note == "Gesproken met Noor en haar vader."  # type: ignore[attr-defined]
    teacher.post(f"/wachtrij/zorg/{signal}", {"note": "Nog eens"}, status=409)
    visit(cast.vos).post(f"/wachtrij/zorg/{signal}", {"note": "Ik"}, status=404)


def test_the_queue_takes_few_statements_however_long_it_is(
    visit: Visit, session: Session, database: Database, cast: Cast, held: Post, now: datetime
) -> None:
    for _ in range(10):
        posted(session, cast.noor, PHONE, now)
    session.commit()
    teacher = visit(cast.de_wit)
    teacher.get("/wachtrij")

    with counted(database.engine) as statements:
        page = teacher.get("/wachtrij")

    assert page.count('<article class="queue-card') == 11
    assert len(statements) <= 6, statements
