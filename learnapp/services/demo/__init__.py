"""A demo school: invented people and four weeks of believable activity, the same at every load."""

from __future__ import annotations

from learnapp.services.demo.loading import Sources, freshen, is_loaded, load
from learnapp.services.demo.people import PASSWORD, PupilWay, StaffWay, pupil_ways, staff_ways

__all__ = ["PASSWORD", "PupilWay", "Sources", "StaffWay", "freshen", "is_loaded", "load", "pupil_ways", "staff_ways"]
