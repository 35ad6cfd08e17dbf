"""The square as Noor, Sem and Kaan see it in the browser, also when something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learnapp.services import classroom, feed, moderation
from learnapp.store.classroom import LiveLesson
from learnapp.store.database import Database
from learnapp.store.feed import Post, Reaction
from learnapp.store.moderation import Report
from learnapp.store.people import Person
from learnapp.terms import Choice, PostState, ReportReason
from tests.cast import Cast
from tests.classwork import a_lesson, database_as_it_is
from tests.conftest import Visitor
from tests.counting import counted
from tests.rooms import CARE, HURTFUL, KIND, PHONE, RUDE, SECRET, posted

Visit = Callable[[Person | None], Visitor]
HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def lesson(session: Session, cast: Cast, now: datetime) -> LiveLesson:
    """The lesson of 7B, open now."""
    opened = a_lesson(session, cast, now)
    session.commit()
    return opened


def draft(text: str, **more: object) -> dict[str, object]:
    """Give the fields of the composer, as somebody fills them in who stands behind his message."""
    return {"text": text, "stand": "1", "form_key": "sleutel-1", **more}


def texts(session: Session) -> list[str]:
    with database_as_it_is(session) as fresh:
        return list(fresh.scalars(select(Post.text).order_by(Post.id)))


def number_of(session: Session, table: type) -> int:
    with database_as_it_is(session) as fresh:
        return fresh.scalar(select(func.count()).select_from(table)) or 0


def decided(session: Session, cast: Cast, post: Post, choice: Choice, now: datetime) -> None:
    moderation.decide(session, post.id, teacher=cast.de_wit, choice=choice, reason="Zeg het aardig.", seen=0, now=now)
    session.commit()


def test_what_noor_posts_is_read_by_sem(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    page = visit(cast.noor).follow("/plein", draft(KIND))

    assert "compliment" in page or "blij" in page or "Zo'n bericht" in page or "aardig" in page
    seen = visit(cast.sem).get("/plein")
    assert KIND in seen
    assert "Noor B." in seen
    assert "Mooi bericht" in seen


def test_words_are_shown_as_words_never_as_html(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    page = visit(cast.noor).follow("/plein", draft("<b>Hoi</b> <script>alert(1)</script>"))

    assert "&lt;b&gt;Hoi&lt;/b&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("text", ["🎉🎉🎉", "مرحبا يا أصدقاء", "é" * 500])
def test_emoji_other_scripts_and_long_posts_stand_as_written(
    visit: Visit, cast: Cast, lesson: LiveLesson, text: str
) -> None:
    assert text in visit(cast.noor).follow("/plein", draft(text))


@pytest.mark.parametrize("text", ["", "  ", "\u200b\u200d"])
def test_nothing_to_post_gets_a_kind_sentence(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, text: str
) -> None:
    answer = visit(cast.noor).post("/plein", draft(text), status=422)

    assert "Schrijf eerst iets, of kies een plaatje." in answer.get_data(as_text=True)
    assert texts(session) == []


@pytest.mark.parametrize("more", [{}, HTMX])
def test_a_post_of_10_000_letters_comes_back_with_every_letter(
    visit: Visit, cast: Cast, lesson: LiveLesson, more: dict[str, object]
) -> None:
    text = "woord " * 1666 + "slot"

    answer = visit(cast.noor).post("/plein", draft(text), status=422, **more).get_data(as_text=True)

    assert text in answer
    assert "Haal er 9500 tekens af" in answer


def test_a3_before_the_first_post_of_a_lesson_noor_says_that_she_stands_behind_it(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    noor = visit(cast.noor)

    answer = noor.post("/plein", draft(KIND, stand=""), status=422).get_data(as_text=True)
    assert "Zet eerst het vinkje" in answer
    assert KIND in answer

    noor.follow("/plein", draft(KIND))
    page = noor.follow("/plein", draft("En nog een", stand="", form_key="sleutel-2"))

    assert "Ik sta achter dit bericht" not in page
    assert texts(session) == [KIND, "En nog een"]


def test_a_tip_marks_the_words_and_names_the_agreement(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    answer = visit(cast.noor).post("/plein", draft(RUDE), status=200).get_data(as_text=True)

    assert '<mark class="finding finding--sun">kutles</mark>' in answer
    assert "Merel fluit even" in answer
    assert "Afspraak U3" in answer or "Afspraak A7" in answer
    assert "Toch zo plaatsen" in answer
    assert texts(session) == []


def test_a_tip_for_htmx_is_the_composer_alone(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    answer = visit(cast.noor).post("/plein", draft(RUDE), status=200, **HTMX).get_data(as_text=True)

    assert answer.lstrip().startswith("<form")
    assert "<!doctype" not in answer


def test_a_phone_number_goes_to_the_teacher_when_noor_wants_that(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    noor = visit(cast.noor)
    answer = noor.post("/plein", draft(PHONE), status=200).get_data(as_text=True)
    assert "Naar mijn leerkracht" in answer

    page = noor.follow("/plein", draft(PHONE, confirm="hold"))

    assert "Je bericht ligt nu bij je leerkracht" in page
    assert "wacht op de leerkracht" in page
    assert PHONE not in visit(cast.sem).get("/plein")


def test_a_password_comes_back_and_cannot_be_sent_on(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    answer = visit(cast.noor).post("/plein", draft(SECRET, confirm="hold"), status=200).get_data(as_text=True)

    assert "Dit plaatsen we niet" in answer
    assert 'name="confirm"' not in answer
    assert texts(session) == []


def test_ik_twijfel_asks_the_teacher_first(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    page = visit(cast.noor).follow("/plein", draft("De foto van het kamp", doubt="1", question="Mag dit?"))

    assert "Goed dat je het vraagt" in page
    assert "Mag dit?" in page


def test_a_call_for_help_gets_a_calm_card_and_no_tip(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    noor = visit(cast.noor)

    typing = noor.post("/plein/controle", {"text": CARE}, status=200, **HTMX).get_data(as_text=True)
    assert "finding" not in typing
    assert "is belangrijk" in typing
    answer = noor.follow("/plein", draft(CARE))

    assert "Wat jij schrijft, is belangrijk" in answer
    assert "Kindertelefoon" in answer
    assert "Merel fluit" not in answer
    assert CARE not in noor.get("/plein")
    footprint = noor.get("/sporen")
    assert "alleen naar je leerkracht" in footprint
    assert CARE not in footprint


def test_a_double_tap_makes_one_post(visit: Visit, session: Session, cast: Cast, lesson: LiveLesson) -> None:
    noor = visit(cast.noor)

    for _ in range(2):
        noor.post("/plein", draft(KIND))

    assert texts(session) == [KIND]


def test_checking_while_typing_answers_a_fragment_and_keeps_nothing(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    noor = visit(cast.noor)

    found = noor.post("/plein/controle", {"text": HURTFUL}, status=200, **HTMX).get_data(as_text=True)
    nothing = noor.post("/plein/controle", {"text": "Hoi allemaal"}, status=200, **HTMX).get_data(as_text=True)
    long = noor.post("/plein/controle", {"text": HURTFUL * 500}, status=200, **HTMX).get_data(as_text=True)

    assert "finding--coral" in found
    assert nothing.strip() == long.strip() == ""
    assert texts(session) == []


def test_what_is_answered_counts_while_one_types_a_reply(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    photo = posted(session, cast.sem, "Kijk mijn nieuwe foto", now)
    session.commit()
    noor, address = visit(cast.noor), f"/plein/controle?bij={photo.id}"

    assert f'hx-post="{address}"' in noor.get(f"/plein/bericht/{photo.id}")
    assert "finding" in noor.post(address, {"text": "lelijk"}, status=200, **HTMX).get_data(as_text=True)
    assert noor.post("/plein/controle", {"text": "lelijk"}, status=200, **HTMX).get_data(as_text=True).strip() == ""


def test_a_post_of_another_group_says_nothing_about_what_one_types(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    elsewhere = posted(session, cast.kaan, "Kijk mijn nieuwe foto", now)
    session.commit()
    noor = visit(cast.noor)

    for number in (str(elsewhere.id), "0", "x", "9" * 30):
        answer = noor.post(f"/plein/controle?bij={number}", {"text": "lelijk"}, status=200, **HTMX)
        assert answer.get_data(as_text=True).strip() == ""


def test_checking_takes_three_statements_and_waits_for_no_writer(
    visit: Visit, cast: Cast, lesson: LiveLesson, database: Database
) -> None:
    noor = visit(cast.noor)
    noor.post("/plein/controle", {"text": HURTFUL}, status=200, **HTMX)

    with database.writing() as somebody, counted(database.engine) as statements:
        somebody.connection()
        noor.post("/plein/controle", {"text": HURTFUL}, status=200, **HTMX)

    assert len(statements) == 3, statements


def test_reacting_answers_the_reactions_alone_and_twice_takes_it_back(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    post = posted(session, cast.noor, KIND, now)
    session.commit()
    sem = visit(cast.sem)

    once = sem.post(f"/plein/bericht/{post.id}/gevoel", {"kind": "support"}, 200, **HTMX).get_data(as_text=True)
    assert 'aria-pressed="true"' in once
    sem.post(f"/plein/bericht/{post.id}/gevoel", {"kind": "support"})

    assert number_of(session, Reaction) == 0
    sem.post(f"/plein/bericht/{post.id}/gevoel", {"kind": "haat"}, status=404)


def test_reporting_asks_why_and_counts_once(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    post = posted(session, cast.noor, KIND, now)
    session.commit()
    sem = visit(cast.sem)

    assert "Niemand in de klas ziet dat jij dit meldt" in sem.get(f"/plein/bericht/{post.id}/melding")
    answer = sem.post(f"/plein/bericht/{post.id}/melding", status=422)
    assert "Kies eerst wat er is." in answer.get_data(as_text=True)
    for _ in range(2):
        page = sem.follow(f"/plein/bericht/{post.id}/melding", {"reason": "hurts"})

    assert "Dank je wel" in page
    assert number_of(session, Report) == 1
    assert "je leerkracht kijkt nog" in sem.get("/sporen")


def test_a4_what_is_taken_away_leaves_a_trace_for_its_writer(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    post = posted(session, cast.noor, KIND, now)
    session.commit()
    noor = visit(cast.noor)

    page = noor.follow(f"/plein/bericht/{post.id}/weg")

    assert "niet weg van de wereld" in page
    assert KIND not in page
    assert KIND not in visit(cast.sem).get("/plein")
    footprint = noor.get("/sporen")
    assert KIND in footprint
    assert "door jou weggehaald" in footprint
    noor.post(f"/plein/bericht/{post.id}/weg", status=409)


def test_kaan_of_another_group_finds_nothing(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    post = posted(session, cast.noor, KIND, now)
    classroom.open_lesson(
        session, cast.elsewhere, teacher=cast.vos, module=lesson.module, level=lesson.level, assignment_id=None, now=now
    )
    session.commit()
    kaan = visit(cast.kaan)

    assert KIND not in kaan.get("/plein")
    kaan.get(f"/plein/bericht/{post.id}", 404)
    kaan.get(f"/plein/bericht/{post.id}/melding", 404)
    for act in ("", "/gevoel", "/melding", "/weg"):
        more = {"kind": "support", "reason": "hurts", **draft("Hoi")}
        kaan.post(f"/plein/bericht/{post.id}{act}", more, status=404)
    visit(cast.vos).get(f"/plein/bericht/{post.id}", 404)
    visit(cast.vos).get(f"/klas/{cast.group.id}/plein", 404)


def test_the_teacher_reads_along_but_does_not_post_here(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    posted(session, cast.noor, KIND, now)
    session.commit()
    teacher = visit(cast.de_wit)

    assert KIND in teacher.get(f"/klas/{cast.group.id}/plein")
    teacher.get("/plein", 403)
    teacher.post("/plein", draft("Hoi"), status=403)


def test_a_reply_stands_below_its_post(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    post = posted(session, cast.noor, KIND, now)
    session.commit()
    sem = visit(cast.sem)

    sem.follow(f"/plein/bericht/{post.id}", draft("Dank je, Noor!"))

    page = visit(cast.noor).get(f"/plein/bericht/{post.id}")
    assert "Dank je, Noor!" in page
    rude = "kut ik ben mijn tas vergeten"
    tip = sem.post(f"/plein/bericht/{post.id}", draft(rude, form_key="2"), status=200).get_data(as_text=True)
    assert "Toch zo plaatsen" in tip


def test_a_reply_to_a_post_that_is_gone_gets_a_kind_note(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    post = posted(session, cast.noor, KIND, now)
    feed.withdraw(session, post.id, author=cast.noor, now=now)
    session.commit()

    answer = visit(cast.sem).post(f"/plein/bericht/{post.id}", draft("Leuk!"), status=404, **HTMX)

    assert answer.headers["HX-Retarget"] == "#notes"
    assert "Dit is er niet meer" in answer.get_data(as_text=True)


def test_the_writer_reads_what_the_teacher_decided_and_writes_it_anew(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    post = posted(session, cast.noor, PHONE, now)
    decided(session, cast, post, Choice.RETURN, now)
    noor = visit(cast.noor)

    page = noor.get("/plein")
    assert "Je leerkracht zegt" in page
    assert "Zeg het aardig." in page
    assert f'href="/plein?opnieuw={post.id}"' in page
    again = noor.get(f"/plein?opnieuw={post.id}")
    assert f'name="replaces" value="{post.id}"' in again
    noor.follow("/plein", draft("Vandaag was het leuk", replaces=str(post.id)))

    with database_as_it_is(session) as fresh:
        states = {row.text: row.state for row in fresh.execute(select(Post.text, Post.state))}
    assert states == {PHONE: PostState.WITHDRAWN, "Vandaag was het leuk": PostState.HELD}
    visit(cast.sem).get(f"/plein?opnieuw={post.id}", 404)


@pytest.mark.parametrize("choice", [Choice.REMOVE, Choice.PLACE, Choice.TALK])
def test_the_reason_of_a_decision_is_for_the_writer(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime, choice: Choice
) -> None:
    post = posted(session, cast.noor, PHONE, now)
    decided(session, cast, post, choice, now)

    for path in ("/plein", "/sporen"):
        assert "Zeg het aardig." in visit(cast.noor).get(path)
    assert "Zeg het aardig." not in visit(cast.sem).get("/plein")


def test_a_parked_square_takes_no_posts_and_loses_none(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    noor = visit(cast.noor)
    session.merge(lesson).parked_at = now
    session.commit()

    answer = noor.post("/plein", draft(KIND), status=423, **HTMX)

    assert answer.headers["HX-Retarget"] == "#notes"
    assert "Wat jij schreef, blijft staan" in answer.get_data(as_text=True)
    noor.post("/plein", draft(KIND), status=423)
    noor.post("/plein/controle", {"text": KIND}, status=200, **HTMX)
    assert texts(session) == []


def test_a1_without_a_lesson_the_square_is_kindly_closed(visit: Visit, session: Session, cast: Cast) -> None:
    noor = visit(cast.noor)

    assert "De les is dicht" in noor.get("/plein", 403)
    assert "blijft" not in noor.get("/gesloten")
    note = noor.post("/plein", draft(KIND), status=403, **HTMX).get_data(as_text=True)
    assert "Wat je al deed, is bewaard" in note
    assert texts(session) == []


def test_an_expired_session_says_so_and_remembers_the_draft(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson
) -> None:
    noor = visit(cast.noor)
    session.merge(cast.noor).session_epoch += 1
    session.commit()

    answer = noor.post("/plein", draft(KIND), status=401, **HTMX).get_data(as_text=True)

    assert "wat je schreef, staat er nog" in answer
    assert 'href="/"' in answer
    assert texts(session) == []


def test_a_full_square_takes_at_most_six_statements(
    visit: Visit, session: Session, database: Database, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    for number in range(20):
        post = posted(session, cast.sem, f"Bericht {number}", now)
        posted(session, cast.noor, "Leuk!", now, parent_id=post.id)
    posted(session, cast.noor, PHONE, now)
    session.commit()
    noor = visit(cast.noor)
    noor.get("/plein")

    with counted(database.engine) as statements:
        page = noor.get("/plein")

    assert page.count('<article class="post') == 20
    assert len(statements) <= 6, statements


def test_an_empty_square_is_a_drawn_moment(visit: Visit, cast: Cast, lesson: LiveLesson) -> None:
    assert "Jij mag beginnen" in visit(cast.noor).get("/plein")


def test_older_posts_are_a_page_away(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    made = [posted(session, cast.sem, f"Dag {number}: we hebben gelezen", now).id for number in range(23)]
    session.commit()
    noor = visit(cast.noor)

    assert f'href="?voor={made[3]}"' in noor.get("/plein")
    assert "Dag 0: we hebben gelezen" in noor.get(f"/plein?voor={made[3]}")
    noor.get("/plein?voor=onzin")


def test_a_report_about_a_post_of_noor_tells_her_nothing(
    visit: Visit, session: Session, cast: Cast, lesson: LiveLesson, now: datetime
) -> None:
    post = posted(session, cast.noor, KIND, now)
    feed.report(session, cast.sem, post.id, ReportReason.HURTS, now=now)
    session.commit()

    page = visit(cast.noor).get("/plein") + visit(cast.noor).get("/sporen")

    assert "gemeld" not in page.lower()
    assert "Sem" not in page.replace(KIND, "").replace("Sem V.</span></label>", "")
