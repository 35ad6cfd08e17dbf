"""Who may enter where. Every view says it; one guard checks it before the view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, g, request

from learnapp import clock
from learnapp.errors import NotAllowed
from learnapp.services import classroom
from learnapp.store.people import Person
from learnapp.terms import PASSWORD_ROLES, STAFF_ROLES, Role
from learnapp.web.sign_in import NotSignedIn, arrival, person_or_none
from learnapp.web.transaction import db

View = TypeVar("View", bound=Callable[..., Any])

#: Everybody who learns here: pupils, and staff and guardians with their own modules.
LEARNERS = frozenset({Role.PUPIL}) | PASSWORD_ROLES
STAFF = STAFF_ROLES


def allow(*roles: Role) -> Callable[[View], View]:
    """Mark a view as one that people with one of these roles may enter."""

    def mark(view: View) -> View:
        view.allowed = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def allow_everybody(view: View) -> View:
    """Mark a view as one that needs nobody to be signed in."""
    view.allowed = None  # type: ignore[attr-defined]
    return view


def while_closed(view: View) -> View:
    """Mark a view that a pupil may see although no lesson is open (the closed page, signing out)."""
    view.while_closed = True  # type: ignore[attr-defined]
    return view


def while_parked(view: View) -> View:
    """Mark a changing view that stays possible on parked screens, because it only saves what was being done."""
    view.while_parked = True  # type: ignore[attr-defined]
    return view


def person() -> Person:
    """Give the person who is signed in. Raises `NotSignedIn` when nobody is."""
    found = person_or_none()
    if found is None:
        raise NotSignedIn
    return found


def standing() -> classroom.Standing | None:
    """Give the standing of the pupil who is signed in; None for everybody else."""
    if "standing" not in g:
        found = person_or_none()
        g.standing = None
        if found is not None and found.is_pupil:
            g.standing = classroom.standing_in(db(), found, arrival().lesson, now=clock.now())
    result: classroom.Standing | None = g.standing
    return result


def register(app: Flask) -> None:
    """Check every request before its view runs."""

    @app.before_request
    def guard() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if view is None or request.endpoint == "static":
            return
        # A view that says nothing stops here with a KeyError: nobody enters by accident.
        allowed: frozenset[Role] | None = vars(view)["allowed"]
        if allowed is None:
            return
        if not person().roles & allowed:
            raise NotAllowed
        now = standing()
        if now is None:
            return
        if not getattr(view, "while_closed", False):
            classroom.ensure_open(now)
        if request.method == "POST" and not getattr(view, "while_parked", False):
            classroom.ensure_unparked(now)
