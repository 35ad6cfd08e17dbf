"""The protocol that the whole site judges by: made ready once per version, in each process.

Which version is in force comes with the person (services/arrivals.py), so every process sees a new one with the next
request, without a statement of its own and without a restart.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from learnapp.errors import Fault
from learnapp.moderation.protocol import Protocol
from learnapp.moderation.school_changes import SchoolChanges
from learnapp.services import protocol
from learnapp.web.surroundings import House, house
from learnapp.web.transaction import db

#: The one in force and the one that it replaced; each takes some 10 MB.
MOST_PROTOCOLS = 2
MOST_CHECKS = 50


def protocol_of(version_id: int | None) -> Protocol:
    """Give the protocol of a version; None is the one that every school starts with."""
    if version_id is None:
        return house().standard
    kept = house().kept.protocols
    return kept[version_id] if version_id in kept else _made(house(), db(), version_id)


def make_ready(made: House) -> None:
    """Make the protocol in force ready before the first request comes."""
    with made.database.reading() as session:
        found = protocol.desk(session).in_force
        if found is not None:
            _made(made, session, found.id)


def faults_of(changes: SchoolChanges) -> tuple[Fault, ...]:
    """Give what is wrong with some changes; looked for once."""
    kept, mark = house().kept.faults, changes.mark()
    if mark not in kept:
        if len(kept) >= MOST_CHECKS:
            kept.clear()
        kept[mark] = tuple(protocol.faults_of(changes, house().standard))
    return kept[mark]


def _made(made: House, session: Session, version_id: int) -> Protocol:
    """Make a protocol ready, and forget the pages that were made by another one."""
    kept = made.kept
    if len(kept.protocols) >= MOST_PROTOCOLS:
        kept.protocols.clear()
    kept.pieces.clear()
    kept.pages.clear()
    kept.protocols[version_id] = protocol.protocol_of(session, version_id, base=made.standard)
    return kept.protocols[version_id]
