"""A table that leaves the desk, described once: its columns, what a cell may be, and the sums below it.

    table = Table("accounts", "Accounts", (
        Column("number", "Number"),
        Column("currency", "Currency"),
        Column("open", "Open", Kind.MONEY, totalled=True),
    ))
    sums = Totals(table)
    sums.add(("104233", "USD", Money(120_000, "USD")))
    sums.rows("Total")                  # [("Total", "USD", Money(120_000, "USD"))]
    csv_text("=1+1")                    # "'=1+1": text is never computed

How it is written as CSV and as a workbook is `exports.writers`. Source: docs/rules/exports.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from creditdesk.domain.money import Money, major_units

Cell = str | int | Money | dt.date | dt.datetime | None
Row = Sequence[Cell]
# A sum of a column: the money of one currency, or a plain number.
_Sums = dict[int, int]
# What spreadsheets take for the beginning of a formula; the wide forms where East Asian text is typed.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# A spreadsheet's number holds fifteen digits; an amount beyond them is written as text, to the cent.
LARGEST_NUMBER = 10**15
_CURRENCY = "currency"


class Kind(StrEnum):
    """What the cells of a column are. A percentage is a whole number of basis points: 1250 is 12.5 per cent."""

    TEXT = "text"
    MONEY = "money"
    DATE = "date"
    INSTANT = "instant"
    INTEGER = "integer"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key for programs, its head for people, its kind, and whether a sum stands below it."""

    key: str
    head: str
    kind: Kind = Kind.TEXT
    totalled: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """What the file is called, what stands above its columns, and the columns in their order."""

    name: str
    title: str
    columns: tuple[Column, ...]

    @property
    def heads(self) -> list[str]:
        """The heads of the columns in their order."""
        return [column.head for column in self.columns]


@dataclass(slots=True)
class Totals:
    """The sums of the columns that are totalled, one row for each currency: unlike currencies are never added up."""

    table: Table
    _by_currency: dict[str, _Sums] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Take a row into the sums. Whole numbers count for the currency of the row's money."""
        totalled = [place for place, column in enumerate(self.table.columns) if column.totalled]
        moneys = [cell for place in totalled if isinstance(cell := row[place], Money)]
        own = moneys[0].currency if moneys else ""
        for place in totalled:
            cell = row[place]
            if isinstance(cell, Money):
                self._add(cell.currency, place, cell.minor)
            elif isinstance(cell, int):
                self._add(own, place, cell)

    def rows(self, word: str) -> list[Row]:
        """One row for each currency, in their order; the first column says what it is, by `word`."""
        return [self._row(currency, word) for currency in sorted(self._by_currency)]

    def _add(self, currency: str, place: int, value: int) -> None:
        sums = self._by_currency.setdefault(currency, {})
        sums[place] = sums.get(place, 0) + value

    def _row(self, currency: str, word: str) -> Row:
        cells: list[Cell] = []
        for place, column in enumerate(self.table.columns):
            total = self._by_currency[currency].get(place)
            if total is not None:
                cells.append(Money(total, currency) if column.kind is Kind.MONEY else total)
            else:
                cells.append(currency or None if column.key == _CURRENCY else None)
        if cells[0] is None:
            cells[0] = word
        return cells


def harmless(text: str) -> str:
    """Text that no spreadsheet computes: before what looks like a formula stands an apostrophe."""
    looks_like_one = text.startswith(_FORMULA_SIGNS) or text.lstrip().startswith(_FORMULA_SIGNS)
    return f"'{text}" if looks_like_one else text


def csv_text(cell: Cell, *, kind: Kind = Kind.TEXT) -> str:
    """The cell as CSV has it: ISO days, instants with their offset, plain decimals, text that is never computed."""
    match cell:
        case None:
            return ""
        case Money(minor=minor, currency=currency):
            return f"{major_units(minor, currency=currency):f}"
        case dt.date():  # an instant is one as well
            return cell.isoformat()
        case int():
            return f"{cell / 100:.2f}" if kind is Kind.PERCENT else str(cell)
        case str():
            return harmless(cell)
