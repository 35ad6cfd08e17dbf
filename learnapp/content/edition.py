"""A module on one level: its steps, quiz and guide, and whether the parts fit together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from learnapp.content.lesson import read_step
from learnapp.content.model import Edition, Guide, Module, Quiz, Step, StepKind
from learnapp.content.prose import check_prose
from learnapp.content.quiz import read_quiz
from learnapp.content.references import Known
from learnapp.content.source import Faults, read_source
from learnapp.content.table import Table, read_table
from learnapp.terms import Audience, Level

_STEP_NAME = re.compile(r"\d\d-[a-z0-9]+(?:-[a-z0-9]+)*\.md")
_GUIDE_NAMES = ("guide.md", "worksheet.md", "parents.md")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to read: the data root, a module's slug, and the list of faults."""

    root: Path
    slug: str
    faults: Faults

    @property
    def folder(self) -> Path:
        """Give the folder of the module."""
        return self.root / "lessons" / self.slug

    def quiz(self, level: Level) -> Path:
        """Give the place of the quiz on this level."""
        return self.root / "quizzes" / f"{self.slug}-{level.value.lower()}.toml"

    def scenario(self, level: Level) -> Path:
        """Give the place of the scenario on this level."""
        return self.folder / f"scenario-{level.value.lower()}.toml"

    def steps(self, level: Level) -> Path:
        """Give the folder of the steps on this level."""
        return self.folder / level.value.lower()

    def fault(self, path: Path, message: str) -> None:
        """Note a fault about a file or folder as a whole."""
        self.faults.note(path.relative_to(self.root).as_posix(), message)


def check_folder(place: Place, levels: tuple[Level, ...], possible: tuple[Level, ...]) -> None:
    """Note a fault for each file in the module's folder that nobody reads."""
    names = {level: {place.steps(level).name, place.scenario(level).name} for level in possible}
    for path in sorted(place.folder.iterdir()):
        level = next((level for level in possible if path.name in names[level]), None)
        if level is not None and level not in levels:
            place.fault(path, f"Dit hoort bij niveau {level}. Voeg [level.{level}] toe aan module.toml.")
        elif level is None and path.name != "module.toml" and not path.name.startswith("."):
            belongs = ", ".join(sorted({"module.toml"}.union(*names.values())))
            place.fault(path, f"Dit hoort niet in deze map. Hier kunnen staan: {belongs}.")


def read_edition(place: Place, level: Level, table: Table, module: Module, known: Known) -> Edition:
    """Read what stands in the folder of one level; `table` is its [level.X] in module.toml."""
    known = replace(
        known,
        goals=frozenset(goal.id for goal in module.goals_on(level)),
        scenario=place.scenario(level).is_file(),
        quiz=place.quiz(level).is_file(),
    )
    edition = Edition(
        level=level,
        steps=_read_steps(place, level, known),
        quiz=_read_own_quiz(place, level, known),
        has_scenario=known.scenario,
        guide=_read_guide(place, level),
        minutes=table.whole("minutes", low=5, high=240, instead=240),
        take_home=table.text("take_home"),
    )
    table.close()
    _check_parts(place, module.audience, edition, known)
    planned = sum(step.minutes for step in edition.steps)
    if planned > edition.minutes:
        table.fault(f"De stappen duren samen {planned} minuten; dat past niet in {edition.minutes}.", "minutes")
    return edition


def _read_steps(place: Place, level: Level, known: Known) -> tuple[Step, ...]:
    folder = place.steps(level)
    if not folder.is_dir():
        place.fault(folder, "Deze map ontbreekt. Zet er de stappen van dit niveau in.")
        return ()
    paths = [path for path in sorted(folder.iterdir()) if path.name not in _GUIDE_NAMES and path.name[0] != "."]
    if not paths:
        place.fault(folder, "Hier staat nog geen stap. Maak 01-naam.md.")
    steps = [_read_step(place, path, known) for path in paths]
    return tuple(step for step in steps if step is not None)


def _read_step(place: Place, path: Path, known: Known) -> Step | None:
    if not _STEP_NAME.fullmatch(path.name):
        place.fault(path, f"Deze naam kan hier niet. Noem een stap 01-naam.md. Ook goed: {', '.join(_GUIDE_NAMES)}.")
        return None
    source = read_source(path, place.root, place.faults)
    return read_step(source, known) if source else None


def _read_own_quiz(place: Place, level: Level, known: Known) -> Quiz | None:
    if not known.quiz:
        return None
    source = read_source(place.quiz(level), place.root, place.faults)
    table = read_table(source) if source else None
    return read_quiz(table, known, module=place.slug, level=level) if table else None


def _read_guide(place: Place, level: Level) -> Guide:
    guide, worksheet, parents = (_read_page(place, place.steps(level) / name) for name in _GUIDE_NAMES)
    return Guide(guide=guide, worksheet=worksheet, parents=parents)


def _read_page(place: Place, path: Path) -> str:
    source = read_source(path, place.root, place.faults) if path.exists() else None
    return check_prose(source) if source else ""


def _check_parts(place: Place, audience: Audience, edition: Edition, known: Known) -> None:
    """Note a fault for each part that must be there and is not, and for a scenario that nobody can reach."""
    level = edition.level
    if audience is Audience.PUPIL and not known.quiz:
        place.fault(place.quiz(level), "Deze quiz ontbreekt. Een module voor leerlingen heeft er een op elk niveau.")
    guide = place.steps(level) / "guide.md"
    if audience is Audience.PUPIL and not guide.exists():
        place.fault(guide, "Deze handleiding ontbreekt. Een module voor leerlingen heeft er een voor de leraar.")
    if edition.has_scenario and not any(step.kind is StepKind.PRACTICE for step in edition.steps):
        place.fault(place.scenario(level), 'Geen stap opent dit scenario. Maak een stap met kind = "practice".')
