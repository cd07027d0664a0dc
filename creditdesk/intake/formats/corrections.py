"""A workbook of refused rows that comes back corrected: recognised by its mark, read as the file that it corrects.

The workbook has the headings and the cells of the file as they were read. What was written beside them for the person
is left out again: the line, and the reasons. A hidden sheet says which columns those are, and of which import the rows
were refused::

    mark      17.3f2c…:Xh9…       whose rows they are; whether that is true is decided by who asked for the reading
    note      Line                a column that is no part of the file
    whole     Row                 such a column as well; a row that is still refused as a whole has its reason in it
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, cast

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.delimited import Row
from creditdesk.intake.formats.findings import Findings
from creditdesk.intake.formats.header import SAMPLE_ROWS, distinct_headings
from creditdesk.intake.formats.inspection import FileKind, inspect
from creditdesk.intake.formats.limits import Limits, Source, open_source
from creditdesk.intake.formats.refusals import FileRefused, RowRefused, quoted
from creditdesk.intake.formats.tabular import AsFirst, Table
from creditdesk.intake.formats.values import DayOrder, DecimalMark
from creditdesk.intake.formats.workbook import SheetRows

MARK_SHEET = "Creditdesk corrections"
MARK, NOTE, WHOLE = "mark", "note", "whole"
# The list of a workbook's sheets; a longer one names more of them than any person makes.
_LIST, _LIST_BYTES = "xl/workbook.xml", 1_000_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What the hidden sheet says: whose refused rows these are, and which columns are notes to the person."""

    text: str
    notes: frozenset[str]
    whole: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """How the corrected file was understood, so that its rows are read in the same way.

    `taken` are the derived numbers that its documents have; `columns` is field → heading.
    """

    columns: Mapping[str, str]
    day_orders: Mapping[str, DayOrder | None]
    decimals: Mapping[str, DecimalMark]
    float_shaped: Collection[str] = ()
    customer_width: int | None = None
    summed: Collection[str] = ()
    signed: bool = False
    taken: Collection[str] = ()

    @classmethod
    def of(cls, stated: Mapping[str, Any]) -> Earlier:
        """What was said about the earlier reading, as plain data."""
        return cls(**stated)

    def settle(self, findings: Findings) -> Findings:
        """The findings with what only the whole earlier file could tell. What it left open the few rows may tell."""
        orders = {name: self.day_orders.get(name) or order for name, order in findings.day_orders.items()}
        decimals = {**findings.decimals, **{n: mark for n, mark in self.decimals.items() if n in findings.decimals}}
        answered = {"decimal": decimals.keys(), "day_order": {name for name, order in orders.items() if order}}
        open_columns = {
            setting: {heading for name, heading in self.columns.items() if name not in fields}
            for setting, fields in answered.items()
        }
        return replace(
            findings,
            day_orders=orders,
            decimals=decimals,
            float_shaped=findings.float_shaped | set(self.float_shaped),
            customer_width=self.customer_width or findings.customer_width,
            questions=tuple(one for one in findings.questions if one.column in open_columns[one.setting]),
        )


def mark_of(source: Source, *, limits: Limits) -> Mark | None:
    """The mark of a workbook of refused rows; None for every other file. Raises FileRefused for a damaged one."""
    if not _lists_mark(source) or inspect(source, limits=limits) is not FileKind.WORKBOOK:
        return None
    found: dict[str, list[str]] = {MARK: [], NOTE: [], WHOLE: []}
    for row in SheetRows(source, sheet=MARK_SHEET, limits=limits).rows():
        if isinstance(row, Row) and len(row.cells) > 1 and row.cells[0] in found:
            found[row.cells[0]].append(row.cells[1])
    if len(found[MARK]) != 1:
        return None
    return Mark(found[MARK][0], frozenset(found[NOTE] + found[WHOLE]), next(iter(found[WHOLE]), ""))


def _lists_mark(source: Source) -> bool:
    """Whether the list of sheets names ours: so every other file is opened once and no more."""
    try:
        with open_source(source) as stream, zipfile.ZipFile(stream) as archive, archive.open(_LIST) as part:
            return MARK_SHEET.encode() in part.read(_LIST_BYTES)
    except (zipfile.BadZipFile, KeyError, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError):
        return False


