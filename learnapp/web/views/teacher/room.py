"""What the views of the teacher's room share."""

from __future__ import annotations

from flask import Blueprint

from learnapp.content import shelf
from learnapp.content.model import Edition, Module
from learnapp.errors import NotFound
from learnapp.services import care, moderation, people
from learnapp.store.people import Group
from learnapp.terms import Level
from learnapp.web.access import person
from learnapp.web.surroundings import house
from learnapp.web.transaction import db

room = Blueprint("teacher", __name__)


def group_of_mine(group_id: int) -> Group:
    """Give a group of the teacher who is signed in. Raises `NotFound`."""
    return people.group_of_teacher(db(), group_id, teacher_id=person().id)


def pupil_modules() -> tuple[Module, ...]:
    """Give the modules for pupils, by number."""
    return shelf.pupil_modules(house().library)


def module_called(slug: str) -> Module:
    """Give a module for pupils. Raises `NotFound`."""
    found = next((module for module in pupil_modules() if module.slug == slug), None)
    if found is None:
        raise NotFound("module")
    return found


def edition_of(module: Module, word: str) -> Edition:
    """Give the edition of a module on the level with this letter. Raises `NotFound`."""
    level = level_called(word)
    if level is None or level not in module.editions:
        raise NotFound("edition")
    return module.editions[level]


def level_called(word: str | None) -> Level | None:
    """Give the level with this letter, or None."""
    return next((level for level in Level if level.value == (word or "").upper()), None)


def titles() -> dict[str, str]:
    """Give the titles of all modules by slug, for what is in the database."""
    return {slug: module.title for slug, module in house().library.modules.items()}


def waiting() -> int:
    """Give how many posts and care signals wait for the teacher who is signed in."""
    return moderation.count_waiting(db(), person().id) + care.count_open(db(), person().id)
