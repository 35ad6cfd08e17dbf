"""The modules on the shelf: the guide for the teacher, and the sheets to print."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from learnapp.content.board import board_screens
from learnapp.content.shelf import sheets_of
from learnapp.errors import NotFound
from learnapp.terms import Role
from learnapp.web.access import allow
from learnapp.web.views.teacher.room import edition_of, module_called, pupil_modules, room


@room.get("/klas/modules")
@allow(Role.TEACHER, Role.COORDINATOR)
def show_modules() -> ResponseReturnValue:
    """Show all modules for pupils."""
    return render_template("teacher/modules.html", modules=pupil_modules())


@room.get("/klas/modules/<module>/<level>")
@allow(Role.TEACHER, Role.COORDINATOR)
def show_guide(module: str, level: str) -> ResponseReturnValue:
    """Show the guide of a module on one level, with its steps."""
    found = module_called(module)
    edition = edition_of(found, level)
    return render_template("teacher/guide.html", module=found, edition=edition, screens=board_screens(found, edition))


@room.get("/klas/modules/<module>/<level>/<sheet>")
@allow(Role.TEACHER, Role.COORDINATOR)
def show_sheet(module: str, level: str, sheet: str) -> ResponseReturnValue:
    """Show a sheet to print: the worksheet, the parents' card or the guide."""
    found = module_called(module)
    edition = edition_of(found, level)
    words = {
        "werkblad": edition.guide.worksheet,
        "ouders": edition.guide.parents,
        "handleiding": edition.guide.guide,
    }.get(sheet)
    if not words:
        raise NotFound("sheet")
    return render_template("teacher/sheet.html", module=found, edition=edition, sheet=sheet, sheets=sheets_of(words))
