"""The people of the tests. Every test is a sentence about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnapp.services import credentials, people
from learnapp.store.people import Group, Person, School, teaches
from learnapp.terms import Role

PASSWORD = "een-heel-lang-wachtwoord"
PEPPER = b"a pepper for tests"


@dataclass(frozen=True, slots=True)
class Cast:
    """A small school: two groups, and everybody a test needs."""

    school: School
    group: Group  # 7B, of Mw. De Wit
    elsewhere: Group  # 5A, of Dhr. Vos
    noor: Person  # pupil of 7B
    sem: Person  # pupil of 7B
    kaan: Person  # pupil of 5A
    de_wit: Person  # teacher of 7B
    vos: Person  # teacher of 5A: must see nothing of 7B
    bakker: Person  # coordinator
    kaya: Person  # school administrator
    smit: Person  # a member of staff who learns
    vader: Person  # Noors vader, guardian

    def everybody(self) -> dict[str, Person]:
        """Give one person per role, by the name of the role."""
        return {
            "pupil": self.noor,
            "teacher": self.de_wit,
            "coordinator": self.bakker,
            "administrator": self.kaya,
            "staff": self.smit,
            "guardian": self.vader,
        }


def gather(session: Session, now: datetime) -> Cast:
    """Put the people of the tests into an empty database (nobody has a password or code yet)."""
    school = people.start_school(session, name="De Regenboog", governing_body="Stichting Samen", now=now)
    group = Group(name="7B", year=7, created_at=now)
    elsewhere = Group(name="5A", year=5, created_at=now)
    session.add_all([group, elsewhere])
    session.flush()

    def person(first: str, last: str, role: Role, **more: object) -> Person:
        return people.add_person(session, roles=[role], first_name=first, last_name=last, now=now, **more)  # type: ignore[arg-type]

    made = Cast(
        school=school,
        group=group,
        elsewhere=elsewhere,
        noor=person("Noor", "B.", Role.PUPIL, group=group, avatar="c01"),
        sem=person("Sem", "V.", Role.PUPIL, group=group, avatar="c02"),
        kaan=person("Kaan", "Y.", Role.PUPIL, group=elsewhere, avatar="c03"),
        de_wit=person("Ellen", "De Wit", Role.TEACHER, salutation="Mw.", email="dewit@school.example"),
        vos=person("Jan", "Vos", Role.TEACHER, salutation="Dhr.", email="vos@school.example"),
        bakker=person("Ria", "Bakker", Role.COORDINATOR, salutation="Mw.", email="bakker@school.example"),
        kaya=person("Emre", "Kaya", Role.ADMINISTRATOR, salutation="Dhr.", email="kaya@school.example"),
        smit=person("Tess", "Smit", Role.STAFF, salutation="Mw.", email="smit@school.example"),
        vader=person("Ali", "B.", Role.GUARDIAN, salutation="", email="vader@thuis.example"),
    )
    session.execute(
        teaches.insert(),
        [
            {"person_id": made.de_wit.id, "group_id": group.id},
            {"person_id": made.vos.id, "group_id": elsewhere.id},
        ],
    )
    return made


def give_password(session: Session, person: Person, now: datetime) -> None:
    """Give a person the password of the tests."""
    credentials.set_password(session, person, PASSWORD, now=now)


def give_code(session: Session, pupil: Person, now: datetime) -> tuple[str, ...]:
    """Give a pupil a picture code; return it."""
    return credentials.set_picture_codes(session, [pupil], by=None, pepper=PEPPER, now=now)[pupil.id]
