"""Everything from lessons/ and quizzes/, read and checked in one go."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from learnapp.content.cast import read_cast
from learnapp.content.edition import Place
from learnapp.content.model import Library, Module
from learnapp.content.module import read_module
from learnapp.content.pictures import read_pictures
from learnapp.content.references import Known
from learnapp.content.source import Faults, read_source

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def load_library(root: Path, *, articles: Collection[str] | None = None, static: Path | None = None) -> Library:
    """Read root/lessons and root/quizzes; raise `FaultyInput` with all faults of all files.

    With `articles` every reference to the protocol must be one of these; with `static` every picture and portrait must
    exist below that folder.
    """
    faults = Faults()
    lessons = root / "lessons"
    cast_file = read_source(lessons / "cast.toml", root, faults)
    pictures_file = read_source(lessons / "pictures.toml", root, faults)
    known = Known(
        cast=read_cast(cast_file, static) if cast_file else None,
        pictures=read_pictures(pictures_file, static) if pictures_file else None,
        articles=articles,
    )
    slugs = _module_slugs(lessons, root, faults)
    read = {slug: read_module(Place(root, slug, faults), known) for slug in slugs}
    modules = {slug: module for slug, module in read.items() if module is not None}
    _check_once(modules.values(), faults)
    _check_quizzes(root, read, faults)
    faults.raise_any()
    return Library(modules=modules, pictures=known.pictures or {}, cast=known.cast or {})


def _module_slugs(lessons: Path, root: Path, faults: Faults) -> list[str]:
    folders = [path for path in _visible(lessons) if path.is_dir()]
    for folder in folders:
        if not _SLUG.fullmatch(folder.name):
            name = folder.relative_to(root).as_posix()
            faults.note(name, "De naam van deze map mag alleen kleine letters, cijfers en streepjes hebben.")
    return [folder.name for folder in folders]


def _check_once(modules: Iterable[Module], faults: Faults) -> None:
    """Note a fault when two modules have the same number or the same goal."""
    owners: dict[str, str] = {}
    for module in modules:
        for name in (f"nummer {module.number}", *(f"doel {goal.id}" for goal in module.goals)):
            owner = owners.setdefault(name, module.slug)
            if owner != module.slug:
                faults.note(f"lessons/{module.slug}/module.toml", f"Module {owner} heeft ook {name}. Kies een ander.")


def _check_quizzes(root: Path, modules: dict[str, Module | None], faults: Faults) -> None:
    """Note a fault for each quiz file that no module reads."""
    for path in _visible(root / "quizzes"):
        slug, _, level = path.stem.rpartition("-")
        module = modules.get(slug)
        unread = slug in modules and module is None
        used = module is not None and level in {edition.value.lower() for edition in module.editions}
        if path.suffix != ".toml" or not (used or unread):
            name = path.relative_to(root).as_posix()
            faults.note(name, "Deze quiz hoort bij geen module. Noem het bestand <module>-<niveau>.toml.")


def _visible(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
