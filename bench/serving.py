"""Run a server beside the benchmark."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.client import Client


def free_port() -> int:
    """Give a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(command: list[str], port: int, path: str, environ: dict[str, str]) -> Iterator[float]:
    """Run a server; give the seconds until its first good answer."""
    full = os.environ | environ  # noqa: TID251 - the server of the benchmark gets our environment
    started = time.perf_counter()
    process = subprocess.Popen(command, env=full, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        asyncio.run(_first_answer(port, path))
        yield time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)


async def _first_answer(port: int, path: str) -> None:
    for _ in range(2000):
        try:
            client = Client(port)
            answer = await client.request("GET", path)
            client.close()
            if answer.status == 200:
                return
        except (OSError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.01)
    raise TimeoutError(path)
