"""`learnapp database` and `learnapp backup`: the tables and a copy of them."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import click

from learnapp.cli.common import data_option, opened, settings_for


@click.group()
def database() -> None:
    """Look after the tables."""


@database.command()
@data_option
def migrate(data_dir: Path | None) -> None:
    """Bring the tables to the version of this program.

    A SQLite file that has something in it is copied first, beside it. Running it again changes nothing.
    """
    from learnapp import clock

    settings = settings_for(data_dir)
    with opened(settings) as found:
        if found.is_current():
            click.echo("The tables are up to date. Nothing was changed.")
            return
        file = sqlite_file(settings.database_url)
        if file and file.exists() and file.stat().st_size:
            copy = file.with_name(f"before-migration-{clock.now():%Y%m%d-%H%M%S}.sqlite3")
            copy_sqlite(file, copy)
            click.echo(f"A copy of how it was: {copy}")
        found.migrate()
    click.echo("The tables are up to date now.")


@click.command()
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="File to write the copy to.")
@data_option
def backup(target: Path | None, data_dir: Path | None) -> None:
    """Copy the database while the site runs.

    Works for SQLite, also in the middle of a lesson. For PostgreSQL use pg_dump. Keep the copy as safe as the school's
    own records, and keep secret.key with it: without the key no picture code fits.
    """
    from learnapp import clock

    settings = settings_for(data_dir)
    file = sqlite_file(settings.database_url)
    if file is None:
        raise click.ClickException("This school is on PostgreSQL: make a copy with pg_dump (see docs/OPERATIONS.md).")
    if not file.exists():
        raise click.ClickException(f"There is no database at {file}.")
    copy = target or settings.data_dir / f"backup-{clock.now():%Y%m%d-%H%M%S}.sqlite3"
    if copy.exists():
        raise click.ClickException(f"{copy} exists already. Nothing was written.")
    try:
        copy_sqlite(file, copy)
    except (OSError, sqlite3.Error) as failed:
        raise click.ClickException(f"The copy could not be written: {failed}") from None
    click.echo(f"{copy} ({copy.stat().st_size // 1024} KB)")


def sqlite_file(url: str) -> Path | None:
    """Give the file of a SQLite address; None for another kind of database."""
    from sqlalchemy import make_url

    address = make_url(url)
    return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None


def copy_sqlite(file: Path, copy: Path) -> None:
    """Copy a SQLite file with its own online backup, readable only by the owner of this process."""
    copy.touch(mode=0o600, exist_ok=False)
    with contextlib.closing(sqlite3.connect(file)) as source, contextlib.closing(sqlite3.connect(copy)) as target:
        source.backup(target)
