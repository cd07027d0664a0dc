"""Lines of pieces with their places: the one shape in which tables, text and pages are read.

In a table a place is the number of the column, in a text that of the letter, on a page points from the left. A piece
of a line of text ends where two blanks follow, so that an amount "1 234,56" is one piece.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from creditdesk.intake.formats.advice.noticing import no_advice
from creditdesk.intake.formats.decoding import CONTROL

MOST_LINES = 20_000
LONGEST_LINE = 2_000  # letters; a line of a letter has a hundred, one of a printed table three hundred
_PIECE = re.compile(r"\S+(?:[ \u00a0\u202f]\S+)*")
_WORD = re.compile(r"\S+")
_QUOTE_MARKS = re.compile(r"\A(?:[ \t]{0,3}>)+ ?")


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands together, and from where to where."""

    text: str
    start: float
    end: float

    def words(self) -> list[Piece]:
        """The words of the piece, each with its share of the place."""
        size = (self.end - self.start) / max(len(self.text), 1)
        return [
            Piece(found[0], self.start + found.start() * size, self.start + found.end() * size)
            for found in _WORD.finditer(self.text)
        ]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number (a sheet's row, a line of a text, counted over pages), and its pieces from left to right.

    `grid` says that the places are columns of a table that somebody made as such.
    """

    number: int
    pieces: tuple[Piece, ...]
    grid: bool = False

    @property
    def text(self) -> str:
        """The line as one text, its pieces two blanks apart."""
        return "  ".join(" ".join(piece.text.split()) for piece in self.pieces)


def grid_line(number: int, cells: list[str]) -> Line:
    """A row of a table; empty cells leave no piece."""
    pieces = [
        Piece(cell.strip(), column, column + 0.9) for column, cell in enumerate(cells) if cell.strip(" \t\r\n\u00a0")
    ]
    return Line(number, tuple(pieces), grid=True)


def text_line(number: int, text: str) -> Line:
    """A line of text. Raises FileRefused where it is longer than lines of a text are."""
    if len(text) > LONGEST_LINE:
        said = "The line has %(length)d characters; at most %(limit)d are read."
        raise no_advice("line_long", said, line=number, length=len(text), limit=LONGEST_LINE)
    plain = CONTROL.sub(" ", _QUOTE_MARKS.sub("", text).expandtabs(8))
    return Line(number, tuple(Piece(found[0], found.start(), found.end()) for found in _PIECE.finditer(plain)))


def text_lines(text: str) -> list[Line]:
    """The lines of a text that hold something. Raises FileRefused beyond the bounds."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        check_count(number)
        if line.strip():
            found.append(text_line(number, line))
    return [line for line in found if line.pieces]


def check_count(number: int) -> None:
    """Raises FileRefused where there are more lines than an advice has."""
    if number > MOST_LINES:
        said = "The advice has more than %(limit)d lines."
        raise no_advice("lines_many", said, line=number, limit=MOST_LINES)
