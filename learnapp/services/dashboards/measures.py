"""What the numbers of a group are called, and when there are too few pupils to give a number at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from learnapp.services.pupil_file import UNDERWAY, WELL

#: Below so many pupils a number would tell about a child, not about a group.
FEWEST_PUPILS = 5
#: The first month of a Dutch school year.
AUGUST = 8


class Period(StrEnum):
    """Over which time the coordinator looks back."""

    WEEKS = "4-weken"
    YEAR = "schooljaar"
    ALL = "alles"

    def since(self, now: datetime) -> datetime:
        """Give the moment at which the period begins."""
        if self is Period.WEEKS:
            return now - timedelta(weeks=4)
        if self is Period.YEAR:
            return datetime(now.year if now.month >= AUGUST else now.year - 1, AUGUST, 1, tzinfo=UTC)
        return datetime(2000, 1, 1, tzinfo=UTC)


class Mastery(StrEnum):
    """How well a group does, in a word."""

    WELL = "well"
    GROWING = "growing"
    PRACTISE = "practise"
    NOTHING = "nothing"
    TOO_FEW = "too_few"


class Pace(StrEnum):
    """How far a group is with a module, in a word."""

    NOT_GIVEN = "not_given"
    READY = "ready"
    STARTED = "started"
    UNDERWAY = "underway"
    NEARLY = "nearly"
    DONE = "done"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean score (0-1) of so many pupils: first the mean of each pupil, then that of the group."""

    score: float | None = None
    pupils: int = 0

    @property
    def mastery(self) -> Mastery:
        """Give the word for this mean."""
        if self.score is None or not self.pupils:
            return Mastery.NOTHING
        if self.pupils < FEWEST_PUPILS:
            return Mastery.TOO_FEW
        if self.score >= WELL:
            return Mastery.WELL
        return Mastery.GROWING if self.score >= UNDERWAY else Mastery.PRACTISE

    @property
    def percent(self) -> int | None:
        """Give the mean as a whole percentage; None when nothing may be said."""
        if self.score is None or self.mastery in {Mastery.NOTHING, Mastery.TOO_FEW}:
            return None
        return round(100 * self.score)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; too few when the whole is too small to tell."""

    part: int = 0
    whole: int = 0

    @property
    def too_few(self) -> bool:
        """Say whether a share would tell about one child."""
        return 0 < self.whole < FEWEST_PUPILS

    @property
    def percent(self) -> int | None:
        """Give the share as a whole percentage; None when nothing may be said."""
        return None if self.whole < FEWEST_PUPILS else round(100 * self.part / self.whole)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with its number of pupils."""

    id: int
    name: str
    year: int
    pupils: int

    @property
    def too_small(self) -> bool:
        """Say whether counts of this group would tell about a child."""
        return self.pupils < FEWEST_PUPILS


@dataclass(frozen=True, slots=True)
class ModuleCell:
    """How far a group is with a module: how many of its pupils began and finished, and the mean of their answers."""

    pupils: int
    given: bool = False
    started: int = 0
    finished: int = 0
    mean: Mean = Mean()

    @property
    def pace(self) -> Pace:
        """Give the word for how far the group is."""
        if not self.started:
            return Pace.READY if self.given else Pace.NOT_GIVEN
        if self.pupils < FEWEST_PUPILS:
            return Pace.TOO_FEW
        share = self.finished / self.pupils
        if share >= 0.9:
            return Pace.DONE
        if share >= 0.65:
            return Pace.NEARLY
        return Pace.UNDERWAY if share >= 0.3 else Pace.STARTED


@dataclass(frozen=True, slots=True)
class Signals:
    """What happened when a group wrote: posts, compliments, tips, reports and decisions, as counts."""

    posts: int = 0
    compliments: int = 0
    tips: int = 0
    rewrote: int = 0
    reports: int = 0
    decisions: int = 0

    @property
    def positive(self) -> Share:
        """Give the share of the posts that got a compliment (protocol Ad-C1)."""
        return Share(self.compliments, self.posts)

    @property
    def better(self) -> Share:
        """Give the share of the tips after which the writer wrote it better."""
        return Share(self.rewrote, self.tips)
