"""The one owner of the transaction: a request gets one session and it is committed once, after a good answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from learnapp.web.surroundings import house

View = TypeVar("View", bound=Callable[..., Any])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def only_reads(view: View) -> View:
    """Mark a view that changes nothing although it is a POST (a text does not belong in an address).

    It waits for no writer, keeps no writer waiting, and could not store anything if it tried.
    """
    view.only_reads = True  # type: ignore[attr-defined]
    return view


def _reads() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in SAFE_METHODS or getattr(view, "only_reads", False)


def db() -> Session:
    """Give the session of this request: one that can write only when the view may change something."""
    if "db" not in g:
        database = house().database
        if _reads():
            g.db = database.reading()
        else:
            # Read the body before the write lock is taken: a slow tablet must not make the others wait.
            request.form  # noqa: B018
            g.db = database.writing()
    session: Session = g.db
    return session


def keep_changes() -> None:
    """Commit also when the answer is not a good one: a wrong code has to be counted."""
    g.keep_changes = True


def finish(response: Response) -> None:
    """Commit after a good answer; else leave the database as it was."""
    session: Session | None = g.get("db")
    if session is None or _reads():
        return
    if response.status_code < 400 or g.get("keep_changes"):
        session.commit()
    else:
        session.rollback()


def register(app: Flask) -> None:
    """Close the session at the end of every request."""

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        session: Session | None = g.pop("db", None)
        if session is not None:
            session.close()
