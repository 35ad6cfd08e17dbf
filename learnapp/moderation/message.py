"""What goes into the engine and what comes out of it. Values only: no person, no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from learnapp.terms import AuthorRole, Capacity, Context, Outcome, Tone


@dataclass(frozen=True, slots=True)
class Message:
    """Words without a person: what somebody is about to post, and what the engine needs to know about it.

    `roster` and `staff` are names of people of the school ("Tess van Rijn" or only "Tess"); `reply_to` is the text that
    is answered; `school_facts` maps a subject to what is true about it at this school; `people_without_consent` are
    the names of people on the chosen picture for whom there is no permission on record (protocol Ad-C4, A5).
    """

    text: str
    author_role: AuthorRole = AuthorRole.PUPIL
    context: Context = Context.FEED_POST
    reply_to: str | None = None
    mentions_consent: bool = False
    recipient_role: AuthorRole | None = None
    author_known: bool = True
    official_account: bool = False
    capacity: Capacity | None = None
    school: str | None = None
    school_facts: Mapping[str, str] = field(default_factory=dict)
    roster: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    people_without_consent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that is touched, and by which words (offsets in code points of the original text)."""

    rule: str
    article: str
    label: str
    severity: int
    outcome: Outcome
    start: int
    end: int
    reason_child: str
    reason_adult: str
    tip: str


@dataclass(frozen=True, slots=True)
class Compliment:
    """Something good that the engine saw (protocol Ad-C1), said to the writer."""

    kind: str
    article: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the machine says. A person may decide otherwise."""

    outcome: Outcome
    severity: int
    tone: Tone
    findings: tuple[Finding, ...]
    compliments: tuple[Compliment, ...]
    #: False when the message is not about school (protocol D2): then only safety and care rules hold, the rest is
    #: advice.
    in_scope: bool
    protocol_version: str

    @property
    def labels(self) -> tuple[str, ...]:
        """Give the labels of the findings, each once, in the order found."""
        return tuple(dict.fromkeys(finding.label for finding in self.findings))

    @property
    def needs_care(self) -> bool:
        """Say whether an adult must be told quietly, apart from practice and sanctions."""
        return self.tone is Tone.CARE
