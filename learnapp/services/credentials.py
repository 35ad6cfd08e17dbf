"""How people prove who they are: passwords, picture codes, one-time links, and waiting after wrong tries."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from learnapp.errors import Fault, FaultyInput, NotFound
from learnapp.services import journal
from learnapp.store.people import Credential, PasswordLink, Person
from learnapp.terms import Role

if TYPE_CHECKING:
    from argon2 import PasswordHasher

#: The pictures of a code, in the order of the pad. `static/img/code/<name>.svg`.
PICTURES = (
    "zon", "maan", "ster", "boom",
    "bloem", "vis", "kat", "vogel",
    "huis", "boot", "fiets", "bal",
    "appel", "taart", "sleutel", "paraplu",
)  # fmt: skip
CODE_LENGTH = 4
#: Seconds to wait after so many wrong tries in a row; after the last the teacher must help.
WAITS = {3: 10, 4: 20, 5: 40, 6: 60}
ASK_TEACHER_AFTER = 7
LINK_LIFE = timedelta(days=7)
SHORTEST_PASSWORD = 10


class Try(StrEnum):
    """How a try to sign in went."""

    RIGHT = "right"
    WRONG = "wrong"
    WAIT = "wait"
    ASK_TEACHER = "ask_teacher"


def new_picture_code(taken: Iterable[Sequence[str]] = ()) -> tuple[str, ...]:
    """Give a code of four different pictures that is not among `taken`."""
    used = {tuple(code) for code in taken}
    dice = secrets.SystemRandom()
    while True:
        code = tuple(dice.sample(PICTURES, CODE_LENGTH))
        if code not in used:
            return code


def set_picture_codes(
    session: Session, people: Sequence[Person], *, by: Person | None, pepper: bytes, now: datetime
) -> dict[int, tuple[str, ...]]:
    """Give each of these pupils a new picture code and sign them out; return the codes by person id.

    The codes are returned this once, to be printed; only their hashes are kept.
    """
    codes: dict[int, tuple[str, ...]] = {}
    for person in people:
        codes[person.id] = new_picture_code(codes.values())
        credential = _credential(session, person.id)
        credential.picture_code_hash = hash_picture_code(codes[person.id], pepper)
        credential.failures, credential.wait_until = 0, None
        person.session_epoch += 1
    journal.write(session, by, "renew_codes", "person", None, now=now, count=len(people))
    return codes


def hash_picture_code(code: Sequence[str], pepper: bytes) -> str:
    """Give what is kept of a picture code."""
    return picture_codes().hash(_peppered(code, pepper))


def try_picture_code(session: Session, person: Person, code: Sequence[str], *, pepper: bytes, now: datetime) -> Try:
    """Check a picture code, counting wrong tries. The caller commits also when the code is wrong."""
    credential = session.get(Credential, person.id)
    if credential is None or credential.picture_code_hash is None:
        return Try.ASK_TEACHER
    if blocked := standing_of(credential, now=now):
        return blocked
    if _fits(picture_codes(), credential.picture_code_hash, _peppered(code, pepper)):
        if credential.failures:
            credential.failures, credential.wait_until = 0, None
        return Try.RIGHT
    return _count_failure(credential, now=now)


def standing_of(credential: Credential | None, *, now: datetime) -> Try | None:
    """Say whether this person must wait or ask the teacher before a next try; None when a try is welcome."""
    if credential is None or credential.failures >= ASK_TEACHER_AFTER:
        return Try.ASK_TEACHER
    if credential.wait_until and credential.wait_until > now:
        return Try.WAIT
    return None


def blocked(session: Session, person_id: int, *, now: datetime) -> Try | None:
    """Say whether this person must wait or ask the teacher before a next try."""
    return standing_of(session.get(Credential, person_id), now=now)


def try_password(session: Session, email: str, password: str, *, now: datetime) -> Person | None:
    """Give the person with this e-mail address and password, or None. Takes as long for an unknown address."""
    query = (
        select(Person, Credential)
        .join(Credential, Credential.person_id == Person.id)
        .where(Person.email == email.strip().lower(), Person.left_at.is_(None))
    )
    found = session.execute(query).first()
    person, credential = found or (None, None)
    waiting = bool(credential and credential.wait_until and credential.wait_until > now)
    known = credential.password_hash if credential else None
    right = _fits(passwords(), known or _NOBODY, password) and known is not None
    if credential is None or person is None or waiting or not may_use_password(person):
        return None
    if not right:
        _count_failure(credential, now=now)
        return None
    credential.failures, credential.wait_until = 0, None
    if passwords().check_needs_rehash(known or ""):
        credential.password_hash = passwords().hash(password)
    return person


def set_password(session: Session, person: Person, password: str, *, now: datetime) -> None:
    """Set the password of a person and sign out every other session. Raises `FaultyInput` for a weak one."""
    faults = weaknesses(password, person)
    if faults:
        raise FaultyInput(faults)
    credential = _credential(session, person.id)
    credential.password_hash = passwords().hash(password)
    credential.failures, credential.wait_until = 0, None
    person.session_epoch += 1
    journal.write(session, person, "set_password", "person", person.id, now=now)


def weaknesses(password: str, person: Person) -> list[Fault]:
    """Tell what is wrong with a password (an empty list when it will do)."""
    faults = []
    if len(password) < SHORTEST_PASSWORD:
        faults.append(Fault("Wachtwoord", f"Kies een wachtwoord van minstens {SHORTEST_PASSWORD} tekens."))
    if len(set(password)) < 5:
        faults.append(Fault("Wachtwoord", "Gebruik meer verschillende tekens."))
    if person.email and password.lower() in {person.email, person.email.split("@")[0]}:
        faults.append(Fault("Wachtwoord", "Kies iets anders dan je e-mailadres."))
    return faults


def make_password_link(session: Session, person: Person, *, by: Person | None, now: datetime) -> str:
    """Make a link to set a password once, valid for a week; give its token. Older links stop working."""
    session.execute(delete(PasswordLink).where(PasswordLink.person_id == person.id))
    token = secrets.token_urlsafe(24)
    session.add(PasswordLink(person_id=person.id, token_hash=_digest(token), expires_at=now + LINK_LIFE))
    journal.write(session, by, "make_password_link", "person", person.id, now=now)
    return token


def person_by_link(session: Session, token: str, *, now: datetime) -> Person:
    """Give the person whose link this is. Raises `NotFound` when the link is used, old or unknown."""
    return _link(session, token, now=now)[1]


def use_password_link(session: Session, token: str, password: str, *, now: datetime) -> Person:
    """Set the password by a link and use the link up. Raises `NotFound` or `FaultyInput`."""
    link, person = _link(session, token, now=now)
    set_password(session, person, password, now=now)
    link.used_at = now
    return person


def sign_out_everywhere(session: Session, person_id: int, *, now: datetime) -> None:
    """End every session of this person."""
    session.execute(
        update(Person).where(Person.id == person_id).values(session_epoch=Person.session_epoch + 1),
        execution_options={"synchronize_session": False},
    )
    journal.write(session, person_id, "sign_out_everywhere", "person", person_id, now=now)


def sign_out_group(session: Session, group_id: int) -> None:
    """End the sessions of all pupils of a group."""
    session.execute(
        update(Person).where(Person.group_id == group_id).values(session_epoch=Person.session_epoch + 1),
        execution_options={"synchronize_session": False},
    )


def may_use_password(person: Person) -> bool:
    """Say whether this person signs in with a password (pupils never do)."""
    return Role.PUPIL not in person.roles


def _link(session: Session, token: str, *, now: datetime) -> tuple[PasswordLink, Person]:
    query = (
        select(PasswordLink, Person)
        .join(Person, Person.id == PasswordLink.person_id)
        .where(
            PasswordLink.token_hash == _digest(token),
            PasswordLink.used_at.is_(None),
            PasswordLink.expires_at > now,
            Person.left_at.is_(None),
        )
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound("password link")
    return found[0], found[1]


def _credential(session: Session, person_id: int) -> Credential:
    credential = session.get(Credential, person_id)
    if credential is None:
        credential = Credential(person_id=person_id, failures=0)
        session.add(credential)
    return credential


def _count_failure(credential: Credential, *, now: datetime) -> Try:
    credential.failures += 1
    wait = WAITS.get(min(credential.failures, max(WAITS))) if credential.failures >= min(WAITS) else None
    credential.wait_until = now + timedelta(seconds=wait) if wait else None
    if credential.failures >= ASK_TEACHER_AFTER:
        return Try.ASK_TEACHER
    return Try.WAIT if wait else Try.WRONG


@cache
def passwords() -> PasswordHasher:
    """Give the hasher of passwords: RFC 9106, the profile for little memory: t=3, 64 MiB, p=4.

    Loaded at the first sign-in: the first page of the site is not to wait for it.
    """
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def picture_codes() -> PasswordHasher:
    """Give the hasher of picture codes.

    A picture code is short (65,536 codes): its safety is the pepper and the waiting, not the price of one try. Thirty
    children sign in at the same moment, so one try has to be cheap.
    """
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)


def _fits(hasher: PasswordHasher, known: str, tried: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return hasher.verify(known, tried)
    except (VerificationError, InvalidHashError):
        return False


def _peppered(code: Sequence[str], pepper: bytes) -> str:
    return hmac.new(pepper, " ".join(code).encode(), hashlib.sha256).hexdigest()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


#: The hash of a password that nobody knows: an unknown address takes as long as a known one. Hashing it at every start
#: would cost a tenth of a second.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$Nu62kZFCpGrIM5J1WqQeIA$2xhBVwJqoN4ZXvsTYadtoFcrdmLL2FvuM09IblYuTA8"
