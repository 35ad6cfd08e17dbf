"""Say whether a message has to do with school (protocol D2).

For pupils everything on the squares of the practice world is school: their feed, replies, group chat and pictures, and
private messages with people they know from school. For adults a message has to do with school when it stands in a
group chat, on the school's own account, is written in a capacity, answers a message about school, goes from staff to a
pupil, or mentions the school, somebody of the school or a school matter. Outside scope only rules with scope "always"
hold; the rest is advice.
"""

from __future__ import annotations

from learnapp.moderation.lexicon import Lexicon
from learnapp.moderation.reading import Reading
from learnapp.terms import AuthorRole, Context

_SCHOOL_CLASS = "schoolwoord"


def in_scope(reading: Reading) -> bool:
    """Say whether the protocol holds for this message."""
    message = reading.message
    if message.author_role is AuthorRole.PUPIL:
        return message.context is not Context.PRIVATE_MESSAGE or message.author_known or mentions_school(reading)
    given = message.official_account or message.capacity is not None or message.context is Context.GROUP_CHAT
    to_pupil = message.recipient_role is AuthorRole.PUPIL or bool(message.people_without_consent)
    return given or to_pupil or mentions_school(reading) or bool(reading.answered and mentions_school(reading.answered))


def mentions_school(reading: Reading) -> bool:
    """Say whether the school, its people or a school matter is mentioned."""
    mask = _mask(reading.lexicon)
    return any(classes & mask for classes in reading.classes)


def school_words(reading: Reading) -> list[int]:
    """Give the places of the words that mention the school, its people or a school matter."""
    mask = _mask(reading.lexicon)
    return [place for place, classes in enumerate(reading.classes) if classes & mask]


def _mask(lexicon: Lexicon) -> int:
    return lexicon.dezeschool | lexicon.leerlingnaam | lexicon.staf | lexicon.classes.bits.get(_SCHOOL_CLASS, 0)
