"""The school administrator's room: settings, roster, team and cards; and the protocol, for everybody."""

from __future__ import annotations

from learnapp.web.views.school import cards, protocol, roster, settings, team
from learnapp.web.views.school.room import room

__all__ = ["cards", "protocol", "room", "roster", "settings", "team"]
