"""A scenario: simulated people whose lines come at an offset from the pupil's own start, or answer what he does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from learnapp.content.model import ChooseOption
from learnapp.terms import ReportReason, Tone

#: Stands in the text of a line that answers a report, for the reason that the pupil chose.
REASON = "{reden}"


class LineKind(StrEnum):
    """What an actor does."""

    POST = "post"
    REPLY = "reply"
    REACTION = "reaction"


class Event(StrEnum):
    """What a pupil did in the scenario."""

    POST = "post"
    REPLY = "reply"
    REACTION = "reaction"
    REPORT = "report"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Cue:
    """What a line waits for: the pupil's n-th matching action, then `delay` seconds.

    `tones` and `labels` are alternatives (empty: any, but the tone `care` must always be named). `target` is the id of
    the line that the pupil acted upon, when it matters. `nth` counts the matching actions from 1.
    """

    event: Event
    delay: int
    tones: tuple[Tone, ...] = ()
    labels: tuple[str, ...] = ()
    target: str | None = None
    nth: int = 1


@dataclass(frozen=True, slots=True)
class LineQuestion:
    """A question on a post ("hoe voelt Noor zich?"). Every option explains itself."""

    text: str
    options: tuple[ChooseOption, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that an actor says or does. Exactly one of `at` (seconds from the start) and `cue` is set.

    `to` is the id of the line that is answered, or None for a reply to the pupil's own post that gave the cue.
    `harm` marks the few bad items, so that the dilution can be checked.
    """

    id: str
    actor: str
    kind: LineKind
    text: str
    mood: str = "calm"
    at: int | None = None
    cue: Cue | None = None
    to: str | None = None
    picture: str | None = None
    reaction: str = ""
    harm: bool = False
    question: LineQuestion | None = None

    def told(self, reason: str) -> str:
        """Give the text with the reason of the report that it answers, in the words that the pupil chose."""
        return self.text.replace(REASON, reason)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens in one practice feed."""

    module: str
    level: str
    title: str
    intro: str
    #: What the pupil is asked to do, one sentence each.
    tasks: tuple[str, ...]
    actors: tuple[str, ...]
    lines: tuple[Line, ...]
    minutes: int
    #: What is said when the pupil finishes: one or two sentences to look back on.
    debrief: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Something the pupil did: when (seconds from the start), to which line (or None), and what the engine found.

    `post_id` is the number of the pupil's own post that the action made or concerns, as the caller counts them.
    """

    event: Event
    at: float
    target: str | None = None
    tone: Tone = Tone.NEUTRAL
    labels: tuple[str, ...] = ()
    post_id: int | None = None
    #: Reaction: which one.
    reaction: str = ""
    #: Report: why.
    reason: ReportReason | None = None


@dataclass(frozen=True, slots=True)
class VisibleLine:
    """A line that is visible now: since when, and for a reply to the pupil's own post, to which one.

    `reason` is that of the report that the line answers.
    """

    line: Line
    since: float
    to_post: int | None = None
    reason: ReportReason | None = None
