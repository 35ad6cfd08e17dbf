"""`learnapp retention`: what has to be erased by now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from learnapp.cli.common import data_option, listed, school_session

if TYPE_CHECKING:
    from learnapp.services.retention import RetentionPlan


@click.group()
def retention() -> None:
    """Erase what has been kept long enough.

    Who left goes after 30 days; posts four weeks after their assignment and at the latest on 1 August; results after
    1 August, apart from nameless figures per class. Run `plan` to look and `apply` every night.
    """


@retention.command()
@data_option
def plan(data_dir: Path | None) -> None:
    """Show what would be erased now. Nothing is changed."""
    from learnapp import clock
    from learnapp.services import retention as room

    with school_session(data_dir) as (session, _):
        _show(room.plan(session, now=clock.now()))


@retention.command()
@data_option
def apply(data_dir: Path | None) -> None:
    """Erase it, and keep a nameless line of each kind as proof."""
    from learnapp import clock
    from learnapp.services import retention as room

    with school_session(data_dir) as (session, _):
        erased = room.apply(session, by=None, now=clock.now())
    _show(erased)
    if not erased.is_empty:
        click.echo("Erased. It is still in backups: let those older than the terms go too.")


def _show(found: RetentionPlan) -> None:
    if found.is_empty:
        click.echo("There is nothing to erase.")
        return
    click.echo(listed(f"{item.count} x {item.what}: {item.reason}" for item in found.items))
