"""`learnapp content`: check what authors write."""

from __future__ import annotations

from pathlib import Path

import click

from learnapp.cli.common import listed
from learnapp.errors import FaultyInput
from learnapp.settings import data_root


@click.group()
def content() -> None:
    """Check lessons, quizzes, scenarios and the protocol."""


@content.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path | None) -> None:
    """Read everything and name each fault with its file and line.

    FOLDER holds lessons/ and quizzes/ [default: what this installation serves]. Ends with exit code 1 when anything is
    wrong; the site would not start with it.
    """
    from learnapp.content.library import load_library
    from learnapp.moderation.protocol import standard_protocol
    from learnapp.simulation.loading import load_scenarios

    root = folder or data_root()
    static = Path(__file__).parent.parent / "static"
    try:
        protocol = standard_protocol()
        library = load_library(root, articles=protocol.articles, static=static)
        scenarios = load_scenarios(root, library)
    except FaultyInput as faulty:
        count = len(faulty.faults)
        raise click.ClickException(f"{count} fault{'s' if count > 1 else ''}:\n{listed(faulty.faults)}") from None
    editions = [edition for module in library.modules.values() for edition in module.editions.values()]
    click.echo(
        f"All is well: {len(library.modules)} modules ({len(editions)} editions), "
        f"{sum(edition.quiz is not None for edition in editions)} quizzes, {len(scenarios)} scenarios, "
        f"{len(library.pictures)} pictures, {len(protocol.articles)} articles."
    )
