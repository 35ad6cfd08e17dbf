"""The teacher's room: groups, assignments, the lesson, one pupil, cards and guides."""

from __future__ import annotations

from learnapp.web.views.teacher import assigning, cards, groups, lesson, modules, preview, pupil
from learnapp.web.views.teacher.room import room

__all__ = ["assigning", "cards", "groups", "lesson", "modules", "preview", "pupil", "room"]
