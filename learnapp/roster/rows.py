"""What comes out of a roster file. Of a pupil no surname and no plain number gets further than this room."""

from __future__ import annotations

from dataclasses import dataclass, field

from learnapp.errors import Fault
from learnapp.terms import Role


@dataclass(frozen=True, slots=True)
class PupilRow:
    """A pupil as far as we may know him: a hashed key, a first name with initials, a group and a jaargroep."""

    key_hash: str
    first_name: str
    initials: str
    group: str
    year: int
    #: Where it stood, for people: "leerlingen.csv, rij 12".
    place: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """Give the name as it stands on screen: "Sem B."."""
        return f"{self.first_name} {self.initials}".strip()


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff. They keep their full name: they sign their mail with it."""

    email: str
    first_name: str
    #: The surname as one is known by it: "De Wit".
    last_name: str
    #: "Mw.", "Dhr." or "".
    salutation: str
    roles: frozenset[Role]
    #: None when the file has no column for groups: then the groups stay as they are.
    groups: tuple[str, ...] | None
    #: A hash of the personnel number, or "".
    key: str = ""
    place: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """Give the full name: "Marieke De Wit"."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class RosterFile:
    """Everything that one roster file tells. With faults it can be shown but not applied."""

    name: str
    pupils: tuple[PupilRow, ...] = ()
    staff: tuple[StaffRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    #: Sentences about what was left out or looks odd, but does not stand in the way.
    notices: tuple[str, ...] = ()
