"""The versions of the demo school's protocol: one in force since six weeks, and a draft."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import resources

from sqlalchemy.orm import Session

from learnapp.moderation.protocol import Protocol
from learnapp.moderation.school_changes import SchoolChanges
from learnapp.moderation.school_file import read_school_file
from learnapp.services import protocol
from learnapp.store.people import Person

#: Before the four weeks of the story, so that all its posts were judged by this version.
SINCE = timedelta(weeks=6)


def store(session: Session, base: Protocol, *, by: Person, now: datetime) -> Protocol:
    """Put the school's version in force, make the draft, and give the protocol that holds."""
    begun = now - SINCE
    _draft(session, "protocol-nu.toml", base, by=by, now=begun - timedelta(days=9))
    desk = protocol.desk(session)
    seen = desk.drafted.mark()
    protocol.agree(session, begun - timedelta(days=2), seen=seen, base=base, by=by, now=begun)
    version_id = desk.draft.id if desk.draft else 0
    protocol.put_in_force(session, version_id, seen=seen, base=base, by=by, now=begun)
    _draft(session, "protocol-concept.toml", base, by=by, now=now - timedelta(days=1))
    return protocol.protocol_of(session, version_id, base=base)


def _draft(session: Session, name: str, base: Protocol, *, by: Person, now: datetime) -> None:
    seen = protocol.desk(session).drafted.mark()
    protocol.replace_draft(session, _file(name), seen=seen, base=base, by=by, now=now, action="import_protocol")


def _file(name: str) -> SchoolChanges:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return read_school_file(text, name=name)[0]
