"""All tables in one place, for the migrations and for the tests."""

from __future__ import annotations

from learnapp.store import classroom, feed, journal, learning, moderation, people
from learnapp.store.base import Base

metadata = Base.metadata
rooms = (people, learning, classroom, feed, moderation, journal)
