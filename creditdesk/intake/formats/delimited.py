"""Records of delimited text, one at a time, each with the line on which it begins.

The reader is strict: a quote that is never closed would otherwise swallow the rest of the file without a word. A record
that breaks the rules is refused with its first line only, and the lines after it are read again as lines of their own::

    1  number,name             header
    2  "17,Anvil Works         refused: the quotation mark is not closed
    3  18,Bolt Trading         read
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.decoding import CONTROL, TextFacts
from creditdesk.intake.formats.limits import Limits, Source, open_source
from creditdesk.intake.formats.refusals import FileRefused, RowRefused, quoted

LINE_CHARS = 1_000_000  # longer lines are not lines of a table
RECORD_LINES = 200  # a quoted note may run over lines, but not over more than these
BROKEN_RECORDS = 1_000  # then it is not a table in this notation, and trying on would take for ever


_BLANK = frozenset({"\n", "\r\n", "\r"})


class Row(NamedTuple):
    """Cells of one record with the line on which it begins (a sheet's row number in a workbook)."""

    line: int
    cells: list[str]


class _RunsOver(Exception):
    """A quoted cell runs over more lines than a note does, or over those of the next records."""


class _Lines:
    """Hands physical lines to the CSV reader, remembers those of the present record and takes them back.

    Blank lines between records are passed here, where a million of them cost little.
    """

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self.stream = stream
        self.line = 0
        self.start = 0  # of the present record
        self.taken: list[str] = []
        self.waiting: deque[str] = deque()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= RECORD_LINES:
            raise _RunsOver
        readline, waiting = self.stream.readline, self.waiting
        text = waiting.popleft() if waiting else readline(LINE_CHARS)
        if not self.taken:
            while text in _BLANK:
                self.line += 1
                text = waiting.popleft() if waiting else readline(LINE_CHARS)
            self.start = self.line + 1
        if not text:
            raise StopIteration
        if len(text) >= LINE_CHARS:
            raise FileRefused(
                "intake.line_too_long",
                "The line has %(limit)d characters or more: this is not a table.",
                remedy="Export it again as CSV with one document per line.",
                line=self.line + 1,
                limit=LINE_CHARS,
            )
        self.taken.append(text)
        self.line += 1
        return text

    def keep_first_line_only(self) -> None:
        """Gives back every line of the present record but the first, to be read again."""
        self.waiting.extendleft(reversed(self.taken[1:]))
        self.line -= len(self.taken) - 1


def read_records(
    source: Source,
    *,
    facts: TextFacts,
    delimiter: str,
    limits: Limits,
    width: int | None = None,
    last_line_whole: bool = True,
) -> Iterator[Row | RowRefused]:
    """Every record of the text that is not blank, one in memory at a time. Raises FileRefused for what is no table.

    With a `width`, a quoted cell may run over line ends only if its record has that many cells; otherwise its quotation
    mark is damage and must not swallow the lines that follow. Unless the last line is known to be whole, it is refused
    where it does not end as the others do: of 1000.00 the 10 may have arrived.
    """
    with open_source(source) as raw, io.TextIOWrapper(raw, encoding=facts.encoding, newline="") as stream:
        lines = _Lines(stream)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        broken = 0
        while True:
            lines.taken.clear()
            try:
                cells = next(reader)
                if len(lines.taken) > 1 and width is not None and len(cells) != width:
                    raise _RunsOver
            except StopIteration:
                return
            except (csv.Error, _RunsOver) as error:
                lines.keep_first_line_only()
                start = lines.start
                broken += 1
                if broken > BROKEN_RECORDS:
                    raise _too_many_broken(start) from None
                too_long = str(error).startswith(_FIELD_TOO_LARGE)
                reason = _beyond_any_cell(limits.cell_chars) if too_long else _BROKEN_QUOTES
                text = lines.taken[0].rstrip("\r\n")
                yield RowRefused(start, "", "", quoted(text), reason, (text,))
                continue
            if not any(cells):
                continue
            start = lines.start
            if not last_line_whole and not lines.taken[-1].endswith(("\n", "\r")):
                yield RowRefused(start, "", "", quoted(lines.taken[0]), _CUT_OFF, cells)
            elif facts.has_control and (refused := _control_character(start, lines.taken, cells)):
                yield refused
            elif (
                len(lines.taken[0]) + (len(lines.taken) - 1) * LINE_CHARS > limits.cell_chars
                and (longest := max(map(len, cells))) > limits.cell_chars
            ):
                reason = _cell_too_long(longest, limits.cell_chars)
                yield RowRefused(start, "", "", quoted(lines.taken[0]), reason, cells)
            else:
                yield Row(start, cells)


# The words of the CSV reader, which has one kind of error for everything.
_FIELD_TOO_LARGE = "field larger than field limit"
_CUT_OFF = Reason(
    "intake.cut_off",
    "The file ends in the middle of this line, for all that can be seen: it has no line end as the others have.",
)
_BROKEN_QUOTES = Reason(
    "intake.broken_quotes",
    "A quotation mark is not closed, or text follows a closing one: the line is damaged or cut off.",
)


def _control_character(line: int, taken: list[str], cells: list[str]) -> RowRefused | None:
    found = CONTROL.search("".join(taken))
    if not found:
        return None
    reason = Reason(
        "intake.control_character",
        "The line holds the control character %(code)s: it is damaged.",
        {"code": f"U+{ord(found[0]):04X}"},
    )
    return RowRefused(line, "", "", quoted(CONTROL.sub("·", taken[0].rstrip("\r\n"))), reason, cells)


def _cell_too_long(chars: int, limit: int) -> Reason:
    return Reason(
        "intake.cell_too_long",
        "A cell has %(chars)d characters; at most %(limit)d are read.",
        {"chars": chars, "limit": limit},
    )


def _beyond_any_cell(limit: int) -> Reason:
    return Reason(
        "intake.cell_beyond", "A cell has far more than %(limit)d characters, the most that is read.", {"limit": limit}
    )


def _too_many_broken(line: int) -> FileRefused:
    return FileRefused(
        "intake.not_a_table",
        "More than %(limit)d lines have broken quotation marks.",
        remedy="Export it again as CSV with quotation marks doubled inside of quoted text.",
        line=line,
        limit=BROKEN_RECORDS,
    )
