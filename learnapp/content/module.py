"""A module: the folder with module.toml and one folder of steps per level."""

from __future__ import annotations

from dataclasses import replace

from learnapp.content.edition import Place, check_folder, read_edition
from learnapp.content.model import Goal, Module
from learnapp.content.references import Known, check_article, note_doubles, read_picture
from learnapp.content.source import nearest, read_source
from learnapp.content.table import Table, read_table
from learnapp.terms import Audience, Level, Pillar

#: The goals of the national curriculum for digital literacy that a module can serve (slugs are ours).
CURRICULUM_GOALS = (
    "DG-systemen",
    "DG-media",
    "DG-data",
    "DG-ai",
    "DG-creeren",
    "DG-programmeren",
    "DG-veilig",
    "DG-zelf-ander",
    "DG-samenleving",
)


def read_module(place: Place, known: Known) -> Module | None:
    """Read a module with all that belongs to it; None when its module.toml cannot be read."""
    source = read_source(place.folder / "module.toml", place.root, place.faults)
    table = read_table(source) if source else None
    if table is None:
        return None
    audience = table.word("audience", Audience)
    levels = _levels_for(audience)
    level_tables = _read_levels(table, levels)
    goals = _read_goals(table, tuple(level_tables) or levels)
    module = Module(
        slug=place.slug,
        number=table.text("number"),
        title=table.text("title"),
        summary=table.text("summary"),
        audience=audience,
        pillar=table.word("pillar", Pillar),
        articles=_read_articles(table, known),
        curriculum=_read_curriculum(table),
        picture=read_picture(table, known),
        goals=goals,
        editions={},
        version=table.text("version"),
    )
    table.close()
    if not level_tables:
        return None
    check_folder(place, tuple(level_tables), levels)
    editions = {
        level: read_edition(place, level, level_table, module, known) for level, level_table in level_tables.items()
    }
    return replace(module, editions=editions)


def _levels_for(audience: Audience) -> tuple[Level, ...]:
    return (Level.A, Level.B) if audience is Audience.PUPIL else (Level.ADULT,)


def _read_levels(table: Table, allowed: tuple[Level, ...]) -> dict[Level, Table]:
    """Read the [level.X] tables that this audience can have."""
    parent = table.table("level")
    if parent is None:
        table.fault(f"Hier ontbreekt een niveau. Voeg toe: [level.{allowed[0]}] met minutes en take_home.")
        return {}
    found = {level: parent.table(level.value) for level in allowed}
    parent.close()
    if not any(found.values()):
        parent.fault(f"Hier ontbreekt een niveau. Voeg toe: [level.{allowed[0]}] met minutes en take_home.")
    return {level: level_table for level, level_table in found.items() if level_table is not None}


def _read_goals(table: Table, levels: tuple[Level, ...]) -> tuple[Goal, ...]:
    tables = table.tables("goals", least=1)
    goals = []
    for goal in tables:
        goals.append(Goal(id=goal.id(), text=goal.text("text"), levels=goal.words("levels", Level, levels)))
        goal.close()
        for level in goals[-1].levels:
            if level not in levels:
                goal.fault(f"Niveau {level} heeft deze module niet. Haal het weg.", "levels")
    note_doubles(tables, [goal.id for goal in goals], "id")
    return tuple(goals)


def _read_articles(table: Table, known: Known) -> tuple[str, ...]:
    articles = table.texts("articles", least=1)
    for place, article in enumerate(articles):
        check_article(table, known, article, "articles", place=place)
    return articles


def _read_curriculum(table: Table) -> tuple[str, ...]:
    slugs = table.texts("curriculum")
    for place, slug in enumerate(slugs):
        if slug not in CURRICULUM_GOALS:
            table.fault(f"`{slug}` is geen kerndoel.{nearest(slug, CURRICULUM_GOALS)}", "curriculum", place=place)
    return slugs
