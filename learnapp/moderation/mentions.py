"""Tell whom a message is about, as far as the words say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from learnapp.moderation.reading import Reading


class Who(StrEnum):
    """Whom a word points at, the most telling first."""

    PUPIL = "pupil"
    STAFF = "staff"
    #: A first name that is not on a list of the school.
    PERSON = "person"
    GROUP = "group"
    YOU = "you"
    ONESELF = "oneself"
    #: Somebody, but the message does not say who.
    UNKNOWN = "unknown"
    THING = "thing"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Mention:
    """A word of the original text that points at somebody or something."""

    who: Who
    start: int
    end: int


_CLASSES = (
    (Who.PUPIL, ("leerlingnaam",)),
    (Who.STAFF, ("staf", "juf")),
    (Who.PERSON, ("naam",)),
    (Who.GROUP, ("groepwoord", "beschermd")),
    (Who.YOU, ("jij",)),
)
_ONESELF = frozenset("ik mij me mijn mezelf mijzelf ikzelf we wij ons onze onszelf i'm my".split())  # noqa: SIM905
_SOMEBODY = frozenset("hij zij ze hem haar hun hen die iemand he she they him her them".split())  # noqa: SIM905
_THINGS = ("kind_dier", "maakwoord", "kleding")


def mentions_in(reading: Reading) -> Iterator[Mention]:
    """Give every word that points at somebody; of a message without people, the things and animals in it."""
    found = [(who, place) for place in range(len(reading.words)) if (who := _who(reading, place))]
    if not found:
        things = _mask(reading, _THINGS)
        found = [(Who.THING, place) for place, classes in enumerate(reading.classes) if classes & things]
    for who, place in found:
        yield Mention(who, *reading.span((place, place + 1)))


def about(mentions: tuple[Mention, ...]) -> tuple[Who, ...]:
    """Give whom a message is about, the most telling first; `NOBODY` when no word points at anybody."""
    found = {mention.who for mention in mentions}
    return tuple(who for who in Who if who in found) or (Who.NOBODY,)


def _who(reading: Reading, place: int) -> Who | None:
    word, classes = reading.words[place], reading.classes[place]
    for who, names in _CLASSES:
        if classes & _mask(reading, names):
            return who
    if word in _ONESELF:
        return Who.ONESELF
    return Who.UNKNOWN if word in _SOMEBODY else None


def _mask(reading: Reading, names: tuple[str, ...]) -> int:
    bits = reading.lexicon.classes.bits
    return sum(bits.get(name, 0) for name in names)
