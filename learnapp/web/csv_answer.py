"""A table as a CSV file that a Dutch spreadsheet opens at once, and in which nothing can run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

#: Excel sees by this mark that the letters are UTF-8.
BYTE_ORDER_MARK = "\ufeff"
#: A cell that begins with one of these could be run as a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_answer(rows: Iterable[Sequence[object]], *, file_name: str) -> Response:
    """Give rows as a file to download."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in rows)
    answer = Response(BYTE_ORDER_MARK + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}.csv"'
    return answer


def safe(cell: object) -> str:
    """Give a cell as text; one that a spreadsheet would calculate gets an apostrophe in front of it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text
