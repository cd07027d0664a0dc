"""A file as a table of text cells, whatever it is written in: CSV of any dialect, or a sheet of a workbook.

`read_table` looks at the file once and returns a `Table`; `Table.rows()` then reads it from the start each time it is
called, row by row, so that a file of a million lines takes no more memory than one of a hundred (a workbook is held by
the spreadsheet reader). Rows that do not fit the header come out as `RowRefused` in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.decoding import TextFacts, detect_encoding
from creditdesk.intake.formats.delimited import Row, read_records
from creditdesk.intake.formats.inspection import FileKind, inspect
from creditdesk.intake.formats.layout import (
    DELIMITERS,
    SAMPLE_ROWS,
    distinct_headings,
    fitness,
    header_position,
)
from creditdesk.intake.formats.limits import DEFAULT_LIMITS, Limits, Source
from creditdesk.intake.formats.refusals import FileRefused, RowRefused, quoted
from creditdesk.intake.formats.workbook import SheetRows

# Called with the number of columns once it is known, to tell a cell over several lines from a damaged quotation mark.
Records = Callable[[int | None], Iterator[Row | RowRefused]]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows of one file, with how it was read. `header_line` and all lines count from 1."""

    headers: tuple[str, ...]
    header_line: int
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    warnings: tuple[Reason, ...]
    limits: Limits
    _header_cells: list[str] = field(repr=False)
    _records: Records = field(repr=False)

    def rows(self) -> Iterator[Row | RowRefused]:
        """Every row in the order of the file, from the start. Raises FileRefused beyond the limit of rows."""
        width = len(self.headers)
        count = 0
        for record in self._records(width):
            if record.line == self.header_line:
                continue
            if record.line < self.header_line and isinstance(record, Row) and not _like_data(record, width=width):
                continue
            count += 1
            if count > self.limits.rows:
                raise FileRefused(
                    "intake.too_many_rows",
                    "The file has more than %(limit)d rows.",
                    remedy="Split it, for instance by company or by year.",
                    line=record.line,
                    limit=self.limits.rows,
                )
            yield self._fitted(record, width=width) if isinstance(record, Row) else record

    def sample(self, count: int = SAMPLE_ROWS) -> list[list[str]]:
        """The cells of the first rows that can be read."""
        return [row.cells for row in islice((row for row in self.rows() if isinstance(row, Row)), count)]

    def _fitted(self, row: Row, *, width: int) -> Row | RowRefused:
        """The row with exactly as many cells as the header has, or why it cannot be one."""
        line, cells = row
        if line < self.header_line:
            return RowRefused(line, "", "", _shown(cells), _ABOVE_HEADER)
        if cells == self._header_cells:
            return RowRefused(line, "", "", _shown(cells), _HEADER_AGAIN)
        if len(cells) == width:
            return row
        if len(cells) > width and not any(cells[width:]):
            return Row(line, cells[:width])
        reason = Reason(
            "intake.ragged_row",
            "The line has %(cells)d cells and the header %(width)d: a cell is missing, cut off or not quoted.",
            {"cells": len(cells), "width": width},
        )
        return RowRefused(line, "", "", _shown(cells), reason)


_ABOVE_HEADER = Reason("intake.above_header", "The row stands above the header line.")
_HEADER_AGAIN = Reason("intake.header_again", "The header line occurs again here.")


def _like_data(row: Row, *, width: int) -> bool:
    """A title above the header fills one cell or two; what fills half of them is a row in the wrong place."""
    return sum(map(bool, row.cells)) * 2 > width


def _shown(cells: Iterable[str]) -> str:
    return quoted(" | ".join(islice(cells, 12)))


def read_table(
    source: Source,
    *,
    limits: Limits = DEFAULT_LIMITS,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    last_line_whole: bool = False,
) -> Table:
    """The file as a table; `sheet`, `encoding` and `delimiter` are a person's choice where detection was wrong.

    `last_line_whole` is a person's word for it that a text without a line end at its end was not cut off.

    Raises FileRefused where the file is no table or cannot be read with certainty. Rule: docs/rules/intake.md.
    """
    if inspect(source, limits=limits) is FileKind.WORKBOOK:
        opened = SheetRows(source, sheet=sheet, limits=limits)
        warnings = [_other_sheets(opened)] if opened.others else []
        return _table(lambda _: opened.rows(), limits=limits, sheet=opened.sheet, warnings=warnings)
    facts = detect_encoding(source, encoding=encoding)
    chosen = delimiter or _detect_delimiter(source, facts=facts, limits=limits)
    warnings = list(facts.warnings)
    if not facts.ends_with_line_end:
        warnings.append(_OPEN_END_TAKEN if last_line_whole else _OPEN_END)
    return _table(
        lambda width: read_records(
            source,
            facts=facts,
            delimiter=chosen,
            limits=limits,
            width=width,
            # A header can be found in a last line too; a row cannot.
            last_line_whole=last_line_whole or width is None,
        ),
        limits=limits,
        encoding=facts.encoding,
        delimiter=chosen,
        warnings=warnings,
    )


def _detect_delimiter(source: Source, *, facts: TextFacts, limits: Limits) -> str:
    candidates = {}
    for delimiter in DELIMITERS:
        records = read_records(source, facts=facts, delimiter=delimiter, limits=limits)
        rows = [row for row in islice(records, SAMPLE_ROWS) if isinstance(row, Row)]
        candidates[delimiter] = fitness(rows)
    best = max(DELIMITERS, key=lambda delimiter: candidates[delimiter])
    if candidates[best] == (0, 0, 0):
        raise FileRefused(
            "intake.no_columns",
            "The file has no columns: neither comma, semicolon, tab nor vertical bar separates its cells.",
            remedy="Export it as CSV (UTF-8) or as .xlsx.",
            line=1,
        )
    return best


def _table(
    records: Records,
    *,
    limits: Limits,
    warnings: list[Reason],
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Table:
    first = [row for row in islice(records(None), SAMPLE_ROWS) if isinstance(row, Row)]
    position = header_position(first)
    if position is None:
        raise FileRefused(
            "intake.no_header",
            "No line among the first %(count)d names the columns.",
            remedy="Put the column names into the first line.",
            line=first[0].line if first else 1,
            count=SAMPLE_ROWS,
        )
    header = first[position]
    headings, twice = distinct_headings(header.cells)
    if len(headings) > limits.columns:
        raise FileRefused(
            "intake.too_many_columns",
            "The file has %(count)d columns; at most %(limit)d are read.",
            remedy="Export fewer columns.",
            line=header.line,
            count=len(headings),
            limit=limits.columns,
        )
    if twice:
        warnings.append(_headings_twice(twice))
    return Table(
        tuple(headings), header.line, encoding, delimiter, sheet, tuple(warnings), limits, header.cells, records
    )


_OPEN_END = Reason(
    "intake.open_end",
    "The file does not end with a line end, so that its last line may be cut off. "
    "It is refused until somebody says that it is whole.",
)
_OPEN_END_TAKEN = Reason(
    "intake.open_end_taken",
    "The file does not end with a line end; its last line was said to be whole.",
)


def _other_sheets(opened: SheetRows) -> Reason:
    return Reason(
        "intake.other_sheets",
        "Only the sheet %(sheet)s is read; left out: %(others)s.",
        {"sheet": opened.sheet, "others": quoted(", ".join(opened.others))},
    )


def _headings_twice(headings: list[str]) -> Reason:
    return Reason(
        "intake.headings_twice",
        "Columns of the same name were told apart by number: %(headings)s.",
        {"headings": quoted(", ".join(headings))},
    )
