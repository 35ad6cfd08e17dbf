"""Make writing comparable, and remember where every character came from.

Children write with stretched letters, digits for letters, look-alike letters and invisible characters. Everything is
brought back to plain small letters here; `Normalised.start` and `Normalised.end` lead back to the original text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

#: Letters of other alphabets that look like a Latin letter, and a few signs that mean the same as a plain one.
_LOOK_ALIKES = dict(
    zip(
        "авекмнорстухіјѕԁԛԝһӏɡοαερτικνυχωßøđħıłæœŧ‘’‚‛´`“”„«»–—−",
        "abekmhopctyxijsdqwhlgoaeptiknuxwsodhilaot''''''\"\"\"\"\"---",
        strict=True,
    )
)
_MAX_EXPANSION = 4
_REPEATS = re.compile(r"(.)\1{2,}")
_DOUBLES = re.compile(r"(.)\1")
_MAX_DOUBLES = 4
_LEET = str.maketrans("013456789@$!|+", "oieasgtbgasilt")
_LEET_L = str.maketrans("013456789@$!|+", "oleasgtbgaslit")
_SPLITTERS = re.compile(r"[^a-z0-9]+")
_VOWELS = ("a", "e", "i", "o", "u", "oe", "ie", "ee")


def _fold_code_point(char: str) -> str:
    """Give what one character becomes: nothing, a letter, or a few letters."""
    point = ord(char)
    if 0x1F1E6 <= point <= 0x1F1FF:
        return chr(point - 0x1F1E6 + ord("a"))
    category = unicodedata.category(char)
    if category in {"Lo", "So", "Cn", "Co"} and not unicodedata.decomposition(char):
        return char
    if category in {"Cf", "Mn", "Me", "Cc", "Cs"}:
        return char if char in "\n\t" else ""
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKD", char)
    if len(plain) > 1:
        plain = "".join(part for part in plain if unicodedata.category(part) not in {"Mn", "Me"}) or char
    plain = plain.lower()
    if len(plain) > _MAX_EXPANSION:
        return char.lower()[:1]
    return "".join(_LOOK_ALIKES.get(part, part) for part in plain)


class _Folding(dict[int, str]):
    """A translation table that fills itself, up to a limit."""

    limit = 20_000

    def __missing__(self, point: int) -> str:
        folded = _fold_code_point(chr(point))
        if len(self) < self.limit:
            self[point] = folded
        return folded


_FOLDING = _Folding()


@dataclass(frozen=True, slots=True)
class Normalised:
    """Plain text with, for each of its characters, the position in the original."""

    text: str
    origin: Sequence[int]

    def start(self, position: int) -> int:
        """Give the original position of a character."""
        return self.origin[position]

    def end(self, position: int) -> int:
        """Give the original position just after the character before `position`."""
        return self.origin[position - 1] + 1


def normalise(text: str) -> Normalised:
    """Bring a text back to plain small letters, with a map to the original positions."""
    if text.isascii():
        return Normalised(text.lower(), range(len(text)))
    folded = text.translate(_FOLDING)
    if len(folded) == len(text) and all(len(_FOLDING[ord(char)]) == 1 for char in set(text)):
        return Normalised(folded, range(len(text)))
    pieces = [_FOLDING[ord(char)] for char in text]
    origin = [position for position, piece in enumerate(pieces) for _ in piece]
    return Normalised("".join(pieces), origin)


def unstretched(word: str) -> list[str]:
    """Give the words that a stretched word may stand for: "heeeel" may be "heel" or "hel"."""
    short = _REPEATS.sub(r"\1\1", word)
    places = [match.start() for match in _DOUBLES.finditer(short)]
    if short == word and not places:
        return []
    forms = [short]
    for place in reversed(places[:_MAX_DOUBLES]):
        forms += [form[:place] + form[place + 1 :] for form in forms]
    return forms


@lru_cache(maxsize=2048)
def unleeted(word: str) -> tuple[str, ...]:
    """Give the words that a word with digits or signs in it may stand for: "l0mp3" is "lompe"."""
    forms = [_SPLITTERS.sub("", word.translate(table)) for table in (_LEET, _LEET_L)]
    if "*" in word or "#" in word:
        plain = word.translate(_LEET)
        forms += [_SPLITTERS.sub("", re.sub(r"[*#]+", vowel, plain)) for vowel in _VOWELS]
    return tuple(dict.fromkeys(form for form in forms if form))
