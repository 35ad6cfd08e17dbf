"""Words: how many there are in a text."""

from __future__ import annotations

import re

#: A word is a run of letters and digits; "foto's", "e-mail", "18.30" and "zo'n" are one word each.
_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")


def count_words(text: str) -> int:
    """Count the words of a text; punctuation and emoji are no words."""
    return len(_WORD.findall(text))
