"""`creditdesk migrate`: bring the database to this release, with its guards, its cache table and its journal's head."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(help="Make the database, or bring it up to this release; before that it is backed up.")
@click.option("--no-backup", is_flag=True, help="Upgrade without backing up: there is a backup of now.")
def command(no_backup: bool) -> None:
    """Back up what is there, migrate, and say what was done."""
    from creditdesk.commands.ready import refuse_newer

    make_folder()
    refuse_newer()
    if not no_backup and (kept := back_up()):
        click.echo(f"The database as it was is kept in {kept}")
    prepare_database(verbosity=1)
    click.echo("The database is up to date.")


def back_up() -> Path | None:
    """A backup of a database that the migrations will change, in the data directory; None where nothing is to be kept.

    Raises ClickException where it cannot be written; then nothing was changed.
    """
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from creditdesk.commands.backup import free_name, write_backup

    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations or not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return None
    target = free_name(Path(settings.DATA_DIR) / "before", ".upgrade")
    write_backup(target)
    return target


def make_folder() -> None:
    """Make the folder of an SQLite database that does not exist yet."""
    from django.db import connection

    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)


def prepare_database(*, verbosity: int = 0) -> None:
    """Migrate, install the guards anew, make the cache table and the head of the journal. Safe to repeat.

    Raises ClickException for a database of a newer release.
    """
    from django.core.management import call_command

    from creditdesk.commands.ready import refuse_newer
    from creditdesk.commands.whole_migrations import bring_up_to_date
    from creditdesk.journal.actions import begin_chain

    make_folder()
    refuse_newer()
    bring_up_to_date(verbosity=verbosity)
    call_command("createcachetable", verbosity=0)
    begin_chain()
