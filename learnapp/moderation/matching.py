"""Find the patterns of a protocol in a text, in one pass.

Every pattern is found through one of its words, so the time that a text takes hardly depends on the number of patterns,
and no pattern can make it explode. A pattern never crosses the end of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol as Shape

from learnapp.moderation.patterns import Element, Kind, Pattern

#: Bounds that no real message meets, so that no text can take long: stretches kept per list, patterns tried per text,
#: emoji at the end of a sentence, and how a text of more words than `_LONG` is kept from saying the same over and over.
_MAX_STRETCHES = 8
_MAX_TRIES = 1_000
_MAX_EMOJI = 12
_LONG = 200
_REACH = 8
_REMEMBERED = 10_000
#: The place that means: it does not fit.
_NO = -2


#: The bits of what a pattern cannot miss before and after its handle, what must stand just before and after it, and the
#: pattern.
Handle = tuple[int, int, Element | None, Element | None, Pattern]


class Text(Shape):
    """What the matcher needs of a text: per word its form, its classes and its sentence."""

    @property
    def words(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def classes(self) -> Sequence[int]: ...  # noqa: D102
    @property
    def sentences(self) -> Sequence[int]: ...  # noqa: D102


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
        return _NO if _forbidden(elements, index, text, place, step) else _run(elements, index + 1, text, place, step)
    return _run(elements, index + 1, text, place, step) if _at_end(text, place, step) else _NO


def _forbidden(elements: tuple[Element, ...], index: int, text: Text, place: int, step: int) -> bool:
    """Say whether the word that may not be here is here: the next word, or at the start of a pattern the one before."""
    at = place - step if step < 0 and index < len(elements) - 1 else place
    if at == place and not _inside(text, place, step):
        return False
    return _is_one_of(elements[index], text, at) or bool(_rows_here(elements[index], text, at, step))


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
    rows = (element.by_first if step > 0 else element.by_last).get(text.words[place])
    if rows is None:
        return []
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
    """Walk on behind a gap. Mostly one certain word follows: then only the places where it stands are walked from."""
    follows = _beside(elements[index + 1 :])
    for _ in range(elements[index].size + 1):
        if follows is None:
            end = _run(elements, index + 1, text, place, step)
            if end != _NO:
                return end
        if not _inside(text, place, step):
            return _NO
        if follows is not None and (text.words[place] in follows.words or text.classes[place] & follows.classes):
            end = _run(elements, index + 2, text, place + step, step)
            if end != _NO:
                return end
        place += step
    return _NO


class Matcher:
    """All patterns of a protocol, found in one pass over a text.

    What a pattern cannot miss (its elements that are not optional) has a bit each. The bits of the words before and
    after a place, taken together, tell with two comparisons whether a pattern can fit there: few are ever tried.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        """Sort the patterns by the words and classes they are found by."""
        self._by_word: dict[str, list[Handle]] = {}
        self._by_class: dict[int, list[Handle]] = {}
        self._word_needs: dict[str, int] = {}
        self._class_needs: dict[int, int] = {}
        self._inner: set[str] = set()
        self._remembered: dict[tuple[str, int], tuple[Sequence[Handle], int]] = {}
        known: dict[tuple[frozenset[str], int], int] = {}
        for pattern in patterns:
            needs = (self._needs(pattern.before, known), self._needs(pattern.after, known))
            handle = (*needs, _beside(pattern.before), _beside(pattern.after), pattern)
            for element in pattern.before + pattern.after:
                self._inner.update(element.words, *element.rows)
            for word in pattern.anchor.words:
                self._by_word.setdefault(word, []).append(handle)
            for bit in _bits(pattern.anchor.classes):
                self._by_class.setdefault(bit, []).append(handle)
        self._classes = sum(self._by_class) | sum(self._class_needs.keys() - self._by_class.keys())

    def _needs(self, elements: Iterable[Element], known: dict[tuple[frozenset[str], int], int]) -> int:
        """Give the bits of the elements that cannot be missed, and note which words and classes have them."""
        mask = 0
        for element in elements:
            if element.kind is not Kind.WORD or element.optional or element.or_end:
                continue
            key = (element.heads, element.classes)
            bit = known.get(key)
            if bit is None:
                bit = known[key] = 1 << len(known)
                for word in element.heads:
                    self._word_needs[word] = self._word_needs.get(word, 0) | bit
                for class_bit in _bits(element.classes):
                    self._class_needs[class_bit] = self._class_needs.get(class_bit, 0) | bit
            mask |= bit
        return mask

    def vocabulary(self) -> set[str]:
        """Give every word that stands in a pattern."""
        return set(self._by_word) | self._inner

    def find(self, text: Text) -> dict[str, list[tuple[int, int]]]:
        """Give, per word list, the stretches of words (from, up to) where one of its patterns fits."""
        found: dict[str, list[tuple[int, int]]] = {}
        known = list(map(self._known, text.words, text.classes))
        masks = [needs for _, needs in known]
        before, after = _gathered(masks, text.sentences), _gathered(masks[::-1], text.sentences[::-1])
        after.reverse()
        tries = 0
        for place in _places(text):
            left, right = before[place], after[place]
            for needs_left, needs_right, element_before, element_after, pattern in known[place][0]:
                if (
                    needs_right & right == needs_right
                    and needs_left & left == needs_left
                    and (element_after is None or _stands(element_after, text, place + 1, place))
                    and (element_before is None or _stands(element_before, text, place - 1, place))
                ):
                    tries += 1
                    _try(pattern, text, place, found)
            if tries > _MAX_TRIES:
                break
        return found

    def _known(self, word: str, classes: int) -> tuple[Sequence[Handle], int]:
        """Give the patterns that are found by a word or one of its classes, and the bits of the needs that it meets."""
        classes &= self._classes
        key = (word, classes)
        known = self._remembered.get(key)
        if known is None:
            handles, needs = list(self._by_word.get(word, ())), self._word_needs.get(word, 0)
            for bit in _bits(classes):
                handles += self._by_class.get(bit, ())
                needs |= self._class_needs.get(bit, 0)
            known = (handles, needs)
            if len(self._remembered) < _REMEMBERED:
                self._remembered[key] = known
        return known


def _gathered(masks: Sequence[int], sentences: Sequence[int]) -> list[int]:
    """Give for every place the bits of the places before it in its sentence."""
    gathered, so_far, sentence = [], 0, -1
    for mask, here in zip(masks, sentences, strict=True):
        if here != sentence:
            so_far, sentence = 0, here
        gathered.append(so_far)
        so_far |= mask
    return gathered


def _beside(elements: tuple[Element, ...]) -> Element | None:
    """Give the first of these elements when it is always exactly one word, so that it can be looked at first."""
    if not elements or elements[0].kind is not Kind.WORD:
        return None
    first = elements[0]
    return None if first.optional or first.or_end or first.rows else first


def _stands(element: Element, text: Text, place: int, beside: int) -> bool:
    """Say whether the word at a place is one of an element, in the sentence of the word beside it."""
    return (
        0 <= place < len(text.words)
        and (text.words[place] in element.words or bool(text.classes[place] & element.classes))
        and text.sentences[place] == text.sentences[beside]
    )


def _bits(mask: int) -> Iterable[int]:
    """Give the single bits of a mask."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit


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
