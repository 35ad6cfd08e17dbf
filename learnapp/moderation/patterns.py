"""The small language in which a protocol writes word patterns.

One pattern per line, elements separated by spaces:

    word        this word                       (a|b c|$)   one of these: words, rows of words, the end of the sentence
    <name>      a word of that class            word+       a noun with its plurals and diminutives
    word~       an adjective in all its forms   word%       a verb with its present forms
    word*       a word that starts so           *word       a word that ends so
    x?          an element that may be missing  !x          not this word here (takes no word);
                                                at the start of a pattern: not this word before it
    ...         at most three words             ......      at most seven words
    ^  $        the start and the end of a sentence
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from learnapp.moderation.word_classes import PatternFault, WordClasses, forms

_ELEMENT = re.compile(r"!?\([^()]*\)\??|\S+")
_GAPS = {"...": 3, "......": 7}
#: Words so common that they are a poor handle to find a pattern by, and words that are a fair one.
_COMMON = frozenset(
    """ik je jij jou jouw u hij zij ze we wij jullie het de een is ben bent zijn was niet van en dat
    die deze dit in op te met voor naar bij aan om als maar of er dan wel ook nog al zo hem haar hun
    mij me mijn ga gaat gaan heb heeft hebt kan kun mag moet wil wat wie hoe waar niemand iedereen
    echt heel geen uit nu hier daar weer toch""".split()  # noqa: SIM905
)
_USUAL = frozenset(
    """mensen kind kinderen meisje jongen meisjes jongens juf meester vind vindt vinden doe doet stuur
    nooit zit moeder vader mama papa kom komt leuk lekker goed foto app wordt weet zegt school klas
    groep morgen zien maken spelen vrienden iemand allemaal altijd helemaal weg mooi samen door over""".split()  # noqa: SIM905
)
_CLASS_COST = 150
_COMMON_COST = 600
_USUAL_COST = 40
_NO_HANDLE = 1_000_000


class Kind(IntEnum):
    """The kinds of element."""

    WORD = 0
    GAP = 1
    NOT = 2
    START = 3
    END = 4


@dataclass(frozen=True, slots=True)
class Element:
    """One step of a pattern."""

    kind: Kind
    words: frozenset[str] = frozenset()
    classes: int = 0
    size: int = 0
    optional: bool = False
    #: Rows of words, and the end of the sentence, as alternatives to one word.
    rows: tuple[tuple[str, ...], ...] = ()
    or_end: bool = False
    #: The rows by their first and by their last word, and every word that a match of this element can start with.
    by_first: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    by_last: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    heads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, cut in two at the element by which it is found (`before` is in reverse order)."""

    list_id: str
    anchor: Element
    before: tuple[Element, ...]
    after: tuple[Element, ...]


def read_pattern(list_id: str, line: str, classes: WordClasses, known: dict[str, Element]) -> list[Pattern]:
    """Read one line of the pattern language: usually one pattern. `known` remembers the elements that were read."""
    elements = []
    for part in _ELEMENT.findall(line):
        if part not in known:
            known[part] = _read_element(part, classes)
        elements.append(known[part])
    if any(_cost(element) < _NO_HANDLE for element in elements):
        return [_cut(list_id, elements)]
    for place, element in enumerate(elements):
        if element.kind is Kind.WORD and not element.optional and not element.or_end:
            return [_cut(list_id, elements[:place] + row + elements[place + 1 :]) for row in _written_out(element)]
    raise PatternFault(f'het patroon "{line}" heeft geen vast woord')


def _plain_element(words: Iterable[str], classes: int = 0) -> Element:
    return Element(Kind.WORD, frozenset(words), classes, heads=frozenset(words))


def _written_out(element: Element) -> list[list[Element]]:
    """Give each alternative of an element as a row of elements of its own."""
    rows = [[_plain_element({word}) for word in row] for row in element.rows]
    single = _plain_element(element.words, element.classes)
    return [[single], *rows] if element.words or element.classes else rows


def _read_element(part: str, classes: WordClasses) -> Element:
    if part in _GAPS:
        return Element(Kind.GAP, size=_GAPS[part])
    if part in {"^", "$"}:
        return Element(Kind.START if part == "^" else Kind.END)
    optional = part.endswith("?")
    body = part.removesuffix("?")
    negative = body.startswith("!")
    body = body.removeprefix("!")
    items = [item.strip() for item in (body[1:-1].split("|") if body.startswith("(") else [body])]
    rows = tuple(tuple(item.split()) for item in items if " " in item)
    words, mask = _read_items([item for item in items if " " not in item and item != "$"], classes)
    return Element(
        Kind.NOT if negative else Kind.WORD,
        frozenset(words),
        mask,
        optional=optional,
        rows=rows,
        or_end="$" in items,
        by_first=_grouped(rows, 0),
        by_last=_grouped(rows, -1),
        heads=frozenset(words | {row[0] for row in rows}),
    )


def _grouped(rows: Sequence[tuple[str, ...]], place: int) -> dict[str, tuple[tuple[str, ...], ...]]:
    grouped: dict[str, tuple[tuple[str, ...], ...]] = {}
    for row in rows:
        grouped[row[place]] = (*grouped.get(row[place], ()), row)
    return grouped


def _read_items(items: Iterable[str], classes: WordClasses) -> tuple[set[str], int]:
    words: set[str] = set()
    mask = 0
    for item in items:
        if item.isalpha() and item.isascii():
            words.add(item)
            continue
        if not item or "(" in item or ")" in item:
            raise PatternFault(f'"{item}" is geen goed stuk van een patroon')
        if item.startswith("<"):
            if item[1:-1] not in classes.bits:
                raise PatternFault(f"de woordgroep {item} staat nergens")
            mask |= classes.bits[item[1:-1]]
        elif item.startswith("*") or item.endswith("*"):
            classes.add(item, [item])
            mask |= classes.bits[item]
        else:
            words |= forms(item)
    return words, mask


def _cost(element: Element) -> int:
    """Say how poor an element is as a handle: many and common words, and classes, are poor."""
    if element.kind is not Kind.WORD or element.optional or element.rows or element.or_end:
        return _NO_HANDLE
    poor = _COMMON_COST * len(element.words & _COMMON) + _USUAL_COST * len(element.words & _USUAL)
    return len(element.words) + poor + _CLASS_COST * element.classes.bit_count()


def _cut(list_id: str, elements: Sequence[Element]) -> Pattern:
    """Cut a pattern at its best handle."""
    at = min(range(len(elements)), key=lambda index: _cost(elements[index]))
    return Pattern(list_id, elements[at], tuple(reversed(elements[:at])), tuple(elements[at + 1 :]))


def split_items(text: str) -> list[str]:
    """Cut a block of words into its items; a `#` starts a remark until the end of the line."""
    return [item for line in text.splitlines() for item in line.split("#")[0].split()]


def split_lines(text: str) -> list[str]:
    """Cut a block of patterns into its lines, without remarks and empty lines."""
    return [line for raw in text.splitlines() if (line := raw.split("#")[0].strip())]


def expand_macros(line: str, macros: Mapping[str, Sequence[str]]) -> list[str]:
    """Write out the `$name` parts of a pattern: each stands for one of several stretches."""
    match = re.search(r"\$([a-z_]+)", line)
    if match is None:
        return [line]
    if match[1] not in macros:
        raise PatternFault(f"${match[1]} staat nergens onder [stukken]")
    return [
        written
        for piece in macros[match[1]]
        for written in expand_macros(line[: match.start()] + piece + line[match.end() :], macros)
    ]
