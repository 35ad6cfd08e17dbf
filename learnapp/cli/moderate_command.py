"""`learnapp moderate`: the protocol applied to messages from a file or a pipe."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "--roster", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON file with names of people."
)
@click.option(
    "--protocol", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Another protocol file (TOML)."
)
def moderate(roster: Path | None, protocol: Path | None) -> None:
    """Judge messages: one JSON object a line in, one verdict a line out.

    Nothing is stored and nothing is sent. Reads standard input, writes standard output.
    """
    from learnapp.cli import moderate as room

    room.run(roster, protocol)
