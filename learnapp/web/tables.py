"""A table of words and numbers that is shown on a page and sent as CSV: one value for both, so that they are equal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column. With `parts` each of its cells tells several things, which are columns of their own in the file."""

    title: str
    parts: tuple[str, ...] = ()
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: one text per part of the column. `level` (0-4) gives it a colour, beside the words."""

    texts: tuple[str, ...]
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row, with what it is about. `url` leads further."""

    title: str
    cells: tuple[Cell, ...]
    hint: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `key` names it in addresses and file names; `empty` is said when there are no rows."""

    key: str
    title: str
    about: str
    corner: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to show."""
        return not self.rows or not self.columns

    def lines(self) -> Iterator[list[str]]:
        """Give the table as lines of texts: the header and the rows."""
        yield [self.corner, *self._titles()]
        for row in self.rows:
            title = f"{row.title} ({row.hint})" if row.hint else row.title
            yield [title, *(text for cell in row.cells for text in cell.texts)]

    def _titles(self) -> Iterator[str]:
        for column in self.columns:
            yield from (f"{column.title}: {part}" for part in column.parts) if column.parts else (column.title,)


def text_cell(text: object, level: int | None = None) -> Cell:
    """Give a cell with one text."""
    return Cell((str(text),), level)
