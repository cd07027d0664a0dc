"""Bulk writing: many rows at once, in the fastest plain way of each database (executemany; COPY)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Max

# Rows in one transaction: people at their desks wait less than a second.
CHUNK = 2000


def reserve_ids(model: type[models.Model], count: int) -> range | list[int]:
    """`count` primary keys for rows that are about to be written in this transaction."""
    if count == 0:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        # The transaction is IMMEDIATE: nobody else writes between this read and the insert.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last = max(found[0] if found else 0, model._default_manager.aggregate(last=Max("id"))["last"] or 0)
    return range(last + 1, last + 1 + count)


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as sequences in the order of `columns` (database column names)."""
    table = model._meta.db_table
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # COPY goes past Django's own translation of the database's errors.
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        statement = f"INSERT INTO {table} ({names}) VALUES ({places})"
        cursor.executemany(statement, _plain(rows))


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set these columns of rows: each row is its values in the order of `columns`, and then its key."""
    names = ", ".join(f'"{column}" = %s' for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {model._meta.db_table} SET {names} WHERE id = %s", _plain(rows))


def _plain(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    texts = _AS_TEXT
    return [[texts[kind](x) if (kind := type(x)) in texts else x for x in row] for row in rows]


def _moment_as_text(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(sep=" ")


# How SQLite keeps what it has no type for.
_AS_TEXT: dict[type, Callable[[Any], Any]] = {dt.datetime: _moment_as_text, dt.date: dt.date.isoformat}
