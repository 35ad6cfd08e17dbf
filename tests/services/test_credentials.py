"""How people prove who they are: picture codes, passwords and one-time links."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.errors import FaultyInput, NotFound
from learnapp.services import credentials
from learnapp.services.credentials import PICTURES, Try
from learnapp.store.people import Credential, PasswordLink, Person
from tests.cast import PASSWORD, PEPPER, Cast, give_code, give_password

WRONG = ("zon", "maan", "ster", "zon")


def tries(session: Session, pupil: Person, code: tuple[str, ...], now: datetime) -> Try:
    result = credentials.try_picture_code(session, pupil, code, pepper=PEPPER, now=now)
    session.flush()
    return result


def test_the_right_pictures_open_the_door_in_the_right_order_only(session: Session, cast: Cast, now: datetime) -> None:
    code = give_code(session, cast.noor, now)

    assert tries(session, cast.noor, code, now) is Try.RIGHT
    assert tries(session, cast.noor, code[::-1], now) is Try.WRONG


def test_a_code_is_kept_as_a_hash_only(session: Session, cast: Cast, now: datetime) -> None:
    code = give_code(session, cast.noor, now)

    kept = session.scalars(select(Credential.picture_code_hash)).one() or ""

    assert kept.startswith("$argon2id$")
    assert not any(picture in kept for picture in code)


def test_wrong_codes_slow_down_and_then_ask_the_teacher(session: Session, cast: Cast, now: datetime) -> None:
    code = give_code(session, cast.noor, now)
    results = []
    for _ in range(credentials.ASK_TEACHER_AFTER):
        results.append(tries(session, cast.noor, WRONG, now))
        if results[-1] is Try.WAIT:
            assert tries(session, cast.noor, code, now) is Try.WAIT
            now += timedelta(seconds=61)

    assert results == [Try.WRONG, Try.WRONG, Try.WAIT, Try.WAIT, Try.WAIT, Try.WAIT, Try.ASK_TEACHER]
    assert tries(session, cast.noor, code, now + timedelta(days=1)) is Try.ASK_TEACHER


def test_the_right_code_after_waiting_forgets_the_wrong_ones(session: Session, cast: Cast, now: datetime) -> None:
    code = give_code(session, cast.noor, now)
    for _ in range(3):
        tries(session, cast.noor, WRONG, now)

    assert tries(session, cast.noor, code, now + timedelta(seconds=11)) is Try.RIGHT
    assert tries(session, cast.noor, WRONG, now) is Try.WRONG


def test_a_new_code_opens_the_door_again_and_signs_out(session: Session, cast: Cast, now: datetime) -> None:
    old = give_code(session, cast.noor, now)
    for _ in range(9):
        tries(session, cast.noor, WRONG, now + timedelta(hours=1))
    epoch = cast.noor.session_epoch

    new = give_code(session, cast.noor, now)

    assert cast.noor.session_epoch == epoch + 1
    assert new != old
    assert tries(session, cast.noor, new, now) is Try.RIGHT


def test_who_has_no_code_asks_the_teacher(session: Session, cast: Cast, now: datetime) -> None:
    assert tries(session, cast.noor, WRONG, now) is Try.ASK_TEACHER
    assert credentials.blocked(session, cast.noor.id, now=now) is Try.ASK_TEACHER


def test_no_two_of_a_class_get_the_same_code(session: Session, cast: Cast, now: datetime) -> None:
    codes = credentials.set_picture_codes(session, [cast.noor, cast.sem], by=cast.de_wit, pepper=PEPPER, now=now)

    assert codes[cast.noor.id] != codes[cast.sem.id]
    assert all(len(set(code)) == 4 and set(code) <= set(PICTURES) for code in codes.values())


def test_the_right_password_opens_the_door_and_a_wrong_one_does_not(
    session: Session, cast: Cast, now: datetime
) -> None:
    give_password(session, cast.de_wit, now)

    assert credentials.try_password(session, " DeWit@school.example ", PASSWORD, now=now) is cast.de_wit
    assert credentials.try_password(session, "dewit@school.example", "iets anders", now=now) is None
    assert credentials.try_password(session, "niemand@school.example", PASSWORD, now=now) is None
    assert credentials.try_password(session, "vos@school.example", PASSWORD, now=now) is None


def test_wrong_passwords_make_one_wait(session: Session, cast: Cast, now: datetime) -> None:
    give_password(session, cast.de_wit, now)
    for _ in range(3):
        credentials.try_password(session, "dewit@school.example", "mis", now=now)

    assert credentials.try_password(session, "dewit@school.example", PASSWORD, now=now) is None
    later = now + timedelta(seconds=61)
    assert credentials.try_password(session, "dewit@school.example", PASSWORD, now=later) is cast.de_wit


def test_who_has_left_does_not_come_in(session: Session, cast: Cast, now: datetime) -> None:
    give_password(session, cast.de_wit, now)
    cast.de_wit.left_at = now
    session.flush()

    assert credentials.try_password(session, "dewit@school.example", PASSWORD, now=now) is None


@pytest.mark.parametrize("weak", ["kort", "aaaaaaaaaaaaa", "dewit@school.example"])
def test_a_weak_password_is_told_why(session: Session, cast: Cast, now: datetime, weak: str) -> None:
    with pytest.raises(FaultyInput) as told:
        credentials.set_password(session, cast.de_wit, weak, now=now)

    assert told.value.faults[0].message


def test_a_link_sets_a_password_once(session: Session, cast: Cast, now: datetime) -> None:
    token = credentials.make_password_link(session, cast.de_wit, by=cast.kaya, now=now)
    session.flush()

    assert credentials.person_by_link(session, token, now=now) is cast.de_wit
    assert credentials.use_password_link(session, token, PASSWORD, now=now) is cast.de_wit
    session.flush()

    with pytest.raises(NotFound):
        credentials.use_password_link(session, token, PASSWORD, now=now)
    assert session.scalars(select(PasswordLink.token_hash)).one() != token


def test_a_weak_password_does_not_use_the_link_up(session: Session, cast: Cast, now: datetime) -> None:
    token = credentials.make_password_link(session, cast.de_wit, by=cast.kaya, now=now)
    session.flush()

    with pytest.raises(FaultyInput):
        credentials.use_password_link(session, token, "kort", now=now)

    assert credentials.person_by_link(session, token, now=now) is cast.de_wit


def test_a_link_that_is_old_or_replaced_is_not_found(session: Session, cast: Cast, now: datetime) -> None:
    old = credentials.make_password_link(session, cast.de_wit, by=cast.kaya, now=now)
    session.flush()
    with pytest.raises(NotFound):
        credentials.person_by_link(session, old, now=now + credentials.LINK_LIFE)

    credentials.make_password_link(session, cast.de_wit, by=cast.kaya, now=now)
    session.flush()

    with pytest.raises(NotFound):
        credentials.person_by_link(session, old, now=now)


def test_signing_out_everywhere_ends_every_session_of_one_person(session: Session, cast: Cast, now: datetime) -> None:
    credentials.sign_out_everywhere(session, cast.noor.id, now=now)
    session.flush()
    session.expire_all()

    assert (cast.noor.session_epoch, cast.sem.session_epoch) == (1, 0)


def test_pupils_never_use_a_password(cast: Cast) -> None:
    assert not credentials.may_use_password(cast.noor)
    assert credentials.may_use_password(cast.vader)
