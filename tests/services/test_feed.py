"""The path of a post: Noor and Sem write on the square of 7B."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.errors import FaultyInput, IllegalMove, NotFound
from learnapp.services import care, feed, squares
from learnapp.services.feed import Draft
from learnapp.store.feed import Post, Reaction
from learnapp.store.moderation import CareSignal, Report, StoredVerdict, Touched
from learnapp.store.people import Consent
from learnapp.terms import Outcome, PostState, ReactionKind, ReportReason, Tone
from tests.cast import Cast
from tests.rooms import (
    CARE,
    HURTFUL,
    KIND,
    PHONE,
    RUDE,
    SECRET,
    library,
    number_of,
    on_the_square,
    posted,
    posts,
)


def touched(session: Session) -> list[Touched]:
    return list(session.scalars(select(Touched).order_by(Touched.id)))


# --- what may be posted --------------------------------------------------------------------------------------------


def test_a_kind_post_stands_at_once_with_a_compliment(session: Session, cast: Cast, now: datetime) -> None:
    submitted = posts(session, cast.noor, KIND, now)

    assert submitted.post is not None
    assert submitted.post.state is PostState.PUBLISHED
    assert submitted.post.tone is Tone.KIND
    assert submitted.post.compliment
    assert touched(session) == []


@pytest.mark.parametrize("text", ["", "   \n ", "\u200b\u200d\ufeff", "\u2800\u3164", "\u0301"])
def test_a_post_of_nothing_that_can_be_seen_is_kindly_refused(
    session: Session, cast: Cast, now: datetime, text: str
) -> None:
    with pytest.raises(FaultyInput, match="Schrijf eerst iets"):
        posts(session, cast.noor, text, now)

    assert number_of(session, Post) == 0


@pytest.mark.parametrize("text", ["a", "🎉🎉", "👩‍👩‍👧", "مرحبا يا أصدقاء", "<script>alert(1)</script>", "x" * 500])
def test_a_post_of_one_letter_of_emoji_or_right_to_left_stands_as_it_was_written(
    session: Session, cast: Cast, now: datetime, text: str
) -> None:
    post = posted(session, cast.noor, text, now)

    assert post.text == text


@pytest.mark.parametrize("length", [501, 10_000])
def test_a_post_that_is_too_long_says_how_much_must_go(
    session: Session, cast: Cast, now: datetime, length: int
) -> None:
    with pytest.raises(FaultyInput, match=f"Haal er {length - 500} tekens af"):
        posts(session, cast.noor, "a" * length, now)


def test_control_characters_and_blank_ends_are_left_out(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, "  Hoi\x00 klas\r\ntot straks\ud800 \n", now)

    assert post.text == "Hoi klas\ntot straks"


def test_the_marked_words_are_those_of_the_text_that_is_kept(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, f"   {PHONE}", now)

    finding = session.scalars(select(StoredVerdict)).one().findings[0]

    assert "0612345678" in post.text[finding["start"] : finding["end"]]


def test_a_picture_that_is_not_in_the_library_is_kindly_refused(session: Session, cast: Cast, now: datetime) -> None:
    with pytest.raises(FaultyInput, match="Kies een ander plaatje"):
        posts(session, cast.noor, "Kijk", now, picture="../../geheim")


def test_a_picture_needs_no_words(session: Session, cast: Cast, now: datetime) -> None:
    picture = next(one.id for one in library().pictures.values() if one.postable and not one.shows_people)

    post = posted(session, cast.noor, "", now, picture=picture)

    assert post.picture == picture


# --- tip, hold, refuse ---------------------------------------------------------------------------------------------


def test_a_post_with_a_tip_is_handed_back_and_its_words_are_kept_nowhere(
    session: Session, cast: Cast, now: datetime
) -> None:
    submitted = posts(session, cast.noor, RUDE, now)

    assert submitted.post is None
    assert submitted.outcome is Outcome.ADVISE
    assert number_of(session, Post) == 0
    row = touched(session)[0]
    assert (row.person_id, row.group_id, row.outcome, row.next) == (
        cast.noor.id, cast.group.id, Outcome.ADVISE, "",
    )  # fmt: skip
    assert all(RUDE not in str(value) for value in vars(row).values())


def test_rewriting_after_a_tip_is_noted(session: Session, cast: Cast, now: datetime) -> None:
    first = posts(session, cast.noor, RUDE, now)

    posts(session, cast.noor, "Ik vond de les saai", now, check_id=first.check_id)

    session.expire_all()
    assert [row.next for row in touched(session)] == ["rewrote"]


def test_going_on_after_a_tip_is_noted(session: Session, cast: Cast, now: datetime) -> None:
    first = posts(session, cast.noor, RUDE, now)

    second = posts(session, cast.noor, RUDE, now, check_id=first.check_id, confirmed=Outcome.ADVISE)

    session.expire_all()
    assert second.post is not None
    assert second.post.state is PostState.PUBLISHED
    assert [row.next for row in touched(session)] == ["posted"]


def test_a_tip_that_was_seen_does_not_cover_something_stricter(session: Session, cast: Cast, now: datetime) -> None:
    submitted = posts(session, cast.noor, PHONE, now, confirmed=Outcome.ADVISE)

    assert submitted.post is None
    assert submitted.outcome is Outcome.HOLD


def test_the_same_rule_in_a_second_try_is_counted_once(session: Session, cast: Cast, now: datetime) -> None:
    first = posts(session, cast.noor, RUDE, now)

    second = posts(session, cast.noor, f"{RUDE}!", now, check_id=first.check_id)

    assert second.check_id == first.check_id
    assert len(touched(session)) == 1


def test_somebody_elses_check_cannot_be_answered(session: Session, cast: Cast, now: datetime) -> None:
    first = posts(session, cast.noor, RUDE, now)

    posts(session, cast.sem, KIND, now, check_id=first.check_id)

    session.expire_all()
    assert [row.next for row in touched(session)] == [""]


def test_a_post_with_a_phone_number_waits_for_the_teacher(session: Session, cast: Cast, now: datetime) -> None:
    first = posts(session, cast.noor, PHONE, now)
    second = posts(session, cast.noor, PHONE, now, check_id=first.check_id, confirmed=Outcome.HOLD)

    session.expire_all()
    assert first.post is None
    assert second.post is not None
    assert second.post.state is PostState.HELD
    assert [row.next for row in touched(session)] == ["asked"]


@pytest.mark.parametrize("question", ["", "Mag dit?"])
def test_a_password_is_never_kept_not_even_when_asked(
    session: Session, cast: Cast, now: datetime, question: str
) -> None:
    submitted = posts(session, cast.noor, SECRET, now, confirmed=Outcome.HOLD, question=question)

    assert submitted.post is None
    assert submitted.outcome is Outcome.REFUSE
    assert number_of(session, Post) == 0


def test_checking_while_typing_keeps_nothing(session: Session, cast: Cast, now: datetime) -> None:
    around = on_the_square(session, cast.noor, now)

    verdict, outcome = feed.check(session, cast.noor, Draft(HURTFUL), around, now=now)

    assert outcome is Outcome.HOLD
    assert verdict.findings
    assert number_of(session, Post) == number_of(session, Touched) == 0


def test_ik_twijfel_sends_the_draft_with_the_question_to_the_teacher(
    session: Session, cast: Cast, now: datetime
) -> None:
    submitted = posts(session, cast.noor, "Mag ik de foto van het kamp delen?", now, question="Staat Sem er goed op?")

    assert submitted.post is not None
    assert submitted.post.state is PostState.HELD
    assert submitted.post.question == "Staat Sem er goed op?"


def test_a_double_tap_makes_one_post(session: Session, cast: Cast, now: datetime) -> None:
    first = posts(session, cast.noor, KIND, now, form_key="een-sleutel")
    second = posts(session, cast.noor, KIND, now, form_key="een-sleutel")

    assert first.post is second.post
    assert number_of(session, Post) == 1


def test_the_key_of_somebody_elses_form_opens_nothing(session: Session, cast: Cast, now: datetime) -> None:
    posts(session, cast.noor, KIND, now, form_key="een-sleutel")

    with pytest.raises(IllegalMove):
        posts(session, cast.sem, KIND, now, form_key="een-sleutel")


def test_a_rewritten_post_takes_the_place_of_the_one_that_came_back_and_the_teacher_sees_it_again(
    session: Session, cast: Cast, now: datetime
) -> None:
    old = posted(session, cast.noor, PHONE, now)
    old.state = PostState.RETURNED
    session.flush()

    new = posted(session, cast.noor, "Bel me maar niet", now, replaces=old.id)

    assert new.state is PostState.HELD
    assert old.state is PostState.WITHDRAWN


def test_nobody_replaces_the_post_of_somebody_else(session: Session, cast: Cast, now: datetime) -> None:
    old = posted(session, cast.noor, PHONE, now)
    old.state = PostState.RETURNED
    session.flush()

    new = posted(session, cast.sem, KIND, now, replaces=old.id)

    assert new.state is PostState.PUBLISHED
    assert old.state is PostState.RETURNED


# --- care ----------------------------------------------------------------------------------------------------------


def test_a_call_for_help_goes_to_the_teacher_alone(session: Session, cast: Cast, now: datetime) -> None:
    submitted = posts(session, cast.noor, CARE, now)

    assert submitted.needs_care
    assert [signal.person_id for signal in care.open_signals(session, cast.de_wit.id)] == [cast.noor.id]
    assert care.open_signals(session, cast.vos.id) == ()
    for reader in (cast.noor, cast.sem):
        assert squares.timeline(session, cast.group.id, reader=reader).posts == ()
    assert touched(session) == []


def test_a_call_for_help_in_the_question_to_the_teacher_is_heard(session: Session, cast: Cast, now: datetime) -> None:
    submitted = posts(session, cast.noor, "Hoi", now, question=CARE)

    assert submitted.needs_care
    assert number_of(session, CareSignal) == 1


def test_a_double_tap_on_a_call_for_help_makes_one_signal(session: Session, cast: Cast, now: datetime) -> None:
    for _ in range(2):
        assert posts(session, cast.noor, CARE, now, form_key="een-sleutel").needs_care

    assert number_of(session, CareSignal) == 1


# --- pictures of people (protocol A5, Ad-C4) -------------------------------------------------------------------------


def picture_of_people() -> str:
    return next(one.id for one in library().pictures.values() if one.postable and one.shows_people)


def consent(session: Session, cast: Cast, now: datetime, **more: object) -> None:
    session.add(
        Consent(
            person_id=cast.sem.id,
            kind="photo",
            scope="square",
            given_by="moeder van Sem",
            valid_from=now - timedelta(days=9),
            **more,
        )
    )
    session.flush()


def test_a_photo_of_sem_without_permission_waits(session: Session, cast: Cast, now: datetime) -> None:
    submitted = posts(session, cast.noor, "Ons werk", now, picture=picture_of_people(), people=(cast.sem.id,))

    assert submitted.outcome is Outcome.HOLD
    assert "beeld_zonder_toestemming" in submitted.verdict.labels


def test_a_photo_of_sem_with_permission_stands(session: Session, cast: Cast, now: datetime) -> None:
    consent(session, cast, now)

    submitted = posts(session, cast.noor, "Ons werk", now, picture=picture_of_people(), people=(cast.sem.id,))

    assert submitted.outcome is Outcome.PUBLISH


@pytest.mark.parametrize("ended", ["withdrawn_at", "valid_until"])
def test_a_permission_that_has_ended_counts_no_longer(session: Session, cast: Cast, now: datetime, ended: str) -> None:
    consent(session, cast, now, **{ended: now - timedelta(days=1)})

    submitted = posts(session, cast.noor, "Ons werk", now, picture=picture_of_people(), people=(cast.sem.id,))

    assert submitted.outcome is Outcome.HOLD


def test_nobody_of_another_group_can_be_tagged(session: Session, cast: Cast, now: datetime) -> None:
    submitted = posts(session, cast.noor, "Ons werk", now, picture=picture_of_people(), people=(cast.kaan.id,))

    assert submitted.outcome is Outcome.PUBLISH


# --- reacting, reporting, taking away --------------------------------------------------------------------------------


def test_the_same_reaction_again_takes_it_back_and_another_replaces_it(
    session: Session, cast: Cast, now: datetime
) -> None:
    post = posted(session, cast.noor, KIND, now)

    feed.react(session, cast.sem, post.id, ReactionKind.SUPPORT, now=now)
    session.flush()
    feed.react(session, cast.sem, post.id, ReactionKind.FUNNY, now=now)
    session.flush()
    kinds = list(session.scalars(select(Reaction.kind)))
    feed.react(session, cast.sem, post.id, ReactionKind.FUNNY, now=now)
    session.flush()

    assert kinds == [ReactionKind.FUNNY]
    assert number_of(session, Reaction) == 0


def test_reporting_twice_counts_once(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, KIND, now)

    for _ in range(2):
        feed.report(session, cast.sem, post.id, ReportReason.HURTS, now=now)
        session.flush()

    assert number_of(session, Report) == 1


def test_kaan_of_another_group_finds_nothing_to_react_to_or_report(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, KIND, now)

    with pytest.raises(NotFound):
        feed.react(session, cast.kaan, post.id, ReactionKind.SUPPORT, now=now)
    with pytest.raises(NotFound):
        feed.report(session, cast.kaan, post.id, ReportReason.HURTS, now=now)
    with pytest.raises(NotFound):
        feed.withdraw(session, post.id, author=cast.kaan, now=now)


def test_a_post_that_waits_can_not_be_reacted_to(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, PHONE, now)

    with pytest.raises(NotFound):
        feed.react(session, cast.sem, post.id, ReactionKind.SUPPORT, now=now)


def test_taking_a_post_away_leaves_a_trace_and_answers_who_reported_it(
    session: Session, cast: Cast, now: datetime
) -> None:
    post = posted(session, cast.noor, KIND, now)
    feed.report(session, cast.sem, post.id, ReportReason.HURTS, now=now)
    session.flush()

    feed.withdraw(session, post.id, author=cast.noor, now=now)
    session.flush()

    session.expire_all()
    assert [own.state for own in squares.own_posts(session, cast.noor)] == [PostState.WITHDRAWN]
    assert [(one.closed_at, one.state) for one in squares.own_reports(session, cast.sem)] == [
        (now, PostState.WITHDRAWN)
    ]
    with pytest.raises(IllegalMove):
        feed.withdraw(session, post.id, author=cast.noor, now=now)


def test_a_reply_to_a_reply_hangs_below_the_post(session: Session, cast: Cast, now: datetime) -> None:
    post = posted(session, cast.noor, KIND, now)
    reply = posted(session, cast.sem, "Dank je!", now, parent_id=post.id)
    square = on_the_square(session, cast.noor, now).square

    assert feed.parent_in(session, square, reply.id) is post
    with pytest.raises(NotFound):
        feed.parent_in(session, on_the_square(session, cast.kaan, now).square, post.id)
