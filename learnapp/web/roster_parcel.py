"""The reduced roster between the plan and its execution: signed, in the page itself, and nowhere on the server.

It holds first names, initials and hashes of pupils (no surname gets this far), so nothing lies around when somebody
closes the page. The mark of the plan that was shown travels along: when the school has changed in between, the new plan
is shown first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from learnapp.errors import Fault, FaultyInput
from learnapp.roster.plan import ImportPlan
from learnapp.roster.rows import PupilRow, RosterFile, StaffRow
from learnapp.terms import Role
from learnapp.web.surroundings import house

LONGEST = timedelta(minutes=30)


def pack(file: RosterFile, plan: ImportPlan, *, person_id: int, now: datetime) -> str:
    """Give the roster and the mark of its plan as a text that only this person can hand in, within half an hour."""
    content = {
        "at": int(now.timestamp()),
        "mark": mark(plan),
        "name": file.name,
        "pupils": [astuple(row) for row in file.pupils],
        "staff": [_of_staff(row) for row in file.staff],
        "notices": file.notices,
    }
    return str(_serializer(person_id).dumps(content))


def unpack(parcel: str, *, person_id: int, now: datetime) -> tuple[RosterFile, str]:
    """Give the roster and the mark of the plan that was shown. Raises `FaultyInput` for a parcel that will not do."""
    try:
        content = _serializer(person_id).loads(parcel)
    except BadData:
        content = None
    if content is None or now.timestamp() - content["at"] > LONGEST.total_seconds():
        message = "Dit plan is ouder dan een half uur, of hoort niet bij jou. Kies het bestand opnieuw."
        raise FaultyInput([Fault("Leerlingenlijst", message)])
    file = RosterFile(
        name=content["name"],
        pupils=tuple(PupilRow(*row) for row in content["pupils"]),
        staff=tuple(_to_staff(row) for row in content["staff"]),
        notices=tuple(content["notices"]),
    )
    return file, content["mark"]


def mark(plan: ImportPlan) -> str:
    """Give a short text that differs when a plan would do anything else."""
    text = json.dumps(astuple(plan), default=_sorted, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _sorted(value: frozenset[str]) -> list[str]:
    return sorted(value)


def _of_staff(row: StaffRow) -> list[Any]:
    return [*astuple(row)[:4], sorted(row.roles), row.groups, row.key, row.place]


def _to_staff(row: Sequence[Any]) -> StaffRow:
    email, first_name, last_name, salutation, roles, groups, key, place = row
    taught = None if groups is None else tuple(groups)
    return StaffRow(email, first_name, last_name, salutation, frozenset(map(Role, roles)), taught, key, place)


def _serializer(person_id: int) -> URLSafeSerializer:
    return URLSafeSerializer(house().settings.secret_key, salt=f"leerlingenlijst-{person_id}")
