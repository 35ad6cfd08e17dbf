"""The one place that asks what time it is. Entrances ask; everything below is told (`now`)."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

#: The school's own time, for dates on screen.
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Give the present moment, aware and in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that asks


def ticks() -> float:
    """Give seconds that only go forward, to measure how long ago something was."""
    return time.monotonic()
