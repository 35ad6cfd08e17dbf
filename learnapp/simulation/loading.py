"""Read the scenarios of the modules and check them: who holds a `Scenario` from here can trust it.

Per file the values are read first (here and in `lines`), then what the lines say about one another is checked
(`checks`). The faults of all files are told together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import cast

from learnapp.content.model import Library
from learnapp.content.source import Faults, Source, nearest, read_source
from learnapp.content.table import Table, read_table
from learnapp.simulation.checks import check_lines, check_scenario
from learnapp.simulation.lines import CountedFaults, World, read_lines
from learnapp.simulation.scenario import Scenario
from learnapp.terms import Level

_FILE = re.compile(r"scenario-([a-z]+)\.toml")
_LONGEST = 120


def load_scenarios(
    root: Path, library: Library, *, labels: Collection[str] | None = None
) -> Mapping[tuple[str, str], Scenario]:
    """Read every lessons/*/scenario-<level>.toml below the root, by module slug and level ("A", "B", "V").

    `labels` are the labels that the moderation engine can give; None leaves them unchecked. Raises `FaultyInput` with
    the faults of all files together.
    """
    faults = CountedFaults()
    scenarios: dict[tuple[str, str], Scenario] = {}
    for file in sorted((root / "lessons").glob("*/scenario*.toml")):
        name = file.relative_to(root).as_posix()
        level = _level_of(file, name, library, faults)
        source = read_source(file, root, faults)
        if level and source:
            scenario = _scenario(source, library, faults, module=file.parent.name, level=level, labels=labels)
            if scenario:
                scenarios[scenario.module, scenario.level] = scenario
    faults.raise_any()
    return scenarios


def read_scenario(
    text: str,
    library: Library,
    *,
    module: str,
    level: str,
    name: str = "scenario",
    labels: Collection[str] | None = None,
) -> Scenario:
    """Read one scenario from the text of its file; raise `FaultyInput` with all its faults."""
    faults = CountedFaults()
    scenario = _scenario(Source(name, text, faults), library, faults, module=module, level=level, labels=labels)
    faults.raise_any()
    return cast("Scenario", scenario)


def _scenario(
    source: Source,
    library: Library,
    faults: CountedFaults,
    *,
    module: str,
    level: str,
    labels: Collection[str] | None,
) -> Scenario | None:
    """Read the whole file; None (and a fault) when it is no TOML."""
    table = read_table(source)
    if table is None:
        return None
    world = World(library.cast, library.pictures, _actors(table, library), labels)
    read = read_lines(table, world, faults)
    scenario = Scenario(
        module=module,
        level=level,
        title=table.text("title"),
        intro=table.text("intro"),
        tasks=table.texts("tasks", least=1),
        actors=world.actors,
        lines=tuple(one.line for one in read),
        minutes=table.whole("minutes", low=1, high=_LONGEST, instead=_LONGEST),
        debrief=table.text("debrief", ""),
    )
    table.close()
    if read:
        check_lines(read, minutes=scenario.minutes)
        check_scenario(read)
    return scenario


def _actors(table: Table, library: Library) -> tuple[str, ...]:
    """Read who is on the square: members of the cast, each once."""
    actors = table.texts("actors", least=1)
    for place, actor in enumerate(actors):
        if actor not in library.cast:
            table.fault(f"`{actor}` staat niet in cast.toml.{nearest(actor, library.cast)}", "actors", place=place)
        elif actor in actors[:place]:
            table.fault(f"`{actor}` staat hier twee keer. Haal er een weg.", "actors", place=place)
    return actors


def _level_of(file: Path, name: str, library: Library, faults: Faults) -> Level | None:
    """Give the level that the file name tells; the module must have that level."""
    match = _FILE.fullmatch(file.name)
    if match is None or match[1].upper() not in {level.value for level in Level}:
        faults.note(name, "Noem dit bestand scenario-a.toml, scenario-b.toml of scenario-v.toml.")
        return None
    level = Level(match[1].upper())
    module = library.modules.get(file.parent.name)
    if module is None:
        faults.note(name, "Deze map is geen module. Zet er een module.toml bij.")
    elif level not in module.editions:
        faults.note(name, f"De module heeft geen niveau {level}. Maak de stappen, of haal dit bestand weg.")
    else:
        return level
    return None
