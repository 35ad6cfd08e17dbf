"""`learnapp serve`: the site for a real school."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from learnapp.cli.common import data_option, settings_for

Command = TypeVar("Command", bound=Callable[..., object])


def address_options(command: Command) -> Command:
    """Give a command the options `--host` and `--port`."""
    host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on (0.0.0.0: all).")
    port = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port.")
    return host(port(command))


@click.command()
@address_options
@data_option
def serve(host: str, port: int, data_dir: Path | None) -> None:
    """Serve the school's site (stop with Ctrl-C).

    Runs a production server with one worker. Refuses to start while there is no school, the tables are old or a lesson
    file has faults, and says what to do.
    """
    from learnapp.cli.server import Address, Server, ensure_free

    address = Address(host, port)
    ensure_free(address)
    settings = settings_for(data_dir)

    def welcome() -> None:
        click.echo(f"{settings.product_name} runs at {address.url} (stop with Ctrl-C)")

    Server(settings, address, welcome=welcome).run()
