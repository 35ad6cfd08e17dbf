"""Give the forms of a Dutch word, generously: a form that nobody writes does no harm in a word list."""

from __future__ import annotations

_VOWELS = "aeiou"
_SOFTENED = {"s": "z", "f": "v"}


def _doubled(word: str) -> str:
    """Double the last consonant after a short vowel: "trut" gives "trutt"."""
    short = len(word) > 2 and word[-1] not in _VOWELS + "wxj" and word[-2] in _VOWELS and word[-3] not in _VOWELS
    return word + word[-1] if short else word


def _opened(word: str) -> str:
    """Write a long vowel once, and a hard last consonant soft: "slaaf" gives "slav", "vies" gives "viez"."""
    if len(word) > 3 and word[-1] not in _VOWELS and word[-2] == word[-3] and word[-2] in "aeou":
        word = word[:-2] + word[-1]
    soft = len(word) > 2 and word[-2] in _VOWELS and word[-1] in _SOFTENED
    return word[:-1] + _SOFTENED[word[-1]] if soft else word


def noun_forms(word: str) -> set[str]:
    """Give a noun with its plurals and diminutives."""
    stems = {word, _doubled(word), _opened(word)}
    plurals = {stem + "en" for stem in stems} | {word + "s", word + "n"}
    small = {word + ending for ending in ("je", "tje", "pje", "ie", "ke")} | {stem + "etje" for stem in stems}
    return {word} | plurals | small | {form + "s" for form in small}


def adjective_forms(word: str) -> set[str]:
    """Give an adjective with its bent and compared forms."""
    stems = {word, _doubled(word), _opened(word)}
    bent = {stem + "e" for stem in stems}
    more = {stem + ending for stem in stems for ending in ("er", "ere", "st", "ste")}
    return {word, word + "s"} | bent | more


def verb_forms(word: str) -> set[str]:
    """Give a verb, written as its infinitive, with its plain present forms: "slaan", "sla", "slaat"."""
    stem = word[:-1] if word.endswith(("oen", "ien")) else word.removesuffix("en")
    if word.endswith("aan"):
        return {word, word[:-2], word[:-1] + "t"}
    if len(stem) > 2 and stem[-1] == stem[-2]:
        stem = stem[:-1]
    elif (
        len(stem) > 1 and stem[-1] not in _VOWELS and stem[-2] in "aeou" and (len(stem) < 3 or stem[-3] not in _VOWELS)
    ):
        stem = stem[:-1] + stem[-2] + stem[-1] if _is_open(word) else stem
    if stem and stem[-1] in "vz":
        stem = stem[:-1] + {"v": "f", "z": "s"}[stem[-1]]
    return {word, stem, stem + "t"}


def _is_open(word: str) -> bool:
    """Say whether the infinitive has one consonant between its last two vowels, as in "maken"."""
    return (
        len(word) > 4 and word[-3] not in _VOWELS and word[-4] in _VOWELS and (len(word) < 5 or word[-5] not in _VOWELS)
    )
