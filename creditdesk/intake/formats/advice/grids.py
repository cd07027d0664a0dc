"""Tables that somebody made as such: delimited text and the sheets of a workbook, as lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from creditdesk.intake.formats.advice.headings import header_at
from creditdesk.intake.formats.advice.lines import Line, check_count, grid_line
from creditdesk.intake.formats.advice.noticing import Notes, no_advice
from creditdesk.intake.formats.decoding import TextFacts
from creditdesk.intake.formats.delimited import Row, read_records
from creditdesk.intake.formats.header import DELIMITERS
from creditdesk.intake.formats.limits import Limits
from creditdesk.intake.formats.refusals import RowRefused
from creditdesk.intake.formats.workbook import SheetRows

_SAMPLE = 200
_CUT = re.compile(r"[^\W\d_].*[:=]\s*\W{0,2}(?:[A-Z]{3} ?|[A-Z]{0,2}[$€£] ?)?\d{1,3}(?:,\d{3}){0,4}\Z")
_REST = re.compile(r"\d{3}(?:\.\d{2})?(?: ?[A-Z]{3})?", re.ASCII)


def delimiter_of(text: str) -> str | None:
    """The sign that separates the cells of a table in the text; None where the text is none.

    It is one by which a line heads a table of an advice, or by which most lines have as many cells, and three at least.
    """
    lines = [line for line in text.split("\n") if line.strip()][:_SAMPLE]
    for sign in DELIMITERS:
        heads = [line for line in lines if line.count(sign) >= 1 and len(line) < 5_000]
        if any(header_at([grid_line(1, _cells(line, sign))], 0) for line in heads):
            return sign
    for sign in (";", "\t", "|", ","):
        counts = Counter(line.count(sign) for line in lines)
        most, times = counts.most_common(1)[0] if counts else (0, 0)
        if most >= 2 and times >= 2 and times * 2 > len(lines) and (sign != "," or ", " not in text[:5_000]):
            return sign
    return None


def _cells(line: str, sign: str) -> list[str]:
    return [cell.strip().strip('"').strip() for cell in line.split(sign)]


def delimited_lines(content: bytes, *, facts: TextFacts, sign: str, limits: Limits, notes: Notes) -> list[Line]:
    """The records of delimited text. A record that is damaged is a finding that holds, for its amounts are not read."""
    records = read_records(content, facts=facts, delimiter=sign, limits=limits)
    if sign == ",":
        records = (_rejoined(record) for record in records)
    return list(_sound(records, notes))


def _rejoined(record: Row | RowRefused) -> Row | RowRefused:
    """A label above or below the table whose amount the comma has cut: "Amount: $1", "940.00"."""
    if isinstance(record, RowRefused) or not any(_CUT.search(cell) for cell in record.cells):
        return record
    cells: list[str] = []
    for cell in record.cells:
        if cells and _CUT.search(cells[-1]) and _REST.fullmatch(cell):
            cells[-1] = f"{cells[-1]},{cell}"
        else:
            cells.append(cell)
    return Row(record.line, cells)


def sheet_lines(content: bytes, *, limits: Limits, notes: Notes) -> list[Line]:
    """The rows of the first visible sheet that heads a table of an advice; the others are named."""
    opened = SheetRows(content, sheet=None, limits=limits, fits=_has_header)
    lines = list(_sound(opened.rows(), notes))
    if opened.others and not _has_header(opened.rows()):
        raise no_advice("sheets", "None of the sheets heads a table of an advice.")
    if opened.others:
        said = "Only the sheet %(sheet)s is read; left out: %(others)s."
        notes.remark("other_sheets", said, line=0, sheet=opened.sheet, others=", ".join(opened.others))
    return lines


def _has_header(rows: Iterator[Row | RowRefused]) -> bool:
    for count, row in enumerate(rows):
        if count > _SAMPLE:
            return False
        if isinstance(row, Row) and header_at([grid_line(row.line, row.cells)], 0):
            return True
    return False


def _sound(rows: Iterable[Row | RowRefused], notes: Notes) -> Iterator[Line]:
    for count, row in enumerate(rows, start=1):
        check_count(count)
        if isinstance(row, RowRefused):
            said = "The line was not read: %(why)s"
            notes.remark("line_refused", said, line=row.line, holds=True, why=row.reason)
            continue
        line = grid_line(row.line, row.cells)
        if line.pieces:
            yield line
