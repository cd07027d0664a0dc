"""`creditdesk migrate`: bring the database to this release, with its guards, its cache table and its journal's head."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(help="Make the database, or bring it up to this release.")
def command() -> None:
    """Migrate and say what was done."""
    prepare_database(verbosity=1)
    click.echo("The database is up to date.")


def make_folder() -> None:
    """Make the folder of an SQLite database that does not exist yet."""
    from django.db import connection

    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)


def prepare_database(*, verbosity: int = 0) -> None:
    """Migrate, install the guards anew, make the cache table and the head of the journal. Safe to repeat."""
    from django.core.management import call_command

    from creditdesk.journal.actions import begin_chain

    make_folder()
    call_command("migrate", verbosity=verbosity, interactive=False)
    call_command("createcachetable", verbosity=0)
    begin_chain()
