"""The school administrator's room: settings, roster, team and cards; and the protocol, for everybody."""

from __future__ import annotations

from learnapp.web.views.school import (
    cards,
    protocol,
    protocol_desk,
    protocol_file,
    protocol_own,
    protocol_paper,
    protocol_parts,
    protocol_trial,
    roster,
    settings,
    team,
)
from learnapp.web.views.school.room import room

__all__ = [
    "cards",
    "protocol",
    "protocol_desk",
    "protocol_file",
    "protocol_own",
    "protocol_paper",
    "protocol_parts",
    "protocol_trial",
    "room",
    "roster",
    "settings",
    "team",
]
