"""`learnapp roster`: the school's list of people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from learnapp.cli.common import data_option, listed, school_session
from learnapp.cli.school import link as link_text
from learnapp.errors import FaultyInput

if TYPE_CHECKING:
    from learnapp.roster.plan import ImportPlan
    from learnapp.roster.rows import RosterFile

#: Nobody's list of people is larger than this.
LARGEST_FILE = 6 * 1024 * 1024


@click.group()
def roster() -> None:
    """Bring pupils and staff in from a file."""


@roster.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "doing", is_flag=True, help="Do what the plan says (without it nothing is changed).")
@click.option("--confirm", is_flag=True, help="Answer the questions of the plan with yes (many pupils leave).")
@data_option
def import_(files: tuple[Path, ...], doing: bool, confirm: bool, data_dir: Path | None) -> None:
    """Compare FILES (CSV) with who is here, show a plan, and apply it with --apply.

    Columns for pupils: leerlingnummer, roepnaam, tussenvoegsel, achternaam, groep, jaargroep. Staff can stand in a
    second file or section. All or nothing: a file with faults changes nothing, and every fault is named with its row
    and column. Of a surname only initials are kept; numbers are kept as a hash.
    """
    from learnapp import clock
    from learnapp.roster.plan import make_plan
    from learnapp.services import roster as room

    with school_session(data_dir) as (session, settings):
        file = _read(files, settings.secret_key.encode())
        plan = make_plan(file, room.present(session))
        _show(plan)
        if plan.faults:
            raise click.ClickException(f"{len(plan.faults)} faults. Nothing was changed.\n{listed(plan.faults)}")
        if not doing:
            click.echo("Nothing was changed. Run it again with --apply to do this.")
            return
        if plan.needs_confirmation and not confirm:
            raise click.ClickException("Nothing was changed. Add --confirm when the file is right.")
        applied = room.apply(session, plan, by=None, now=clock.now(), confirmed=confirm)
    click.echo("Done.")
    for new in applied.links:
        click.echo(f"{new.name} <{new.email}> sets a password (once, within 7 days): {link_text(new.token)}")


def _read(files: tuple[Path, ...], pepper: bytes) -> RosterFile:
    from learnapp.roster.csv_file import combine, read_roster

    try:
        read = [read_roster(_bytes_of(file), pepper=pepper, name=file.name) for file in files]
    except FaultyInput as faulty:
        raise click.ClickException(f"Nothing was changed.\n{listed(faulty.faults)}") from None
    return read[0] if len(read) == 1 else combine(read)


def _bytes_of(file: Path) -> bytes:
    if file.stat().st_size > LARGEST_FILE:
        raise click.ClickException(
            f"{file.name} is larger than {LARGEST_FILE // 1024 // 1024} MB: is it the right one?"
        )
    return file.read_bytes()


def _show(plan: ImportPlan) -> None:
    """Show the plan: how many of each, and who."""
    parts = [
        ("new groups", [f"{group.name} (groep {group.year})" for group in plan.new_groups]),
        ("join", [f"{row.name} in {row.group}" for row in plan.joins]),
        ("move", [f"{move.pupil.name}: {move.from_group or '-'} to {move.pupil.group}" for move in plan.moves]),
        ("get another name", [f"{rename.old_name}: {rename.pupil.name}" for rename in plan.renames]),
        ("leave", [f"{old.name} of {old.group or '-'}" for old in plan.leaves]),
        ("groups end", list(plan.emptied_groups)),
        ("staff join", [f"{row.name} <{row.email}>: {_work(row.roles)}" for row in plan.staff_joins]),
        ("staff change", [f"{change.after.name}: {', '.join(change.what)}" for change in plan.staff_changes]),
    ]
    click.echo(f"Plan for {plan.file_name}:")
    for title, lines in parts:
        if lines:
            click.echo(f"{len(lines)} {title}\n{listed(lines)}")
    click.echo(f"{plan.unchanged} pupils and {plan.staff_unchanged} staff stay as they are")
    for sentence in (*plan.notices, *plan.confirmations):
        click.echo(f"! {sentence}")


def _work(roles: frozenset[str]) -> str:
    return ", ".join(sorted(roles))
