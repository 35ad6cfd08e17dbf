"""A real Chromium on a served demo school. A page that logs an error or asks another host fails its test."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TABLET, BOARD = {"width": 810, "height": 1080}, {"width": 1920, "height": 1080}


def environ() -> dict[str, str]:
    """Give the environment of the run."""
    return dict(os.environ)  # noqa: TID251 - tests look for a browser and for CI


def chromium() -> str | None:
    """Find the system's Chromium."""
    for path in (environ().get("CHROMIUM_PATH"), "/usr/lib/chromium/chromium", "/usr/bin/chromium"):
        if path and Path(path).exists():
            return path
    return shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder; without a browser they are skipped, but in CI that is a fault."""
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            if chromium() is None and not environ().get("CI"):
                item.add_marker(pytest.mark.skip(reason="no Chromium: apt-get install -y chromium"))


@dataclass(frozen=True)
class Site:
    """A served demo school."""

    base: str
    login: Callable[[Page, str, str], None]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield made
        made.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A fresh demo school for each file of tests, served as in `make run`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    folder = tmp_path_factory.mktemp("demo")
    command = [str(Path(sys.executable).parent / "learnapp"), "demo", "--port", str(port), "--data", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(base)
        yield Site(base, _hook())
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=10)


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a tablet (or another screen) in which somebody is signed in; check its manners at the end."""
    faults: list[str] = []
    contexts = []

    def open_one(who: str | None = None, *, size: dict[str, int] = TABLET, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport=size,
            locale="nl-NL",
            reduced_motion="reduce",
            java_script_enabled=javascript,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        host = urlsplit(site.base).netloc
        page.on("console", lambda said: faults.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(f"uncaught: {error}"))
        page.on(
            "request",
            lambda asked: (
                faults.append(f"other host: {asked.url}")
                if asked.url.startswith("http") and urlsplit(asked.url).netloc != host
                else None
            ),
        )
        if who:
            site.login(page, site.base, who)
        return page

    open_one.faults = faults  # type: ignore[attr-defined]
    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


def wait_for(address: str) -> None:
    """Wait until the site answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def _hook() -> Callable[[Page, str, str], None]:
    spec = importlib.util.spec_from_file_location("sign_in_hook", ROOT / "scripts" / "sign_in_hook.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.login  # type: ignore[no-any-return]
