"""`learnapp moderate`: the protocol applied to messages from a file or a pipe."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from learnapp.cli.common import listed
from learnapp.errors import FaultyInput


@click.command()
@click.option("--roster", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON file with names.")
@click.option(
    "--protocol", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Another protocol file (TOML)."
)
@click.option("--explain", is_flag=True, help='Add "explain" to every answer: what each layer of the engine saw.')
def moderate(roster: Path | None, protocol: Path | None, explain: bool) -> None:
    """Judge messages: one JSON object a line in, one answer a line out, in the same order.

    Reads standard input, writes standard output; nothing is stored and nothing is sent. A line that cannot be judged
    gets an answer with "error", and the exit code is 1 then. The file with names: {"rosters": ..., "staff": ...}.

    With --explain every answer also has "explain": the text as it is read and what was changed in it, the words with
    their classes, whom it is about, what takes the sting out, what is answered, whether it is about school, the rules
    that were touched and by which lists, those that were almost touched with the reason why not, and the learned
    second opinion with the weight of every word. All places are in code points of the text as it was given.
    """
    from learnapp.cli import moderate as room

    source, target = sys.stdin.buffer, sys.stdout.buffer

    def write(line: str) -> None:
        # Half a character (a lone surrogate) in an id is written as JSON writes it: escaped.
        target.write(line.encode("utf-8", "backslashreplace"))
        target.flush()

    try:
        code = room.run(source, write, names=roster, protocol=protocol, explain=explain)
    except FaultyInput as faulty:
        raise click.ClickException(f"The protocol has faults:\n{listed(faulty.faults)}") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as wrong:
        raise click.ClickException(f"The file with names cannot be read: {wrong}") from None
    click.get_current_context().exit(code)
