"""The curated picture library: lessons/pictures.toml."""

from __future__ import annotations

from pathlib import Path

from learnapp.content.model import Picture
from learnapp.content.source import Source
from learnapp.content.table import Table, check_name, read_table


def read_pictures(source: Source, static: Path | None) -> dict[str, Picture] | None:
    """Read the pictures; with `static` also check that each file is there. None when the file is no TOML."""
    table = read_table(source)
    if table is None:
        return None
    return {name: _read_picture(name, entry, static) for name, entry in table.named_tables().items()}


def _read_picture(name: str, table: Table, static: Path | None) -> Picture:
    check_name(name, table)
    picture = Picture(
        id=name,
        file=f"img/pictures/{name}.svg",
        alt=table.text("alt"),
        title=table.text("title"),
        postable=table.yes_no("postable"),
        shows_people=table.yes_no("shows_people"),
    )
    table.close()
    if static is not None and not (static / picture.file).is_file():
        table.fault(f"Het plaatje {picture.file} ontbreekt. Maak het, of haal dit blok weg.")
    return picture
