"""Which modules stand on the shelf of a group, and in which edition."""

from __future__ import annotations

import re

from learnapp.content.model import Edition, Library, Module
from learnapp.terms import Audience, Level

#: How a worksheet begins the part that is not for pupils: it goes on a sheet of its own.
_FOR_TEACHER = re.compile(r"(?=<h2[^>]*>(?:Voor de leerkracht|Sleutel))")


def pupil_modules(library: Library) -> tuple[Module, ...]:
    """Give the modules that are made for pupils, by number."""
    modules = [module for module in library.modules.values() if module.audience is Audience.PUPIL and module.editions]
    return tuple(sorted(modules, key=lambda module: (len(module.number), module.number)))


def edition_for(module: Module, level: Level | None) -> Edition:
    """Give the edition of a module on a level, or the first there is when the module does not have that level."""
    if level is not None and level in module.editions:
        return module.editions[level]
    return next(iter(module.editions.values()))


def sheets_of(html: str) -> tuple[str, ...]:
    """Split what is printed into sheets: the part for the teacher (the key) does not go to the pupils."""
    return tuple(part for part in _FOR_TEACHER.split(html) if part.strip())
