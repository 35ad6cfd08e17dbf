"""On which line of a TOML text does a key stand? Asked only when something is wrong, so it need not be fast.

The text has already been read by `tomli`: what comes in here is well-formed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: The way to a value: keys, and for lists the place in the list.
Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}=,\n]|[^\s"\'#\[\]{}=,]+',
    re.DOTALL,
)


def line_of(text: str, path: Path) -> int:
    """Give the line of the key at this path, or of the nearest table above it (line 1 when there is none)."""
    lines = _Reader(text).lines
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Reader:
    """Walks through the tokens of a TOML text and remembers where each key and each item of a list starts."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._tokens = list(_tokens(text))
        self._at = 0
        table: Path = ()
        while self._at < len(self._tokens):
            if self._peek() == "[":
                table = self._header()
            elif self._peek() == "\n":
                self._at += 1
            else:
                self._key_and_value(table)

    def _peek(self) -> str:
        return self._tokens[self._at][0]

    def _take(self) -> tuple[str, int]:
        self._at += 1
        return self._tokens[self._at - 1]

    def _keys(self, end: str) -> list[str]:
        """Read a (dotted) key up to its closing mark."""
        keys: list[str] = []
        while self._peek() != end:
            word = self._take()[0]
            keys += [word[1:-1]] if word[0] in "\"'" else [key for key in word.split(".") if key]
        self._at += 1
        return keys

    def _header(self) -> Path:
        line = self._take()[1]
        repeated = self._peek() == "["
        if repeated:
            self._at += 1
        *above, name = self._keys("]")
        if repeated:
            self._at += 1
        path: Path = ()
        for key in above:
            path = self._inside((*path, key))
        path = (*path, name)
        if repeated:
            self._counts[path] = self._counts.get(path, 0) + 1
            path = self._inside(path)
        self.lines[path] = line
        return path

    def _inside(self, path: Path) -> Path:
        """Give the last item when the path is a list of tables."""
        return (*path, self._counts[path] - 1) if path in self._counts else path

    def _key_and_value(self, table: Path) -> None:
        line = self._tokens[self._at][1]
        path = table + tuple(self._keys("="))
        self.lines[path] = line
        self._value(path)

    def _value(self, path: Path) -> None:
        first = self._take()[0]
        if first == "[":
            self._list(path)
        elif first == "{":
            self._inline_table(path)
        else:
            # A date with a space is two words.
            while self._at < len(self._tokens) and self._peek() not in ("\n", ",", "]", "}"):
                self._at += 1

    def _list(self, path: Path) -> None:
        place = 0
        while self._peek() != "]":
            if self._peek() in ("\n", ","):
                self._at += 1
                continue
            self.lines[*path, place] = self._tokens[self._at][1]
            self._value((*path, place))
            place += 1
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        while self._peek() != "}":
            if self._peek() in ("\n", ","):
                self._at += 1
                continue
            self._key_and_value(path)
        self._at += 1


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for match in _TOKEN.finditer(text):
        word = match.group()
        if not word.startswith("#"):
            yield word, line
        line += word.count("\n")
