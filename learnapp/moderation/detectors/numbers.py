"""Find telephone, account and citizen numbers, also when they are spelled out or broken up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from learnapp.moderation.detectors.base import Detector, Parameters
from learnapp.moderation.reading import Reading, Stretch

_UNITS = {
    "nul": "0", "een": "1", "twee": "2", "drie": "3", "vier": "4", "vijf": "5", "zes": "6", "zeven": "7", "acht": "8",
    "negen": "9", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "oh": "0", "o": "0", "seven7": "7",
}  # fmt: skip
_TEENS = {
    "tien": "10", "elf": "11", "twaalf": "12", "dertien": "13", "veertien": "14", "vijftien": "15", "zestien": "16",
    "zeventien": "17", "achttien": "18", "negentien": "19",
}  # fmt: skip
_TENS = {
    "twintig": "2", "dertig": "3", "veertig": "4", "vijftig": "5", "zestig": "6", "zeventig": "7", "tachtig": "8",
    "negentig": "9",
}  # fmt: skip
_DUTCH_UNITS = [word for word in _UNITS if len(word) > 2]
NUMBER_WORDS = (
    _UNITS
    | _TEENS
    | {ten: digit + "0" for ten, digit in _TENS.items()}
    | {
        unit + "en" + ten: digit + _UNITS[unit]
        for ten, digit in _TENS.items()
        for unit in ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
    }
)
_GLUED = re.compile("(?:" + "|".join(sorted(_DUTCH_UNITS, key=len, reverse=True)) + ")+\\Z")
_UNIT = re.compile("|".join(sorted(_DUTCH_UNITS, key=len, reverse=True)))
_PIECE = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
_FILLERS = frozenset(
    """en dan daarna daarachter streepje spatie punt min plus vervolgens ehm uh eh""".split()  # noqa: SIM905
)
_SIGNS = frozenset("-./()+_~*,|:'\"#<>[]")
_REPEATS = {"dubbel": 2, "dubbele": 2, "double": 2, "driedubbel": 3, "triple": 3}
_MAX_FILLERS = 3
_MOBILE = re.compile(r"(?:0031|31)0?6\d{8}|06\d{8}|(?<!\d)6\d{8}\Z")
_LANDLINE = re.compile(r"\A(?:(?:0031|31)0?|0)[1-57]\d{8}\Z")
_MIN_DIGITS = 9
#: So many digits and number words make it worth looking whether they are a number that was taken apart.
_SOME_DIGITS = 5
_CITIZEN_DIGITS = 8
_ACCOUNT_DIGITS = 12
_NUMBER_WORDS = frozenset(NUMBER_WORDS)
_ACCOUNT = re.compile(r"(?<![a-z0-9])[a-z]{2}\s?\d{2}\s?[a-z]{4}(?:[\s.-]?\d){10}(?!\d)")
_NINE = re.compile(r"(?<![\d.,+-])\d{3}[ .]?\d{3}[ .]?\d{3}(?![\d]|[.,]\d)|(?<!\d)\d{8,9}(?!\d)")
_CITIZEN_WORDS = ("bsn", "burgerservice", "sofinummer", "sofi-nummer")

Digits = list[tuple[str, int, int]]


def _runs(text: str) -> Iterator[Digits]:
    """Give every row of digits, however they are written, as (digit, start, end)."""
    run: Digits = []
    fillers, repeat = 0, 1
    for match in _PIECE.finditer(text):
        piece, start, end = match[0], *match.span()
        digits = _digits(piece, inside=bool(run))
        if digits is not None:
            run += [(digit, start, end) for digit in digits * repeat]
            fillers, repeat = 0, 1
        elif run and piece in _REPEATS:
            repeat = _REPEATS[piece]
        elif run and fillers < _MAX_FILLERS and (piece in _FILLERS or piece in _SIGNS or ord(piece[0]) > 0x2000):
            fillers += 1
        elif run:
            yield run
            run, fillers, repeat = [], 0, 1
    if run:
        yield run


def _digits(piece: str, *, inside: bool) -> str | None:
    if piece[0].isdecimal():
        return piece if piece.isascii() else "".join(str(int(char)) for char in piece)
    if piece in {"o", "oh", "l", "i"}:
        return {"o": "0", "oh": "0"}.get(piece, "1") if inside else ("0" if piece == "o" else None)
    if piece in NUMBER_WORDS:
        return NUMBER_WORDS[piece]
    if len(piece) > 5 and _GLUED.match(piece):
        return "".join(_UNITS[unit] for unit in _UNIT.findall(piece))
    return None


def _might_hold_number(reading: Reading) -> bool:
    if reading.digits >= _MIN_DIGITS or "nulzes" in reading.text:
        return True
    if _NUMBER_WORDS.isdisjoint(reading.words):
        return reading.digits >= _SOME_DIGITS
    return sum(word in _NUMBER_WORDS for word in reading.words) + reading.digits >= _SOME_DIGITS


def _phones(reading: Reading, parameters: Parameters) -> Iterator[Stretch]:
    if not _might_hold_number(reading):
        return
    asked = any(reading.has(list_id) for list_id in parameters.get("cues", ()))
    for run in _runs(reading.text):
        number = "".join(digit for digit, _, _ in run)
        match = _MOBILE.search(number) or _LANDLINE.search(number)
        if match is None or not _is_plausible(reading.text, number, run, match.start(), asked=asked):
            continue
        if any(number.startswith(public) for public in parameters.get("public", ())):
            continue
        first, last = run[match.start()], run[match.end() - 1]
        yield reading.original(first[1], last[2])


def _is_plausible(text: str, number: str, run: Digits, start: int, *, asked: bool) -> bool:
    """Say whether a row of digits without a 0 in front may be a number: after a plus, or where a number is meant."""
    first = number[start]
    if first == "3":
        return run[start][1] > 0 and text[run[start][1] - 1] == "+"
    return first == "0" or asked


def _accounts(reading: Reading, _: Parameters) -> Iterator[Stretch]:
    if reading.digits < _ACCOUNT_DIGITS:
        return
    for match in _ACCOUNT.finditer(reading.text):
        yield reading.original(*match.span())


def _passes_eleven_test(digits: str) -> bool:
    digits = digits.zfill(9)
    total = sum(int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return total % 11 == 0 and digits != "000000000"


def _citizen_numbers(reading: Reading, _: Parameters) -> Iterator[Stretch]:
    if reading.digits < _CITIZEN_DIGITS:
        return
    named = any(word in reading.text for word in _CITIZEN_WORDS)
    for match in _NINE.finditer(reading.text):
        digits = re.sub(r"\D", "", match[0])
        if named or (match[0].isdecimal() and len(digits) == 9 and digits.isascii() and _passes_eleven_test(digits)):
            yield reading.original(*match.span())


PHONE = Detector("phone", _phones, lists=frozenset({"cues"}), required=frozenset({"public"}))
ACCOUNT = Detector("bank_account", _accounts)
CITIZEN = Detector("citizen_number", _citizen_numbers)
