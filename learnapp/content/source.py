"""Files as they come in: their text with its place, and the faults that are found on the way.

Every loader of this package notes what is wrong and reads on; at the end all faults are raised together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from learnapp.errors import Fault, FaultyInput

#: No lesson, quiz or guide comes near this size: it is another kind of file.
_LARGEST = 400_000


class Faults:
    """Everything that is wrong, in the order of files and lines."""

    def __init__(self) -> None:
        """Start without a fault."""
        self._found: set[tuple[str, int, str]] = set()

    def note(self, file: str, message: str, *, line: int = 0) -> None:
        """Keep one fault; line 0 is the file as a whole."""
        self._found.add((file, line, message))

    def raise_any(self) -> None:
        """Raise all faults together, if there are any."""
        faults = [
            Fault(place=f"{file}, regel {line}" if line else file, message=message)
            for file, line, message in sorted(self._found)
        ]
        if faults:
            raise FaultyInput(faults)


@dataclass(frozen=True, slots=True)
class Source:
    """A file or a part of a file: its text, its name, and the line on which the text starts."""

    file: str
    text: str
    faults: Faults
    first_line: int = 1

    def fault(self, message: str, *, line: int = 1) -> None:
        """Note a fault on a line of this text (counted from 1)."""
        self.faults.note(self.file, message, line=self.first_line + line - 1)

    def part(self, text: str, *, line: int) -> Source:
        """Give the part of this text that starts on the given line."""
        return Source(self.file, text, self.faults, self.first_line + line - 1)


def read_source(path: Path, root: Path, faults: Faults) -> Source | None:
    """Read a text file; None (and a fault) when it is missing, empty, too large or not text."""
    name = path.relative_to(root).as_posix()
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        faults.note(name, "Dit bestand ontbreekt. Maak het aan.")
        return None
    except OSError:
        faults.note(name, "Dit bestand kan niet gelezen worden. Kijk of het een gewoon bestand is dat je mag openen.")
        return None
    text = _decode(data, name, faults)
    return None if text is None else Source(name, text, faults)


def _decode(data: bytes, name: str, faults: Faults) -> str | None:
    if len(data) > _LARGEST:
        faults.note(name, "Dit bestand is veel te groot voor een les. Staat hier het goede bestand?")
        return None
    if b"\0" in data:
        faults.note(name, "Dit is geen tekstbestand. Zet hier een tekstbestand (UTF-8) neer.")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.note(name, "Hier staat een teken dat geen UTF-8 is. Sla het bestand op als UTF-8.", line=line)
        return None
    if not text.strip():
        faults.note(name, "Dit bestand is leeg. Vul het, of haal het weg.")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def nearest(word: str, known: Iterable[str]) -> str:
    """Give the hint that belongs to an unknown word: the known word that looks like it, or a short list of all."""
    words = sorted(known)
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return f" Bedoelde je `{close[0]}`?"
    return f" Kies uit: {', '.join(words)}." if 0 < len(words) <= 14 else ""
