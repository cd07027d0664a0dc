"""Migrations that are done whole or not at all, whenever the process is killed.

Django notes a migration as done in a transaction of its own, after that of its changes, where some of these are put off
to the end. A process that is killed in between leaves tables which nobody is said to have made, and the next upgrade
fails on them. Here the changes and the note commit together.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration


class WholeMigrations(MigrationExecutor):
    """Applies each migration and notes it in one transaction."""

    def apply_migration(self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False) -> Any:
        """The state after the migration, as Django's executor returns it."""
        with _in_one_transaction():
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)


def bring_up_to_date(*, verbosity: int) -> None:
    """Apply what is not applied yet, with the signals around it that Django's own command sends."""
    executor = WholeMigrations(connection, _told) if verbosity else WholeMigrations(connection)
    executor.loader.check_consistent_history(connection)
    if conflicts := executor.loader.detect_conflicts():
        raise CommandError(f"Migrations of several ends: {conflicts}")
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    emit_pre_migrate_signal(verbosity, False, connection.alias, stdout=sys.stdout, plan=plan)
    executor.migrate(targets, plan=plan)
    emit_post_migrate_signal(verbosity, False, connection.alias, stdout=sys.stdout, plan=plan)


@contextmanager
def _in_one_transaction() -> Iterator[None]:
    """On SQLite foreign keys are not looked at meanwhile: it can be told so only outside of a transaction, and the
    changes of a table need it.
    """
    connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            yield
    finally:
        connection.enable_constraint_checking()


def _told(action: str, migration: Migration | None = None, fake: bool | None = False, /) -> None:
    if action == "apply_success":
        sys.stdout.write(f"  {migration}\n")
