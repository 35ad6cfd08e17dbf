"""How many SQL statements a page takes, counted in this process."""

from __future__ import annotations

from sqlalchemy import event

from bench.figures import Figure
from bench.school import Bench

#: Page (by the start of its name) and the most statements it may take.
BARS = {"feed page": 6, "class overview": 8}


def count(made: Bench) -> list[Figure]:
    """Count the statements of the pages that have a bar, without BEGIN and the like."""
    figures = []
    engine = made.app.extensions["oefenplein"].database.engine
    for name, who, path, _rows, _bar in made.pages:
        bar = next((bar for start, bar in BARS.items() if name.startswith(start)), None)
        if bar is None:
            continue
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
            seen.append(statement)  # noqa: B023 - the listener is removed in the same round

        client = made.app.test_client()
        client.set_cookie("oefenplein", made.cookies[who])
        client.get(path)
        event.listen(engine, "before_cursor_execute", note)
        answer = client.get(path)
        event.remove(engine, "before_cursor_execute", note)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        figures.append(Figure(f"{name}, SQL statements", len([s for s in seen if s.startswith("SELECT")]), bar))
    return figures
