"""The one owner of the transaction: a request gets one session and it is committed once, after a good answer."""

from __future__ import annotations

from flask import Flask, Response, g, request
from sqlalchemy.orm import Session

from learnapp.web.surroundings import house

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def db() -> Session:
    """Give the session of this request: one that can write only when the method may change something."""
    if "db" not in g:
        database = house().database
        if request.method in SAFE_METHODS:
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
    if session is None or request.method in SAFE_METHODS:
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
