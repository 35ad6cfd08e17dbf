"""The story world: lessons/cast.toml."""

from __future__ import annotations

from pathlib import Path

from learnapp.content.model import CastMember
from learnapp.content.source import Source
from learnapp.content.table import Table, check_name, read_table

_KINDS = ("child", "adult", "organisation")


def read_cast(source: Source, static: Path | None) -> dict[str, CastMember] | None:
    """Read the cast; with `static` also check that each portrait is there. None when the file is no TOML."""
    table = read_table(source)
    if table is None:
        return None
    return {slug: _read_member(slug, entry, static) for slug, entry in table.named_tables().items()}


def _read_member(slug: str, table: Table, static: Path | None) -> CastMember:
    check_name(slug, table)
    member = CastMember(
        slug=slug,
        name=table.text("name"),
        description=table.text("description"),
        moods=table.texts("moods", least=1),
        kind=table.one_of("kind", _KINDS),
    )
    table.close()
    if "calm" not in member.moods:
        table.fault("Zet `calm` bij `moods`: dat gezicht heeft iedereen.", "moods")
    if static is not None:
        _check_portraits(member, table, static)
    return member


def _check_portraits(member: CastMember, table: Table, static: Path) -> None:
    for place, mood in enumerate(member.moods):
        file = f"img/cast/{member.slug}-{mood}.svg"
        if not (static / file).is_file():
            table.fault(f"Het portret {file} ontbreekt. Maak het, of haal `{mood}` weg.", "moods", place=place)
