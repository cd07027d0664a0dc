"""A file as a table of text cells, whatever it is written in: CSV of any dialect, a sheet of a workbook, or dBase.

`read_table` looks at the file once and returns a `Table`; `Table.rows()` then reads it from the start each time it is
called, row by row, so that a file of a million lines takes no more memory than one of a hundred (a workbook is held by
the spreadsheet reader). Rows that do not fit the header come out as `RowRefused` in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.columns import ColumnMapping, guess_mapping
from creditdesk.intake.formats.dbase import open_dbase
from creditdesk.intake.formats.decoding import TextFacts, detect_encoding
from creditdesk.intake.formats.delimited import Row, read_records
from creditdesk.intake.formats.fixed_width import FIXED, column_edges, read_fixed
from creditdesk.intake.formats.header import (
    DELIMITERS,
    KNOWN_HEADINGS,
    SAMPLE_ROWS,
    distinct_headings,
    fitness,
    header_position,
    known_in,
)
from creditdesk.intake.formats.inspection import FileKind, look
from creditdesk.intake.formats.layouts.description import Layout
from creditdesk.intake.formats.layouts.known import BY_NAME, LAYOUTS, NO_LAYOUT
from creditdesk.intake.formats.layouts.recognition import Found, recognise
from creditdesk.intake.formats.layouts.walk import ABOVE_HEADER, ragged, walk
from creditdesk.intake.formats.limits import DEFAULT_LIMITS, Limits, Source
from creditdesk.intake.formats.passed import Passed
from creditdesk.intake.formats.refusals import FileRefused, RowRefused, quoted
from creditdesk.intake.formats.workbook import SheetRows

# Called with the number of columns once it is known, to tell a cell over several lines from a damaged quotation mark.
Records = Callable[[int | None], Iterator[Row | RowRefused]]


@dataclass(frozen=True, slots=True)
class AsFirst:
    """What holds for the rows of a table because they are those of an earlier file, corrected.

    `summed` are the headings whose cells are sums, `signed` says that amounts carry their sign, and `taken` are the
    derived numbers that documents of that file have.
    """

    summed: frozenset[str] = frozenset()
    signed: bool = False
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows of one file, with how it was read. `header_line` and all lines count from 1.

    With a layout (`found`) the headings are those of the file and of the columns that the layout makes.
    """

    headers: tuple[str, ...]
    header_line: int
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    warnings: tuple[Reason, ...]
    limits: Limits
    found: Found | None
    _header_cells: list[str] = field(repr=False)
    _records: Records = field(repr=False)
    as_first: AsFirst = AsFirst()
    sheets: tuple[str, ...] = ()  # the visible ones of the workbook

    @property
    def summed(self) -> frozenset[str]:
        """The headings of the columns whose cells are sums such as "10.00 + 2.50"."""
        return self.found.summed if self.found else self.as_first.summed

    @property
    def signed(self) -> bool:
        """True where amounts carry their sign, whatever the type of the document says."""
        return self.found.layout.signed if self.found else self.as_first.signed

    def rows(self) -> Iterator[Row | RowRefused | Passed]:
        """Every row in the order of the file, from the start. Raises FileRefused beyond the limit of rows."""
        records = self._records(len(self._header_cells))
        read = walk(records, self.found) if self.found else self._plain(records)
        for count, record in enumerate(read, start=1):
            if count > self.limits.rows:
                raise FileRefused(
                    "intake.too_many_rows",
                    "The file has more than %(limit)d rows.",
                    remedy="Split it, for instance by company or by year.",
                    line=record.line,
                    limit=self.limits.rows,
                )
            yield record

    def sample(self, count: int = SAMPLE_ROWS) -> list[list[str]]:
        """The cells of the first rows that can be read."""
        return [row.cells for row in islice((row for row in self.rows() if isinstance(row, Row)), count)]

    def above(self) -> list[list[str]]:
        """The cells of the lines above the header: titles, a company, an account, a period."""
        first = islice(self._records(None), SAMPLE_ROWS)
        return [row.cells for row in first if isinstance(row, Row) and row.line < self.header_line]

    def only(self, lines: Sequence[tuple[int, bytes]]) -> Table:
        """The same table with these lines alone, each one record: its number in the file, and its bytes."""
        numbers = [line for line, _ in lines]
        # Behind a blank line: at the beginning of a text a stray mark of its encoding would be taken for its own.
        text = b"\n" + b"".join(line + b"\n" for _, line in lines)
        facts = detect_encoding(text, encoding=self.encoding)

        def records(width: int | None) -> Iterator[Row | RowRefused]:
            read = read_records(text, facts=facts, delimiter=self.delimiter or "", limits=self.limits, width=width)
            for record in read:
                line = numbers[record.line - 2]
                yield Row(line, record.cells) if isinstance(record, Row) else replace(record, line=line)

        return replace(self, _records=records)

    def proposed_mapping(self) -> ColumnMapping:
        """The columns of the layout, or the guess of a file that has none."""
        guess = guess_mapping(self.headers, self.sample())
        return self.found.mapping(guess) if self.found else guess

    def _plain(self, records: Iterator[Row | RowRefused]) -> Iterator[Row | RowRefused]:
        """The rows of a file without a layout: all but its header and the titles above it."""
        width = len(self.headers)
        for record in records:
            if record.line == self.header_line:
                continue
            if record.line < self.header_line and isinstance(record, Row) and not _like_data(record, width=width):
                continue
            yield self._fitted(record, width=width) if isinstance(record, Row) else record

    def _fitted(self, row: Row, *, width: int) -> Row | RowRefused:
        """The row with exactly as many cells as the header has, or why it cannot be one."""
        line, cells = row
        if line < self.header_line:
            return RowRefused(line, "", "", _shown(cells), ABOVE_HEADER, cells)
        if cells == self._header_cells:
            return RowRefused(line, "", "", _shown(cells), _HEADER_AGAIN, cells)
        if len(cells) == width:
            return row
        if len(cells) > width and not any(cells[width:]):
            return Row(line, cells[:width])
        return ragged(row, width=width)


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
    layout: str | None = None,
    last_line_whole: bool = False,
) -> Table:
    """The file as a table; `sheet`, `encoding`, `delimiter` and `layout` are a person's choice where detection erred.

    A layout is chosen by its name, or is "none": then the header is looked for and its columns are guessed.
    `last_line_whole` is a person's word for it that a text without a line end at its end was not cut off.

    Raises FileRefused where the file is no table or cannot be read with certainty. Rule: docs/rules/intake.md.
    """
    layouts = _layouts(layout)
    kind, seen = look(source, limits=limits)
    if kind is FileKind.DBASE:
        return _dbase_table(source, limits=limits, encoding=encoding)
    if kind is FileKind.WORKBOOK:
        opened = SheetRows(source, sheet=sheet, limits=limits, fits=_has_header)
        warnings = [*seen, *([_other_sheets(opened)] if opened.others else [])]
        table = _table(lambda _: opened.rows(), limits=limits, layouts=layouts, sheet=opened.sheet, warnings=warnings)
        return replace(table, sheets=opened.visible)
    facts = detect_encoding(source, encoding=encoding)
    chosen, edges = _cutting(source, facts=facts, limits=limits, delimiter=delimiter)
    warnings = list(facts.warnings)
    if not facts.ends_with_line_end:
        warnings.append(_OPEN_END_TAKEN if last_line_whole else _OPEN_END)

    def records(width: int | None) -> Iterator[Row | RowRefused]:
        # A header can be found in a last line too; a row cannot.
        whole = last_line_whole or width is None
        if edges:
            return read_fixed(source, facts=facts, edges=edges, last_line_whole=whole)
        return read_records(source, facts=facts, delimiter=chosen, limits=limits, width=width, last_line_whole=whole)

    return _table(records, limits=limits, layouts=layouts, encoding=facts.encoding, delimiter=chosen, warnings=warnings)


