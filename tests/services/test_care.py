"""The quiet path: who hears of a child that may need help, and how it ends."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.errors import FaultyInput, IllegalMove, NotFound
from learnapp.services import care
from learnapp.store.journal import JournalEntry
from learnapp.store.moderation import CareSignal, Decision
from learnapp.terms import PostState
from tests.cast import Cast
from tests.rooms import CARE, number_of, posts


def test_the_teacher_reads_the_words_and_the_logbook_does_not(session: Session, cast: Cast, now: datetime) -> None:
    posts(session, cast.noor, CARE, now)

    signal = care.open_signals(session, cast.de_wit.id)[0]

    assert (signal.name, signal.group_name, signal.text) == ("Noor B.", "7B", CARE)
    entries = list(session.scalars(select(JournalEntry)))
    assert [entry.action for entry in entries] == ["care_signal"]
    assert all(CARE not in str(entry.details) for entry in entries)


def test_a_signal_from_an_answer_has_no_words(session: Session, cast: Cast, now: datetime) -> None:
    care.signal(session, cast.noor, post_id=None, now=now)

    assert care.open_signals(session, cast.de_wit.id)[0].text is None


def test_a_signal_about_a_guardian_goes_to_the_coordinator(session: Session, cast: Cast, now: datetime) -> None:
    care.signal(session, cast.vader, post_id=None, now=now)

    assert care.count_open(session, cast.bakker.id) == 1
    assert care.count_open(session, cast.de_wit.id) == 0


def test_closing_it_keeps_the_note_and_lets_the_post_wait_no_longer(
    session: Session, cast: Cast, now: datetime
) -> None:
    post = posts(session, cast.noor, CARE, now).post
    assert post is not None
    signal = care.open_signals(session, cast.de_wit.id)[0]

    care.close(session, signal.id, teacher=cast.de_wit, note=" Gesproken met Noor. ", now=now)
    session.flush()

    kept = session.scalars(select(CareSignal)).one()
    assert (kept.closed_by, kept.closed_at, kept.note) == (cast.de_wit.id, now, "Gesproken met Noor.")
    assert care.open_signals(session, cast.de_wit.id) == ()
    assert post.state is PostState.RETURNED
    assert number_of(session, Decision) == 0


def test_only_who_looks_after_the_child_closes_it_and_only_once(session: Session, cast: Cast, now: datetime) -> None:
    care.signal(session, cast.noor, post_id=None, now=now)
    signal = care.open_signals(session, cast.de_wit.id)[0]

    for other in (cast.vos, cast.bakker, cast.sem):
        with pytest.raises(NotFound):
            care.close(session, signal.id, teacher=other, note="Ik was het.", now=now)
    care.close(session, signal.id, teacher=cast.de_wit, note="Gesproken.", now=now)

    with pytest.raises(IllegalMove):
        care.close(session, signal.id, teacher=cast.de_wit, note="Nog eens.", now=now)


@pytest.mark.parametrize("note", ["", "  ", "x" * 401])
def test_closing_asks_for_a_short_note(session: Session, cast: Cast, now: datetime, note: str) -> None:
    care.signal(session, cast.noor, post_id=None, now=now)
    signal = care.open_signals(session, cast.de_wit.id)[0]

    with pytest.raises(FaultyInput):
        care.close(session, signal.id, teacher=cast.de_wit, note=note, now=now)
