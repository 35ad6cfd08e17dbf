"""Read a message: words with their places, classes and sentences, and the patterns found in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from learnapp.moderation.lexicon import Lexicon
from learnapp.moderation.message import Message
from learnapp.moderation.normalise import Normalised, normalise, unleeted, unstretched

if TYPE_CHECKING:
    from learnapp.moderation.advisor import Opinion

Stretch = tuple[int, int]

_TOKEN = re.compile(
    r"(?:https?://|www\.)[^\s\"'<>]{2,300}"
    r"|[a-z0-9](?:[a-z0-9-]{0,60}\.){1,4}(?:nl|com|net|org|be|eu|de|uk|tv|top|xyz|io|gg|shop|site|online|club|info|app|link"
    r"|win|vip|live|me|tk|ru|cc|ly|store|fun|click|gift|cash|pro)(?:/[^\s\"'<>]{0,300})?(?![^\W_])"
    r"|\d+(?:[.,:]\d+)+(?![^\W_])|[^\W_]+(?:'[^\W_]+)*|\.{2,}|[.!?\n;]+|[^\w\s]|_"
)
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .\-_*]{1,3}){2,}[^\W\d_](?![^\W_])")
_SIGNED = re.compile(r"[a-z0-9@$!|*#+]*(?:[a-z][@$!|*#+]+(?=[a-z0-9])|(?<![a-z0-9])[@$]+(?=[a-z]))[a-z0-9@$!|*#+]*")
_STRETCHED = re.compile(r"(.)\1\1")
_BREAKS = frozenset(".!?\n;")
#: Words of the answered message that are looked at: enough to know what it is about.
_REPLY_LIMIT = 600
_MAX_WORD = 40
#: More words than a page of prose has are not read: nobody writes them, and no text may take long.
_MAX_WORDS = 2_000
_PARTICLES = frozenset(
    """van de der den het ten ter te el al la le di da bin ben op 't""".split()  # noqa: SIM905
)
_ARTICLES = frozenset(
    """de een het deze die dit dat mijn je jouw onze geen elke""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a message may mention, made ready."""

    pupils: frozenset[str]
    staff: frozenset[str]
    full: dict[str, tuple[tuple[str, ...], ...]]


@lru_cache(maxsize=512)
def _names(roster: tuple[str, ...], staff: tuple[str, ...]) -> Names:
    full: dict[str, tuple[tuple[str, ...], ...]] = {}
    firsts: tuple[set[str], set[str]] = (set(), set())
    for people, found in zip((roster, staff), firsts, strict=True):
        for name in people:
            parts = tuple(re.findall(r"[^\W_]+(?:'[^\W_]+)*", normalise(name).text))
            if parts:
                found.add(parts[0])
            if len(parts) > 1:
                full[parts[0]] = (*full.get(parts[0], ()), parts)
                found.update(parts[-1:] if found is firsts[1] else ())
    return Names(frozenset(firsts[0]), frozenset(firsts[1]), full)


@dataclass(slots=True)
class Reading:
    """What detectors look at. Stretches count words; `span` gives the place in the original text."""

    message: Message
    normal: Normalised
    lexicon: Lexicon
    names: Names
    words: list[str] = field(default_factory=list)
    classes: list[int] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    places: list[Stretch] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    hits: dict[str, list[Stretch]] = field(default_factory=dict)
    answered: Reading | None = None
    #: All classes that some word has, and how many digits there are.
    all_classes: int = 0
    digits: int = 0
    #: What the advisor thinks of it, once it was asked (see `advisor.opinion_of`).
    opinion: Opinion | None = None

    @property
    def text(self) -> str:
        """Give the text in plain small letters."""
        return self.normal.text

    def span(self, stretch: Stretch) -> Stretch:
        """Give the place of a stretch of words in the original text."""
        start, end = self.places[stretch[0]][0], self.places[stretch[1] - 1][1]
        return self.normal.start(start), self.normal.end(end)

    def original(self, start: int, end: int) -> Stretch:
        """Give the place of a part of the plain text in the original text."""
        return self.normal.start(start), self.normal.end(end)

    def found(self, *lists: str) -> Iterator[Stretch]:
        """Give the stretches where a pattern of one of the lists fits."""
        for list_id in lists:
            yield from self.hits.get(list_id, ())

    def has(self, *lists: str) -> bool:
        """Say whether a pattern of one of the lists fits."""
        return any(list_id in self.hits for list_id in lists)

    def capital(self, place: int) -> bool:
        """Say whether a word starts with a capital in the original text."""
        return self.message.text[self.normal.start(self.places[place][0])].isupper()


def read(message: Message, lexicon: Lexicon) -> Reading:
    """Read a message, and the message it answers."""
    reading = Reading(message, normalise(message.text), lexicon, _names(message.roster, message.staff))
    _read_words(reading)
    reading.digits = sum(map(reading.text.count, "0123456789"))
    for classes in reading.classes:
        reading.all_classes |= classes
    reading.hits = lexicon.matcher.find(reading)
    if message.reply_to:
        earlier = Message(
            message.reply_to[:_REPLY_LIMIT], roster=message.roster, staff=message.staff, school=message.school
        )
        reading.answered = read(earlier, lexicon)
    return reading


def _read_words(reading: Reading) -> None:
    text, lexicon = reading.normal.text, reading.lexicon
    joined = _joined(text, lexicon)
    sentence, quote, skip_to = 0, "", 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start < skip_to:
            continue
        if len(reading.words) >= _MAX_WORDS:
            break
        token = match[0]
        if start in joined:
            skip_to, word = joined[start]
            _add(reading, word, (start, skip_to), sentence, quoted=bool(quote))
        elif "." in token and not token[0].isdecimal() and token[0].isalnum():
            kind = ":site:" if any(site in token for site in lexicon.good_sites) else ":link:"
            _add(reading, kind, (start, end), sentence, quoted=bool(quote))
        elif token[0].isalnum():
            for word in _known_form(token, lexicon):
                _add(reading, word, (start, end), sentence, quoted=bool(quote))
        elif token[0] in _BREAKS:
            sentence += not token.startswith("..")
        elif token in {'"', "'"}:
            quote = _quote(quote, token, text, start)
        elif emoji := lexicon.emoji.get(token) or _unnamed_emoji(token):
            _add_emoji(reading, emoji, (start, end), sentence, quoted=bool(quote))
    _mark_names(reading)


def _add(reading: Reading, word: str, place: Stretch, sentence: int, *, quoted: bool) -> None:
    classes = reading.lexicon.classes.of(word)
    reading.words.append(word)
    reading.classes.append(classes | reading.lexicon.getal if word[0].isdigit() else classes)
    reading.sentences.append(sentence)
    reading.places.append(place)
    reading.quoted.append(quoted)


def _add_emoji(reading: Reading, word: str, place: Stretch, sentence: int, *, quoted: bool) -> None:
    """Add an emoji; a row of the same ones counts as one."""
    if reading.words and reading.words[-1] == word and reading.sentences[-1] == sentence:
        reading.places[-1] = (reading.places[-1][0], place[1])
    else:
        _add(reading, word, place, sentence, quoted=quoted)


def _unnamed_emoji(token: str) -> str:
    return ":emoji:" if ord(token[0]) > 0x2190 else ""


def _quote(quote: str, token: str, text: str, at: int) -> str:
    """Give the quotation mark that is open after this one."""
    if quote == token:
        return ""
    opens = at == 0 or not text[at - 1].isalnum()
    closed_later = text.find(token, at + 1) != -1
    return token if not quote and opens and closed_later else quote


def _known_form(token: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Give the word that was meant, when that is a word we know."""
    if token in lexicon.spelling:
        return lexicon.spelling[token]
    if token in lexicon.vocabulary or len(token) > _MAX_WORD or token.isdecimal():
        return (token,)
    for form in _forms(token):
        if form in lexicon.vocabulary or form in lexicon.spelling:
            return lexicon.spelling.get(form, (form,))
    return (token,)


def _forms(token: str) -> Iterator[str]:
    plain: Sequence[str] = (token,)
    if not token.isalpha() and any(char.isdigit() for char in token) and any(char.isalpha() for char in token):
        plain = unleeted(token)
        yield from plain
    for form in plain:
        if _STRETCHED.search(form):
            yield from unstretched(form)


def _joined(text: str, lexicon: Lexicon) -> dict[int, tuple[int, str]]:
    """Find words written with spaces, dots or signs between or instead of letters: where they start, end, and mean."""
    found: dict[int, tuple[int, str]] = {}
    for match in _SPACED.finditer(text):
        word = re.sub(r"[ .\-_*]", "", match[0])
        known = [
            form for form in (word, *unstretched(word[:_MAX_WORD])) if form in lexicon.vocabulary and len(form) > 2
        ]
        if known:
            found[match.start()] = (match.end(), known[0])
    if any(sign in text for sign in "@$!|*#+"):
        for match in _SIGNED.finditer(text):
            word = match[0].rstrip("@$!|*#+")
            known = [form for form in unleeted(word[:_MAX_WORD]) if form in lexicon.vocabulary and len(form) > 2]
            if known:
                found[match.start()] = (match.start() + len(word), known[0])
    return found


def _mark_names(reading: Reading) -> None:
    lexicon, names, words = reading.lexicon, reading.names, reading.words
    for place, word in enumerate(words):
        if word in names.pupils:
            if not _plain_word(reading, place):
                reading.classes[place] |= lexicon.naam | lexicon.leerlingnaam
        elif word in names.staff and not _plain_word(reading, place):
            reading.classes[place] |= lexicon.staf | lexicon.naam
        elif reading.classes[place] & lexicon.voornaam and not _plain_word(reading, place):
            reading.classes[place] |= lexicon.naam
        if place and reading.classes[place - 1] & lexicon.titel and reading.capital(place):
            reading.classes[place] |= lexicon.staf | lexicon.naam
    _mark_school(reading)


def _plain_word(reading: Reading, place: int) -> bool:
    """Say whether a word that could be a name is a plain word here."""
    if place and reading.words[place - 1] in _ARTICLES:
        return not reading.capital(place)
    return reading.words[place] in reading.lexicon.name_or_word and not reading.capital(place)


@lru_cache(maxsize=64)
def _school_words(school: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+(?:'[^\W_]+)*", normalise(school).text))


def _mark_school(reading: Reading) -> None:
    if not reading.message.school:
        return
    school, words = _school_words(reading.message.school), reading.words
    if not school:
        return
    for place, word in enumerate(words):
        if word == school[-1] and tuple(words[max(0, place + 1 - len(school)) : place + 1]) == school:
            for inner in range(place + 1 - len(school), place + 1):
                reading.classes[inner] |= reading.lexicon.dezeschool


def full_name_end(reading: Reading, place: int) -> int:
    """Give the place after a full name of the roster or the staff that starts here, or 0."""
    for parts in reading.names.full.get(reading.words[place], ()):
        if tuple(reading.words[place : place + len(parts)]) == parts:
            return place + len(parts)
        short = tuple(part for part in parts if part not in _PARTICLES)
        if len(short) > 1 and short != parts and tuple(reading.words[place : place + len(short)]) == short:
            return place + len(short)
    return 0
