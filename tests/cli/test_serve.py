"""The server: it starts with a page, stops in time, and says what is wrong when it cannot start."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.cli.conftest import Caretaker

Start = Callable[..., "subprocess.Popen[str]"]


def first_page(process: subprocess.Popen[str], port: int, *, within: float = 30) -> tuple[int, str]:
    """Wait for the first answer; give its status and the page."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(process.communicate()[0])
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            time.sleep(0.05)
    raise AssertionError("no answer in time")


def stopped(process: subprocess.Popen[str], how: signal.Signals) -> tuple[float, str]:
    """Stop a server; give how long it took and what it said."""
    began = time.monotonic()
    process.send_signal(how)
    said, _ = process.communicate(timeout=10)
    return time.monotonic() - began, said


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_serve_shows_a_page_and_stops_within_three_seconds(
    school: Caretaker, start: Start, port: int, how: signal.Signals
) -> None:
    process = start("serve", "--port", str(port), "--data", str(school.data))

    status, page = first_page(process, port)
    took, said = stopped(process, how)

    assert status == 200
    assert "<!doctype html>" in page.lower()
    assert took < 3
    assert process.returncode == 0
    assert f"runs at http://127.0.0.1:{port}" in said


def test_a_tablet_that_keeps_its_connection_does_not_keep_the_server(
    school: Caretaker, start: Start, port: int
) -> None:
    process = start("serve", "--port", str(port), "--data", str(school.data))
    first_page(process, port)
    with closing(socket.create_connection(("127.0.0.1", port))) as tablet:
        tablet.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert tablet.recv(100).startswith(b"HTTP/1.1 200")

        took, _ = stopped(process, signal.SIGTERM)

    assert took < 3


def test_without_a_school_serve_says_which_command_to_run(caretaker: Caretaker, start: Start, port: int) -> None:
    process = start("serve", "--port", str(port), "--data", str(caretaker.data))

    said, _ = process.communicate(timeout=30)

    assert process.returncode != 0
    assert "There is no school here yet. Make one with: learnapp init" in said


def test_with_old_tables_serve_says_which_command_to_run(school: Caretaker, start: Start, port: int) -> None:
    with closing(sqlite3.connect(school.file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    process = start("serve", "--port", str(port), "--data", str(school.data))

    said, _ = process.communicate(timeout=30)

    assert process.returncode != 0
    assert "learnapp database migrate" in said


def test_a_port_that_is_taken_is_a_sentence(school: Caretaker, start: Start, port: int) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        process = start("serve", "--port", str(port), "--data", str(school.data))
        said, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in said
    assert "Traceback" not in said


def test_faulty_content_stops_the_start_and_is_named(
    school: Caretaker, start: Start, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (school.data / "lessons" / "04-leeg").mkdir(parents=True)
    monkeypatch.setenv("LEARNAPP_CONTENT_ROOT", str(school.data))
    process = start("serve", "--port", str(port), "--data", str(school.data))

    said, _ = process.communicate(timeout=30)

    assert process.returncode != 0
    assert "lessons/04-leeg/module.toml" in said


def test_demo_from_an_empty_folder_tells_how_to_sign_in_as_everybody(start: Start, port: int) -> None:
    process = start("demo", "--port", str(port))

    status, page = first_page(process, port)
    took, said = stopped(process, signal.SIGTERM)

    assert status == 200
    assert "7A" in page
    assert "8A" in page
    assert took < 3
    for word in ("leerling", "7A > Amira", "zon kat boot appel", "leerkracht", "coördinator", "beheer", "ouder"):
        assert word in said
    assert '"level": "error"' not in said
