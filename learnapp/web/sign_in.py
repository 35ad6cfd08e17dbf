"""Who is signed in: flask-login on a signed cookie that holds a number and an epoch, nothing else."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from learnapp import clock
from learnapp.errors import SchoolError
from learnapp.services import arrivals
from learnapp.services.arrivals import Arrival
from learnapp.store.people import Person
from learnapp.web import protocol_in_force
from learnapp.web.transaction import db

#: Staff are signed out after this time without a sign-in; pupils when the lesson closes.
LONGEST_SESSION = timedelta(hours=12)


class NotSignedIn(SchoolError):
    """Nobody is signed in, or the session was ended."""


class SignedIn(UserMixin):  # type: ignore[misc]
    """A signed-in person, as flask-login wants it."""

    def __init__(self, person: Person) -> None:
        """Keep the person."""
        self.person = person

    def get_id(self) -> str:
        """Give what the cookie keeps: the number and the epoch of this session."""
        return f"{self.person.id}.{self.person.session_epoch}"


def person_or_none() -> Person | None:
    """Give the person who is signed in, or None."""
    if "who" not in g:
        g.who = current_user.person if current_user.is_authenticated else None
    who: Person | None = g.who
    return who


def arrival() -> Arrival:
    """Give what is known of the person who is signed in. Raises `NotSignedIn` when nobody is."""
    found: Arrival | None = g.get("arrival") if person_or_none() else None
    if found is None:
        raise NotSignedIn
    return found


def sign_in(person: Person) -> None:
    """Start a session for this person; anything of an earlier one in this browser is dropped."""
    session.clear()
    g.pop("who", None)
    session.permanent = not person.is_pupil
    login_user(SignedIn(person))


def sign_out() -> None:
    """End the session in this browser."""
    logout_user()
    session.clear()
    g.pop("who", None)


def register(app: Flask) -> None:
    """Tell flask-login how to find a person by the cookie."""
    manager = LoginManager(app)
    # The cookie is not tied to an address: tablets move between access points in the middle of a lesson.
    manager.session_protection = None
    app.config["PERMANENT_SESSION_LIFETIME"] = LONGEST_SESSION

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(kept: str) -> SignedIn | None:
        number, _, epoch = kept.partition(".")
        if not (number.isdecimal() and epoch.isdecimal()):
            return None
        g.arrival = arrivals.arrive(db(), int(number), int(epoch), now=clock.now())
        if g.arrival is None:
            return None
        g.protocol = protocol_in_force.protocol_of(g.arrival.protocol_id)
        return SignedIn(g.arrival.person)
