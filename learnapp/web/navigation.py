"""Where a person can go, by role: the places in the navigation of a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from learnapp import clock
from learnapp.store.people import Person
from learnapp.terms import STAFF_ROLES, Role
from learnapp.web.sign_in import person_or_none
from learnapp.web.surroundings import house


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    url: str
    label: str
    icon: str
    current: bool


def home_of(person: Person) -> str:
    """Give the address of the first page of a person."""
    if person.is_pupil:
        return url_for("lessons.show_modules")
    if Role.TEACHER in person.roles:
        return url_for("teacher.show_groups")
    if Role.COORDINATOR in person.roles:
        return url_for("coordinator.show_school")
    if Role.ADMINISTRATOR in person.roles:
        return url_for("school.show_settings")
    return url_for("lessons.show_modules")


def places_of(person: Person) -> tuple[Place, ...]:
    """Give the places for this person's roles, most used first."""
    return _places(person.roles, request.endpoint or "", str(get_locale()))


@cache
def _places(roles: frozenset[Role], here: str, _language: str) -> tuple[Place, ...]:
    """Give the places of some roles, seen from a page: the same for everybody, so made once per page and language."""
    if Role.PUPIL in roles:
        return (
            _place(here, "lessons.show_modules", _("Les"), "les", "lessons", "quizzes", "retrieval", "scenarios"),
            _place(here, "feed.show_square", _("Plein"), "plein", "feed"),
            _place(here, "feed.show_footprint", _("Mijn sporen"), "sporen"),
            _place(here, "account.show_help", _("Hulp"), "hulp"),
        )
    places = []
    if Role.TEACHER in roles:
        places += [
            _place(here, "teacher.show_groups", _("Mijn groepen"), "klas", "teacher", "feed"),
            _place(here, "queue.show_queue", _("Wachtrij"), "wacht", "queue"),
        ]
    if Role.COORDINATOR in roles:
        places.append(_place(here, "coordinator.show_school", _("School"), "rapport", "coordinator"))
        if Role.TEACHER not in roles:
            places += [
                _place(here, "queue.show_queue", _("Wachtrij"), "wacht", "queue"),
                _place(here, "teacher.show_modules", _("Modules"), "boek", "teacher"),
            ]
    if Role.ADMINISTRATOR in roles:
        places.append(_place(here, "school.show_settings", _("Beheer"), "tandwiel", "school"))
    places.append(_place(here, "lessons.show_modules", _("Mijn modules"), "les", "lessons", "quizzes"))
    if roles & STAFF_ROLES or Role.GUARDIAN in roles:
        places.append(_place(here, "school.show_protocol", _("Protocol"), "regels", "why"))
    return tuple(places)


def _place(here: str, endpoint: str, label: str, icon: str, *blueprints: str) -> Place:
    other = {"feed.show_footprint", "school.show_protocol"}
    inside = here.partition(".")[0] in blueprints and here not in other
    return Place(url_for(endpoint), label, icon, current=here == endpoint or inside)


def register(app: Flask) -> None:
    """Give every template the person, the navigation and the names of things."""

    @app.context_processor
    def surroundings() -> dict[str, Any]:
        person = person_or_none()
        made = house()
        return {
            "me": person,
            "navigation": places_of(person) if person else (),
            "sign_out_url": url_for("account.sign_out") if person else "",
            "live_url": url_for("account.live") if person and person.is_pupil else "",
            "closed_url": url_for("account.show_closed") if person and person.is_pupil else "",
            "standing": g.get("standing") if person else None,
            "product_name": made.settings.product_name,
            "cast": made.library.cast,
            "pictures": made.library.pictures,
            "moment": clock.now(),
        }