def _dbase_table(source: Source, *, limits: Limits, encoding: str | None) -> Table:
    """A table that names its fields itself: no line of it is the header, and record 1 is the first row."""
    opened = open_dbase(source, limits=limits, encoding=encoding)
    headers = opened.headers
    where = (opened.encoding, None, None)
    return Table(headers, 0, *where, opened.warnings, limits, None, list(headers), lambda _: opened.rows())


def _layouts(name: str | None) -> Sequence[Layout]:
    """Those among which the file's is looked for: all, the one that was chosen, or none."""
    if name is None:
        return LAYOUTS
    if name == NO_LAYOUT:
        return ()
    if name not in BY_NAME:
        raise FileRefused(
            "intake.layout_unknown",
            "The layout %(layout)s is not one of %(known)s.",
            remedy="Choose one of these.",
            layout=quoted(name),
            known=", ".join([*BY_NAME, NO_LAYOUT]),
        )
    return [BY_NAME[name]]


def _cutting(
    source: Source, *, facts: TextFacts, limits: Limits, delimiter: str | None
) -> tuple[str, tuple[int, ...] | None]:
    """What separates the cells: a sign, or the places of the columns where none does."""
    if delimiter is not None and delimiter != FIXED:
        return delimiter, None
    candidates = {}
    for sign in DELIMITERS if delimiter is None else ():
        records = read_records(source, facts=facts, delimiter=sign, limits=limits)
        rows = [row for row in islice(records, SAMPLE_ROWS) if isinstance(row, Row)]
        candidates[sign] = fitness(rows)
    best = max(candidates, key=lambda sign: candidates[sign], default=FIXED)
    # Where no sign shows a header that the trade knows, the columns may have fixed places.
    if (best == FIXED or candidates[best][0] < KNOWN_HEADINGS) and (edges := column_edges(source, facts=facts)):
        return FIXED, edges
    if best == FIXED or candidates[best] == (0, 0, 0):
        raise FileRefused(
            "intake.no_columns",
            "The file has no columns: neither comma, semicolon, tab nor vertical bar separates its cells, nor do they "
            "stand below headings in fixed places.",
            remedy="Export it as CSV (UTF-8) or as .xlsx.",
            line=1,
        )
    return best, None


