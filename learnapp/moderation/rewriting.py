"""Tell which words the engine reads otherwise than they were written, and how that came."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from learnapp.moderation.normalise import unleeted, unstretched
from learnapp.moderation.reading import Reading

_NO_LETTERS = re.compile(r"[\W_]+")
_LONGEST_WORD = 40


class RewriteKind(StrEnum):
    """How a word was written, when it was not as it is read."""

    #: Letters of another alphabet, or with marks below them, that look like plain ones.
    LOOK_ALIKE = "look_alike"
    ACCENT = "accent"
    #: Characters between the letters that nobody sees.
    INVISIBLE = "invisible"
    #: Spaces, dots or dashes between the letters.
    JOINED = "joined"
    #: Digits or signs instead of letters.
    LEET = "leet"
    STRETCHED = "stretched"
    #: How children also write it.
    SPELLING = "spelling"
    EMOJI = "emoji"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A piece of the original text, as it was written and as it is read."""

    kind: RewriteKind
    start: int
    end: int
    written: str
    read: str


def rewrites_in(reading: Reading) -> Iterator[Rewrite]:
    """Give the words that are read otherwise than they were written; small letters for capitals are no news."""
    places = itertools.groupby(range(len(reading.words)), key=lambda place: reading.places[place])
    for (start, end), group in places:
        read = " ".join(reading.words[place] for place in group)
        first, last = reading.original(start, end)
        written, plain = reading.message.text[first:last], reading.text[start:end]
        if read != written.lower() and (kind := _kind(written, plain, read, reading)):
            yield Rewrite(kind, first, last, written, read)


def _kind(written: str, plain: str, read: str, reading: Reading) -> RewriteKind | None:
    if read in {":link:", ":site:"}:
        return RewriteKind.LINK
    if read.startswith(":"):
        return RewriteKind.EMOJI
    if plain != read:
        return _kind_of_word(plain, read, reading)
    return _kind_of_letters(written, plain)


def _kind_of_word(plain: str, read: str, reading: Reading) -> RewriteKind:
    """Tell how a word in plain letters became the one that was meant."""
    letters = _NO_LETTERS.sub("", plain)[:_LONGEST_WORD]
    if plain in reading.lexicon.spelling:
        return RewriteKind.SPELLING
    if letters != plain and read in {letters, *unstretched(letters)}:
        return RewriteKind.JOINED
    if read in unstretched(letters):
        return RewriteKind.STRETCHED
    return RewriteKind.LEET if read in unleeted(plain[:_LONGEST_WORD]) or not plain.isalpha() else RewriteKind.SPELLING


def _kind_of_letters(written: str, plain: str) -> RewriteKind | None:
    """Tell what was the matter with the letters of a word: only the quotation marks (None), accents, or worse."""
    seen = "".join(char for char in written if unicodedata.category(char) not in {"Cf", "Cc"}).lower()
    if seen == plain:
        return RewriteKind.INVISIBLE
    bare = "".join(char for char in unicodedata.normalize("NFKD", seen) if not unicodedata.combining(char))
    if bare == plain:
        return RewriteKind.ACCENT
    return None if _NO_LETTERS.sub("", bare) == _NO_LETTERS.sub("", plain) else RewriteKind.LOOK_ALIKE
