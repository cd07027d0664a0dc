"""Reads in plain SQL, for the few that every page makes: building such a statement takes longer than its answer.

A statement must mean the same on both databases. Values go in as parameters; only keys of our own stand in the text.

Reads that do not wait for each other's answer are asked together: on PostgreSQL that is one round to the server, which
takes longer than most of the answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar, overload

from django.db import connection
from django.db.models import Model, QuerySet

Found_co = TypeVar("Found_co", covariant=True)
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
F = TypeVar("F")
G = TypeVar("G")
H = TypeVar("H")
I = TypeVar("I")  # noqa: E741 - the ninth of its row
M = TypeVar("M", bound=Model)
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Read(Generic[Found_co]):
    """A statement with its parameters, and what is made of the rows that it finds."""

    statement: str
    parameters: tuple[Any, ...]
    made: Callable[[Rows], Found_co]


def read_query(values: QuerySet[Any, tuple[Any, ...]], made: Callable[[Rows], A]) -> Read[A]:
    """The read of a `values_list`: its rows come as the database keeps them, dates and JSON are still to be read."""
    statement, parameters = values.query.sql_with_params()
    return Read(statement, tuple(parameters), made)


def read_rows(model: type[M], condition: str, *parameters: Any) -> Read[list[M]]:
    """The read of whole rows of a table, named `t` in the condition, which may go on with an order and a limit."""
    columns = ", ".join(f't."{field.column}"' for field in model._meta.concrete_fields)
    # Names of our own tables and columns; every value is a parameter.
    statement = f"SELECT {columns} FROM {model._meta.db_table} t WHERE {condition}"  # noqa: S608
    return Read(statement, parameters, lambda rows: [_instance(model, row) for row in rows])


def nothing_to_read() -> Read[list[Any]]:
    """The read of what is not there to be looked for: it finds nothing, and nobody is asked."""
    return Read("", (), lambda rows: [])


def _instance(model: type[M], row: Sequence[Any]) -> M:
    names, converters = _columns_of(model)
    values = list(row)
    for position, expression, converts in converters:
        for convert in converts:
            values[position] = convert(values[position], expression, connection)
    return model.from_db("default", names, values)


@lru_cache
def _columns_of(model: type[Model]) -> tuple[list[str], list[tuple[int, Any, list[Any]]]]:
    """The names of the model's fields, and where the database's values are not yet Python's, by what they become so."""
    names, converters = [], []
    for position, field in enumerate(model._meta.concrete_fields):
        names.append(field.attname)
        expression = field.get_col("t")
        converts = [*connection.ops.get_db_converters(expression), *expression.get_db_converters(connection)]
        if converts:
            converters.append((position, expression, converts))
    return names, converters


def ask(read: Read[A]) -> A:
    """What one read finds."""
    return read.made(rows_of(read.statement, *read.parameters) if read.statement else [])


@overload
def ask_together(a: Read[A], b: Read[B], /) -> tuple[A, B]: ...
@overload
def ask_together(a: Read[A], b: Read[B], c: Read[C], /) -> tuple[A, B, C]: ...
@overload
def ask_together(a: Read[A], b: Read[B], c: Read[C], d: Read[D], /) -> tuple[A, B, C, D]: ...
@overload
def ask_together(a: Read[A], b: Read[B], c: Read[C], d: Read[D], e: Read[E], /) -> tuple[A, B, C, D, E]: ...
@overload
def ask_together(
    a: Read[A], b: Read[B], c: Read[C], d: Read[D], e: Read[E], f: Read[F], /
) -> tuple[A, B, C, D, E, F]: ...
@overload
def ask_together(
    a: Read[A], b: Read[B], c: Read[C], d: Read[D], e: Read[E], f: Read[F], g: Read[G], h: Read[H], /
) -> tuple[A, B, C, D, E, F, G, H]: ...
@overload
def ask_together(
    a: Read[A], b: Read[B], c: Read[C], d: Read[D], e: Read[E], f: Read[F], g: Read[G], h: Read[H], i: Read[I], /
) -> tuple[A, B, C, D, E, F, G, H, I]: ...
def ask_together(*reads: Read[Any]) -> tuple[Any, ...]:
    """What each of the reads finds, in their order."""
    if connection.vendor != "postgresql":
        return tuple(ask(read) for read in reads)
    found = []
    with connection.cursor() as cursor:
        # Parameters are put into the text on our side (Django's choice), so that one text may hold many statements.
        together = ";\n".join(read.statement for read in reads if read.statement)
        cursor.execute(together, [value for read in reads for value in read.parameters])
        for read in reads:
            found.append(read.made(list(cursor.fetchall()) if read.statement else []))
            if read.statement:
                cursor.nextset()
    return tuple(found)


def rows_of(statement: str, *parameters: Any) -> Rows:
    """The rows that the statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def rows_in_turn(statement: str, *parameters: Any, size: int = 5_000) -> Iterator[tuple[Any, ...]]:
    """The rows that the statement finds, of which only some are in memory at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(size):
            yield from rows


def keys(ids: Iterable[int]) -> str:
    """Keys as they stand in `IN (...)`; for none a list in which nothing is."""
    return ", ".join(str(int(one)) for one in ids) or "NULL"


def among(column: str, ids: Sequence[int]) -> str:
    """The condition that a column holds one of the keys. For a single key SQLite chooses its index well only by `=`."""
    return f"{column} = {int(ids[0])}" if len(ids) == 1 else f"{column} IN ({keys(ids)})"


def among_texts(column: str, values: Iterable[str]) -> tuple[str, tuple[Any, ...]]:
    """The condition that a column holds one of so many texts, and its parameters.

    PostgreSQL takes them as one array: a text with thousands of places takes longer to put together than its answer.
    """
    wanted = list(values)
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", (wanted,)
    return f"{column} IN ({texts(wanted)})", tuple(wanted)


def texts(values: Sequence[str]) -> str:
    """As many parameters as there are values, as they stand in `IN (...)`."""
    return ", ".join(["%s"] * len(values))


@overload
def day(value: dt.date | str) -> dt.date: ...
@overload
def day(value: dt.date | str | None) -> dt.date | None: ...
def day(value: dt.date | str | None) -> dt.date | None:
    """A date as it came: SQLite keeps it as text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def instant(value: dt.datetime | str) -> dt.datetime:
    """An instant as it came: SQLite keeps it in UTC without saying so, and gives an expression's as text."""
    read = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)


def stored(value: dt.datetime) -> Any:
    """An instant as a parameter that is compared with stored ones."""
    return connection.ops.adapt_datetimefield_value(value)
