"""Walk through pages and tell what is wrong on each: axe, headings, pictures, targets, sideways scroll."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: A wide phone zoomed in to 400 % (WCAG reflow), a phone, a tablet, a laptop.
WIDTHS = (320, 390, 810, 1366)

#: Addresses that are no page, or that another test walks.
NO_PAGE = re.compile(r"/static/|\.(csv|svg|json)$|^/bord/|^/live$|^/beheer/protocol/bestand/")


@cache
def axe() -> str:
    """Read axe-core from the package that carries it."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("axe_playwright_python")
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


@cache
def audit() -> str:
    """Read the checks that run in the page."""
    return Path(__file__).with_name("audit.js").read_text(encoding="utf-8")


def check(page: Page, name: str, given: object = None) -> list[str]:
    """Run one check of audit.js on the page that is open now."""
    faults: list[str] = page.evaluate(audit(), [name, given])
    return faults


def violations(page: Page, *, rules: dict[str, Any] | None = None) -> list[str]:
    """Run axe on the page; it goes in through the debugger, so that the content security policy stays as it is."""
    page.evaluate(axe())
    return check(page, "axe", {"tags": TAGS, "rules": rules or {}})


def faults_of(page: Page, *, finger: int = 0, widths: Iterable[int] = WIDTHS) -> list[str]:
    """Tell what is wrong with the page that is open now, each with its address."""
    faults = [*violations(page), *check(page, "own")]
    size = page.viewport_size
    assert size is not None
    for width in widths:
        page.set_viewport_size({"width": width, "height": size["height"]})
        small = check(page, "targets", finger) if finger else []
        faults += [f"{fault} at {width} px" for fault in [*small, *check(page, "sideways")]]
    page.set_viewport_size(size)
    return [f"{urlsplit(page.url).path}: {fault}" for fault in faults]


def shape(path: str) -> str:
    """Give addresses of the same kind of page one name, so that thirty pupils are one page."""
    path = re.sub(r"^(/les|/quiz|/oefening)/[^/]+", r"\1/*", path)
    path = re.sub(r"^/klas/modules/.*/", "/klas/modules/*/", path)
    path = re.sub(r"/regel/.*", "/regel/*", path)
    path = re.sub(r"/(regels|afspraken)/.*", r"/\1/*", path)
    return re.sub(r"\d+", "#", path)


def walk(page: Page, base: str, starts: Iterable[str], *, limit: int, leave: str = "$^") -> Iterator[str]:
    """Open the given pages, and then one of each kind that they link to, save those to `leave`; gives each path."""
    todo = list(starts)
    known = {shape(path) for path in todo}
    for place in range(limit):
        if place >= len(todo):
            return
        page.goto(base + todo[place])
        for address in page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href)"):
            link = urlsplit(urldefrag(address).url)
            elsewhere = f"{link.scheme}://{link.netloc}" != base or link.query
            if elsewhere or NO_PAGE.search(link.path) or re.match(leave, link.path):
                continue
            if shape(link.path) not in known:
                known.add(shape(link.path))
                todo.append(link.path)
        yield todo[place]
