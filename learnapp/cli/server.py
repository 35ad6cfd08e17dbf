"""The production server: gunicorn with one gevent worker. The site is loaded in the worker, after gevent's patches."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.errors import AppImportError

from learnapp.cli import logs, memory
from learnapp.cli.common import listed, opened, trouble
from learnapp.errors import FaultyInput
from learnapp.settings import Settings

#: How long a page that is being made may take after the signal to stop, in seconds: all is over within three.
GRACE = 2


@dataclass(frozen=True, slots=True)
class Address:
    """Where the site can be reached."""

    host: str
    port: int

    @property
    def bind(self) -> str:
        """Give the address as a server is told it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """Give the address as a person on this machine opens it."""
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared with, not bound to
        host = everywhere.get(self.host, f"[{self.host}]" if ":" in self.host else self.host)
        return f"http://{host}:{self.port}"


def ensure_free(address: Address) -> None:
    """Stop with a sentence when nothing can be served at this address."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except PermissionError:
            raise click.ClickException(
                f"Port {address.port} may only be used by root. Choose one from 1024 up with --port."
            ) from None
        except OSError as failed:
            raise click.ClickException(
                f"Port {address.port} on {address.host} cannot be used ({failed.strerror}). "
                "Stop what runs there, or choose another port with --port."
            ) from None


class Server(BaseApplication):  # type: ignore[misc]
    """The site on gunicorn. `prepare` runs in the worker, before the site is loaded."""

    def __init__(
        self,
        settings: Settings,
        address: Address,
        *,
        log_level: str = "INFO",
        prepare: Callable[[Settings], None] | None = None,
        welcome: Callable[[], None] | None = None,
    ) -> None:
        """Keep what the worker needs."""
        self.settings = settings
        self.address = address
        self.log_level = log_level
        self.prepare = prepare
        self.welcome = welcome
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how to run."""
        for name, value in self._options().items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Load the site (called in the worker). Says what is wrong and which command helps when it cannot run."""
        try:
            if self.prepare:
                self.prepare(self.settings)
            with opened(self.settings) as database:
                found = trouble(database)
            if found:
                raise click.ClickException(found)
            from learnapp.app import create_app
            from learnapp.cli import housekeeping

            site = create_app(self.settings)
        except FaultyInput as faulty:
            raise AppImportError(f"Error: the content has faults.\n{listed(faulty.faults)}") from None
        except click.ClickException as stopped:
            raise AppImportError(f"Error: {stopped.message}") from None
        site.wsgi_app = housekeeping.in_turn(site.wsgi_app)  # type: ignore[method-assign,assignment]
        return site

    def _options(self) -> dict[str, Any]:
        return {
            "bind": [self.address.bind],
            "worker_class": "gevent",
            "workers": 1,
            "worker_connections": 2000,
            "graceful_timeout": GRACE,
            "keepalive": 10,
            # The demo school is loaded before the worker reports for the first time.
            "timeout": 120,
            "control_socket_disable": True,
            "proc_name": "oefenplein",
            "logconfig_dict": logs.configuration(self.log_level),
            "loglevel": self.log_level.lower(),
            "post_fork": _stop_collecting,
            "post_worker_init": self._begin,
        }

    def _begin(self, worker: Any) -> None:
        """Keep what was loaded out of the collector's way from now on, and welcome whoever started the site."""
        from learnapp.cli import housekeeping

        memory.settle()
        housekeeping.start(worker.wsgi.extensions["oefenplein"])
        if self.welcome:
            self.welcome()


def _stop_collecting(_server: object, _worker: object) -> None:
    """Load the site without looking for garbage meanwhile: there is none, and it takes a sixth of the start."""
    gc.disable()
