"""The moderation engine: how quick, how big, how soon ready, and what no text may do to it."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache

from bench.figures import Figure
from learnapp.cli import memory
from learnapp.moderation.engine import judge
from learnapp.moderation.message import Message
from learnapp.moderation.protocol import standard_protocol
from training.corpus import read_all

LENGTH = 120
MESSAGES = 1_400
STARTS = 5
LENGTHS = (100, 1_000, 10_000)
TRIES = 7
#: Asked in a fresh process: seconds until the first verdict, and what stays in memory after two hundred of them.
_FRESH = """
import gc, json, os, time
page = os.sysconf("SC_PAGE_SIZE")
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * page
before, started = resident(), time.perf_counter()
from learnapp.moderation.engine import judge
from learnapp.moderation.message import Message
from learnapp.moderation.protocol import standard_protocol
protocol = standard_protocol()
judge(Message("Kijk, mijn tekening is af"), protocol)
ready = time.perf_counter() - started
for number in range(200):
    judge(Message(f"Bericht {number}: wij gaan morgen zwemmen, wie gaat er mee?"), protocol)
gc.collect()
print(json.dumps([ready, (resident() - before) / 1e6]))
"""


def messages(number: int) -> list[Message]:
    """Give different messages of about 120 characters, as children and adults write them: lines of the corpus."""
    return random.Random(20261122).sample(_of_that_length(), number)  # noqa: S311 - the same in every run


@cache
def _of_that_length() -> list[Message]:
    lines = (line.message for lines in read_all().values() for line in lines)
    return [one for one in lines if LENGTH - 20 <= len(one.text) <= LENGTH + 20]


def latency() -> list[Figure]:
    """Time the engine on one message after the other."""
    protocol, asked = standard_protocol(), messages(MESSAGES)
    for message in asked[:300]:
        judge(message, protocol)
    memory.settle()
    times = []
    for message in asked:
        started = time.perf_counter()
        judge(message, protocol)
        times.append(time.perf_counter() - started)
    cuts = statistics.quantiles(times, n=100)
    print(f"            {len(times)} messages of {statistics.mean(len(one.text) for one in asked):.0f} characters")
    return [
        Figure("engine, 120 characters, p50", statistics.median(times) * 1e6, 200, "µs"),
        Figure("engine, 120 characters, p99", cuts[98] * 1e6, 800, "µs"),
        Figure("engine, messages on one core", len(times) / sum(times), 5_000, "/s", more_is_better=True),
    ]


def start() -> list[Figure]:
    """Start the engine in fresh processes."""
    answers = []
    for _ in range(STARTS):
        done = subprocess.run([sys.executable, "-c", _FRESH], capture_output=True, check=True, text=True)
        answers.append(json.loads(done.stdout))
    seconds, megabytes = (statistics.median(column) for column in zip(*answers, strict=True))
    return [
        Figure("engine, from nothing to the first verdict", seconds, 0.5, "s"),
        Figure("engine, memory that stays in use", megabytes, 60, "MB"),
    ]


def worst_texts(size: int) -> Iterator[tuple[str, str]]:
    """Give texts that could be hard, each with what it is."""
    dice = random.Random(size)  # noqa: S311 - the same texts in every run
    points = [*range(0x20, 0xD800), *range(0xE000, 0x30000)]
    yield "random Unicode", "".join(map(chr, dice.choices(points, k=size)))
    for name, piece in (
        ("one hurtful sentence", "jij bent echt een sukkel, niemand wil met jou spelen. "),
        ("the same without a stop", "jij bent echt een sukkel en niemand wil met jou spelen "),
        ("digits", "06 12 34 56 78 "),
        ("number words", "nul zes een twee drie vier "),
        ("emoji", "😂🔪🤡💩"),
        ("stretched letters", "jiiiiij beeeent dooooom "),
        ("one stretched word", "suuuukkkkel"),
        ("letters apart", "s u k k e l "),
        ("signs for letters", "$ukk3l @p3n k0pp "),
        ("quotation marks", "\"'sukkel'\" "),
        ("addresses", "a@b.nl www.a.nl/x "),
    ):
        yield name, (piece * (size // len(piece) + 1))[:size]


def long_texts() -> list[Figure]:
    """See that no text takes long, and that ten times the text takes about ten times as long."""
    protocol = standard_protocol()
    times: dict[str, list[float]] = {}
    for size in LENGTHS:
        for name, text in worst_texts(size):
            asked = Message(text, roster=("Noor de Vries", "Sem Bakker"), reply_to="Kijk, mijn nieuwe foto")
            times.setdefault(name, []).append(min(_timed(asked, protocol) for _ in range(TRIES)))
    for name, (short, middle, long) in times.items():
        print(f"            {name:26}{short * 1e3:8.2f} {middle * 1e3:8.2f} {long * 1e3:8.2f} ms")
    slowest = max(times, key=lambda name: times[name][2])
    steepest = max(times, key=lambda name: times[name][2] / times[name][1])
    return [
        Figure(f"10,000 characters, worst: {slowest}", times[slowest][2] * 1e3, 20, "ms"),
        Figure(f"10,000 to 1,000, worst: {steepest}", times[steepest][2] / times[steepest][1], 15, "×"),
    ]


def _timed(message: Message, protocol) -> float:  # type: ignore[no-untyped-def]
    started = time.perf_counter()
    judge(message, protocol)
    return time.perf_counter() - started


def figures() -> list[Figure]:
    """Measure the engine."""
    return [*latency(), *start(), *long_texts()]