def _has_header(rows: Iterable[Row | RowRefused]) -> bool:
    """True where a sheet shows a header that the trade knows: other sheets hold notes and tips."""
    first = [row for row in islice(rows, SAMPLE_ROWS) if isinstance(row, Row)]
    return max((known_in(row.cells) for row in first), default=0) >= KNOWN_HEADINGS


def _table(
    records: Records,
    *,
    limits: Limits,
    layouts: Sequence[Layout],
    warnings: list[Reason],
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Table:
    first = [row for row in islice(records(None), SAMPLE_ROWS) if isinstance(row, Row)]
    found = recognise(first, layouts)
    if found is None and len(layouts) == 1:
        raise _layout_missing(layouts[0], line=first[0].line if first else 1)
    position = header_position(first) if found is None else [row.line for row in first].index(found.line)
    if position is None:
        raise FileRefused(
            "intake.no_header",
            "No line among the first %(count)d names the columns.",
            remedy="Put the column names into the first line.",
            line=first[0].line if first else 1,
            count=SAMPLE_ROWS,
        )
    header = first[position]
    headings, twice = (found.headings, found.twice) if found else distinct_headings(header.cells)
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
    where = (encoding, delimiter, sheet)
    return Table(tuple(headings), header.line, *where, tuple(warnings), limits, found, header.cells, records)


def _layout_missing(layout: Layout, *, line: int) -> FileRefused:
    return FileRefused(
        "intake.layout_missing",
        "No line among the first %(count)d is the header of %(layout)s.",
        remedy="Choose another layout, or none and map the columns.",
        line=line,
        count=SAMPLE_ROWS,
        layout=layout.title,
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


def _headings_twice(headings: Sequence[str]) -> Reason:
    return Reason(
        "intake.headings_twice",
        "Columns of the same name were told apart by number: %(headings)s.",
        {"headings": quoted(", ".join(headings))},
    )
