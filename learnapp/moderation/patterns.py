"""The small language in which a protocol writes word patterns, and the matcher that finds them.

One pattern per line, elements separated by spaces:

    word        this word                       (a|b c|$)   one of these: words, rows of words, the end of the sentence
    <name>      a word of that class            word+       a noun with its plurals and diminutives
    word~       an adjective in all its forms   word%       a verb with its present forms
    word*       a word that starts so           *word       a word that ends so
    x?          an element that may be missing  !x          not this word here (takes no word)
    ...         at most three words             ......      at most seven words
    ^  $        the start and the end of a sentence

A pattern never crosses the end of a sentence. Every pattern is found through one of its words, so the time a text takes
hardly depends on the number of patterns, and no pattern can make it explode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol as Shape

from learnapp.moderation.morphology import adjective_forms, noun_forms, verb_forms

_ELEMENT = re.compile(r"!?\([^()]*\)\??|\S+")
_GAPS = {"...": 3, "......": 7}
_FORMS = {"+": noun_forms, "~": adjective_forms, "%": verb_forms}
_WORD = re.compile(r"[a-z0-9:'@]+\Z")
#: Words so common that they are a poor handle to find a pattern by, and words that are a fair one.
_COMMON = frozenset(
    """ik je jij jou jouw u hij zij ze we wij jullie het de een is ben bent zijn was niet van en dat die deze dit in op te
    met voor naar bij aan om als maar of er dan wel ook nog al zo hem haar hun mij me mijn ga gaat gaan heb heeft hebt
    kan kun mag moet wil wat wie hoe waar niemand iedereen echt heel geen uit nu hier daar weer toch""".split()  # noqa: SIM905
)
_USUAL = frozenset(
    """mensen kind kinderen meisje jongen meisjes jongens juf meester vind vindt vinden doe doet stuur nooit zit moeder
    vader mama papa kom komt leuk lekker goed foto app wordt weet zegt school klas groep morgen zien maken spelen vrienden
    iemand allemaal altijd helemaal weg mooi samen door over""".split()  # noqa: SIM905
)
_CLASS_COST = 150
_COMMON_COST = 600
_USUAL_COST = 40
#: Bounds that no real message meets, so that no text can take long: stretches kept per list, patterns tried per text,
#: emoji at the end of a sentence, and how a text of more words than `_LONG` is kept from saying the same over and over.
_MAX_STRETCHES = 8
_MAX_TRIES = 4_000
_MAX_EMOJI = 12
_LONG = 200
_REACH = 8
_NO_HANDLE = 1_000_000
_REMEMBERED = 20_000


#: The place that means: it does not fit.
_NO = -2


class PatternFault(ValueError):
    """A pattern cannot be read; the argument is a Dutch sentence that says why."""


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
    #: The elements that cannot be missed: when a text has no word for one of them, the pattern need not be tried.
    needed: tuple[Element, ...]


class Text(Shape):
    """What the matcher needs of a text: per word its form, its classes and its sentence."""

    @property
    def words(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def classes(self) -> Sequence[int]: ...  # noqa: D102
    @property
    def sentences(self) -> Sequence[int]: ...  # noqa: D102


@dataclass(slots=True)
class WordClasses:
    """The word classes of a protocol, each with its bit, also for words known by their start or end only."""

    bits: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    _start_tuple: tuple[str, ...] = ()
    _end_tuple: tuple[str, ...] = ()
    _known: dict[str, int] = field(default_factory=dict)

    def bit(self, name: str) -> int:
        """Give the bit of a class, and make it when it is new."""
        return self.bits.setdefault(name, 1 << len(self.bits))

    def add(self, name: str, items: Iterable[str]) -> None:
        """Add words (in the notation of patterns) to a class."""
        bit = self.bit(name)
        for item in items:
            self._add_item(item, bit)

    def _add_item(self, item: str, bit: int) -> None:
        if item.endswith("*"):
            self.starts[item[:-1]] = self.starts.get(item[:-1], 0) | bit
        elif item.startswith("*"):
            self.ends[item[1:]] = self.ends.get(item[1:], 0) | bit
        elif item.startswith("<"):
            inner = self.bits.get(item[1:-1])
            if inner is None:
                raise PatternFault(f"de woordgroep {item} staat nergens (of pas verderop)")
            for table in (self.words, self.starts, self.ends):
                for word, classes in table.items():
                    table[word] = classes | bit if classes & inner else classes
        else:
            for word in forms(item):
                self.words[word] = self.words.get(word, 0) | bit

    def close(self) -> None:
        """Make ready for questions: call once after the last `add`."""
        self._start_tuple = tuple(self.starts)
        self._end_tuple = tuple(self.ends)

    def of(self, word: str) -> int:
        """Give the classes of a word."""
        known = self._known.get(word)
        if known is None:
            known = self._classes_of(word)
            if len(self._known) < _REMEMBERED:
                self._known[word] = known
        return known

    def _classes_of(self, word: str) -> int:
        classes = self.words.get(word, 0)
        if word.startswith(self._start_tuple):
            for start, bit in self.starts.items():
                if word.startswith(start):
                    classes |= bit
        if word.endswith(self._end_tuple):
            for end, bit in self.ends.items():
                if word.endswith(end) and len(word) > len(end):
                    classes |= bit
        return classes


def forms(item: str) -> set[str]:
    """Give the words that an item stands for."""
    if item[-1:] in _FORMS and len(item) > 1:
        found = _FORMS[item[-1]](item[:-1])
    else:
        found = {item}
    if faulty := [word for word in found if not _WORD.match(word)]:
        raise PatternFault(f'"{faulty[0]}" bevat een teken dat niet kan')
    return found


def read_pattern(list_id: str, line: str, classes: WordClasses) -> list[Pattern]:
    """Read one line of the pattern language: usually one pattern."""
    elements = [_read_element(part, classes) for part in _ELEMENT.findall(line)]
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
    needed = [one for place, one in enumerate(elements) if place != at and one.kind is Kind.WORD]
    needed = [one for one in needed if not one.optional and not one.or_end]
    needed.sort(key=lambda one: (one.classes.bit_count(), len(one.heads)))
    return Pattern(list_id, elements[at], tuple(reversed(elements[:at])), tuple(elements[at + 1 :]), tuple(needed))


def _run(elements: tuple[Element, ...], index: int, text: Text, place: int, step: int) -> int:
    """Walk over the elements from a place; give the place after the last one, or -2 when they do not fit."""
    if index == len(elements):
        return place
    element = elements[index]
    kind = element.kind
    inside = 0 <= place < len(text.sentences) and text.sentences[place] == text.sentences[place - step]
    if kind is Kind.WORD:
        return _run_word(elements, index, text, place, step, inside=inside)
    if kind is Kind.GAP:
        return _run_gap(elements, index, text, place, step)
    if kind is Kind.NOT:
        here = inside and (_is_one_of(element, text, place) or bool(_rows_here(element, text, place, step)))
        return _NO if here else _run(elements, index + 1, text, place, step)
    return _run(elements, index + 1, text, place, step) if _at_end(text, place, step) else _NO


def _inside(text: Text, place: int, step: int) -> bool:
    """Say whether a place is in the sentence that we come from."""
    return 0 <= place < len(text.sentences) and text.sentences[place] == text.sentences[place - step]


def _is_one_of(element: Element, text: Text, place: int) -> bool:
    return text.words[place] in element.words or bool(text.classes[place] & element.classes)


def _at_end(text: Text, place: int, step: int) -> bool:
    """Say whether only emoji are left in the sentence."""
    for _ in range(_MAX_EMOJI):
        if not _inside(text, place, step):
            return True
        if not text.words[place].startswith(":"):
            return False
        place += step
    return True


def _rows_here(element: Element, text: Text, place: int, step: int) -> list[int]:
    """Give the places after each row of words that stands here."""
    rows = (element.by_first if step > 0 else element.by_last).get(text.words[place], ())
    ends = [_row_end(row, text, place, step) for row in rows]
    return [end for end in ends if end != _NO]


def _row_end(row: tuple[str, ...], text: Text, place: int, step: int) -> int:
    for word in row[::step]:
        if not _inside(text, place, step) or text.words[place] != word:
            return _NO
        place += step
    return place


def _run_word(elements: tuple[Element, ...], index: int, text: Text, place: int, step: int, *, inside: bool) -> int:
    element = elements[index]
    if inside:
        if text.words[place] in element.words or text.classes[place] & element.classes:
            end = _run(elements, index + 1, text, place + step, step)
            if end != _NO:
                return end
        for after in _rows_here(element, text, place, step) if element.rows else ():
            end = _run(elements, index + 1, text, after, step)
            if end != _NO:
                return end
    if element.optional or (element.or_end and _at_end(text, place, step)):
        return _run(elements, index + 1, text, place, step)
    return _NO


def _run_gap(elements: tuple[Element, ...], index: int, text: Text, place: int, step: int) -> int:
    for _ in range(elements[index].size + 1):
        end = _run(elements, index + 1, text, place, step)
        if end != _NO or not _inside(text, place, step):
            return end
        place += step
    return _NO


class Matcher:
    """All patterns of a protocol, found in one pass over a text."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        """Sort the patterns by the words and classes they are found by."""
        self._by_word: dict[str, list[Pattern]] = {}
        self._by_class: dict[int, list[Pattern]] = {}
        self._inner: set[str] = set()
        for pattern in patterns:
            for element in pattern.before + pattern.after:
                self._inner.update(element.words, *element.rows)
            for word in pattern.anchor.words:
                self._by_word.setdefault(word, []).append(pattern)
            mask = pattern.anchor.classes
            while mask:
                bit = mask & -mask
                self._by_class.setdefault(bit, []).append(pattern)
                mask ^= bit
        self._class_mask = sum(self._by_class)

    def vocabulary(self) -> set[str]:
        """Give every word that stands in a pattern."""
        return set(self._by_word) | self._inner

    def find(self, text: Text) -> dict[str, list[tuple[int, int]]]:
        """Give, per word list, the stretches of words (from, up to) where one of its patterns fits."""
        found: dict[str, list[tuple[int, int]]] = {}
        present = set(text.words)
        together = 0
        for classes in text.classes:
            together |= classes
        hopeless: dict[int, bool] = {}
        tries = 0
        for place in _places(text):
            for pattern in self._candidates(text.words[place], text.classes[place]):
                key = id(pattern)
                lost = hopeless.get(key)
                if lost is None:
                    lost = hopeless[key] = _is_hopeless(pattern, present, together)
                if not lost:
                    tries += 1
                    _try(pattern, text, place, found)
            if tries > _MAX_TRIES:
                break
        return found

    def _candidates(self, word: str, classes: int) -> Iterable[Pattern]:
        by_word = self._by_word.get(word, ())
        mask = classes & self._class_mask
        if not mask:
            return by_word
        found = list(by_word)
        while mask:
            bit = mask & -mask
            found += self._by_class[bit]
            mask ^= bit
        return found


def _places(text: Text) -> Iterable[int]:
    """Give the places to look at: in a long text, those whose surroundings were not seen before."""
    words = text.words
    if len(words) <= _LONG:
        yield from range(len(words))
        return
    seen: set[tuple[str, ...]] = set()
    for place in range(len(words)):
        around = tuple(words[max(0, place - _REACH) : place + _REACH + 1])
        if around not in seen:
            seen.add(around)
            yield place


def _is_hopeless(pattern: Pattern, present: set[str], together: int) -> bool:
    """Say whether the text has no word at all for one of the elements."""
    for element in pattern.needed:  # noqa: SIM110 -- a loop: this runs for every pattern that might fit
        if not element.classes & together and element.heads.isdisjoint(present):
            return True
    return False


def _try(pattern: Pattern, text: Text, place: int, found: dict[str, list[tuple[int, int]]]) -> None:
    stretches = found.get(pattern.list_id)
    if stretches is not None and len(stretches) >= _MAX_STRETCHES:
        return
    end = _run(pattern.after, 0, text, place + 1, 1) if pattern.after else place + 1
    if end == _NO:
        return
    start = _run(pattern.before, 0, text, place - 1, -1) if pattern.before else place - 1
    if start == _NO:
        return
    if stretches is None:
        stretches = found[pattern.list_id] = []
    if (start + 1, end) not in stretches:
        stretches.append((start + 1, end))


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
