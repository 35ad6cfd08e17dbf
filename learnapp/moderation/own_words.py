"""Words as a school types them: which the engine can read, and how they stand in a word list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from learnapp.moderation.lexicon import Lexicon
from learnapp.moderation.normalise import normalise

#: Characters in one word or row of words.
LONGEST = 60
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*\*?")
_READABLE = re.compile(r"[a-z0-9']+\*?")
#: Shorter ones stand in almost every sentence.
_SHORTEST = 2
_SHORTEST_START = 3


def pattern_of(written: str) -> str:
    """Give the pattern for a word or a row of words; a star at the end stands for whatever follows."""
    return " ".join(_WORDS.findall(normalise(written).text))


def unreadable(written: str, lexicon: Lexicon) -> Iterator[str]:
    """Say why the engine cannot look for a word or a row of words, and what to do."""
    words = _WORDS.findall(normalise(written).text)
    if not words:
        yield f"In ‘{written}’ staat geen woord. Schrijf het met letters of cijfers."
    if len(written) > LONGEST:
        yield f"‘{written[:20]}…’ is te lang. Gebruik hooguit {LONGEST} tekens."
    if len(words) == 1 and len(words[0].rstrip("*")) < (_SHORTEST_START if words[0].endswith("*") else _SHORTEST):
        yield f"‘{written}’ is te kort: dan raakt bijna elke zin. Schrijf er meer letters bij."
    for word in words:
        if not _READABLE.fullmatch(word):
            yield f"‘{word}’ bevat een teken dat de computer niet kent. Schrijf het met de letters a tot en met z."
        elif word in lexicon.spelling:
            yield f"‘{word}’ leest de computer als ‘{' '.join(lexicon.spelling[word])}’. Schrijf het zo op."


def unreadable_name(written: str) -> Iterator[str]:
    """Say why something cannot be kept as a name, and what to do."""
    if len(_WORDS.findall(normalise(written).text)) != 1 or not normalise(written).text.isalpha():
        yield f"‘{written}’ is geen losse naam. Zet elke naam op een eigen regel, met alleen letters."
