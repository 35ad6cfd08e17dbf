"""The words of the house: every closed list of values that more than one room uses.

Values are what is stored and what stands in files; the Dutch words for screens are in `web/labels.py`.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may do here. A person can have several."""

    PUPIL = "pupil"
    TEACHER = "teacher"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    STAFF = "staff"
    GUARDIAN = "guardian"


#: Roles that sign in with e-mail and password.
PASSWORD_ROLES = frozenset({Role.TEACHER, Role.COORDINATOR, Role.ADMINISTRATOR, Role.STAFF, Role.GUARDIAN})
#: Roles that belong to the school's staff (protocol parts B and C hold for them).
STAFF_ROLES = frozenset({Role.TEACHER, Role.COORDINATOR, Role.ADMINISTRATOR, Role.STAFF})


class Level(StrEnum):
    """The level of a lesson: A is groep 5-6, B is groep 7-8, V is for adults (volwassenen)."""

    A = "A"
    B = "B"
    ADULT = "V"


class Audience(StrEnum):
    """For whom a module is made."""

    PUPIL = "pupil"
    STAFF = "staff"
    GUARDIAN = "guardian"


class Pillar(StrEnum):
    """The three pillars of the protocol."""

    LEARN = "P-L"
    COMMUNICATE = "P-C"
    PROFILE = "P-P"


class AuthorRole(StrEnum):
    """Who speaks, as the moderation engine sees it (protocol D1)."""

    PUPIL = "leerling"
    STAFF = "medewerker"
    GUARDIAN = "ouder"
    OTHER = "betrokkene"


class Context(StrEnum):
    """Where a message stands, as the moderation engine sees it."""

    FEED_POST = "feed_post"
    REPLY = "reply"
    PRIVATE_MESSAGE = "private_message"
    GROUP_CHAT = "group_chat"
    PHOTO_CAPTION = "photo_caption"


class Capacity(StrEnum):
    """In which capacity a member of staff speaks (protocol Ad-B5, C3)."""

    SCHOOL = "school"
    PERSONAL = "personal"


class Outcome(StrEnum):
    """What the engine says should happen, mildest first: compare with `weight`."""

    PUBLISH = "publish"
    ADVISE = "advise"
    HOLD = "hold"
    REFUSE = "refuse"

    @property
    def weight(self) -> int:
        """Give 0 for the mildest outcome up to 3 for the strictest."""
        return list(Outcome).index(self)


class Tone(StrEnum):
    """What a message does, in one word: the cue that simulated people answer to."""

    KIND = "kind"
    SORRY = "sorry"
    NEUTRAL = "neutral"
    PRIVATE = "private"
    HURTFUL = "hurtful"
    UNSAFE = "unsafe"
    CARE = "care"


class PostState(StrEnum):
    """Where a post stands; the moves between states are in `moderation/lifecycle.py`."""

    PUBLISHED = "published"
    HELD = "held"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


class Choice(StrEnum):
    """What a person decides about a held or reported post."""

    PLACE = "place"
    RETURN = "return"
    REMOVE = "remove"
    TALK = "talk"


class ReactionKind(StrEnum):
    """The ways to react to a post."""

    SUPPORT = "support"
    FUNNY = "funny"
    PRETTY = "pretty"
    THINKING = "thinking"


class ReportReason(StrEnum):
    """Why somebody asks a teacher to look at a post."""

    HURTS = "hurts"
    PRIVATE = "private"
    SCARY = "scary"
    UNTRUE = "untrue"
    OTHER = "other"


class SquareKind(StrEnum):
    """The two kinds of square: that of a class, and that of one person's scenario."""

    CLASS = "class"
    SOLO = "solo"


class AssignedTo(StrEnum):
    """For whom an assignment is meant."""

    GROUP = "group"
    CHOSEN = "chosen"


class QuestionUse(StrEnum):
    """When a question is asked."""

    QUIZ = "quiz"
    EXIT = "exit"
    RETRIEVAL = "retrieval"
