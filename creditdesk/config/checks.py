"""Checks at start: what must be true of the database connection before the desk serves anyone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from creditdesk.config import sqlite


@register(Tags.database)
def sqlite_runs_as_chosen(
    app_configs: object = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Read every SQLite setting back: an option that never applied is worse than none."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]
            found += _differences(alias)
    return found


def _differences(alias: str) -> list[CheckMessage]:
    connection = connections[alias]
    found: list[CheckMessage] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        version = tuple(int(part) for part in cursor.fetchone()[0].split("."))
        wanted_of = sqlite.pragmas(version) | {"busy_timeout": str(sqlite.PATIENCE_SECONDS * 1000)}
        for name, wanted in wanted_of.items():
            cursor.execute(f"PRAGMA {name}")
            actual = str(cursor.fetchone()[0])
            if actual != wanted:
                found.append(Error(f"SQLite's {name} is {actual}, not {wanted}.", id="creditdesk.E001"))
    begins = vars(connection)["transaction_mode"]
    if begins != sqlite.TRANSACTION_MODE:
        text = f"SQLite's transactions begin {begins}, not {sqlite.TRANSACTION_MODE}."
        found.append(Error(text, id="creditdesk.E002"))
    if sqlite.has_wal_defect(version):
        found.append(
            Warning(
                f"SQLite {'.'.join(map(str, version))} has the write-ahead-log defect; running slower and safe.",
                hint="Install pysqlite3 0.6.1 or newer, or use PostgreSQL.",
                id="creditdesk.W001",
            )
        )
    return found
