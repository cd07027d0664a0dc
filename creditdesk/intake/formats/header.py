"""Where in a file the table stands: which sign separates its cells and which line heads its columns.

Reports carry a title, a company and a date above their header; footers and totals follow below. The header is the line
with the most headings that the trade knows; where none is known, the first full line without a number in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b

from creditdesk.intake.formats.bank.statement_columns import STATEMENT_HEADINGS
from creditdesk.intake.formats.delimited import Row
from creditdesk.intake.formats.layouts.known import LAYOUTS
from creditdesk.intake.formats.records.known import RECORD_HEADINGS
from creditdesk.intake.formats.synonyms import is_known_heading, squashed

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 60
_OF_LAYOUTS = RECORD_HEADINGS.union(STATEMENT_HEADINGS, *(layout.headings() for layout in LAYOUTS))
KNOWN_HEADINGS = 2  # fewer may stand in a title by chance


def header_position(rows: Sequence[Row]) -> int | None:
    """Index of the header among the first rows of a file, or None where none of them can be one."""
    known = [known_in(row.cells) for row in rows]
    most = max(known, default=0)
    if most >= KNOWN_HEADINGS:
        return known.index(most)
    width = usual_width(rows)
    if width < 2:
        return None
    for position, row in enumerate(rows):
        filled = [cell for cell in row.cells if cell]
        if len(filled) == width and not any(any(map(str.isdecimal, cell)) for cell in filled):
            return position
    return None


def known_in(cells: Sequence[str]) -> int:
    """How many of the cells are headings that the trade knows."""
    return sum(is_known_heading(cell) or squashed(cell) in _OF_LAYOUTS for cell in cells if cell)


def usual_width(rows: Sequence[Row]) -> int:
    """The number of cells that most rows have; the wider one where two are as frequent."""
    widths = Counter(len(row.cells) for row in rows)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def fitness(rows: Sequence[Row]) -> tuple[int, int, int]:
    """How well rows cut by one delimiter look like a table; compare to choose the delimiter."""
    width = usual_width(rows)
    header = max(rows, key=lambda row: known_in(row.cells), default=None)
    known = known_in(header.cells) if header else 0
    if header and known >= KNOWN_HEADINGS:
        width = len(header.cells)  # titles and lines of dashes may be more than the rows of a short report
    if width < 2:
        return (0, 0, 0)
    regular = sum(len(row.cells) == width for row in rows) * 100 // len(rows)
    return (known, regular, width)


def distinct_headings(cells: Sequence[str]) -> tuple[list[str], list[str]]:
    """Headings made distinct ("Amount", "Amount (2)"; "column 7" for an empty one), and those that occurred twice."""
    headings: dict[str, None] = {}
    twice: list[str] = []
    times: Counter[str] = Counter()  # a damaged line may repeat one heading a thousand times
    for position, cell in enumerate(cells, start=1):
        plain = " ".join(cell.split()) or f"column {position}"
        heading, count = plain, max(1, times[plain])
        while heading in headings:
            count += 1
            heading = f"{plain} ({count})"
        if count > 1:
            twice.append(plain)
        times[plain] = count
        headings[heading] = None
    return list(headings), twice


def fingerprint(headings: Sequence[str]) -> str:
    """The shape of a header: the same for the same headings in the same order, however they are written."""
    return blake2b("\x1f".join(map(squashed, headings)).encode(), digest_size=16).hexdigest()
