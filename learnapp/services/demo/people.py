"""The people of the demo school: groups, pupils with picture codes, and staff."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from itertools import cycle
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from learnapp.roster.keys import hash_key
from learnapp.services import credentials, people
from learnapp.store.people import Consent, Credential, Group, Person, School, teaches
from learnapp.terms import Role

#: The password of every adult of the demo school: public, and printed at every start.
PASSWORD = "zilvermeeuw-demo"  # noqa: S105 - it is no secret
CREATURES = 60
#: Of every so many pupils one has no permission for a kind of recording, or none on record.
WITHOUT_CONSENT = 6


@dataclass(frozen=True, slots=True)
class PupilWay:
    """How a pupil of the demo school signs in."""

    role: str
    group: str
    name: str
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffWay:
    """How an adult of the demo school signs in."""

    role: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Everybody:
    """The people of the demo school, by group name and by key."""

    groups: dict[str, Group]
    pupils: dict[str, list[Person]]
    staff: dict[str, Person]

    def teacher_of(self, group: str) -> Person:
        """Give the first teacher of a group."""
        return next(self.staff[entry["key"]] for entry in names()["staff"] if group in entry["groups"])


@cache
def names() -> dict[str, Any]:
    """Read the names."""
    return tomllib.loads(resources.files(__package__).joinpath("names.toml").read_text(encoding="utf-8"))


def pupil_ways() -> list[PupilWay]:
    """Tell how the pupils whose pictures are always the same sign in."""
    roles = ("leerling (lesson now)", "leerling (homework)")
    return [
        PupilWay(role, known["group"], known["name"], tuple(known["pictures"]))
        for role, known in zip(roles, names()["known"], strict=True)
    ]


def staff_ways() -> list[StaffWay]:
    """Tell how the adults sign in."""
    return [StaffWay(_role_name(entry), _full_name(entry), email_of(entry["key"])) for entry in names()["staff"]]


def email_of(key: str) -> str:
    """Give the address of an adult of the demo school."""
    return f"{key}@demo.example"


def gather(session: Session, *, pepper: bytes, dice: random.Random, now: datetime) -> Everybody:
    """Make the school and everybody in it. They came four months ago."""
    since = now - timedelta(days=120)
    school = people.start_school(session, name=names()["school"], governing_body=names()["governing_body"], now=since)
    _fill_in(school)
    groups = {name: Group(name=name, year=int(name[0]), created_at=since) for name in names()["groups"]}
    staff = {entry["key"]: _adult(entry, place, since) for place, entry in enumerate(names()["staff"])}
    session.add_all([*groups.values(), *staff.values()])
    session.flush()
    pupils = {name: _pupils(name, group, pepper=pepper, since=since) for name, group in groups.items()}
    session.add_all([pupil for members in pupils.values() for pupil in members])
    session.flush()
    everybody = Everybody(groups, pupils, staff)
    _give_groups(session, everybody)
    _give_credentials(session, everybody, pepper=pepper, dice=dice)
    _give_consents(session, everybody, dice=dice, now=since)
    return everybody


def _fill_in(school: School) -> None:
    school.phone = "010 000 00 00"
    school.facts = {"schooltijden": "De school begint om half negen en is om kwart over twee uit."}


def _adult(entry: dict[str, Any], place: int, since: datetime) -> Person:
    return Person(
        roles=frozenset({Role(entry["role"])}),
        first_name=entry["first_name"],
        last_name=entry["last_name"],
        salutation=entry["salutation"],
        email=email_of(entry["key"]),
        avatar=f"c{place * 7 % CREATURES + 2:02}",
        session_epoch=0,
        created_at=since,
    )


def school_number(year: int, place: int) -> str:
    """Give the number of the n-th pupil (from 0) of a group in the school's own administration."""
    return f"{year}{place + 1:03}"


def _pupils(name: str, group: Group, *, pepper: bytes, since: datetime) -> list[Person]:
    offset = group.year * 7
    letters = names()["initials"]
    return [
        Person(
            roles=frozenset({Role.PUPIL}),
            first_name=first_name,
            last_name=letters[(offset + number) % len(letters)],
            group_id=group.id,
            year=group.year,
            key_hash=hash_key(school_number(group.year, number), pepper=pepper),
            avatar=f"c{(offset + number) % CREATURES + 1:02}",
            session_epoch=0,
            created_at=since,
        )
        for number, first_name in enumerate(names()["groups"][name])
    ]


def _give_groups(session: Session, everybody: Everybody) -> None:
    rows = [
        {"person_id": everybody.staff[entry["key"]].id, "group_id": everybody.groups[name].id}
        for entry in names()["staff"]
        for name in entry["groups"]
    ]
    session.execute(insert(teaches), rows)


def _give_credentials(session: Session, everybody: Everybody, *, pepper: bytes, dice: random.Random) -> None:
    fixed = {(way.group, way.name): way.pictures for way in pupil_ways()}
    rows: list[dict[str, Any]] = []
    for name, members in everybody.pupils.items():
        codes = _codes(len(members), dice)
        for pupil, code in zip(members, codes, strict=True):
            chosen = fixed.get((name, pupil.first_name), code)
            kept = credentials.hash_picture_code(chosen, pepper)
            rows.append({"person_id": pupil.id, "picture_code_hash": kept, "password_hash": None, "failures": 0})
    # One hash for all: it is one public password, and each hash takes a tenth of a second.
    password = credentials.passwords().hash(PASSWORD)
    rows += [
        {"person_id": adult.id, "picture_code_hash": None, "password_hash": password, "failures": 0}
        for adult in everybody.staff.values()
    ]
    session.execute(insert(Credential), rows)


def _codes(number: int, dice: random.Random) -> list[tuple[str, ...]]:
    codes: dict[tuple[str, ...], None] = {}
    while len(codes) < number:
        codes[tuple(dice.sample(credentials.PICTURES, credentials.CODE_LENGTH))] = None
    return list(codes)


def _give_consents(session: Session, everybody: Everybody, *, dice: random.Random, now: datetime) -> None:
    kinds: Sequence[tuple[str, str]] = (("photo", "website"), ("photo", "class-app"), ("film", "class-app"))
    rows = []
    by = cycle(("moeder", "vader", "verzorger"))
    for members in everybody.pupils.values():
        for pupil in members:
            given = [pair for pair in kinds if dice.randrange(WITHOUT_CONSENT)]
            rows += [_consent(pupil, kind, scope, next(by), now) for kind, scope in given]
    session.execute(insert(Consent), rows)


def _consent(pupil: Person, kind: str, scope: str, by: str, now: datetime) -> dict[str, Any]:
    until = now + timedelta(days=365)
    return {
        "person_id": pupil.id,
        "kind": kind,
        "scope": scope,
        "given_by": by,
        "valid_from": now,
        "valid_until": until,
        "withdrawn_at": None,
    }


def _role_name(entry: dict[str, Any]) -> str:
    words = {
        "teacher": "leerkracht " + " + ".join(entry["groups"]),
        "coordinator": "coördinator",
        "administrator": "schoolbeheer",
        "staff": "medewerker",
        "guardian": "ouder",
    }
    return words[entry["role"]]


def _full_name(entry: dict[str, Any]) -> str:
    return f"{entry['salutation']} {entry['first_name']} {entry['last_name']}".strip()
