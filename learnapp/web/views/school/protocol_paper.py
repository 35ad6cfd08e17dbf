"""The protocol on paper, and its history: for the team, the MR and the school guide."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from learnapp.errors import NotFound
from learnapp.moderation.composing import compose_what_fits
from learnapp.moderation.rules import Protocol
from learnapp.moderation.school_changes import SchoolChanges
from learnapp.services import people, protocol, protocol_history, school
from learnapp.terms import PASSWORD_ROLES, Role
from learnapp.web.access import STAFF, allow, person
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.school.protocol import guards_of, sections_of
from learnapp.web.views.school.protocol_desk import base, changes_between, changes_of
from learnapp.web.views.school.room import room


@room.get("/protocol/geschiedenis")
@allow(*STAFF)
def show_protocol_history() -> ResponseReturnValue:
    """Show every version: who, when, what changed, and when the MR agreed."""
    chapters = protocol_history.history(db())
    return render_template(
        "protocol/history.html",
        chapters=[(one, changes_between(one.before, one.version.changes)) for one in chapters],
        base=base(),
        may_change=Role.ADMINISTRATOR in person().roles,
    )


@room.get("/protocol/afdruk")
@allow(*PASSWORD_ROLES)
def print_protocol() -> ResponseReturnValue:
    """Show the protocol that holds now, on paper."""
    desk = protocol.desk(db())
    return _paper(house().protocol, desk.current, for_mr=False)


@room.get("/beheer/protocol/afdruk")
@allow(Role.ADMINISTRATOR, Role.COORDINATOR)
def print_draft() -> ResponseReturnValue:
    """Show the draft on paper, with what it changes and a place for the MR to sign."""
    desk = protocol.desk(db())
    if desk.draft is None:
        raise NotFound("draft")
    draft = compose_what_fits(desk.draft.changes, base(), label=desk.draft.label)
    return _paper(draft, desk.draft.changes, for_mr=True)


def _paper(shown: Protocol, changes: SchoolChanges, *, for_mr: bool) -> ResponseReturnValue:
    desk = protocol.desk(db())
    found = people.school(db())
    return render_template(
        "protocol/paper.html",
        protocol=shown,
        school=found,
        values=changes.values,
        off=[(rule_id, change.off_because) for rule_id, change in changes.rules.items() if change.off_because],
        own=changes.own,
        sections=sections_of(shown),
        guards=guards_of(shown),
        ladders=shown.ladders,
        contacts=people.contacts(found, shown.contacts.values(), for_children=False),
        version=school.in_force(db(), protocol_label=base().version),
        draft=desk.draft if for_mr else None,
        changes=changes_of(desk) if for_mr else {},
        base=base(),
    )
