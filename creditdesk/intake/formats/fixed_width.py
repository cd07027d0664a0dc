"""Text in columns of fixed width, as a program prints it to a file: the places of the columns, and lines cut by them.

A column ends where the header and all rows below it have a blank. A line that has a letter in such a place does not
keep the columns (a title, a footer, a damaged row): it comes out whole, as one cell, and is judged as such.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.decoding import CONTROL, TextFacts
from creditdesk.intake.formats.delimited import LINE_CHARS, Row
from creditdesk.intake.formats.header import known_in
from creditdesk.intake.formats.limits import Source, open_source
from creditdesk.intake.formats.refusals import RowRefused, quoted

FIXED = "fixed"  # stands for a delimiter where there is none
SAMPLE_LINES = 400
# Rows of a table begin and end within the header's width; titles and footers say nothing of its columns.
LEAST_COLUMNS = 4
ONE_IN = 50


def column_edges(source: Source, *, facts: TextFacts) -> tuple[int, ...] | None:
    """The first place of each column, by the likeliest header; None where no line looks like one."""
    with open_source(source) as raw, io.TextIOWrapper(raw, encoding=facts.encoding) as stream:
        lines = [
            line.rstrip("\r\n\x0c") for line in islice(iter(lambda: stream.readline(LINE_CHARS), ""), SAMPLE_LINES)
        ]
    best: tuple[int, tuple[int, ...]] = (LEAST_COLUMNS - 1, ())
    for at, line in enumerate(lines):
        words = [word for word in line.strip().split("  ") if word.strip()]
        if len(words) < LEAST_COLUMNS or known_in(words) * 2 < LEAST_COLUMNS:
            continue
        edges = _edges(line, [row for row in lines[at + 1 :] if _is_row(row, header=line)])
        known = known_in(cut(line, edges))
        best = max(best, (known, edges))
    return best[1] or None


def read_fixed(
    source: Source, *, facts: TextFacts, edges: Sequence[int], last_line_whole: bool = True
) -> Iterator[Row | RowRefused]:
    """Every line that is not blank, cut at the edges; a line that does not keep them is one cell."""
    with open_source(source) as raw, io.TextIOWrapper(raw, encoding=facts.encoding) as stream:
        for line, text in enumerate(iter(lambda: stream.readline(LINE_CHARS), ""), start=1):
            plain = text.rstrip("\r\n").strip("\x0c")
            if not plain.strip():
                continue
            if not last_line_whole and not text.endswith("\n"):
                yield RowRefused(line, "", "", quoted(plain.strip()), CUT_OFF, _cells(plain, edges))
            elif CONTROL.search(plain) or len(text) >= LINE_CHARS:
                yield RowRefused(line, "", "", quoted(CONTROL.sub("·", plain)), _DAMAGED, _cells(plain, edges))
            else:
                yield Row(line, _cells(plain, edges))


def _cells(line: str, edges: Sequence[int]) -> list[str]:
    return cut(line, edges) if keeps(line, edges) else [line.strip()]


def cut(line: str, edges: Sequence[int]) -> list[str]:
    """The cells of a line."""
    return [line[start:end].strip() for start, end in zip(edges, [*edges[1:], None], strict=True)]


def keeps(line: str, edges: Sequence[int]) -> bool:
    """True where the line has a blank before each column."""
    return all(edge == 0 or line[edge - 1 : edge] in ("", " ") for edge in edges)


def _is_row(line: str, *, header: str) -> bool:
    """A row has something in most of the header's reach and blanks between; a line of dashes is none."""
    return len(line.split()) >= LEAST_COLUMNS and len(line.rstrip()) * 3 > len(header.rstrip()) * 2


def _edges(header: str, rows: Sequence[str]) -> tuple[int, ...]:
    """Where a column begins: behind a place that is blank in the header and in every row."""
    width = max([len(header), *map(len, rows)])
    filled = Counter(at for line in rows for at, letter in enumerate(line) if letter != " ")
    # One row in fifty may have left its columns: it is damage, and must not take theirs from the others.
    below = [filled[at] * ONE_IN > len(rows) for at in range(width + 1)]
    head = header.ljust(width + 1)
    taken = [below[at] or head[at] != " " for at in range(width)]
    starts = [at for at in range(width) if taken[at] and (at == 0 or not taken[at - 1])]
    edges = starts[:1]
    for start, end in pairwise([*starts[1:], width]):
        if not _same_column(head, below, left=edges[-1], start=start, end=end):
            edges.append(start)
    return tuple(edges)


def _same_column(head: str, below: Sequence[bool], *, left: int, start: int, end: int) -> bool:
    """True where what begins at `start` belongs to what stands left of it.

    Names such as "Anvil Works" may all have a blank in the same place; headings of two words may stand over nothing.
    """
    if not head[start:end].strip():
        return bool(head[left:start].strip())
    one_blank = start > 1 and head[start] != " " and head[start - 2] != " "
    return one_blank and not (any(below[left:start]) and any(below[start:end]))


CUT_OFF = Reason(
    "intake.cut_off",
    "The file ends in the middle of this line, for all that can be seen: it has no line end as the others have.",
)
_DAMAGED = Reason("intake.control_character_line", "The line holds a control character, or is no line: it is damaged.")
