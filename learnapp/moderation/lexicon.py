"""Everything a protocol knows about words, made ready once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from learnapp.moderation.matching import Matcher
from learnapp.moderation.word_classes import WordClasses

#: Classes that are not written in a protocol but found in the message itself.
OWN_CLASSES = ("naam", "staf", "dezeschool", "getal", "leerlingnaam")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a protocol: classes, spellings, emoji and patterns."""

    classes: WordClasses
    matcher: Matcher
    #: How children write a word, and the words they mean.
    spelling: Mapping[str, tuple[str, ...]]
    #: An emoji and the word it stands for (between colons).
    emoji: Mapping[str, str]
    vocabulary: frozenset[str]
    #: First names that are also plain words: they count as a name only with a capital.
    name_or_word: frozenset[str]
    #: Parts of addresses of sites that are no lure.
    good_sites: tuple[str, ...]
    naam: int
    staf: int
    dezeschool: int
    getal: int
    leerlingnaam: int
    voornaam: int
    titel: int
