"""The protocol as a file: to keep, to send to another school, and to read in again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnapp import clock
from learnapp.errors import Fault
from learnapp.moderation.school_changes import SchoolChanges
from learnapp.moderation.school_file import read_school_file, write_school_file
from learnapp.services import protocol
from learnapp.terms import Role
from learnapp.web.access import allow, person
from learnapp.web.forms.protocol import ImportForm
from learnapp.web.transaction import db
from learnapp.web.views.school.protocol_desk import MOST_FAULTS, Trouble, attempt, base, changes_between
from learnapp.web.views.school.room import room

#: Characters in a file: a school with a word on everything stays far below.
LONGEST_FILE = 500_000


@room.get("/beheer/protocol/bestand/<which>")
@allow(Role.ADMINISTRATOR, Role.COORDINATOR)
def export_protocol(which: str) -> ResponseReturnValue:
    """Give the changes of the draft ("concept"), of what holds now ("nu"), or of a version by its number, as a file."""
    desk = protocol.desk(db())
    if which.isdecimal() and len(which) < 10:
        found = protocol.version(db(), int(which))
        changes, name = found.changes, found.label
    elif which == "concept" and desk.draft:
        changes, name = desk.draft.changes, f"concept-{desk.draft.label}"
    else:
        changes, name = desk.current, desk.in_force.label if desk.in_force else base().version
    text = write_school_file(replace(changes, on_top_of=changes.on_top_of or base().version))
    headers = {"Content-Disposition": f'attachment; filename="protocol-{name}.toml"'}
    return Response(text, mimetype="application/toml", headers=headers)


@room.get("/beheer/protocol/inlezen")
@allow(Role.ADMINISTRATOR)
def show_import() -> ResponseReturnValue:
    """Show where to choose a file."""
    return _import_page()


@room.post("/beheer/protocol/inlezen")
@allow(Role.ADMINISTRATOR)
def plan_import() -> ResponseReturnValue:
    """Show what a file would change, or everything that is wrong with it; nothing is changed."""
    upload = ImportForm().file.data
    if not upload or not upload.filename:
        return _import_page(faults=[Fault(_("Bestand"), _("Kies eerst een bestand."))])
    name = PurePath(upload.filename.replace("\\", "/")).name[:80]
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        message = _("Dit is geen tekst in UTF-8. Kies een bestand dat je hier bewaarde.")
        return _import_page(faults=[Fault(name, message)])
    changes, faults = _read(text, name)
    if faults:
        return _import_page(faults=faults)
    return _plan_page(changes, text)


@room.post("/beheer/protocol/inlezen/uitvoeren")
@allow(Role.ADMINISTRATOR)
def apply_import() -> ResponseReturnValue:
    """Put a file in the place of the draft."""
    form = ImportForm()
    # Browsers send line ends of their own.
    text = (form.text.data or "").replace("\r\n", "\n")
    changes, faults = _read(text, _("bestand"))
    if faults:
        return _import_page(faults=faults)
    return _put_in_draft(changes, form.seen.data or "", action="import_protocol", text=text)


@room.post("/beheer/protocol/<int:version_id>/terughalen")
@allow(Role.ADMINISTRATOR)
def bring_back(version_id: int) -> ResponseReturnValue:
    """Make a draft of an earlier version, when there is no other draft."""
    found = protocol.version(db(), version_id)
    desk = protocol.desk(db())
    if desk.draft and desk.draft.changes.mark() != found.changes.mark():
        flash(_("Er ligt al een concept. Gooi dat eerst weg, of maak het af."), "stop")
        return redirect(url_for("school.show_protocol_desk"))
    return _put_in_draft(found.changes, desk.drafted.mark(), action="restore_protocol", text="")


def _read(text: str, name: str) -> tuple[SchoolChanges, list[Fault]]:
    """Read a file and look for everything that is wrong with it, together."""
    if len(text) > LONGEST_FILE:
        return SchoolChanges(), [Fault(name, _("Dit bestand is te groot om een protocol te zijn."))]
    changes, faults = read_school_file(text, name=name)
    more = [fault for fault in protocol.faults_of(changes, base()) if fault not in faults]
    return changes, faults + more


def _put_in_draft(changes: SchoolChanges, seen: str, *, action: str, text: str) -> ResponseReturnValue:
    trouble = attempt(
        lambda: protocol.replace_draft(
            db(), changes, seen=seen, base=base(), by=person(), now=clock.now(), action=action
        )
    )
    if trouble and not text:
        return _import_page(faults=trouble.faults, trouble=trouble)
    if trouble:
        return _plan_page(changes, text, trouble=trouble)
    flash(_("Het staat nu in het concept. Er verandert pas iets als je het in gebruik neemt."), "good")
    return redirect(url_for("school.show_protocol_desk"))


def _import_page(
    *, faults: list[Fault] | tuple[Fault, ...] = (), trouble: Trouble | None = None
) -> ResponseReturnValue:
    status = trouble.status if trouble else 422 if request.method == "POST" else 200
    more = max(0, len(faults) - MOST_FAULTS)
    page = render_template("protocol/import.html", faults=faults[:MOST_FAULTS], more=more, trouble=trouble)
    return page, status


def _plan_page(changes: SchoolChanges, text: str, *, trouble: Trouble | None = None) -> ResponseReturnValue:
    desk = protocol.desk(db())
    page = render_template(
        "protocol/import_plan.html",
        changes=changes_between(desk.drafted, changes),
        desk=desk,
        base=base(),
        text=text,
        seen=desk.drafted.mark(),
        trouble=trouble,
    )
    return page, trouble.status if trouble else 200
