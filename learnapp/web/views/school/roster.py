"""The roster: choose files, look at the plan, and then do it, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from learnapp import clock
from learnapp.errors import Fault, FaultyInput
from learnapp.roster.csv_file import combine, read_roster
from learnapp.roster.plan import ImportPlan, make_plan
from learnapp.roster.rows import RosterFile
from learnapp.services import people, roster
from learnapp.services.roster import Applied
from learnapp.terms import Role
from learnapp.web import roster_parcel
from learnapp.web.access import allow, person
from learnapp.web.forms.school import RosterPlanForm
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.school.room import links_page, room

#: Faults that stand on the page; of more the number is told.
MOST_FAULTS = 60


@room.get("/beheer/leerlingenlijst")
@allow(Role.ADMINISTRATOR)
def show_roster() -> ResponseReturnValue:
    """Show where to choose the files, and who is here now."""
    return _start_page()


@room.post("/beheer/leerlingenlijst")
@allow(Role.ADMINISTRATOR)
def plan_roster() -> ResponseReturnValue:
    """Show what an import would change; nothing is changed."""
    try:
        file = _read(request.files.getlist("files"))
    except FaultyInput as error:
        return _start_page(error.faults), 422
    plan = make_plan(file, roster.present(db()))
    return _plan_page(file, plan), 200 if plan.applicable else 422


@room.post("/beheer/leerlingenlijst/uitvoeren")
@allow(Role.ADMINISTRATOR)
def apply_roster() -> ResponseReturnValue:
    """Do what the plan says; when the school has changed since, show the new plan first."""
    form, me, now = RosterPlanForm(), person(), clock.now()
    try:
        file, shown = roster_parcel.unpack(form.parcel.data or "", person_id=me.id, now=now)
    except FaultyInput as error:
        return _start_page(error.faults), 422
    plan = make_plan(file, roster.present(db()))
    if not plan.applicable or roster_parcel.mark(plan) != shown:
        return _plan_page(file, plan, stale=True), 409
    if plan.needs_confirmation and not form.confirm.data:
        return _plan_page(file, plan, unconfirmed=True), 422
    return _done_page(plan, roster.apply(db(), plan, by=me, now=now, confirmed=form.confirm.data))


def _read(uploads: Iterable[FileStorage]) -> RosterFile:
    """Read the chosen files together. Raises `FaultyInput` with what is wrong with each of them."""
    files: list[RosterFile] = []
    faults: list[Fault] = []
    for upload in uploads:
        if not upload.filename:
            continue
        name = PurePath(upload.filename.replace("\\", "/")).name[:80]
        try:
            files.append(read_roster(upload.read(), pepper=house().pepper, name=name))
        except FaultyInput as error:
            faults.extend(error.faults)
    if not files and not faults:
        faults.append(Fault(_("Bestand"), _("Kies eerst een bestand.")))
    if faults:
        raise FaultyInput(faults)
    return files[0] if len(files) == 1 else combine(files)


def _start_page(faults: tuple[Fault, ...] = ()) -> str:
    counts = people.count_by_group(db())
    return render_template(
        "school/roster.html",
        groups=people.all_groups(db()),
        counts=counts,
        pupils=sum(counts.values()),
        faults=faults[:MOST_FAULTS],
        more=max(0, len(faults) - MOST_FAULTS),
    )


def _plan_page(file: RosterFile, plan: ImportPlan, *, stale: bool = False, unconfirmed: bool = False) -> str:
    ready = plan.applicable and not plan.changes_nothing
    return render_template(
        "school/roster_plan.html",
        plan=plan,
        parcel=roster_parcel.pack(file, plan, person_id=person().id, now=clock.now()) if ready else "",
        faults=plan.faults[:MOST_FAULTS],
        more=max(0, len(plan.faults) - MOST_FAULTS),
        stale=stale,
        unconfirmed=unconfirmed,
    )


def _done_page(plan: ImportPlan, applied: Applied) -> ResponseReturnValue:
    """Say what was done; new members of the team get their link, told this once."""
    if not applied.links:
        return render_template("school/roster_done.html", applied=applied, groups=people.all_groups(db()))
    said = _(
        "Klaar. Leerlingen erbij: %(joined)s, verhuisd: %(moved)s, weg: %(left)s. Medewerkers erbij: %(staff)s.",
        joined=applied.joined,
        moved=applied.moved,
        left=applied.left,
        staff=applied.staff_joined,
    )
    back = url_for("school.show_cards") if plan.joins else url_for("school.show_roster")
    return links_page(applied.links, said=said, back=back)
