"""`learnapp init`: a new, empty school."""

from __future__ import annotations

from pathlib import Path

import click

from learnapp.cli.common import data_option, opened, settings_for


@click.command()
@click.option("--name", prompt="Name of the school", help="Name of the school.")
@click.option("--governing-body", prompt="Governing body", help="The governing body (schoolbestuur).")
@click.option("--admin-name", prompt="First administrator (first name and surname)", help="The first administrator.")
@click.option("--admin-email", prompt="E-mail address of the administrator", help="The administrator's address.")
@data_option
def init(name: str, governing_body: str, admin_name: str, admin_email: str, data_dir: Path | None) -> None:
    """Make a new school with its first administrator.

    Brings the tables up to date and prints a link with which the administrator sets a password (once, within a week).
    Refuses when there is a school already.
    """
    from email_validator import EmailNotValidError, validate_email

    from learnapp import clock
    from learnapp.services import credentials, people
    from learnapp.terms import Role

    try:
        email = validate_email(admin_email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as wrong:
        raise click.ClickException(f"{admin_email} is no e-mail address: {wrong}") from None
    if not (name.strip() and governing_body.strip() and admin_name.strip()):
        raise click.ClickException("The names of the school, its governing body and the administrator cannot be empty.")
    first, _, last = admin_name.strip().partition(" ")
    with opened(settings_for(data_dir)) as database:
        database.migrate()
        with database.writing() as session:
            if existing := people.school(session):
                raise click.ClickException(f"There is a school here already: {existing.name}. Nothing was changed.")
            now = clock.now()
            people.start_school(session, name=name.strip(), governing_body=governing_body.strip(), now=now)
            roles = [Role.ADMINISTRATOR]
            person = people.add_person(session, roles=roles, first_name=first, last_name=last, email=email, now=now)
            token = credentials.make_password_link(session, person, by=None, now=now)
            session.commit()
    click.echo(f"{name.strip()} is ready. Start the site with: learnapp serve")
    click.echo(f"{person.name} sets a password at (once, within 7 days): {link(token)}")


def link(token: str) -> str:
    """Give the path of a link to set a password; the address of the site comes before it."""
    return f"<address of the site>/wachtwoord/{token}"
