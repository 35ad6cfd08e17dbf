"""The coordinator's room: the school at a glance, one group, and the same tables as files."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from learnapp import clock
from learnapp.clock import AMSTERDAM
from learnapp.errors import NotFound
from learnapp.services.dashboards.group import GroupDashboard, group_dashboard
from learnapp.services.dashboards.measures import Period
from learnapp.services.dashboards.school import SchoolDashboard, school_dashboard
from learnapp.terms import Role
from learnapp.web import group_tables, school_tables
from learnapp.web.access import allow
from learnapp.web.csv_answer import csv_answer
from learnapp.web.dashboard_words import PERIODS
from learnapp.web.surroundings import house
from learnapp.web.tables import Table
from learnapp.web.transaction import db

room = Blueprint("coordinator", __name__)


@room.get("/school")
@allow(Role.COORDINATOR)
def show_school() -> ResponseReturnValue:
    """Show the whole school: groups by modules, goals and articles, staff and parents."""
    seen = _school()
    return render_template(
        "coordinator/school.html", seen=seen, tables=_school_tables(seen), period=_period(), periods=PERIODS
    )


@room.get("/school/<table>.csv")
@allow(Role.COORDINATOR)
def export_school(table: str) -> ResponseReturnValue:
    """Give one table of the school as a file."""
    return _file(_school_tables(_school()), table, "school")


@room.get("/school/groep/<int:group_id>")
@allow(Role.COORDINATOR)
def show_group(group_id: int) -> ResponseReturnValue:
    """Show one group: modules by goals, hard questions and findings, without any pupil."""
    seen = _group(group_id)
    return render_template(
        "coordinator/group.html", seen=seen, tables=_group_tables(seen), period=_period(), periods=PERIODS
    )


@room.get("/school/groep/<int:group_id>/<table>.csv")
@allow(Role.COORDINATOR)
def export_group(group_id: int, table: str) -> ResponseReturnValue:
    """Give one table of a group as a file."""
    seen = _group(group_id)
    name = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in seen.group.name)
    return _file(_group_tables(seen), table, f"groep-{name}")


def _period() -> Period:
    asked = request.args.get("periode")
    return next((period for period in Period if period.value == asked), Period.YEAR)


def _school() -> SchoolDashboard:
    return school_dashboard(db(), library=house().library, since=_period().since(clock.now()))


def _group(group_id: int) -> GroupDashboard:
    return group_dashboard(db(), group_id, library=house().library, since=_period().since(clock.now()))


def _school_tables(seen: SchoolDashboard) -> dict[str, Table]:
    return school_tables.tables(seen, articles=house().protocol.articles.values(), period=_period())


def _group_tables(seen: GroupDashboard) -> dict[str, Table]:
    return group_tables.tables(seen, articles=house().protocol.articles.values())


def _file(tables: dict[str, Table], key: str, of: str) -> ResponseReturnValue:
    if key not in tables:
        raise NotFound("table")
    day = clock.now().astimezone(AMSTERDAM).date()
    return csv_answer(tables[key].lines(), file_name=f"{of}-{key}-{_period().value}-{day}")
