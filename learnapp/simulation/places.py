"""On which line of a TOML file something stands: the standard reader gives values, but not their places."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Where something stands in a file: keys, and the number of a table in a list of tables.
Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-\s]+?)\s*\]")
_KEY = re.compile(r"^\s*\"?([A-Za-z0-9_\-]+)\"?\s*=")
_LONG_QUOTES = ('"""', "'''")


class Places:
    """The line numbers of the tables and keys of one TOML text."""

    def __init__(self, text: str) -> None:
        """Walk through the text once."""
        self._lines: dict[Path, int] = {(): 1}
        self._counts: dict[Path, int] = {}
        here: Path = ()
        for number, line in _outside_long_strings(text):
            if header := _HEADER.match(line):
                here = self._enter(header[2], is_list=header[1] == "[[")
                for depth in range(len(here)):
                    self._lines.setdefault(here[: depth + 1], number)
            elif key := _KEY.match(line):
                self._lines.setdefault((*here, key[1]), number)

    def line(self, path: Path) -> int:
        """Give the line of this place, or else of the nearest place around it."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def _enter(self, dotted: str, *, is_list: bool) -> Path:
        """Give the path of a table header; a new table of a list gets the next number."""
        path: Path = ()
        names = [name.strip() for name in dotted.split(".")]
        for depth, name in enumerate(names, start=1):
            path = (*path, name)
            if is_list and depth == len(names):
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path


def _outside_long_strings(text: str) -> Iterator[tuple[int, str]]:
    """Give the numbered lines that don't start inside a string of several lines."""
    closing = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if closing:
            closing = "" if closing in line else closing
            continue
        yield number, line
        closing = next((quotes for quotes in _LONG_QUOTES if line.count(quotes) % 2), "")
