"""Tables as files: CSV and Excel with typed cells. No text of a customer ever becomes a formula or a link.

table = Table(_("Statement"), [Column("Number"), Column("Due"), Column("Open")])
csv_file(table, rows, name="statement-104233")        # rows: text, dates, whole numbers, Money, None
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from creditdesk.domain.exports import never_markup
from creditdesk.domain.money import Money, exponent, major_units

Cell = str | dt.date | int | Money | None
# What spreadsheets take for the beginning of a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET_NAME_MOST = 31


@dataclass(frozen=True, slots=True)
class Table:
    """What the file is called inside, and the heads of its columns."""

    title: str
    heads: Sequence[str]


def csv_file(table: Table, rows: Iterable[Sequence[Cell]], *, name: str) -> HttpResponse:
    """The table as an answer in CSV, see `csv_text`."""
    return _download(csv_text(table, rows), media_type="text/csv; charset=utf-8", name=f"{name}.csv")


def csv_text(table: Table, rows: Iterable[Sequence[Cell]]) -> str:
    """The table as CSV in UTF-8 with ISO dates and plain decimals; text that looks like a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_quoted(head) for head in table.heads])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    # The mark at the beginning tells Excel that it is UTF-8.
    return "\ufeff" + out.getvalue()


def xlsx_file(table: Table, rows: Iterable[Sequence[Cell]], *, name: str) -> HttpResponse:
    """The table as an answer in Excel, see `xlsx_bytes`."""
    return _download(xlsx_bytes(table, rows), media_type=_XLSX, name=f"{name}.xlsx")


def xlsx_bytes(table: Table, rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as an Excel workbook: dates are dates, amounts are numbers with the currency's decimals."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", table.title)[:_SHEET_NAME_MOST])
        sheet.write_row(0, 0, table.heads, book.add_format({"bold": True, "bottom": 1}))
        formats = {"date": book.add_format({"num_format": "yyyy-mm-dd"})}
        widths = [len(head) for head in table.heads]
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(book, sheet, number, column, cell, formats)
                widths[column] = max(widths[column], min(len(_csv_cell(cell)), 40))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width + 2)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def workbook(content: bytes, *, name: str) -> HttpResponse:
    """A workbook that is made already, as a download."""
    return _download(content, media_type=_XLSX, name=f"{name}.xlsx")


def file_name(*parts: str) -> str:
    """A name of a file from words that may hold anything: lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")[:80] or "export"


def _write(book: Any, sheet: Any, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    match cell:
        case None:
            return
        case Money(minor=minor, currency=currency):
            places = exponent(currency)
            if currency not in formats:
                pattern = "#,##0" + ("." + "0" * places if places else "")
                formats[currency] = book.add_format({"num_format": f"{pattern};({pattern})"})
            sheet.write_number(row, column, major_units(minor, currency=currency), formats[currency])
        case dt.date():
            sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time.min), formats["date"])
        case int():
            sheet.write_number(row, column, cell)
        case str():
            sheet.write_string(row, column, never_markup(cell))


def _csv_cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Money(minor=minor, currency=currency):
            return f"{major_units(minor, currency=currency):f}"
        case dt.date():
            return cell.isoformat()
        case int():
            return str(cell)
        case str():
            return _quoted(cell)


def _quoted(text: str) -> str:
    """Text that no spreadsheet computes: a leading apostrophe keeps it text."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_SIGNS) or text.startswith(_FORMULA_SIGNS) else text


def _download(content: str | bytes, *, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
