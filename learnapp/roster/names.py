"""From surnames to initials, so that children can still be told apart in their own group.

What a pupil keeps of a surname: the initial of its first part ("Bakker" becomes "B.", "Öztürk-de Vries" becomes "Ö.",
"IJsbrand" becomes "IJ."), with the words before it also shortened ("van den Berg" becomes "v.d. B.", "van 't Hof"
becomes "v.'t H."). When two in one group would have the same name, they get one or two letters more ("Sem Ba." and
"Sem Bo."), never the whole surname; when that does not help they get a number, in the order of their hashed keys, so
that the order of the file makes no difference.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_MOST_LETTERS = 3
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_BEFORE_SURNAMES = (
    "van von de den der des het 't 's te ten ter tot in op aan bij onder over uit uijt voor "
    "la le les du da do dos das di del della zu zum zur v. d. v.d. v.d"
)
#: Words that can stand before a Dutch surname, or before one that came here.
_PARTICLES = frozenset(_BEFORE_SURNAMES.split())


@dataclass(frozen=True, slots=True)
class FullName:
    """A pupil's name as it stands in the file. It does not leave this room."""

    key: str
    group: str
    first_name: str
    prefix: str
    surname: str


def split_surname(prefix: str, surname: str) -> tuple[str, str]:
    """Give the words before the surname and the surname itself, also when both stand in one cell.

    "van den Berg" and "Berg, van den" both become ("van den", "Berg").
    """
    prefix, surname = prefix.translate(_APOSTROPHES).strip(), surname.translate(_APOSTROPHES).strip()
    if not prefix and "," in surname:
        surname, _, prefix = (part.strip() for part in surname.partition(","))
    words = surname.split()
    before: list[str] = []
    while len(words) > 1 and words[0].casefold() in _PARTICLES:
        before.append(words.pop(0).lower())
    return " ".join([*prefix.split(), *before]), " ".join(words)


def initials(prefix: str, surname: str, *, letters: int = 1) -> str:
    """Give the initials of a surname: "v.d. B.". With more letters: "v.d. Ber."; "" without a surname."""
    prefix, surname = split_surname(prefix, surname)
    return _shortened(prefix, _first_part(surname), letters)


def distinct_initials(names: Sequence[FullName]) -> Mapping[str, str]:
    """Give everybody's initials by key, such that within a group nobody has the same name as another."""
    alike: dict[tuple[str, str, str], list[FullName]] = defaultdict(list)
    found: dict[str, str] = {}
    for name in names:
        short = initials(name.prefix, name.surname)
        alike[name.group.casefold(), name.first_name.casefold(), short.casefold()].append(name)
        found[name.key] = short
    for bucket in alike.values():
        if len(bucket) > 1:
            found |= _told_apart(bucket)
    return found


def _told_apart(bucket: Sequence[FullName]) -> Mapping[str, str]:
    """Tell people apart whose first name and initials are the same: by more letters, then by a number."""
    tries = [_with_letters(bucket, letters) for letters in range(1, _MOST_LETTERS + 1)]
    best = max(tries, key=lambda found: len(set(found.values())))
    return best if len(set(best.values())) == len(bucket) else _numbered(best)


def _with_letters(bucket: Iterable[FullName], letters: int) -> dict[str, str]:
    """Give the initials with so many letters, but at least one letter less than the surname has."""
    found = {}
    for name in bucket:
        prefix, surname = split_surname(name.prefix, name.surname)
        first = _first_part(surname)
        found[name.key] = _shortened(prefix, first, max(1, min(letters, len(first) - 1)))
    return found


def _numbered(found: Mapping[str, str]) -> dict[str, str]:
    """Give numbers to those who still have the same initials; the first keeps them as they are."""
    times: dict[str, int] = defaultdict(int)
    numbered = {}
    for key in sorted(found):
        short = found[key]
        times[short] += 1
        numbered[key] = short if times[short] == 1 else f"{short} {times[short]}".strip()
    return numbered


def _shortened(prefix: str, first: str, letters: int) -> str:
    if not first:
        return ""
    # "IJ" is one letter.
    letters += first[:2] == "IJ"
    kept = first[:letters]
    kept = kept if kept[:2] == "IJ" else kept[:1].upper() + kept[1:].lower()
    return f"{_short_prefix(prefix)} {kept}.".strip()


def _first_part(surname: str) -> str:
    """Give the letters of the first part of a surname, without signs: "Öztürk-de Vries" gives "Öztürk"."""
    parts = re.findall(r"[^\W\d_]+", surname.replace("'", ""))
    return parts[0] if parts else ""


def _short_prefix(prefix: str) -> str:
    """Shorten the words before a surname: "van den" gives "v.d.", "van 't" gives "v.'t"."""
    words = prefix.translate(_APOSTROPHES).replace(".", " ").split()
    return "".join(word.lower() if word.startswith("'") else f"{word[0].lower()}." for word in words)
