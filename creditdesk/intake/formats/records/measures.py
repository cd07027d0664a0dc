"""Quantities, shares and sums of what research looks up: whole numbers, so that nothing is rounded on the way.

"12.5" units and "3 %" are thousandths, 12500 and 3000; sums are minor units of the row's currency.
"""

from __future__ import annotations

import re

from creditdesk.intake.formats.cells import NO_VALUE, RowCells
from creditdesk.intake.formats.records.description import About, Values, currency
from creditdesk.intake.formats.refusals import CellRefused

# A currency with three decimal places: what is read in it comes out in thousandths, by the column's decimal mark.
_OF_THREE_PLACES = "KWD"
_LARGEST_COUNT = 2**31 - 1
_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,3}))? ?%?", re.ASCII)
_WHOLE_MILLI = 100_000


def quantity(row: RowCells, field: str, _about: About) -> int | None:
    """A quantity in thousandths. Raises CellRefused below zero."""
    return _not_negative(row.amount(field, currency=_OF_THREE_PLACES), row, field)


def money(row: RowCells, field: str, about: About) -> int | None:
    """Minor units of the row's currency, or of the file's where the row names none. Raises CellRefused below zero."""
    read_in = str(currency(row, "currency", about) or about.currency)
    return _not_negative(row.amount(field, currency=read_in), row, field)


def signed_money(row: RowCells, field: str, about: About) -> int | None:
    """The same, also below zero: a rebate among the lines of an invoice."""
    return row.amount(field, currency=str(currency(row, "currency", about) or about.currency))


def percent(row: RowCells, field: str, _about: About) -> int | None:
    """A share in thousandths of a per cent: "3 %" is 3000. Raises CellRefused for more than the whole."""
    found = row.value_of(field)
    if found.lower() in NO_VALUE:
        return None
    parts = _PERCENT.fullmatch(found)
    milli = int(parts[1]) * 1_000 + int((parts[2] or "0").ljust(3, "0")) if parts else _WHOLE_MILLI + 1
    if milli > _WHOLE_MILLI:
        raise CellRefused("intake.percent_unreadable", "%(value)s is not a percentage.", value=found)
    return milli


def count(row: RowCells, field: str, _about: About) -> int | None:
    """A whole number of cartons. Raises CellRefused for anything else."""
    found = row.value_of(field)
    if found.lower() in NO_VALUE:
        return None
    digits = found.removesuffix(".0")
    if not (digits.isascii() and digits.isdecimal() and int(digits[:20]) <= _LARGEST_COUNT):
        raise CellRefused("intake.count_unreadable", "%(value)s is no number of cartons.", value=found)
    return int(digits)


def days_in_order(values: Values, row: RowCells, *, first: str, last: str) -> None:
    """Raises CellRefused where the last day lies before the first."""
    begins, ends = values.get(first), values.get(last)
    if begins and ends and str(ends) < str(begins):
        row.field = last
        text = "%(day)s lies before the first day, %(first)s."
        raise CellRefused("intake.days_out_of_order", text, day=str(ends), first=str(begins))


def in_its_currency(values: Values, about: About) -> Values:
    """What holds for a new record: the file's currency, where the row names none."""
    return {} if "currency" in values else {"currency": about.currency}


def _not_negative(found: int | None, row: RowCells, field: str) -> int | None:
    if found is not None and found < 0:
        row.field = field
        raise CellRefused("intake.below_zero", "%(value)s is less than zero.", value=row.value_of(field))
    return found


NOT_DOCUMENTS: frozenset[str] = frozenset({"due_date", "discount_date", "settled_date", "open_amount"})
"""Headings of documents that stand in no list to look up."""
