"""One table: what went wrong, and the page that says it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import NamedTuple

from flask import Flask, Response, make_response, redirect, render_template, request, session, url_for
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from learnapp.errors import Closed, FaultyInput, IllegalMove, NotAllowed, NotFound, Parked
from learnapp.store.people import Person
from learnapp.web.sign_in import NotSignedIn, person_or_none
from learnapp.web.transaction import SAFE_METHODS

log = logging.getLogger(__name__)


class Page(NamedTuple):
    """The answer to one kind of error."""

    status: int
    template: str


PAGES: dict[type[Exception], Page] = {
    NotFound: Page(404, "errors/not_found.html"),
    NotAllowed: Page(403, "errors/not_allowed.html"),
    IllegalMove: Page(409, "errors/changed.html"),
    IntegrityError: Page(409, "errors/changed.html"),
    Parked: Page(423, "errors/parked.html"),
    Closed: Page(403, "errors/closed.html"),
    FaultyInput: Page(422, "errors/faulty.html"),
    CSRFError: Page(400, "errors/expired.html"),
    RateLimitExceeded: Page(429, "errors/too_fast.html"),
    OperationalError: Page(503, "errors/busy.html"),
}


def is_htmx() -> bool:
    """Say whether htmx asked for a fragment."""
    return request.headers.get("HX-Request") == "true"


def register(app: Flask) -> None:
    """Give every error its page."""
    for kind, page in PAGES.items():
        app.register_error_handler(kind, _answer_with(page))
    app.register_error_handler(NotSignedIn, _to_the_door)
    app.register_error_handler(HTTPException, _http_error)
    if not app.testing:
        app.register_error_handler(Exception, _our_fault)


def _answer_with(page: Page) -> Callable[[Exception], Response]:
    def answer(error: Exception) -> Response:
        return _page(page.status, page.template, error)

    return answer


def _page(status: int, template: str, error: Exception | None = None) -> Response:
    """Render an error page; htmx gets only the note, to put where the answer would have come."""
    note = "errors/_note.html" if is_htmx() else template
    text = render_template(note, error=error, page=template, person=_person_quietly())
    response = make_response(text, status)
    if is_htmx():
        response.headers["HX-Retarget"] = "#notes"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _person_quietly() -> Person | None:
    try:
        return person_or_none()
    except OperationalError:
        return None


def _to_the_door(_error: Exception) -> Response:
    """Send somebody without a session to sign in, and remember where he was."""
    if request.method in SAFE_METHODS and not is_htmx():
        session["next"] = request.full_path.rstrip("?")
        return redirect(url_for("account.show_start"))  # type: ignore[return-value]
    return _page(401, "errors/expired.html")


def _http_error(error: HTTPException) -> Response:
    if error.code == 404:
        return _page(404, "errors/not_found.html", error)
    if error.code == 413:
        return _page(413, "errors/too_large.html", error)
    if error.code and error.code >= 400:
        return _page(error.code, "errors/wrong.html", error)
    return error.get_response()  # type: ignore[return-value]


def _our_fault(error: Exception) -> Response:
    log.error("request failed", exc_info=error, extra={"endpoint": request.endpoint})
    return _page(500, "errors/wrong.html")
