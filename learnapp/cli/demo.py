"""`learnapp demo`: a school to try everything with."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from learnapp.cli.common import opened, settings_for
from learnapp.cli.serve import address_options
from learnapp.settings import Settings


@click.command()
@address_options
@click.option(
    "--data",
    "data_dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data/demo"),
    show_default=True,
    help="Folder for the demo school; delete it to start afresh.",
)
def demo(host: str, port: int, data_dir: Path) -> None:
    """Make a demo school (once) and serve it.

    The school has an open lesson in group 7A, homework in 8A and four weeks of activity. How to sign in is printed for
    every role. All people in it are invented, and its passwords are public: never put it on the internet.
    """
    from learnapp.cli.server import Address, Server, ensure_free

    address = Address(host, port)
    ensure_free(address)
    settings = demo_settings(data_dir)

    def welcome() -> None:
        click.echo(f"\n{settings.product_name} (demo school) runs at {address.url}   stop with Ctrl-C\n")
        click.echo(explanation(address.url))

    Server(settings, address, log_level="WARNING", prepare=make_demo_school, welcome=welcome).run()


def demo_settings(data_dir: Path) -> Settings:
    """Give the settings of the demo school: always its own SQLite file, whatever the environment names."""
    settings = settings_for(data_dir)
    file = settings.data_dir / "oefenplein.sqlite3"
    return dataclasses.replace(settings, database_url=f"sqlite:///{file}")


def make_demo_school(settings: Settings) -> None:
    """Migrate the file, load the demo school when there is none, and open its lesson of today. Raises `FaultyInput`."""
    from learnapp import clock
    from learnapp.app import build_house
    from learnapp.services import demo as school

    with opened(settings) as database:
        database.migrate()
        with database.writing() as session:
            if not school.is_loaded(session):
                house = build_house(settings)
                click.echo("Making the demo school ...")
                sources = school.Sources(house.library, house.protocol, house.pepper)
                school.load(session, sources, now=clock.now())
            school.freshen(session, now=clock.now())
            session.commit()


def explanation(url: str) -> str:
    """Tell how to sign in as each role."""
    from learnapp.services import demo as school

    lines = [f"Pupils: open {url}/ , then group > name > the four pictures"]
    lines += [f"  {way.role:<22} {way.group} > {way.name:<10} {' '.join(way.pictures)}" for way in school.pupil_ways()]
    lines += [f"Adults: open {url}/personeel (password of all: {school.PASSWORD})"]
    lines += [f"  {way.role:<22} {way.email:<38} {way.name}" for way in school.staff_ways()]
    return "\n".join(lines)