def corrected_table(source: Source, *, mark: Mark, earlier: Earlier, limits: Limits, decimal: str | None) -> Table:
    """The corrected rows under the headings of the file that they came from.

    A cell that was typed as a number gets the decimal mark of the file. Raises FileRefused where a heading that is
    needed is gone.
    """
    needed = set(earlier.columns.values())
    point = decimal or next((one for name, one in earlier.decimals.items() if name in earlier.columns), ".")
    opened = SheetRows(source, sheet=None, limits=limits, fits=lambda rows: _header(rows, needed) is not None)
    opened.decimal = point
    header = _header(opened.rows(), needed)
    if header is None:
        raise FileRefused(
            "intake.corrections_header",
            "No line of the sheet %(sheet)s has all headings of the file whose rows are corrected; there is no "
            "%(headings)s.",
            remedy="Leave the line of the headings as it was, or take the refused rows out again.",
            sheet=opened.sheet,
            headings=quoted(", ".join(_missing(opened.rows(), needed))),
        )
    last = max(at for at, cell in enumerate(header.cells) if cell)
    kept = [at for at, cell in enumerate(header.cells[: last + 1]) if cell not in mark.notes]
    whole = header.cells.index(mark.whole) if mark.whole in header.cells else None
    headings, _ = distinct_headings([header.cells[at] for at in kept])

    def records(_: int | None) -> Iterator[Row | RowRefused]:
        return _without_notes(opened, kept=kept, whole=whole, beyond=last + 1, above=header.line)

    return Table(
        headers=tuple(headings),
        header_line=header.line,
        encoding=None,
        delimiter=None,
        sheet=opened.sheet,
        warnings=(),
        limits=limits,
        found=None,
        as_first=AsFirst(frozenset(earlier.summed), earlier.signed, frozenset(earlier.taken)),
        _header_cells=[header.cells[at] for at in kept],
        _records=records,
    )


def _header(rows: Iterator[Row | RowRefused], needed: Collection[str]) -> Row | None:
    """The first line that has all headings which hold a field."""
    first = (row for row in islice(rows, SAMPLE_ROWS) if isinstance(row, Row))
    return next((row for row in first if set(needed) <= set(row.cells)), None)


def _missing(rows: Iterator[Row | RowRefused], needed: Collection[str]) -> list[str]:
    """The headings that the likeliest line has not."""
    first = (sorted(set(needed) - set(row.cells)) for row in islice(rows, SAMPLE_ROWS) if isinstance(row, Row))
    return min(first, key=len, default=sorted(needed))


def _without_notes(
    opened: SheetRows, *, kept: Sequence[int], whole: int | None, beyond: int, above: int
) -> Iterator[Row | RowRefused]:
    """The rows below the header without the notes. What stands beyond the last heading stays, to be refused."""
    for row in opened.rows():
        if row.line <= above:
            continue
        if isinstance(row, RowRefused):
            yield row
            continue
        cells = [*(row.cells[at] for at in kept), *row.cells[beyond:]]
        if whole is not None and row.cells[whole]:
            yield RowRefused(row.line, "", "", quoted(row.cells[whole]), _NOT_CORRECTED, cells)
        elif any(cells):
            yield Row(row.line, cells)


_NOT_CORRECTED = Reason(
    "intake.not_corrected",
    "The row was refused as a whole, and the reason stands beside it still: correct the row and empty that cell.",
)


def settled(findings: Findings, *, earlier: Earlier | None, choices: Mapping[str, Any]) -> Findings:
    """The findings of the file, or of corrections settled by the earlier reading and a person's own answers."""
    if earlier is None:
        return findings
    found = earlier.settle(findings)
    if order := cast("DayOrder | None", choices.get("day_order")):
        found = replace(found, day_orders=dict.fromkeys(found.day_orders, order))
    if mark := cast("DecimalMark | None", choices.get("decimal")):
        found = replace(found, decimals=dict.fromkeys(found.decimals, mark))
    return found
