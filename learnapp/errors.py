"""What can go wrong, in the school's words. `web/errors.py` gives each its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class SchoolError(Exception):
    """The base of everything we raise on purpose."""


class NotFound(SchoolError):
    """It is not there, or it is not yours: the two are told apart to nobody."""


class NotAllowed(SchoolError):
    """Somebody with this role may not do this."""


class IllegalMove(SchoolError):
    """The thing is no longer in the state that this action starts from."""


class Closed(SchoolError):
    """The square or the lesson is not open for this pupil now (protocol A1)."""


class Parked(SchoolError):
    """The teacher has parked the screens of this group (protocol Ad-A4)."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong with a file: where it is and what to do about it.

    `place` is for people: a file name, a file name with a line ("module.toml, regel 12"), or a row and a column.
    `message` is a Dutch sentence that says what to do.
    """

    place: str
    message: str

    def __str__(self) -> str:
        """Give the fault as one line."""
        return f"{self.place}: {self.message}"


class FaultyInput(SchoolError):
    """A file cannot be used; `faults` tells everything that is wrong with it, together."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults (at least one), in the order of the file."""
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))
