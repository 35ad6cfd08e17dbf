"""Make a drawing smaller: whole numbers in paths, without letting the rounding add up along a path."""

from __future__ import annotations

import re

#: How many numbers one step of a command takes.
STEPS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}
COMMAND = re.compile(r"([mlhvcsqtaz])([^mlhvcsqtaz]*)", re.IGNORECASE)
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
#: The two flags of an arc may be written against the number behind them ("0 01-22").
_GAP = r"[\s,]*"
ARC = re.compile(_GAP.join([f"({NUMBER.pattern})"] * 3 + ["([01])"] * 2 + [f"({NUMBER.pattern})"] * 2))


def shrink_svg(svg: str) -> str:
    """Take out comments and metadata, and round every path."""
    return re.sub(r' d="([^"]+)"', lambda found: f' d="{shrink_path(found[1])}"', without_words(svg))


def without_words(svg: str) -> str:
    """Take out what is not drawn: who made it and under which licence stands in NOTICE."""
    svg = re.sub(r"<!--.*?-->|<metadata.*?</metadata>", "", svg, flags=re.DOTALL)
    return re.sub(r' (?:shape-rendering="auto"|aria-hidden="true"|clip-rule="evenodd")', "", svg)


def shrink_path(path: str) -> str:
    """Round a path to whole numbers; each point is rounded from where it truly is."""
    written: list[str] = []
    last = ""
    true, kept, start, kept_start = [0.0, 0.0], [0, 0], [0.0, 0.0], [0, 0]
    for letter, rest in COMMAND.findall(path):
        kind = letter.lower()
        if kind == "z":
            written.append("z")
            last = ""
            true, kept = list(start), list(kept_start)
            continue
        for at, step in enumerate(_steps(kind, rest)):
            here = _absolute(kind, step, true, relative=letter.islower())
            written.append(_written("l" if kind == "m" and at else kind, here, kept, before=last))
            last = kind if kind != "m" else ""
            true = _end(kind, here, true)
            kept = [round(true[0]), round(true[1])]
            if kind == "m" and at == 0:
                start, kept_start = list(true), list(kept)
    joined = "".join(written)
    return "M" + joined[1:] if joined.startswith("m") else joined


def _steps(kind: str, rest: str) -> list[list[float]]:
    if kind == "a":
        return [[float(number) for number in found] for found in ARC.findall(rest)]
    numbers = [float(number) for number in NUMBER.findall(rest)]
    size = STEPS[kind]
    return [numbers[at : at + size] for at in range(0, len(numbers), size)]


def _absolute(kind: str, step: list[float], true: list[float], *, relative: bool) -> list[float]:
    """Give the step with its points as places on the canvas."""
    if not relative:
        return step
    if kind == "h":
        return [step[0] + true[0]]
    if kind == "v":
        return [step[0] + true[1]]
    if kind == "a":
        return [*step[:5], step[5] + true[0], step[6] + true[1]]
    return [number + true[at % 2] for at, number in enumerate(step)]


def _end(kind: str, here: list[float], true: list[float]) -> list[float]:
    if kind == "h":
        return [here[0], true[1]]
    if kind == "v":
        return [true[0], here[0]]
    return here[-2:]


def _written(kind: str, here: list[float], kept: list[int], *, before: str) -> str:
    """Write a step; the letter is left out when it is that of the step before."""
    if kind == "h":
        numbers = [round(here[0]) - kept[0]]
    elif kind == "v":
        numbers = [round(here[0]) - kept[1]]
    elif kind == "a":
        numbers = [max(1, round(here[0])), max(1, round(here[1])), *map(round, here[2:5])]
        numbers += [round(here[5]) - kept[0], round(here[6]) - kept[1]]
    else:
        numbers = [round(number) - kept[at % 2] for at, number in enumerate(here)]
    repeated = kind == before
    text = "" if repeated else kind
    for at, number in enumerate(numbers):
        text += f" {number}" if (at or repeated) and number >= 0 else str(number)
    return text
