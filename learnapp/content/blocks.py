"""A step file, taken apart: the front matter between `+++` lines, and pieces of Markdown and `:::` blocks in turn."""

from __future__ import annotations

import re
from dataclasses import dataclass

from learnapp.content.source import Source, nearest

#: The building blocks that a step can have.
BLOCK_NAMES = ("story", "tip", "talk", "sort", "choose", "post", "board")

_FENCE = re.compile(r"(\s*):::+\s*(.*?)\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A building block with its contents, or (without a name) Markdown between blocks."""

    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class StepFile:
    """The two halves of a step file. The first line of each source is right, so faults name the line of the file."""

    front: Source
    pieces: tuple[Piece, ...]


def split_step(source: Source) -> StepFile | None:
    """Take a step file apart; None (and a fault) when it has no front matter."""
    lines = source.text.split("\n")
    if lines[0].strip() != "+++":
        source.fault("Begin het bestand met een regel +++, dan title, kind en minutes, dan weer een regel +++.")
        return None
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.strip() == "+++"), None)
    if end is None:
        source.fault("Sluit de gegevens bovenaan af met een tweede regel +++.")
        return None
    front = source.part("\n".join(lines[1:end]), line=2)
    return StepFile(front, tuple(_pieces(source, lines, end + 1)))


def _pieces(source: Source, lines: list[str], start: int) -> list[Piece]:
    """Cut the lines from `start` on (counted from 0) at the fences."""
    pieces: list[Piece] = []
    name, begin = "", start

    def cut(end: int) -> None:
        text = "\n".join(lines[begin:end])
        if name in BLOCK_NAMES or (not name and text.strip()):
            pieces.append(Piece(name, source.part(text, line=begin + 1)))

    for number in range(start, len(lines)):
        fence = _FENCE.fullmatch(lines[number])
        if fence is None:
            continue
        opened = _opened(source, fence, number + 1, inside=name)
        cut(number)
        name, begin = opened, number + 1
    if name:
        source.fault(f"Het blok ::: {name} is niet gesloten. Zet er een regel ::: onder.", line=begin)
    cut(len(lines))
    return pieces


def _opened(source: Source, fence: re.Match[str], line: int, *, inside: str) -> str:
    """Check a fence; give the name of the block that it opens, or "" when it closes one."""
    indent, name = fence.groups()
    if indent:
        source.fault("Zet ::: aan het begin van de regel.", line=line)
    if name and inside:
        source.fault(f"Sluit eerst het blok ::: {inside} met een regel :::.", line=line)
    if name and name not in BLOCK_NAMES:
        source.fault(f"Het blok ::: {name} bestaat niet.{nearest(name, BLOCK_NAMES)}", line=line)
    if not name and not inside:
        source.fault("Hier sluit ::: een blok dat niet open is. Haal hem weg, of zet de naam erachter.", line=line)
    return name
