"""What the school tells about itself: its name, the people to turn to, facts, and the protocol that is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from learnapp.errors import NotFound
from learnapp.services import journal, people
from learnapp.store.moderation import ProtocolVersion
from learnapp.store.people import Group, Person, School


@dataclass(frozen=True, slots=True)
class ContactData:
    """A number or name to turn to, and whether the school has checked it."""

    number: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class SchoolData:
    """Everything on the settings page."""

    name: str
    governing_body: str
    phone: str = ""
    contacts: Mapping[str, ContactData] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InForce:
    """The version of the protocol that holds now, and when the MR agreed."""

    label: str
    mr_date: datetime | None


def school_data(session: Session) -> SchoolData:
    """Give what the school filled in. Raises `NotFound` before there is a school."""
    found = _school(session)
    return SchoolData(
        name=found.name,
        governing_body=found.governing_body,
        phone=found.phone,
        contacts={
            key: ContactData(str(kept.get("number", "")), bool(kept.get("confirmed")))
            for key, kept in found.contacts.items()
        },
        facts={str(subject): str(sentence) for subject, sentence in found.facts.items()},
    )


def change_school(session: Session, data: SchoolData, *, by: Person, now: datetime) -> None:
    """Keep what the school filled in. Raises `NotFound` before there is a school."""
    found = _school(session)
    found.name, found.governing_body, found.phone = data.name, data.governing_body, data.phone
    found.contacts = {
        key: {"number": contact.number, "confirmed": contact.confirmed} for key, contact in data.contacts.items()
    }
    found.facts = dict(data.facts)
    journal.write(session, by, "change_settings", "school", found.id, now=now)


def in_force(session: Session, *, protocol_label: str) -> InForce:
    """Give the version of the protocol that holds now: the school's own, else the one that every school starts with."""
    version = _version(session)
    return InForce(version.label, version.mr_date) if version else InForce(protocol_label, None)


def group_of_school(session: Session, group_id: int) -> Group:
    """Give a group of this school. Raises `NotFound`."""
    group = session.scalar(select(Group).where(Group.id == group_id, Group.archived_at.is_(None)))
    if group is None:
        raise NotFound("group")
    return group


def _school(session: Session) -> School:
    found = people.school(session)
    if found is None:
        raise NotFound("school")
    return found


def _version(session: Session) -> ProtocolVersion | None:
    return session.scalar(select(ProtocolVersion).where(ProtocolVersion.slot == "in_force"))
