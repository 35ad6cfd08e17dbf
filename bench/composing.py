"""Thirty pupils type at once: every pause of 0.7 s asks the composer's check what it thinks so far."""

from __future__ import annotations

import asyncio
import random
import statistics
import time

from bench.client import Client
from bench.figures import Figure
from bench.moderation import messages
from bench.school import PUPILS, Bench

SECONDS = 15.0
PAUSE = 0.7
WARMING_UP = 2.0
#: Every tablet also asks, now and then, whether the screens are parked.
LIVE = 1.5
CHECK = "/plein/controle"


async def typing(made: Bench, port: int) -> list[Figure]:
    """Let them type; the time is what a tablet waits for its answer, so the network of this machine included."""
    times: list[float] = []
    failed: list[int] = []
    # The weights of the second opinion are read just after the start: before a class types.
    await asyncio.sleep(WARMING_UP)
    clients = [made.client(port, f"pupil-{number}") for number in range(PUPILS)]
    await asyncio.gather(*(client.request("GET", "/plein") for client in clients))
    end = time.perf_counter() + SECONDS
    await asyncio.gather(*(_pupil(client, n, end, times, failed) for n, client in enumerate(clients)))
    cuts = statistics.quantiles(times, n=100)
    print(f"            {len(times)} checks, median {cuts[49] * 1e3:.1f} ms, p99 {cuts[98] * 1e3:.1f} ms")
    return [
        Figure(f"check while {PUPILS} pupils type, p95", cuts[94] * 1e3, 50, "ms"),
        Figure("checks that failed", len(failed), 0),
    ]


async def _pupil(client: Client, number: int, end: float, times: list[float], failed: list[int]) -> None:
    dice = random.Random(number)  # noqa: S311 - the same class in every run
    texts = [one.text for one in messages(40)][number % 20 :]
    await asyncio.sleep(dice.random() * PAUSE)
    text, written, asked = texts[0], 0, 0.0
    while time.perf_counter() < end:
        written += dice.randint(3, 9)
        if written > len(text):
            text, written = dice.choice(texts), 4
        started = time.perf_counter()
        answer = await client.request("POST", CHECK, {"text": text[:written], "form_key": f"bank-{number}"})
        times.append(time.perf_counter() - started)
        if answer.status != 200:
            failed.append(answer.status)
        if started - asked > LIVE:
            await client.request("GET", "/live")
            asked = started
        await asyncio.sleep(max(0.0, PAUSE * dice.uniform(0.8, 1.2) - (time.perf_counter() - started)))
    client.close()
