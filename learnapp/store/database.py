"""The engine and its sessions: SQLite (WAL) by default, PostgreSQL when the address says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVarTuple, cast

from sqlalchemy import Connection, Engine, Executable, Row, Select, Table, create_engine, event, inspect, literal_column
from sqlalchemy.orm import Session, sessionmaker

from learnapp.store.base import Base
from learnapp.store.feed import count_changes

if TYPE_CHECKING:
    from alembic.config import Config

#: The types of the columns that a statement asks for.
Columns = TypeVarTuple("Columns")
#: How long a writer waits for another, in milliseconds.
BUSY_TIMEOUT = 5_000
#: After so many pages (4 kB each) in the log a commit itself cleans up; long before, `checkpoint` does.
LONGEST_LOG = 10_000
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_TIMEOUT}",
    f"wal_autocheckpoint={LONGEST_LOG}",
)
MIGRATIONS = Path(__file__).parent / "migrations"


class WroteWhileReading(RuntimeError):
    """A session that was opened for reading tried to write: a fault of ours, never of a user."""


class ReadingSession(Session):
    """A session for pages that only look: it refuses to flush a change."""

    def flush(self, objects: Any = None) -> None:
        """Raise when there is anything to write."""
        if self.new or self.dirty or self.deleted:
            raise WroteWhileReading("a reading session cannot write")
        super().flush(objects)


class Database:
    """The engine of one installation, with a maker of reading and one of writing sessions."""

    def __init__(self, url: str) -> None:
        """Connect lazily to `url`. `postgresql://` addresses use psycopg 3."""
        if url.startswith("postgresql://"):
            url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
        self.url = url
        self.engine = _engine(url)
        self.reading = sessionmaker(self.engine, class_=ReadingSession, expire_on_commit=False)
        self.writing = sessionmaker(self.engine.execution_options(writes=True), expire_on_commit=False)
        event.listen(self.writing, "before_flush", count_changes)

    def migrate(self) -> None:
        """Bring the tables to the newest version (alembic); nothing happens when they are."""
        if self.is_current():
            return
        from alembic import command

        config = _alembic(self.url)
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def is_current(self) -> bool:
        """Say whether the tables are of the newest version."""
        with self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return False
            return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == newest_version()

    def checkpoint(self) -> None:
        """Move what was committed from SQLite's log into its file, without making anybody wait; else nothing.

        Called now and then from a thread of its own: the disk may take its time, and a commit must not.
        """
        if self.engine.dialect.name != "sqlite":
            return
        with closing(sqlite3.connect(self.engine.url.database or "", timeout=0.1)) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def rows_of(session: Session, statement: Select[*Columns], asked: Mapping[str, object]) -> Sequence[Row[*Columns]]:
    """Ask for columns, never for objects, in the transaction of a session; `asked` fills the statement's parameters.

    The same as `session.execute(...).all()` without what the session does for objects: half the time for a statement
    that is asked at every page.
    """
    session.flush()
    return session.connection().execute(statement, asked).all()


def insert_once(session: Session, table: type[Base], **values: object) -> bool:
    """Add a row unless one with the same unique columns is there; say whether it was added.

    For what a double tap sends twice: nothing fails, and no savepoint is needed.
    """
    session.flush()
    statement = _insert_once(table, session.get_bind().dialect.name)
    return session.connection().execute(statement, values).first() is not None


@cache
def _insert_once(table: type[Base], dialect: str) -> Executable:
    """Build the statement once: building it costs more than asking it."""
    # Only the dialect in use is loaded: the other one costs the start a twentieth of a second.
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    statement: Executable = (
        insert(cast("Table", table.__table__)).on_conflict_do_nothing().returning(literal_column("1"))
    )
    return statement


def newest_version() -> str:
    """Give the number of the newest migration: the first word of its file name. The start need not load alembic."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _alembic(url: str) -> Config:
    """Give alembic's configuration; loaded here because only migrating needs it."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Leave transactions to us (see `_begin_sqlite`) and set what SQLite forgets between connections."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Let a writer take the lock at once: two that read first and write later would make one fail."""
    writes = connection.get_execution_options().get("writes")
    raw: Any = connection.connection.driver_connection
    raw.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
