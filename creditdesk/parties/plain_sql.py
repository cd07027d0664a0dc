"""Reads in plain SQL, for the few that every page makes: building such a statement takes longer than its answer.

A statement must mean the same on both databases. Values go in as parameters; only keys of our own stand in the text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet


def rows_of(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The rows that the statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def rows_of_query(values: QuerySet[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows of a `values_list` as the database keeps them: dates and JSON are still to be read."""
    statement, parameters = values.query.sql_with_params()
    return rows_of(statement, *parameters)


def keys(ids: Iterable[int]) -> str:
    """Keys as they stand in `IN (...)`; for none a list in which nothing is."""
    return ", ".join(str(int(one)) for one in ids) or "NULL"


def texts(values: Sequence[str]) -> str:
    """As many parameters as there are values, as they stand in `IN (...)`."""
    return ", ".join(["%s"] * len(values))


def day(value: dt.date | str | None) -> dt.date | None:
    """A date as it came: SQLite keeps it as text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
