"""Find e-mail addresses, home addresses, account names, secrets and birth dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from learnapp.moderation.detectors.base import Detector, Parameters
from learnapp.moderation.reading import Reading, Stretch

_TAIL = r"(?:apenstaart|apestaart)(?:je)?"
_AT = rf"(?:\s?@\s?|\s?[(\[]\s?(?:at|{_TAIL})\s?[)\]]\s?|\s(?:at|aapje|{_TAIL})\s)"
_DOT = r"(?:\s?\.\s?|\s?[(\[]\s?(?:dot|punt)\s?[)\]]\s?|\s(?:dot|punt|puntje)\s)"
_MAIL = re.compile(
    rf"(?<![\w.+-])[a-z0-9][\w.+-]{{0,63}}(?:{_DOT}[a-z0-9_+-]{{1,40}})?{_AT}"
    rf"(?:[a-z0-9-]{{1,60}}{_DOT}(?:[a-z0-9-]{{1,60}}\.){{0,3}}[a-z]{{2,6}}|(?:gmail|hotmail|outlook|live|icloud|yahoo|ziggo|kpnmail)\b)"
)
_MAIL_SIGNS = ("@", " at ", "(at)", "[at]", "apenstaart", "apestaart", " aapje ")
_POSTCODE = re.compile(r"(?<![\w.,])[1-9]\d{3}(\s?)([a-z]{2})(?![\w])")
_POSTCODE_WORDS = frozenset(
    """in en is op we ik ze te om al de er of ga je zo nu ja ok km cm mm kg mb gb ms hz eu""".split()  # noqa: SIM905
)
_UNITS = frozenset(
    """km kilometer meter m uur minuten minuut min keer x euro jaar kinderen mensen graden procent punten stappen
    dagen weken auto's autos bomen huizen fietsen honden katten""".split()  # noqa: SIM905
)
_NUMBER = re.compile(r"\d{1,4}[a-z]{0,2}\Z")
_DATE = re.compile(r"(?<![\d.,/-])[0-3]?\d\s?[-/.]\s?[01]?\d\s?[-/.]\s?(?:19|20)?\d\d(?![\d])")
_YEAR = re.compile(r"(?:19[2-9]|20[0-3])\d\Z")
_HANDLE = re.compile(r"(?<![\w.@/])@?([a-z0-9][\w.#-]{2,29})")
_SECRET_REACH = 7
_HANDLE_REACH = 6
_HAS_DIGIT = re.compile(r"\d")


def _mails(reading: Reading, _: Parameters) -> Iterator[Stretch]:
    if any(sign in reading.text for sign in _MAIL_SIGNS):
        for match in _MAIL.finditer(reading.text):
            yield reading.original(*match.span())


def _postcodes(reading: Reading, _: Parameters) -> Iterator[Stretch]:
    if not reading.all_classes & reading.lexicon.getal:
        return
    for match in _POSTCODE.finditer(reading.text):
        letters = reading.message.text[reading.normal.start(match.start(2)) : reading.normal.end(match.end(2))]
        if letters.isupper() or (
            match[2] not in _POSTCODE_WORDS and (not match[1] or _house_number_after(reading, match.end()))
        ):
            yield reading.original(*match.span())


def _house_number_after(reading: Reading, at: int) -> bool:
    return bool(re.match(r"[\s,]*(?:nr\.?|nummer|huisnummer)?\s*\d{1,4}\b", reading.text[at : at + 30]))


def _streets(reading: Reading, parameters: Parameters) -> Iterator[Stretch]:
    """Find a street with a house number; `street` and `street_word` are classes, the second needs a capital."""
    bits = reading.lexicon.classes.bits
    street, word_only, number_word = (bits[parameters[name][0]] for name in ("street", "street_word", "number_word"))
    if not reading.all_classes & (street | word_only) or not reading.all_classes & reading.lexicon.getal:
        return
    for place, classes in enumerate(reading.classes):
        if not classes & (street | word_only) or (not classes & street and not reading.capital(place)):
            continue
        after = place + 1
        while after < len(reading.words) and reading.classes[after] & number_word:
            after += 1
        if after >= len(reading.words) or not _NUMBER.match(reading.words[after]):
            continue
        if reading.words[after + 1 : after + 2] and reading.words[after + 1] in _UNITS:
            continue
        yield reading.span((_street_start(reading, place), after + 1))


