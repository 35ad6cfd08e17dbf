"""Run every benchmark and print each figure beside its bar: `make bench`. Exit 1 when one falls short.

`python -m bench moderation` runs one part alone. The site and the ceiling (a bare Flask page of the same size) run side
by side on gunicorn with one gevent worker each, and are asked in turn, A B A B …, so that a slower moment of the
machine touches both.
"""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench import composing, moderation, school, statements
from bench.ceiling import app as ceiling_app
from bench.client import Client, rate
from bench.figures import Figure
from bench.serving import free_port, served

ROUNDS = 5
SECONDS = 1.0
CONNECTIONS = 8


async def ratios(made: school.Bench, port: int, ceiling: int) -> list[Figure]:
    """Compare our pages with the ceiling."""
    figures = []
    for name, who, path, rows, bar in made.pages:
        ours = [made.client(port, who) for _ in range(CONNECTIONS)]
        size = len((await ours[0].request("GET", path)).body)
        bare = [Client(ceiling) for _ in range(CONNECTIONS)]
        bare_path = f"/?rows={rows}&size={size}"
        bare_size = len((await bare[0].request("GET", bare_path)).body)
        pairs = []
        for _ in range(ROUNDS):
            top = await rate(bare, bare_path, SECONDS)
            mine = await rate(ours, path, SECONDS)
            pairs.append((mine / top, mine, top))
        for client in (*ours, *bare):
            client.close()
        ratio, mine, top = sorted(pairs)[len(pairs) // 2]
        print(f"            {name}: {mine:.0f}/s of {top:.0f}/s; {size} bytes of {bare_size}")
        figures.append(Figure(f"{name}, share of the ceiling", ratio, bar, more_is_better=True))
    return figures


def fresh_feed(made: school.Bench) -> Figure:
    """Compare the page of a square that has just changed with the ceiling, both in this process.

    The other figure of the feed is that of a child who looks again at a square in which nothing happened: most of the
    pages that a class asks for, as the square is asked for every few seconds. Here nothing of the page is kept, but
    the posts, of which one is new. The bar is our own: it only has to stay what it was.
    """
    who, path, rows = next((who, path, rows) for name, who, path, rows, _bar in made.pages if name == school.FEED)
    site = made.app.test_client()
    site.set_cookie("oefenplein", made.cookies[who])
    bare = ceiling_app.test_client()
    size = len(site.get(path).data)
    kept = made.app.extensions["oefenplein"].kept
    shares = []
    for _ in range(100):
        kept.pages.clear()
        kept.pieces.pop(next(reversed(kept.pieces)), None)
        started = time.perf_counter()
        site.get(path)
        between = time.perf_counter()
        bare.get(f"/?rows={rows}&size={size}")
        shares.append((time.perf_counter() - between) / (between - started))
    return Figure(
        "feed page after a new post, share of the ceiling", statistics.median(shares), 0.12, more_is_better=True
    )


async def quiz_answers(made: school.Bench, port: int) -> list[Figure]:
    """Eight pupils answer all questions again and again; every answer is a write."""
    times: list[float] = []
    failed = 0

    async def pupil(number: int) -> None:
        nonlocal failed
        client = made.client(port, f"pupil-{number}")
        for _ in range(6):
            await client.request("GET", f"{made.quiz}/1")
            for place in range(1, made.questions + 1):
                started = time.perf_counter()
                answer = await client.request("POST", f"{made.quiz}/{place}", {"dont_know": "1"})
                times.append(time.perf_counter() - started)
                failed += answer.status >= 400
            await client.request("POST", f"{made.quiz}/opnieuw", {})
        client.close()

    await asyncio.gather(*(pupil(number) for number in range(CONNECTIONS)))
    p95 = statistics.quantiles(times, n=20)[-1] * 1000
    print(f"            {len(times)} answers, median {statistics.median(times) * 1000:.1f} ms")
    return [
        Figure("quiz answer, p95 at 8 connections", p95, 50, "ms"),
        Figure("quiz answers that failed", failed, 0),
    ]


async def first_visit(port: int) -> Figure:
    """Add up what a new tablet fetches for the first page: the page, its files, and the fonts they name."""
    client = Client(port, encoding="br, gzip")
    page = await client.request("GET", "/")
    plain = await Client(port).request("GET", "/")
    wire, seen, todo = page.wire, set(), _addresses(plain.body, "/")
    while todo:
        address = todo.pop()
        if address in seen:
            continue
        seen.add(address)
        wire += (await client.request("GET", address)).wire
        if ".css" in address:
            todo |= _fonts((await Client(port).request("GET", address)).body, address)
    client.close()
    return Figure(f"first visit, {len(seen) + 1} files", wire / 1000, 150, "KB")


def _addresses(page: bytes, _base: str) -> set[str]:
    found = re.findall(rb'(?:src|href)="(/static/[^"#]+)', page)
    return {address.decode().replace("&amp;", "&") for address in found}


def _fonts(css: bytes, address: str) -> set[str]:
    """Give the fonts of a Dutch page: the latin ones, not those that only other letters fetch."""
    folder = address.rpartition("/")[0]
    names = {name.decode() for name in re.findall(rb'url\("?([^")]+\.woff2[^")]*)"?\)', css)}
    return {os.path.normpath(f"{folder}/{name}") for name in names if "latin-ext" not in name}


def cold_start(made: school.Bench) -> Figure:
    """Start the site three times; give the median time to the first page."""
    times = []
    for _ in range(3):
        port = free_port()
        with served(made.serve(port), port, "/", made.environ) as seconds:
            times.append(seconds)
    return Figure("cold start to the first page", statistics.median(times), 1.5, "s")


def pages(made: school.Bench) -> list[Figure]:
    """Measure the pages of the site beside the ceiling."""
    figures = [*statements.count(made), fresh_feed(made), cold_start(made)]
    port, ceiling = free_port(), free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "-k", "gevent", "-w", "1", "-b", f"127.0.0.1:{ceiling}"]
    bare = [*gunicorn, "bench.ceiling:app"]
    with served(made.serve(port), port, "/", made.environ), served(bare, ceiling, "/?rows=1&size=500", {}):
        figures += asyncio.run(ratios(made, port, ceiling))
        figures += asyncio.run(quiz_answers(made, port))
        figures.append(asyncio.run(first_visit(port)))
    return figures


def engine(made: school.Bench) -> list[Figure]:
    """Measure the moderation engine, alone and while a class types."""
    figures = moderation.figures()
    port = free_port()
    with served(made.serve(port), port, "/", made.environ):
        return figures + asyncio.run(composing.typing(made, port))


#: What can be measured on its own: `python -m bench moderation`.
PARTS = {"pages": pages, "moderation": engine}


def main(asked: list[str]) -> int:
    """Run the parts that are asked for, or all; give the exit code."""
    if unknown := set(asked) - set(PARTS):
        print(f"unknown: {', '.join(sorted(unknown))}; the parts are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="oefenplein-bench-") as folder:
        made = school.prepare(Path(folder))
        figures = [figure for name in asked or PARTS for figure in PARTS[name](made)]
    print("\n".join(map(str, figures)))
    return 0 if all(figure.good for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
