"""Giving a module to a group, a sub-group or some pupils; and the sub-groups."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnapp import clock
from learnapp.clock import AMSTERDAM
from learnapp.errors import FaultyInput
from learnapp.services import assignments, people
from learnapp.store.people import Group
from learnapp.terms import Level, Role
from learnapp.web.access import allow, person
from learnapp.web.forms.teacher import CHOSEN, WHOLE_GROUP, AssignForm, SubgroupForm
from learnapp.web.transaction import db
from learnapp.web.views.teacher.room import group_of_mine, module_called, pupil_modules, room, titles


@room.get("/klas/<int:group_id>/opdracht")
@allow(Role.TEACHER)
def show_assign(group_id: int) -> ResponseReturnValue:
    """Show the form to give a module, filled in for the whole group from today."""
    group = group_of_mine(group_id)
    form = _assign_form(group)
    form.module.data = request.args.get("module") or form.module.data
    form.level.data = people.level_of(group).value
    form.for_whom.data = WHOLE_GROUP
    form.opens_on.data = clock.now().astimezone(AMSTERDAM).date()
    return render_template("teacher/assign.html", group=group, form=form, chosen=CHOSEN)


@room.post("/klas/<int:group_id>/opdracht")
@allow(Role.TEACHER)
def assign(group_id: int) -> ResponseReturnValue:
    """Give the module; with something missing the form comes back as it was."""
    group = group_of_mine(group_id)
    form = _assign_form(group)
    if form.validate_on_submit() and _give(group, form):
        flash(_("‘%(module)s’ staat klaar.", module=titles()[form.module.data]))
        return redirect(url_for("teacher.show_group", group_id=group.id, module=form.module.data))
    return render_template("teacher/assign.html", group=group, form=form, chosen=CHOSEN), 422


@room.post("/klas/opdracht/<int:assignment_id>/stop")
@allow(Role.TEACHER)
def end_assignment(assignment_id: int) -> ResponseReturnValue:
    """End an assignment; what was done stays."""
    ended = assignments.end_assignment(db(), assignment_id, teacher=person(), now=clock.now())
    flash(_("De opdracht is gestopt. Wat gemaakt is, blijft bewaard."))
    return redirect(url_for("teacher.show_group", group_id=ended.group_id, module=ended.module))


@room.get("/klas/<int:group_id>/groepjes")
@allow(Role.TEACHER)
def show_subgroups(group_id: int) -> ResponseReturnValue:
    """Show the sub-groups of a group, and the form for a new one."""
    group = group_of_mine(group_id)
    form = SubgroupForm()
    form.pupils.offer(people.pupils_of(db(), group.id))
    return _subgroups_page(group, form)


@room.post("/klas/<int:group_id>/groepjes")
@allow(Role.TEACHER)
def make_subgroup(group_id: int) -> ResponseReturnValue:
    """Make a sub-group, or change who is in one with that name."""
    group = group_of_mine(group_id)
    form = SubgroupForm()
    form.pupils.offer(people.pupils_of(db(), group.id))
    if not form.validate_on_submit():
        return _subgroups_page(group, form, status=422)
    name, pupil_ids = form.name.data or "", form.pupils.data or ()
    assignments.make_subgroup(db(), group, name=name, pupil_ids=pupil_ids, teacher=person(), now=clock.now())
    flash(_("Het groepje is bewaard."))
    return redirect(url_for("teacher.show_subgroups", group_id=group.id))


@room.post("/klas/<int:group_id>/groepjes/<int:subgroup_id>/weg")
@allow(Role.TEACHER)
def drop_subgroup(group_id: int, subgroup_id: int) -> ResponseReturnValue:
    """Take a sub-group apart."""
    group = group_of_mine(group_id)
    assignments.drop_subgroup(db(), group, subgroup_id, teacher=person(), now=clock.now())
    flash(_("Het groepje is weg. De opdrachten van die leerlingen blijven."))
    return redirect(url_for("teacher.show_subgroups", group_id=group.id))


def _assign_form(group: Group) -> AssignForm:
    form = AssignForm()
    form.offer(pupil_modules(), assignments.subgroups_of(db(), group.id), people.pupils_of(db(), group.id))
    return form


def _give(group: Group, form: AssignForm) -> bool:
    """Give the module; say at the form what is wrong with it and return False when it cannot be."""
    level = Level(form.level.data)
    if level not in module_called(form.module.data).editions:
        form.level.errors = [_("Deze module is er nog niet op dit niveau. Kies het andere niveau.")]
        return False
    try:
        assignments.assign(
            db(),
            group,
            teacher=person(),
            module=form.module.data,
            level=level,
            pupil_ids=_pupil_ids(group, form),
            opens_at=form.opens_at,
            closes_at=form.closes_at,
            homework=form.homework.data,
            now=clock.now(),
        )
    except FaultyInput as error:
        for fault in error.faults:
            field = form.for_whom if fault.place == "Voor wie" else form.closes_on
            field.errors = [*field.errors, fault.message]
        return False
    return True


def _pupil_ids(group: Group, form: AssignForm) -> tuple[int, ...] | None:
    """Give for whom the module is; None for the whole group."""
    if form.for_whom.data == WHOLE_GROUP:
        return None
    if form.subgroup_id is not None:
        return assignments.members_of(db(), group.id, form.subgroup_id)
    return tuple(form.pupils.data or ())


def _subgroups_page(group: Group, form: SubgroupForm, *, status: int = 200) -> ResponseReturnValue:
    subgroups = assignments.subgroups_of(db(), group.id)
    return render_template("teacher/subgroups.html", group=group, form=form, subgroups=subgroups), status
