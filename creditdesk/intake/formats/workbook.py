"""Rows of one sheet of an .xlsx workbook, its typed cells as text without damage.

A number is text as a person sees it: 1930571429.0 is "1930571429", and the noise of binary fractions beyond fifteen
digits goes away (1234.5600000000001 is "1234.56"). A number of more than fifteen digits has already lost digits in the
spreadsheet; it stays in exponent notation, which every reader of values refuses. A day is ISO text.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.decoding import CONTROL
from creditdesk.intake.formats.delimited import Row
from creditdesk.intake.formats.limits import Limits, Source
from creditdesk.intake.formats.refusals import FileRefused, RowRefused, quoted

Fits = Callable[[Iterator[Row | RowRefused]], bool]
Cell = int | float | str | bool | time | date | datetime | timedelta

EXACT_DIGITS = 15  # what a spreadsheet keeps of a number


class SheetRows:
    """One sheet, opened. `sheet` is its name, `others` are the visible sheets that are left out, `visible` are all."""

    def __init__(self, source: Source, *, sheet: str | None, limits: Limits, fits: Fits = lambda _: True) -> None:
        """Opens the sheet that is named, else the first visible one that `fits`, else the first that holds anything."""
        self._limits = limits
        self.decimal = "."  # how a number is written whose column has another mark
        book = _open(source)
        visible = [
            about.name
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
        ]
        self.visible = tuple(visible)
        if sheet is not None and sheet not in book.sheet_names:
            raise FileRefused(
                "intake.sheet_missing",
                "The workbook has no sheet %(sheet)s; it has %(sheets)s.",
                remedy="Choose one of these.",
                sheet=sheet,
                sheets=quoted(", ".join(book.sheet_names)),
            )
        candidates = [sheet] if sheet is not None else visible
        first: tuple[CalamineSheet, str] | None = None
        for name in candidates:
            self._sheet, self.sheet = _load(book, name), name
            if self._sheet.total_height == 0:
                continue
            first = first or (self._sheet, name)
            if fits(self.rows()):
                break
        else:
            if first is None:
                raise FileRefused(
                    "intake.file_empty", "No sheet of the workbook holds anything.", remedy="Export it again."
                )
            self._sheet, self.sheet = first
        self.others = tuple(name for name in visible if name != self.sheet) if sheet is None else ()

    def rows(self) -> Iterator[Row | RowRefused]:
        """Every row that is not blank; the line is the sheet's row number."""
        merged = _merged_downwards(self._sheet)
        held: dict[int, tuple[int, str]] = {}  # column: the last row of its merged cells, and what stands in them
        for line, cells in enumerate(self._sheet.iter_rows(), start=1):
            texts = [cell if type(cell) is str else self._written(cell) for cell in cells]
            if merged:
                _fill_down(texts, line - 1, merged=merged, held=held)
            if not any(texts):
                continue
            yield self._checked(line, texts)

    def _written(self, cell: Cell) -> str:
        text = _text(cell)
        return text.replace(".", self.decimal) if type(cell) is float else text

    def _checked(self, line: int, texts: list[str]) -> Row | RowRefused:
        whole = "".join(texts)
        if len(whole) > self._limits.cell_chars and max(map(len, texts)) > self._limits.cell_chars:
            return RowRefused(line, "", "", quoted(whole), _CELL_TOO_LONG, texts)
        if CONTROL.search(whole):
            return RowRefused(line, "", "", quoted(CONTROL.sub("·", whole)), _CONTROL_CHARACTER, texts)
        return Row(line, texts)


Merged = dict[tuple[int, int], int]


def _merged_downwards(sheet: CalamineSheet) -> Merged:
    """First row and column → last row, of cells that are merged over rows: one customer beside its documents.

    Cells merged over columns are titles; what stands in them stays in the first.
    """
    ranges = sheet.merged_cell_ranges or []
    return {(top, left): bottom for (top, left), (bottom, right) in ranges if left == right and bottom > top}


def _fill_down(texts: list[str], row: int, *, merged: Merged, held: dict[int, tuple[int, str]]) -> None:
    for column, text in enumerate(texts):
        if (bottom := merged.get((row, column))) is not None:
            held[column] = bottom, text
        elif column in held and row <= held[column][0] and not text:
            texts[column] = held[column][1]


_CELL_TOO_LONG = Reason("intake.cell_too_long_sheet", "A cell is longer than a spreadsheet allows.")
_CONTROL_CHARACTER = Reason("intake.control_character_sheet", "The row holds a control character: it is damaged.")


def _open(source: Source) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_object(io.BytesIO(source) if isinstance(source, bytes) else source)
    except (CalamineError, OSError, ValueError) as error:
        raise _unreadable() from error
    except BaseException as error:
        raise _unreadable_if_panic(error) from error


def _load(book: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except (CalamineError, OSError, ValueError) as error:
        raise _unreadable() from error
    except BaseException as error:
        raise _unreadable_if_panic(error) from error


def _unreadable() -> FileRefused:
    return FileRefused(
        "intake.workbook_damaged",
        "The workbook is damaged or cut off.",
        remedy="Export it again; if that does not help, save it as CSV (UTF-8).",
    )


def _unreadable_if_panic(error: BaseException) -> BaseException:
    """The reader is compiled code; where a damaged workbook trips it, its exception is no ordinary Exception."""
    return _unreadable() if type(error).__name__ == "PanicException" else error


def _text(cell: Cell) -> str:
    # Order matters: True is an int, and a datetime is a date.
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell) if abs(cell) < 10**EXACT_DIGITS else f"{cell:.{EXACT_DIGITS - 1}e}"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 10**EXACT_DIGITS else f"{cell:.{EXACT_DIGITS}g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
