"""From bytes to text. Whatever is no text is refused with a sentence that says what to do."""

from __future__ import annotations

import codecs
import re

from learnapp.errors import Fault, FaultyInput

LARGEST = 5_000_000

_HOW_TO_SAVE = "Kies in het rekenblad Opslaan als, en dan CSV (gescheiden door puntkomma's)."
_NO_TEXT = f"Dit is geen tekstbestand, dus geen CSV. {_HOW_TO_SAVE}"

#: How other kinds of files begin, and what to say then.
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", f"Dit is een oud Excel-bestand (xls). {_HOW_TO_SAVE}"),
    (b"%PDF", "Dit is een pdf. Vraag in het leerlingvolgsysteem om een CSV-bestand."),
    (b"{\\rtf", f"Dit is een tekstverwerkerbestand (rtf). {_HOW_TO_SAVE}"),
)
_MARKUP = re.compile(r"\s*<(\?xml|!doctype|html|table|edex)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: Letters that were read in a wrong encoding once before: an e with an accent has become two odd signs.
_MANGLED = re.compile("\ufffd|[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


def text_of(data: bytes, *, name: str) -> str:
    """Give the text of a file in UTF-8, UTF-16 (with a mark) or Windows-1252.

    Raises `FaultyInput` when it is no text.
    """
    if len(data) > LARGEST:
        raise _fault(name, f"Dit bestand is groter dan {LARGEST // 1_000_000} MB. Is dit wel de leerlingenlijst?")
    _refuse_other_kinds(data, name)
    text = _decode(data, name)
    if not text.strip():
        raise _fault(name, "Dit bestand is leeg. Kijk of de export gelukt is.")
    if _CONTROL.search(text):
        raise _fault(name, _NO_TEXT)
    if _MARKUP.match(text):
        raise _fault(name, f"Dit is geen CSV maar een webpagina of XML-bestand. {_HOW_TO_SAVE}")
    return text


def is_mangled(text: str) -> bool:
    """Say whether letters with accents were spoiled before the file came to us."""
    return not text.isascii() and bool(_MANGLED.search(text))


def _refuse_other_kinds(data: bytes, name: str) -> None:
    if data.startswith(b"PK\x03\x04"):
        raise _fault(name, _about_zip(data))
    for start, message in _SIGNATURES:
        if data.startswith(start):
            raise _fault(name, message)


def _about_zip(data: bytes) -> str:
    if b"xl/" in data:
        return f"Dit is een Excel-bestand (xlsx). {_HOW_TO_SAVE}"
    if b"opendocument.spreadsheet" in data[:200]:
        return f"Dit is een rekenblad van LibreOffice (ods). {_HOW_TO_SAVE}"
    return "Dit is een ingepakt bestand (zip). Pak het eerst uit en kies het CSV-bestand dat erin zit."


def _decode(data: bytes, name: str) -> str:
    encodings: tuple[str, ...] = ("utf-8-sig", "cp1252")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    elif b"\0" in data:
        raise _fault(name, _NO_TEXT)
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _fault(name, "De letters van dit bestand zijn niet te lezen. Sla het op als CSV UTF-8.")


def _fault(name: str, message: str) -> FaultyInput:
    return FaultyInput([Fault(name, message)])
