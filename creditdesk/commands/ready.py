"""What must be true of the database before a command works on it, each with its sentence."""

from __future__ import annotations

from collections.abc import Iterable

import click


def require_release() -> None:
    """Raise ClickException unless the database is one of this release."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from creditdesk.commands.migrate import make_folder

    make_folder()
    refuse_newer()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise click.ClickException("The database is not of this release. Run: creditdesk migrate")


def refuse_newer() -> None:
    """Raise ClickException for a database that a newer release has worked on: this one does not know what is in it."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    refuse_unknown(MigrationRecorder(connection).applied_migrations(), what="The database")


def refuse_unknown(applied: Iterable[tuple[str, str]], *, what: str) -> None:
    """Raise ClickException where a step of the schema was taken that this release does not know."""
    from django.db.migrations.loader import MigrationLoader

    known = MigrationLoader(None, ignore_no_migrations=True)
    apps = {app for app, _ in known.disk_migrations}
    if unknown := sorted(f"{app} {name}" for app, name in {*applied} - {*known.disk_migrations} if app in apps):
        raise click.ClickException(
            f"{what} is of a newer release than this program, which does not know {', '.join(unknown)}. "
            "Install the newer release, or restore a backup that was made before it."
        )


def require_ready(*, with_pages: bool = False) -> None:
    """The start-up checks of the settings and the database, each with its sentence.

    Those of pages and addresses load all of them, which takes longer than what most commands do: who shows none does
    without.
    """
    from django.core.checks import Tags, run_checks
    from django.core.checks.registry import registry

    require_release()
    tags = None if with_pages else sorted(registry.tags_available() - {Tags.urls, Tags.templates})
    for message in run_checks(tags=tags, databases=["default"]):
        if message.is_serious():
            raise click.ClickException(message.msg)
        click.echo(f"Warning: {message.msg} {message.hint or ''}".rstrip(), err=True)
    if missing := missing_guards():
        raise click.ClickException(f"The database lacks its guards ({', '.join(missing)}). Run: creditdesk migrate")


def missing_guards() -> list[str]:
    """Names of the triggers that should protect the database and are not there as they were installed."""
    from creditdesk.nightly.proof import broken_guards

    return list(broken_guards())
