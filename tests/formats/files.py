"""Small files made in the test itself, and one way to read any file to the end."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

from creditdesk.intake.formats.columns import ColumnMapping
from creditdesk.intake.formats.findings import Findings, study
from creditdesk.intake.formats.limits import DEFAULT_LIMITS, Limits, Source
from creditdesk.intake.formats.open_items import Defaults, OpenItemRow, read_open_items
from creditdesk.intake.formats.refusals import RowRefused
from creditdesk.intake.formats.tabular import Table, read_table
from creditdesk.intake.formats.totals import ControlTotals, totals_for

AS_OF = date(2026, 7, 31)
DEFAULTS = Defaults(company="US01", currency="USD", as_of=AS_OF)

Cell = str | int | float | date | bool | None
Cells = Sequence[Cell]


@dataclass(frozen=True)
class Reading:
    """Everything that came out of one file."""

    table: Table
    mapping: ColumnMapping
    findings: Findings
    accepted: list[OpenItemRow]
    refused: list[RowRefused]
    totals: ControlTotals

    @property
    def reasons(self) -> dict[int, str]:
        """Line to the words of its refusal."""
        return {row.line: str(row.reason) for row in self.refused}


def reading(
    source: Source,
    *,
    limits: Limits = DEFAULT_LIMITS,
    defaults: Defaults = DEFAULTS,
    day_order: str | None = None,
    decimal: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    last_line_whole: bool = False,
    layout: str | None = None,
    sheet: str | None = None,
) -> Reading:
    """The whole file, read with the proposed columns and a person's choices."""
    table = read_table(source, limits=limits, last_line_whole=last_line_whole, layout=layout, sheet=sheet)
    mapping = table.proposed_mapping().corrected(**(columns or {}))
    mapping = ColumnMapping.from_dict({**mapping.as_dict(), "day_order": day_order, "decimal": decimal})
    findings = study(table, mapping)
    rows = list(read_open_items(table, mapping, defaults=defaults, findings=findings))
    totals = totals_for(table)
    for row in rows:
        totals.add(row)
    return Reading(
        table=table,
        mapping=mapping,
        findings=findings,
        accepted=[row for row in rows if isinstance(row, OpenItemRow)],
        refused=[row for row in rows if isinstance(row, RowRefused)],
        totals=totals,
    )


def text_file(*lines: str, end: str = "\n", encoding: str = "utf-8") -> bytes:
    """A text file of these lines, the last one ended as well."""
    return "".join(line + end for line in lines).encode(encoding)


def workbook(*rows: Cells, sheets: Mapping[str, Sequence[Cells]] | None = None) -> bytes:
    """A workbook with these rows on its first sheet; dates are typed, numbers are numbers."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, table in {"Items": rows, **(sheets or {})}.items():
        sheet = book.add_worksheet(name)
        for line, cells in enumerate(table):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(line, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(line, column, cell)
                elif cell is not None:
                    sheet.write(line, column, cell)
    book.close()
    return stream.getvalue()


def repacked(source: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """The workbook with parts replaced, added, or (None) left out; every check sum is right again."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()} | dict(changes)
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()
