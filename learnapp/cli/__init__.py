"""The caretaker's entrance: `learnapp …`. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import click

from learnapp.cli import content, database, demo, moderate_command, people, retention, roster, school, serve


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="oefenplein", prog_name="learnapp")
def main() -> None:
    """Run and look after Oefenplein, the practice square for media literacy.

    Try it with `learnapp demo`. For a real school: `learnapp init`, then `learnapp serve`. The settings are read from
    the environment (LEARNAPP_…); docs/OPERATIONS.md explains them.
    """


for command in (
    demo.demo,
    school.init,
    serve.serve,
    roster.roster,
    people.person,
    content.content,
    moderate_command.moderate,
    database.database,
    database.backup,
    retention.retention,
):
    main.add_command(command)
