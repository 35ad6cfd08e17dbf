"""`learnapp person`: one person at a time."""

from __future__ import annotations

from pathlib import Path

import click

from learnapp.cli.common import data_option, listed, school_session
from learnapp.cli.school import link as link_text
from learnapp.errors import FaultyInput, NotFound


@click.group()
def person() -> None:
    """Help one person: a new link to set a password, or erase somebody."""


@person.command()
@click.argument("email")
@data_option
def link(email: str, data_dir: Path | None) -> None:
    """Print a new link with which EMAIL sets a password (once, within 7 days).

    Older links of this person stop working. Pupils have no password: their teacher gives them a picture code.
    """
    from learnapp import clock
    from learnapp.services import credentials, people

    with school_session(data_dir) as (session, _):
        found = people.person_by_email(session, email)
        if found is None:
            raise click.ClickException(f"Nobody at this school has the address {email}.")
        token = credentials.make_password_link(session, found, by=None, now=clock.now())
    click.echo(f"{found.name}: {link_text(token)}")


@person.command()
@click.argument("person_id", type=int)
@click.option("--apply", "doing", is_flag=True, help="Erase (without it nothing is changed).")
@data_option
def forget(person_id: int, doing: bool, data_dir: Path | None) -> None:
    """Erase the person with this number, and everything that hangs on it.

    The number stands in the address of the person's page. Shows what would go, and needs --apply. The first name is
    also taken out of what classmates wrote. It cannot be undone.
    """
    from learnapp import clock
    from learnapp.services import erasure

    with school_session(data_dir) as (session, _):
        try:
            found = erasure.plan(session, person_id)
            click.echo(f"{found.name}, {'group ' + found.group if found.group else 'no group'}")
            click.echo(listed(f"{number} x {what}" for what, number in found.rows.items()))
            click.echo(f"  - the name in {found.mentions} posts of others")
            if not doing:
                click.echo("Nothing was changed. Run it again with --apply to erase this.")
                return
            erasure.forget(session, person_id, by=None, now=clock.now())
        except NotFound:
            raise click.ClickException(f"There is nobody with number {person_id}.") from None
        except FaultyInput as faulty:
            raise click.ClickException(f"Nothing was changed.\n{listed(faulty.faults)}") from None
    click.echo("Erased. It is still in backups: let those go too.")
