"""What the commands share: the settings, a session that is committed once, and sentences for what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from learnapp.errors import FaultyInput
from learnapp.settings import Settings, read_settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from learnapp.store.database import Database

Command = TypeVar("Command", bound=Callable[..., object])

NO_SCHOOL = "There is no school here yet. Make one with: learnapp init (or try the demo school with: learnapp demo)"
OLD_TABLES = "The tables are of another version than this program. Update them with: learnapp database migrate"
NO_DATABASE = "The database cannot be reached. Is LEARNAPP_DATABASE_URL right, and is the server running?"


def data_option(command: Command) -> Command:
    """Give a command the option `--data`."""
    option = click.option(
        "--data",
        "data_dir",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder of the SQLite file and the secret key [default: LEARNAPP_DATA_DIR, else ./data].",
    )
    return option(command)


def settings_for(data_dir: Path | None) -> Settings:
    """Read the settings; stop with all their faults when there are any."""
    try:
        return read_settings(data_dir=data_dir)
    except FaultyInput as faulty:
        raise click.ClickException(f"The settings have faults:\n{listed(faulty.faults)}") from None
    except OSError as refused:
        raise click.ClickException(f"The data folder cannot be made or read: {refused}") from None


def listed(things: Iterable[object]) -> str:
    """Give things one below the other."""
    return "\n".join(f"  - {thing}" for thing in things)


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Open the database; stop with a sentence when it cannot be reached."""
    from sqlalchemy.exc import OperationalError

    from learnapp.store.database import Database

    database = Database(settings.database_url)
    try:
        yield database
    except OperationalError as failed:
        if failed.connection_invalidated or failed.statement is None:
            raise click.ClickException(NO_DATABASE) from None
        raise
    finally:
        database.close()


def trouble(database: Database) -> str | None:
    """Say what keeps this database from being used, and which command helps; None when it is ready."""
    from sqlalchemy import inspect

    from learnapp.services import people

    if not database.is_current():
        return OLD_TABLES if inspect(database.engine).has_table("school") else NO_SCHOOL
    with database.reading() as session:
        return None if people.school(session) else NO_SCHOOL


@contextmanager
def school_session(data_dir: Path | None) -> Iterator[tuple[Session, Settings]]:
    """Open the school for a command that changes something: committed once, at its end."""
    settings = settings_for(data_dir)
    with opened(settings) as database:
        if found := trouble(database):
            raise click.ClickException(found)
        with database.writing() as session:
            yield session, settings
            session.commit()
