"""A small HTTP/1.1 client on asyncio: one connection that stays open, cookies, the CSRF token of the last page."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from urllib.parse import quote_plus

CSRF = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    wire: int


@dataclass
class Client:
    """One browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    encoding: str = ""
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def request(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        """Send one request; a connection that the server closed is opened anew."""
        body = b""
        if form is not None:
            fields = {"csrf_token": self.token, **form}
            body = "&".join(f"{quote_plus(key)}={quote_plus(value)}" for key, value in fields.items()).encode()
        for attempt in (1, 2):
            try:
                return await self._once(method, path, body)
            except (asyncio.IncompleteReadError, ConnectionError):
                self._streams = None
                if attempt == 2:
                    raise
        raise AssertionError

    async def _once(self, method: str, path: str, body: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22)
        reader, writer = self._streams
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Content-Length: {len(body)}"]
        if body:
            lines.append("Content-Type: application/x-www-form-urlencoded")
        if self.encoding:
            lines.append(f"Accept-Encoding: {self.encoding}")
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        head = await reader.readuntil(b"\r\n\r\n")
        status, headers = self._read_head(head)
        data = await self._read_body(reader, headers)
        if headers.get("connection") == "close":
            writer.close()
            self._streams = None
        if found := CSRF.search(data):
            self.token = found.group(1).decode()
        return Answer(status, headers, data, len(head) + len(data))

    def _read_head(self, head: bytes) -> tuple[int, dict[str, str]]:
        first, *rest = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in filter(None, rest):
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _, kept = value.partition(";")[0].partition("=")
                self.cookies[key] = kept
            else:
                headers[name.lower()] = value
        return int(first.split()[1]), headers

    @staticmethod
    async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
        if "content-length" in headers:
            return await reader.readexactly(int(headers["content-length"]))
        if headers.get("transfer-encoding") != "chunked":
            return b""
        parts = []
        while size := int((await reader.readline()).split(b";")[0], 16):
            parts.append((await reader.readexactly(size + 2))[:-2])
        await reader.readline()
        return b"".join(parts)

    def close(self) -> None:
        """Close the connection."""
        if self._streams:
            self._streams[1].close()
            self._streams = None


async def rate(clients: list[Client], path: str, seconds: float) -> float:
    """Ask for a page over all connections for some seconds; give answers per second. Raises on an answer but 200."""
    end = time.perf_counter() + seconds
    started = time.perf_counter()
    done = 0

    async def ask(client: Client) -> None:
        nonlocal done
        while time.perf_counter() < end:
            answer = await client.request("GET", path)
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")
            done += 1

    await asyncio.gather(*(ask(client) for client in clients))
    return done / (time.perf_counter() - started)
