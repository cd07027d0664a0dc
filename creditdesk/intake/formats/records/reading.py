"""Rows of a file of records as plain values, or the reason why a row is none.

A row is a dictionary: its line, its company, what it says (`values`, by the kind's fields), and what holds for a new
record without being said (`assumed`). Nothing stands in it for a cell that is empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from creditdesk.intake.formats.cells import RowCells
from creditdesk.intake.formats.columns import ColumnMapping
from creditdesk.intake.formats.customers import CustomerNumbers
from creditdesk.intake.formats.delimited import Row
from creditdesk.intake.formats.findings import Findings
from creditdesk.intake.formats.numbers import SeenNumbers
from creditdesk.intake.formats.open_items import Defaults
from creditdesk.intake.formats.records.description import About, RecordKind, Values, is_clearing
from creditdesk.intake.formats.refusals import CellRefused, RowRefused, quoted
from creditdesk.intake.formats.tabular import Table

# Programs write 1900-01-01 for "no day".
_EARLIEST = dt.date(1900, 1, 2)


def read_records(
    table: Table, mapping: ColumnMapping, *, kind: RecordKind, defaults: Defaults, findings: Findings
) -> Iterator[dict[str, Any] | RowRefused]:
    """One record or one refusal for every row of the file. Rule: docs/rules/records.md."""
    rows = _read(table, mapping, kind=kind, defaults=defaults, findings=findings)
    return kind.gather(rows, mapping.columns)


def _read(
    table: Table, mapping: ColumnMapping, *, kind: RecordKind, defaults: Defaults, findings: Findings
) -> Iterator[dict[str, Any] | RowRefused]:
    """The rows in the order of the file, each by itself."""
    latest = dt.date.max
    if not kind.far_ahead:
        latest = defaults.as_of + dt.timedelta(days=table.limits.furthest_days_ahead)
    cells = RowCells(
        table.headers,
        mapping,
        findings=findings,
        earliest=_EARLIEST,
        latest=latest,
        customers=CustomerNumbers(defaults.customers, file_width=findings.customer_width),
    )
    seen = SeenNumbers()
    for row in table.rows():
        if isinstance(row, RowRefused):
            yield row
        elif isinstance(row, Row):
            view = cells.of(row.cells)
            try:
                yield _record(row.line, view, kind=kind, defaults=defaults, seen=seen)
            except CellRefused as refused:
                column = mapping.columns.get(view.field, "")
                value, named = quoted(view.value_of(view.field)), _named(view, kind)
                yield RowRefused(row.line, view.field, column, value, refused.reason, record=named)


def _named(row: RowCells, kind: RecordKind) -> str:
    """The record that a refused row names; empty where it names none."""
    at = row.field
    try:
        return row.identifier(kind.key[0])
    except CellRefused:
        return ""
    finally:
        row.field = at


def _record(line: int, row: RowCells, *, kind: RecordKind, defaults: Defaults, seen: SeenNumbers) -> dict[str, Any]:
    about = About(
        (row.identifier("company") if row.has("company") else "") or defaults.company, defaults.currency or ""
    )
    values: Values = {}
    for name, field in kind.fields.items():
        if name == "company" or not row.has(name):
            continue
        row.field = name
        if is_clearing(row, name, kind):
            values[name] = kind.clearable[name]
        elif (found := field.read(row, name, about)) is not None:
            values[name] = found
    assumed = kind.finish(values, row, about)
    row.field = kind.key[0]
    key = "\x1f".join([about.company, *(str(values.get(name, "")) for name in kind.key)])
    seen.check(key, content=tuple(sorted(values.items())), line=line)
    return {"line": line, "company": about.company, "values": values} | ({"assumed": assumed} if assumed else {})
