"""What columns may be whose headings nobody knows, told by their cells: a proposal to a person, never a choice.

Wystawiono   05/04/2026   07/04/2026      days, the earlier ones          document date
Termin       04/05/2026   06/05/2026      days, later in most rows        due date
Do zapłaty   1.234,50     98,00           amounts                         open amount
Faktura      FV/12/05     FV/13/05        another one in every row        document number
Nr           00417        00417           comes again                     customer number
Kontrahent   Optyka       Optyka          words beside the number         customer name
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from creditdesk.domain.money import current_currencies
from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.values import DayOrder, is_amount, is_day, read_date

MOST_OF_TEN = 8
# Fewer rows show no pattern.
LEAST_CELLS = 2


class Proposal(NamedTuple):
    """A field, the heading that may hold it, and why."""

    field: str
    heading: str
    reason: Reason


class _Seen(NamedTuple):
    heading: str
    cells: Sequence[str]  # as they stand, one for each row
    filled: Sequence[str]

    def most(self, test: Callable[[str], bool]) -> bool:
        return len(self.filled) >= LEAST_CELLS and sum(map(test, self.filled)) * 10 >= len(self.filled) * MOST_OF_TEN


def propose(headers: Sequence[str], rows: Sequence[Sequence[str]], columns: Mapping[str, str]) -> list[Proposal]:
    """A field for each column that may be one, as far as neither field nor column stands in `columns` already."""
    free = [seen for seen in _all_seen(headers, rows) if seen.heading not in columns.values()]
    days = [seen for seen in free if seen.most(is_day)]
    amounts = [seen for seen in free if seen not in days and seen.most(_is_money)]
    codes = [seen for seen in free if seen.most(lambda cell: cell in current_currencies())]
    rest = [seen for seen in free if seen not in (*days, *amounts, *codes)]
    found = [*_dates(days), *_amounts(amounts), *_currency(codes), *_identifiers(rest)]
    return [proposal for proposal in found if proposal.field not in columns]


def _all_seen(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[_Seen]:
    for at, heading in enumerate(headers):
        cells = [row[at].strip() for row in rows if at < len(row)]
        yield _Seen(heading, cells, [cell for cell in cells if cell])


def _is_money(cell: str) -> bool:
    """An amount with a mark in it: whole numbers may be anything."""
    return is_amount(cell) and any(mark in cell for mark in ".,") and not is_day(cell)


def _dates(days: Sequence[_Seen]) -> Iterator[Proposal]:
    if len(days) == 1:
        yield Proposal("document_date", days[0].heading, _because("days", days[0]))
    if len(days) > 1:
        first, second = days[:2]
        if _later(first, second):
            first, second = second, first
        yield Proposal("document_date", first.heading, _because("days_earlier", first, other=second.heading))
        yield Proposal("due_date", second.heading, _because("days_later", second, other=first.heading))


def _later(one: _Seen, other: _Seen) -> bool:
    """True where the days of `one` are the later ones in most rows, in whichever order day and month stand."""
    pairs = [(_day(a), _day(b)) for a, b in zip(one.cells, other.cells, strict=True)]
    known = [(a, b) for a, b in pairs if a and b and a != b]
    return sum(a > b for a, b in known) * 2 > len(known)


def _day(cell: str) -> date | None:
    orders: tuple[DayOrder, ...] = ("dmy", "mdy")
    for order in orders:
        try:
            return read_date(cell, order=order)
        except CellRefused:
            continue
    return None


def _amounts(amounts: Sequence[_Seen]) -> Iterator[Proposal]:
    if len(amounts) == 1:
        yield Proposal("original_amount", amounts[0].heading, _because("amounts", amounts[0]))
    if len(amounts) > 1:
        first, second = amounts[:2]
        yield Proposal("original_amount", first.heading, _because("amounts_first", first))
        yield Proposal("open_amount", second.heading, _because("amounts_second", second))


def _currency(codes: Sequence[_Seen]) -> Iterator[Proposal]:
    if codes:
        yield Proposal("currency", codes[0].heading, _because("currencies", codes[0]))


def _identifiers(rest: Sequence[_Seen]) -> Iterator[Proposal]:
    """Numbers of documents are all different, those of customers come again; names are words without digits."""
    numbers = [seen for seen in rest if seen.most(lambda cell: any(map(str.isdecimal, cell)))]
    names = [seen for seen in rest if seen.most(lambda cell: not any(map(str.isdecimal, cell)))]
    again = next((seen for seen in numbers if len(set(seen.filled)) < len(seen.filled)), None)
    if again is None and len(numbers) > 1:
        again = numbers[0]
        yield Proposal("customer_number", again.heading, _because("numbers_first", again))
    elif again is not None:
        yield Proposal("customer_number", again.heading, _because("numbers_again", again))
    once = next((seen for seen in numbers if seen is not again and len(set(seen.filled)) == len(seen.filled)), None)
    if once is not None:
        yield Proposal("document_number", once.heading, _because("numbers_once", once))
    if names:
        yield Proposal("customer_name", names[0].heading, _because("words", names[0]))


def _because(what: str, seen: _Seen, *, other: str = "") -> Reason:
    facts = {"heading": seen.heading, **({"other": other} if other else {})}
    return Reason(f"intake.proposed_{what}", _WHY[what], facts)


_WHY = {
    "days": "Its cells are days.",
    "days_earlier": "Its cells are days, and earlier than those of %(other)s.",
    "days_later": "Its cells are days, and later than those of %(other)s.",
    "amounts": "Its cells are amounts.",
    "amounts_first": "Its cells are amounts, and it is the first such column.",
    "amounts_second": "Its cells are amounts, and it is the second such column.",
    "currencies": "Its cells are codes of currencies.",
    "numbers_again": "Its numbers come again in other rows, as those of customers do.",
    "numbers_first": "Its cells are numbers, and it is the first such column.",
    "numbers_once": "Its numbers are another one in every row, as those of documents are.",
    "words": "Its cells are words.",
}
