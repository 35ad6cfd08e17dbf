"""The administrator's desk for the protocol: what holds now, what is changed, and the steps to the next version."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnapp import clock
from learnapp.errors import Fault, FaultyInput, IllegalMove
from learnapp.moderation.differences import Difference, by_item, differences
from learnapp.moderation.rules import Protocol
from learnapp.moderation.school_changes import OWN_PREFIX, Item, SchoolChanges
from learnapp.moderation.versions import VersionState
from learnapp.services import protocol, protocol_history
from learnapp.services.protocol import Desk, Edit, Overtaken
from learnapp.terms import Role
from learnapp.web import protocol_in_force
from learnapp.web.access import allow, person
from learnapp.web.forms.protocol import ConsentForm, NotedConsentForm
from learnapp.web.forms.school import noon
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.school.room import room

#: A hyphen between words; the one in "e-mail" stays.
_BETWEEN_WORDS = re.compile(r"(?<=\w\w)-")
#: Faults that stand on the page; of more the number is told.
MOST_FAULTS = 60


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something was not kept. `by` is who was first."""

    faults: tuple[Fault, ...] = ()
    overtaken: bool = False
    agreed: bool = False
    by: str = ""

    @property
    def status(self) -> int:
        """Give the number of the answer."""
        return 422 if self.faults else 409


def base() -> Protocol:
    """Give the protocol that every school starts with."""
    return house().standard


def keep(*edits: Edit) -> Trouble | None:
    """Keep some items in the draft, all or none; say what is the matter when that cannot be."""
    return attempt(lambda: protocol.change(db(), *edits, base=base(), by=person(), now=clock.now()))


def attempt(act: Callable[[], None]) -> Trouble | None:
    """Do something with the draft; say what is the matter when that cannot be."""
    try:
        act()
    except FaultyInput as error:
        return Trouble(faults=error.faults)
    except Overtaken:
        steps = protocol_history.steps_of_draft(db())
        return Trouble(overtaken=True, by=steps[0].by if steps else "")
    except IllegalMove:
        return Trouble(agreed=True)
    return None


@room.app_template_filter("rule_name")
def rule_name(rule_id: str) -> str:
    """Give the id of a rule as words: "school-slangenkop" is "Slangenkop"."""
    words = _BETWEEN_WORDS.sub(" ", rule_id.removeprefix(OWN_PREFIX))
    return words[:1].upper() + words[1:]


Grouped = dict[Item, tuple[Difference, ...]]


def changes_of(desk: Desk) -> Grouped:
    """Give what the draft changes, by item."""
    return changes_between(desk.current, desk.drafted)


def changes_between(before: SchoolChanges, after: SchoolChanges) -> Grouped:
    """Give what is different between two versions, by item."""
    return by_item(differences(before, after, base()))


@room.get("/beheer/protocol")
@allow(Role.ADMINISTRATOR, Role.COORDINATOR)
def show_protocol_desk() -> ResponseReturnValue:
    """Show what holds now and the draft."""
    return _desk_page()


@room.post("/beheer/protocol/instemming")
@allow(Role.ADMINISTRATOR)
def agree_protocol() -> ResponseReturnValue:
    """Note that the MR agreed with the draft as it was shown."""
    form = ConsentForm()
    mr_date = noon(form.mr_date.data) if form.validate_on_submit() else None
    if mr_date is None:
        return _desk_page(form=form, status=422)
    trouble = attempt(
        lambda: protocol.agree(db(), mr_date, seen=form.seen.data or "", base=base(), by=person(), now=clock.now())
    )
    if trouble:
        return _desk_page(form=form, trouble=trouble, status=trouble.status)
    flash(_("Genoteerd: de MR stemde in. Je kunt deze versie nu in gebruik nemen."), "good")
    return redirect(url_for("school.show_protocol_desk"))


@room.post("/beheer/protocol/heropenen")
@allow(Role.ADMINISTRATOR)
def reopen_protocol() -> ResponseReturnValue:
    """Open the draft again; the consent lapses."""
    protocol.reopen(db(), by=person(), now=clock.now())
    flash(_("Het concept is weer open. De instemming geldt niet meer: leg het straks opnieuw voor."), "good")
    return redirect(url_for("school.show_protocol_desk"))


@room.post("/beheer/protocol/<int:version_id>/in-gebruik")
@allow(Role.ADMINISTRATOR)
def put_protocol_in_force(version_id: int) -> ResponseReturnValue:
    """Put the version in force that the MR agreed with."""
    seen = request.form.get("seen", "")
    trouble = attempt(
        lambda: protocol.put_in_force(db(), version_id, seen=seen, base=base(), by=person(), now=clock.now())
    )
    if trouble:
        return _desk_page(trouble=trouble, status=trouble.status)
    flash(_("De nieuwe versie is in gebruik. Vanaf nu geldt zij op alle schermen."), "good")
    return redirect(url_for("school.show_protocol_desk"))


@room.post("/beheer/protocol/<int:version_id>/weg")
@allow(Role.ADMINISTRATOR)
def drop_protocol(version_id: int) -> ResponseReturnValue:
    """Throw the draft away."""
    seen = request.form.get("seen", "")
    trouble = attempt(lambda: protocol.drop(db(), version_id, seen=seen, by=person(), now=clock.now()))
    if trouble:
        return _desk_page(trouble=trouble, status=trouble.status)
    flash(_("Het concept is weg. Wat in gebruik is, bleef zoals het was."), "good")
    return redirect(url_for("school.show_protocol_desk"))


@room.post("/beheer/protocol/mr-datum")
@allow(Role.ADMINISTRATOR)
def note_consent() -> ResponseReturnValue:
    """Note when the MR agreed with the version in force."""
    form = NotedConsentForm()
    mr_date = noon(form.noted_on.data) if form.validate_on_submit() else None
    if mr_date is None:
        return _desk_page(consent=form, status=422)
    trouble = attempt(lambda: protocol.note_consent(db(), mr_date, base=base(), by=person(), now=clock.now()))
    if trouble:
        return _desk_page(consent=form, trouble=trouble, status=trouble.status)
    flash(_("De datum is bewaard."), "good")
    return redirect(url_for("school.show_protocol_desk"))


def _desk_page(
    *,
    form: ConsentForm | None = None,
    consent: NotedConsentForm | None = None,
    trouble: Trouble | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    desk = protocol.desk(db())
    faults = protocol_in_force.faults_of(desk.draft.changes) if desk.draft else ()
    page = render_template(
        "protocol/desk.html",
        desk=desk,
        base=base(),
        may_change=Role.ADMINISTRATOR in person().roles,
        agreed=desk.draft is not None and desk.draft.state is VersionState.AGREED,
        changes=changes_of(desk),
        counts=_counts(desk.drafted),
        seen=desk.drafted.mark(),
        faults=faults[:MOST_FAULTS],
        more=max(0, len(faults) - MOST_FAULTS),
        outdated=protocol_in_force.faults_of(desk.current) if desk.in_force else (),
        steps=protocol_history.steps_of_draft(db()),
        form=form or ConsentForm(formdata=None),
        consent=consent or NotedConsentForm(formdata=None),
        trouble=trouble,
    )
    return page, status


def _counts(changes: SchoolChanges) -> dict[str, int]:
    """Give how many things of each part are the school's own."""
    return {
        "articles": len(changes.articles),
        "rules": len(changes.rules),
        "words": len(changes.own) + len(changes.allowed.words) + len(changes.allowed.names),
        "values": len(changes.values) + bool(changes.name),
    }
