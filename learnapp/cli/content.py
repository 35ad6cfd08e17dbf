"""`learnapp content`: check what authors write."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from learnapp.cli.common import listed
from learnapp.errors import Fault, FaultyInput
from learnapp.settings import data_root

if TYPE_CHECKING:
    from learnapp.content.model import Library
    from learnapp.moderation.protocol import Protocol
    from learnapp.simulation.scenario import Scenario

Thing = TypeVar("Thing")


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
    root = folder or data_root()
    faults: list[Fault] = []
    protocol = _read(_protocol, faults)
    articles = protocol.articles if protocol else None
    library = _read(lambda: _library(root, articles), faults)
    scenarios = _read(lambda: _scenarios(root, library), faults) if library else None
    if faults or protocol is None or library is None or scenarios is None:
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        raise click.ClickException(f"{count}:\n{listed(faults)}")
    editions = [edition for module in library.modules.values() for edition in module.editions.values()]
    click.echo(
        f"All is well: {len(library.modules)} modules ({len(editions)} editions), "
        f"{sum(edition.quiz is not None for edition in editions)} quizzes, {len(scenarios)} scenarios, "
        f"{len(library.pictures)} pictures, {len(protocol.articles)} articles."
    )


def _read(load: Callable[[], Thing], faults: list[Fault]) -> Thing | None:
    """Load something; keep its faults, so that those of everything are told together."""
    try:
        return load()
    except FaultyInput as faulty:
        faults += faulty.faults
        return None


def _protocol() -> Protocol:
    from learnapp.moderation.protocol import standard_protocol

    return standard_protocol()


def _library(root: Path, articles: Collection[str] | None) -> Library:
    from learnapp.content.library import load_library

    return load_library(root, articles=articles, static=Path(__file__).parent.parent / "static")


def _scenarios(root: Path, library: Library) -> Mapping[tuple[str, str], Scenario]:
    from learnapp.simulation.loading import load_scenarios

    return load_scenarios(root, library)