def _street_start(reading: Reading, place: int) -> int:
    """Give the first word of a street name of several capitalised words."""
    while (
        place
        and reading.capital(place)
        and reading.capital(place - 1)
        and reading.places[place - 1][1] + 1 == reading.places[place][0]
    ):
        if reading.sentences[place - 1] != reading.sentences[place] or place - 1 == 0:
            break
        place -= 1
    return place


def _secrets(reading: Reading, parameters: Parameters) -> Iterator[Stretch]:
    """Find what follows the name of a secret: something with a digit, or the last word after "is"."""
    bits = reading.lexicon.classes.bits
    cue, plain = bits[parameters["cue"][0]], bits[parameters["plain"][0]]
    if not reading.all_classes & cue:
        return
    for place, classes in enumerate(reading.classes):
        if classes & cue and (found := _secret_after(reading, place, cue, plain)):
            yield reading.span(found)


def _secret_after(reading: Reading, place: int, cue: int, plain: int) -> Stretch | None:
    words, size = reading.words, len(reading.words)
    for at in range(place + 1, min(size, place + 1 + _SECRET_REACH)):
        if reading.sentences[at] > reading.sentences[place] + 1:
            return None
        word = reading.text[slice(*reading.places[at])]
        counted = at + 1 < size and reading.classes[at + 1] & plain
        if _HAS_DIGIT.search(word) and len(word) >= 3 and not counted and not reading.classes[at] & cue:
            return (at, _run_of_digits(reading, at))
        closed = at + 1 == size or reading.sentences[at + 1] != reading.sentences[at] or words[at + 1].startswith(":")
        said = words[at - 1] in {"is", "heet", "wordt"} or reading.text[
            reading.places[at - 1][1] : reading.places[at][0]
        ].strip() in {":", "=", "->"}
        if said and closed and not reading.classes[at] & (plain | cue) and len(word) > 3:
            return (at, at + 1)
    return None


def _run_of_digits(reading: Reading, at: int) -> int:
    end = at + 1
    while end < len(reading.words) and reading.words[end].isdecimal():
        end += 1
    return end


def _birth_dates(reading: Reading, parameters: Parameters) -> Iterator[Stretch]:
    if not reading.has(*parameters["cues"]):
        return
    for match in _DATE.finditer(reading.text):
        yield reading.original(*match.span())
    month = reading.lexicon.classes.bits[parameters["month"][0]]
    for place in range(1, len(reading.words)):
        if reading.classes[place] & month and reading.classes[place - 1] & reading.lexicon.getal:
            year = place + 1 < len(reading.words) and _YEAR.match(reading.words[place + 1])
            if year or reading.has(*parameters["born"]):
                yield reading.span((place - 1, place + 2 if year else place + 1))


def _handles(reading: Reading, parameters: Parameters) -> Iterator[Stretch]:
    """Find the account name that follows somebody's own app or game."""
    plain = reading.lexicon.classes.bits[parameters["plain"][0]]
    for _, end in reading.found(*parameters["lists"]):
        at = reading.places[end - 1][1]
        for match in list(_HANDLE.finditer(reading.text, at, min(len(reading.text), at + 60)))[:_HANDLE_REACH]:
            if _looks_like_handle(reading, match, plain, first=match.start() - at <= 5):
                yield reading.original(*match.span())
                break


def _looks_like_handle(reading: Reading, match: re.Match[str], plain: int, *, first: bool) -> bool:
    name = match[1].rstrip(".-")
    if match[0].startswith("@") or "_" in name or (_HAS_DIGIT.search(name) and re.search(r"[a-z]", name)):
        return True
    known = reading.lexicon.classes.of(name) & plain or name in reading.lexicon.vocabulary
    said = reading.text[match.start() - 3 : match.start()].endswith((": ", "is ", ":"))
    return first and said and not known and len(name) > 4


MAIL = Detector("email", _mails)
POSTCODE = Detector("postcode", _postcodes)
STREET = Detector("street", _streets, required=frozenset({"street", "street_word", "number_word"}))
SECRET = Detector("secret", _secrets, required=frozenset({"cue", "plain"}))
BIRTH_DATE = Detector(
    "birth_date", _birth_dates, lists=frozenset({"cues", "born"}), required=frozenset({"cues", "month", "born"})
)
HANDLE = Detector("account_name", _handles, lists=frozenset({"lists"}), required=frozenset({"lists", "plain"}))
