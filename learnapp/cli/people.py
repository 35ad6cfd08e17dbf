"""`learnapp person`: one person at a time."""

from __future__ import annotations

from pathlib import Path

import click

from learnapp.cli.common import data_option, school_session
from learnapp.cli.school import link as link_text


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
