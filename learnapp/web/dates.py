"""Dates and times as they stand on screen, in the school's own time."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from flask_babel import gettext as _

from learnapp.clock import AMSTERDAM

DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def date(moment: datetime) -> str:
    """Give a day: "maandag 3 november"."""
    local = moment.astimezone(AMSTERDAM)
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"


def short_date(moment: datetime) -> str:
    """Give a day for tables: "3 nov"."""
    local = moment.astimezone(AMSTERDAM)
    return f"{local.day} {MONTHS[local.month - 1][:3]}"


def time(moment: datetime) -> str:
    """Give a time as Dutch children learn to write it: "10.42"."""
    return moment.astimezone(AMSTERDAM).strftime("%H.%M")


def ago(moment: datetime, now: datetime) -> str:
    """Give how long ago something was, in words a child uses."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return str(_("zojuist"))
    if minutes < 60:
        return str(_("%(minutes)s min geleden", minutes=minutes))
    if now.astimezone(AMSTERDAM).date() == moment.astimezone(AMSTERDAM).date():
        return time(moment)
    return short_date(moment)


def register(app: Flask) -> None:
    """Give templates the filters."""
    app.jinja_env.filters.update(date=date, short_date=short_date, time=time, ago=ago)
