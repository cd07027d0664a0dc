"""HTML as lines: tables as tables, all else as text.

The markup is cleaned first by the library that cleans the mails: scripts, styles and everything that loads or runs are
gone before anything is read, and what was not closed is closed. Nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from creditdesk.intake.formats.advice.lines import LONGEST_LINE, Line, check_count, grid_line, text_line
from creditdesk.intake.formats.advice.noticing import no_advice
from creditdesk.intake.formats.decoding import CONTROL

MOST_CHARACTERS = 2_000_000
MOST_TABLES_DEEP = 20
MOST_SPAN = 50
MOST_DEEP = 500
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,30})")
_ENDED_BY_THEMSELVES = frozenset(
    {
        "br",
        "hr",
        "img",
        "meta",
        "link",
        "input",
        "col",
        "wbr",
        "p",
        "li",
        "td",
        "tr",
        "th",
        "dt",
        "dd",
        "option",
        "base",
    }
    | {"tbody", "thead", "tfoot", "colgroup", "html", "head", "body", "area", "source"}
)
_CELLS = frozenset({"td", "th"})
_BREAKS = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "blockquote", "dt", "dd"})
_KEPT = {"table", "tr", *_CELLS, *_BREAKS}
_GONE = {
    "script",
    "style",
    "title",
    "noscript",
    "template",
    "object",
    "iframe",
    "svg",
    "math",
    "head",
    "select",
    "textarea",
}


def html_lines(markup: str) -> list[Line]:
    """The lines of a page. Raises FileRefused beyond the bounds."""
    if len(markup) > MOST_CHARACTERS:
        said = "The page has %(size)d characters; at most %(limit)d are read."
        raise no_advice("page_large", said, size=len(markup), limit=MOST_CHARACTERS)
    _check_depth(markup)
    spans = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
    reader = _Reader()
    reader.feed(nh3.clean(markup, tags=_KEPT, attributes=spans, clean_content_tags=_GONE, link_rel=None))
    reader.close()
    reader.flush()
    return [line for line in reader.lines if line.pieces]


def _check_depth(markup: str) -> None:
    """Raises FileRefused where elements stand deeper in one another than in any mail: cleaning these takes hours."""
    deep = 0
    for found in _TAG.finditer(markup):
        if found["name"].lower() in _ENDED_BY_THEMSELVES:
            continue
        deep = max(deep - 1, 0) if found["end"] else deep + 1
        if deep > MOST_DEEP:
            said = "Elements stand within elements, more than %(limit)d deep."
            raise no_advice("page_deep", said, limit=MOST_DEEP)


@dataclass(slots=True)
class _Cell:
    columns: int
    rows: int
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table that is open: the cells of its present row, and columns that a cell above still takes."""

    row: list[_Cell] = field(default_factory=list)
    cell: _Cell | None = None
    taken: dict[int, int] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Goes through cleaned markup. A table within a cell gives rows of its own; what else the cell says is text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self._tables: list[_Table] = []
        self._text: list[str] = []
        self._number = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag == "table":
            self._break()
            self._tables.append(_Table())
            if len(self._tables) > MOST_TABLES_DEEP:
                said = "Tables stand within tables, more than %(limit)d deep."
                raise no_advice("tables_deep", said, line=self._number, limit=MOST_TABLES_DEEP)
        elif tag in _CELLS and self._tables:
            said_of = dict(attrs)
            self._tables[-1].cell = _Cell(_span(said_of.get("colspan")), _span(said_of.get("rowspan")))
            self._tables[-1].row.append(self._tables[-1].cell)
        elif tag in _BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag in _CELLS and self._tables:
            self._tables[-1].cell = None
        elif tag == "tr" and self._tables:
            self._row(self._tables[-1])
        elif tag == "table" and self._tables:
            self._row(self._tables[-1])
            self._tables.pop()
        elif tag in _BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        """Text, in a cell or outside of tables."""
        if self._tables and self._tables[-1].cell is not None:
            self._tables[-1].cell.text.append(" ".join(data.replace("\xa0", " ").split("\n")))
        else:
            self._text.append(data.replace("\xa0", " "))

    def flush(self) -> None:
        """The last text."""
        while self._tables:
            self._row(self._tables.pop())
        self._break()

    def _break(self) -> None:
        if self._tables and self._tables[-1].cell is not None:
            self._tables[-1].cell.text.append("\n")
            return
        text, self._text = "".join(self._text), []
        for part in text.split("\n"):
            if part.strip():
                self._add(text_line(self._next(), part.strip()))

    def _row(self, table: _Table) -> None:
        """A row as a line: cells over several columns or rows keep the places of those beside and below."""
        cells: list[str] = []
        columns = {at: left for at, left in table.taken.items() if left > 0}
        table.taken = {at: left - 1 for at, left in columns.items()}
        for cell in table.row:
            while len(cells) in columns:
                cells.append("")
            text = "\n".join(part for part in (" ".join(one.split()) for one in "".join(cell.text).split("\n")) if part)
            if cell.rows > 1:
                table.taken.update({len(cells) + at: cell.rows - 1 for at in range(cell.columns)})
            cells += [CONTROL.sub(" ", text), *[""] * (cell.columns - 1)]
            if len(cells) > 500 or len(text) > LONGEST_LINE * 20:
                raise no_advice("row_wide", "A row of a table has more cells or text than are read.", line=self._number)
        table.row, table.cell = [], None
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) == 1:  # a cell that holds a whole paragraph
            for part in filled[0].split("\n"):
                self._add(text_line(self._next(), part))
        elif filled:
            self._add(grid_line(self._next(), cells))

    def _next(self) -> int:
        self._number += 1
        check_count(self._number)
        return self._number

    def _add(self, line: Line) -> None:
        self.lines.append(line)


def _span(said: str | None) -> int:
    text = (said or "").strip()
    return min(max(int(text), 1), MOST_SPAN) if text.isascii() and text.isdigit() and len(text) < 6 else 1
