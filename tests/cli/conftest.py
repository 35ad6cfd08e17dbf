"""The caretaker at work: a folder with data, and a way to give commands."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from learnapp.cli import main
from learnapp.store.database import Database
from tests import cast as people_of_tests
from tests import databases
from tests.conftest import NOW

#: What a terminal would run, in this environment.
LEARNAPP = (sys.executable, "-c", "from learnapp.cli import main; main()")


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine plays a part."""
    for name in ("LEARNAPP_DATABASE_URL", "LEARNAPP_DATA_DIR", "LEARNAPP_SECRET_KEY", "LEARNAPP_CONTENT_ROOT"):
        monkeypatch.delenv(name, raising=False)


@dataclass(frozen=True, slots=True)
class Caretaker:
    """Somebody at the terminal, with the data folder of one installation."""

    data: Path

    def runs(self, *words: str, code: int = 0, answer: str | None = None) -> str:
        """Give a command with `--data`; give what it says. Fails when it ends with another code."""
        return self.says(*words, "--data", str(self.data), code=code, answer=answer)

    def says(self, *words: str, code: int = 0, answer: str | None = None) -> str:
        """Give a command; give what it says."""
        result: Result = CliRunner().invoke(main, list(words), input=answer)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result.output

    @property
    def file(self) -> Path:
        """Give the SQLite file."""
        return self.data / "oefenplein.sqlite3"

    def database(self) -> closing[Database]:
        """Open the database."""
        return closing(Database(f"sqlite:///{self.file}"))


@pytest.fixture
def caretaker(tmp_path: Path) -> Caretaker:
    """A caretaker with an empty folder."""
    return Caretaker(tmp_path / "data")


@pytest.fixture
def school(caretaker: Caretaker) -> Caretaker:
    """A caretaker of a school with the people of the tests."""
    caretaker.data.mkdir()
    shutil.copyfile(databases.empty_sqlite(), caretaker.file)
    with caretaker.database() as database, database.writing() as session:
        people_of_tests.gather(session, NOW)
        session.commit()
    return caretaker


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a command in a process of its own, in an empty folder; it is ended with the test."""
    running: list[subprocess.Popen[str]] = []

    def begin(*words: str) -> subprocess.Popen[str]:
        folder = tmp_path / "empty"
        folder.mkdir(exist_ok=True)
        process = subprocess.Popen(
            [*LEARNAPP, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def port() -> int:
    """A port that nobody uses."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
