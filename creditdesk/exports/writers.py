"""Tables as files: CSV and workbooks with typed cells, written row by row, so that memory does not grow with them.

for text in csv_pieces(table, rows): ...
write_workbook(file, table, rows, about=[("Accounts", ""), ("As of", day)])
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import xlsxwriter
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from creditdesk.domain.money import Money, exponent, major_units
from creditdesk.domain.tables import LARGEST_NUMBER, Cell, Kind, Row, Table, Totals, csv_text, harmless

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}
# A sheet ends at 1,048,576 rows; the head, a gap and the totals stand on it too.
SHEET_ROWS_MOST = 1_048_000
# Excel's own limit for the text of one cell.
_LONGEST_TEXT = 32_767
_SHEET_NAME_MOST = 31
_WIDEST = 40
_FIRST_YEAR = 1900
# XML has no place for these; the library writes other control characters in Excel's own way.
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
# The mark by which Excel knows that the file is UTF-8.
_MARK = "\ufeff"
# Text of so many rows is sent at once.
_ROWS_A_PIECE = 500
_FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.INSTANT: "yyyy-mm-dd hh:mm", Kind.INTEGER: "0", Kind.PERCENT: "0.00%"}


def csv_head(table: Table) -> str:
    """The first line, with the mark that tells Excel that it is UTF-8."""
    return _MARK + _line([harmless(head) for head in table.heads])


def csv_lines(table: Table, rows: Iterable[Row]) -> str:
    """The rows as lines of CSV. There are no sums in it: whoever reads it adds up himself."""
    kinds = [column.kind for column in table.columns]
    return "".join(_line([csv_text(cell, kind=kind) for cell, kind in zip(row, kinds, strict=True)]) for row in rows)


def csv_pieces(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    """The whole file in pieces."""
    yield csv_head(table)
    held: list[Row] = []
    for row in rows:
        held.append(row)
        if len(held) == _ROWS_A_PIECE:
            yield csv_lines(table, held)
            held = []
    yield csv_lines(table, held)


def write_workbook(file: IO[bytes], table: Table, rows: Iterable[Row], *, about: Sequence[tuple[str, Cell]]) -> int:
    """Write the table as a workbook, with a second sheet that tells what it is; returns the number of rows.

    Text is text and never a formula or a link. The rows are written as they come: memory does not grow with them.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = _Sheet(book, book.add_worksheet(_sheet_name(table.title), worksheet_class=_PlainWorksheet))
        sheet.write_heads(table.heads)
        kinds, totals = [column.kind for column in table.columns], Totals(table)
        count = 0
        for row in rows:
            count += 1
            totals.add(row)
            sheet.write_row(count, row, kinds)
        # A row stays free before the sums, so that sorting, filtering and a pivot table leave them alone.
        for number, row in enumerate(totals.rows(_("Total")), start=count + 2):
            sheet.write_row(number, row, kinds, bold=True)
        sheet.finish(rows=count)
        _write_about(book, [*about, (_("Rows"), count)])
    return count


class _PlainWorksheet(Worksheet):  # type: ignore[misc]
    """A worksheet on which all text is plain.

    The library takes a text from `<r>` to `</r>` for markup that it made itself, and would write it into the sheet as
    it is: a customer of such a name could put cells with formulas there.
    """

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        self._xml_inline_string(string, True, attributes)


@dataclass
class _Sheet:
    """A worksheet with the widths of what stands on it, and the formats of the book that it needed so far."""

    book: Any
    sheet: Any
    widths: list[int] = field(default_factory=list)
    formats: dict[tuple[str, bool], Any] = field(default_factory=dict)

    def write_heads(self, heads: Sequence[str]) -> None:
        """The first row, in bold."""
        bold = self.book.add_format({"bold": True, "bottom": 1})
        self.widths = [len(head) for head in heads]
        for column, head in enumerate(heads):
            self.sheet.write_string(0, column, _clean(head), bold)

    def write_row(self, number: int, row: Row, kinds: Sequence[Kind], *, bold: bool = False) -> None:
        """One row of typed cells."""
        for column, (cell, kind) in enumerate(zip(row, kinds, strict=True)):
            if cell is None:
                continue
            shown = self._write(number, column, cell, kind, bold)
            self.widths[column] = max(self.widths[column], shown)

    def finish(self, *, rows: int) -> None:
        """The head stays in sight, each column can be filtered, and is as wide as what stands in it."""
        self.sheet.freeze_panes(1, 0)
        self.sheet.autofilter(0, 0, rows, len(self.widths) - 1)
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, min(width, _WIDEST) + 2)

    def _write(self, row: int, column: int, cell: Cell, kind: Kind, bold: bool) -> int:
        """Write one cell; returns how many characters it shows."""
        match cell:
            case Money(minor=minor, currency=currency) if abs(minor) < LARGEST_NUMBER:
                places = exponent(currency)
                pattern = "#,##0" + ("." + "0" * places if places else "")
                number_format = self._format(f"{pattern};-{pattern}", bold)
                self.sheet.write_number(row, column, major_units(minor, currency=currency), number_format)
                return len(f"{abs(minor):,}") + 3
            case dt.datetime():
                self.sheet.write_datetime(
                    row, column, localtime(cell).replace(tzinfo=None), self._format(_FORMATS[Kind.INSTANT], bold)
                )
                return 16
            case dt.date() if cell.year >= _FIRST_YEAR:
                instant = dt.datetime.combine(cell, dt.time.min)
                self.sheet.write_datetime(row, column, instant, self._format(_FORMATS[Kind.DATE], bold))
                return 10
            case int() if abs(cell) < LARGEST_NUMBER:
                number = cell / 10_000 if kind is Kind.PERCENT else cell
                pattern = _FORMATS[Kind.PERCENT if kind is Kind.PERCENT else Kind.INTEGER]
                self.sheet.write_number(row, column, number, self._format(pattern, bold))
                return len(str(cell))
            case str():
                return self._write_text(row, column, cell, bold)
            case _:  # what no number or day of a spreadsheet holds exactly
                return self._write_text(row, column, csv_text(cell, kind=kind), bold)

    def _write_text(self, row: int, column: int, text: str, bold: bool) -> int:
        self.sheet.write_string(row, column, _clean(text), self._format("@", bold))
        return len(text)

    def _format(self, pattern: str, bold: bool) -> Any:
        made = self.formats.get((pattern, bold))
        if made is None:
            made = self.book.add_format({"num_format": pattern, "bold": bold})
            self.formats[pattern, bold] = made
        return made


def _write_about(book: Any, facts: Sequence[tuple[str, Cell]]) -> None:
    about = book.add_worksheet(_sheet_name(_("About")), worksheet_class=_PlainWorksheet)
    sheet = _Sheet(book, about, widths=[0, 0])
    for number, (word, cell) in enumerate(facts):
        sheet.write_row(number, (word, cell), (Kind.TEXT, Kind.TEXT))
    for column, width in enumerate(sheet.widths):
        sheet.sheet.set_column(column, column, min(width, 2 * _WIDEST) + 2)


def _sheet_name(title: str) -> str:
    """The title as Excel takes it for a name: without its own signs, and not too long."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", _clean(title))[:_SHEET_NAME_MOST].strip("' ")
    return plain or _("Table")


def _clean(text: str) -> str:
    plain = _NOT_IN_XML.sub("\ufffd", text)
    return plain if len(plain) <= _LONGEST_TEXT else plain[: _LONGEST_TEXT - 1] + "…"


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text


_WRITER = csv.writer(_Echo())


def _line(cells: Sequence[str]) -> str:
    line: str = _WRITER.writerow(cells)
    return line
