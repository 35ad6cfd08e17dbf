"""Pages that are the same for everybody at the door may be a second old: thirty tablets ask for them at one moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import current_app
from flask_babel import get_locale

from learnapp import clock

#: How old such a page may be, in seconds.
LONGEST = 1.0


def kept_a_second(make: Callable[[], str]) -> Callable[[], str]:
    """Keep what `make` gives for a second, per language. Tests play at one moment, so there nothing is kept."""
    kept: dict[str, tuple[float, str]] = {}

    @wraps(make)
    def give() -> str:
        if current_app.testing:
            return make()
        language = str(get_locale())
        since, page = kept.get(language, (float("-inf"), ""))
        if clock.ticks() - since > LONGEST:
            page = make()
            kept[language] = (clock.ticks(), page)
        return page

    return give
