"""How a reader says no: a whole file, one row, or one cell, each with a reason in words.

`FileRefused` is raised, because nothing of the file may be used. `RowRefused` is a value among the rows, because the
other rows go in. `CellRefused` is raised while one cell is read and becomes the `RowRefused` of its row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from creditdesk.domain.reasons import Fact, Reason

# What is quoted of a value in a reason: enough to find it, too little to carry a hostile megabyte onto a page.
QUOTED_CHARS = 80


def quoted(value: str) -> str:
    """The value as a reason quotes it, cut to a length that fits a line."""
    return value if len(value) <= QUOTED_CHARS else value[: QUOTED_CHARS - 1] + "…"


class FileRefused(Exception):
    """The file as a whole cannot be used. Says why, what to do about it, and the line where that is known."""

    def __init__(self, code: str, text: str, *, remedy: str, line: int | None = None, **facts: Fact) -> None:
        super().__init__(code)
        self.reason = Reason(code, text, facts)
        self.remedy = Reason(code + ".remedy", remedy, facts)
        self.line = line

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.reason} {self.remedy}"


class CellRefused(ValueError):
    """One cell cannot be read as what its column says it is."""

    def __init__(self, code: str, text: str, **facts: Fact) -> None:
        super().__init__(code)
        self.reason = Reason(code, text, {name: _short(value) for name, value in facts.items()})

    def __str__(self) -> str:
        return str(self.reason)


def _short(value: Fact) -> Fact:
    return quoted(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class RowRefused:
    """One row that does not go in: its line (a sheet's row), the field, its column heading, the value and why.

    Where the row was refused before it was cut by the columns, `cells` is what could be cut of it: for a person who
    corrects it, and for nobody else.
    """

    line: int
    field: str
    column: str
    value: str
    reason: Reason
    cells: Sequence[str] = ()
    # The record that the row would be part of, as the row names it; empty where it cannot be told.
    record: str = ""

    def __str__(self) -> str:
        return f"line {self.line}, {self.column or 'row'}, {self.value!r}: {self.reason}"
