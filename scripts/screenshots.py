"""Make the pictures of README and docs/DESIGN.md from a fresh demo school: `make screenshots`."""

from __future__ import annotations

import importlib.util
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
SCREENS = ROOT / "docs" / "screens"
CHROMIUM = "/usr/lib/chromium/chromium"
TABLET, LAPTOP, BOARD = (810, 1080), (1366, 768), (1920, 1080)


def hook() -> Callable[[Page, str, str], None]:
    """Give the function that signs a role in on the demo school."""
    spec = importlib.util.spec_from_file_location("sign_in_hook", ROOT / "scripts" / "sign_in_hook.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("sign_in_hook.py")
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    login: Callable[[Page, str, str], None] = module.login
    return login


def wait_for(address: str) -> None:
    """Wait until the site answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def type_draft(page: Page) -> None:
    """Type a draft that makes Merel whistle."""
    page.get_by_label("Wat wil jij vertellen?").fill(
        "Vanmiddag voetballen in het park! Maar Milan mag niet meedoen. Bel me op 06 12 34 56 78"
    )
    page.locator("#advies .note").wait_for(timeout=10_000)


def open_wall(page: Page) -> None:
    """Go from the teacher's page to the lesson that is open."""
    page.locator("a[href*='/klas/les/']").first.click()
    page.locator(".wall").wait_for()


def choose_return(page: Page) -> None:
    """Choose what happens with the first post that waits."""
    page.locator(".decide__choice--return").first.click()


def open_board(page: Page) -> None:
    """Go from the teacher's page to the board and a page with a post on it."""
    open_wall(page)
    page.goto(urljoin(page.url, page.locator("a[href*='/bord/']").first.get_attribute("href")))
    while not page.locator(".board-post").count():
        page.locator("[data-board-next]").first.click()
        page.wait_for_load_state()


def nothing(_page: Page) -> None:
    """Show the page as it is."""


#: Name of the picture, role, address, size, what to do first.
PICTURES: list[tuple[str, str, str, tuple[int, int], Callable[[Page], None]]] = [
    ("plein", "leerling", "/plein", TABLET, type_draft),
    ("lessen", "leerling", "/les", TABLET, nothing),
    ("vraag", "leerling", "/quiz/04-grapje-of-gemeen/quiz/1", TABLET, nothing),
    ("klas", "leerkracht", "/klas", LAPTOP, open_wall),
    ("wachtrij", "leerkracht", "/wachtrij", LAPTOP, choose_return),
    ("bord", "leerkracht", "/klas", BOARD, open_board),
    ("school", "coordinator", "/school", LAPTOP, nothing),
]


def main() -> int:
    """Serve a fresh demo school and take every picture."""
    login = hook()
    SCREENS.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [str(Path(sys.executable).parent / "learnapp"), "demo", "--port", str(port), "--data", folder]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            wait_for(base)
            for name, who, path, (width, height), before in PICTURES:
                context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
                page = context.new_page()
                login(page, base, who)
                page.goto(base + path)
                before(page)
                page.wait_for_timeout(300)
                page.screenshot(path=str(SCREENS / f"{name}.png"), animations="disabled", caret="hide")
                context.close()
        finally:
            browser.close()
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=10)
    return 0


if __name__ == "__main__":
    sys.exit(main())
