"""Bank reconciliation: what a bank account moved over some days beside what our cash account moved, line by line.

    closing at the bank  =  opening + what the bank moved
    what the bank moved  =  what the ledger moved + differences, each with its line

A line that is a receipt and was posted within the days is on both sides. What is left on one side is a difference that
names itself: a charge, money out, a line posted on another day, a receipt that the bank has not told of. Nothing is
netted. `rest_minor` is what no line explains: always zero where the bank's own figures add up.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from creditdesk.domain.calendar import Calendar


class Side(StrEnum):
    """Why the bank and the ledger differ by a line."""

    NOT_POSTED = "not_posted"  # at the bank; no receipt of ours: charges, money out, what waits for a person
    OTHER_DAY = "other_day"  # at the bank within the days; in the ledger on another day
    LEDGER_ONLY = "ledger_only"  # in the ledger within the days; the bank told of it on another day, or not yet
    GAP = "gap"  # one statement does not open with what the one before it closed with
    UNTIED = "untied"  # a statement that does not add up, let in by a person


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """A statement of a bank that was taken in; amounts in minor units, money in above zero."""

    id: int
    number: str
    closing_date: dt.date
    opening_minor: int | None
    closing_minor: int | None
    moved_minor: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A movement as the bank told it. `line_id` is that of the line that told it first; `day` the statement's."""

    line_id: int
    day: dt.date
    amount_minor: int
    kind: str
    explained: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """A movement of our cash account; `line_id` is the bank's line that it is of, None where none told of it."""

    posting_id: int
    day: dt.date
    amount_minor: int
    line_id: int | None
    receipt_id: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A line by which the bank and the ledger differ: what the bank has more, in minor units, below zero what less."""

    side: Side
    amount_minor: int
    day: dt.date
    text: str = ""
    explained: str = ""
    kind: str = ""
    line_id: int | None = None
    posting_id: int | None = None

    @property
    def is_explained(self) -> bool:
        """Whether somebody said what it is, or the other side has it on another day."""
        return bool(self.explained) or self.side is Side.OTHER_DAY


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """An account over some days. `opening_minor` and `closing_minor` are the bank's; None where it told none."""

    first: dt.date
    last: dt.date
    opening_minor: int | None
    closing_minor: int | None
    bank_minor: int
    ledger_minor: int
    differences: tuple[Difference, ...]

    @property
    def difference_minor(self) -> int:
        """What the bank moved more than the ledger."""
        return self.bank_minor - self.ledger_minor

    @property
    def explained_minor(self) -> int:
        """What of it is explained."""
        return sum(one.amount_minor for one in self.differences if one.is_explained)

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """The lines that nobody has explained."""
        return tuple(one for one in self.differences if not one.is_explained)

    @property
    def unexplained_minor(self) -> int:
        """What they come to."""
        return sum(one.amount_minor for one in self.unexplained)

    @property
    def rest_minor(self) -> int:
        """What no line explains."""
        return self.difference_minor - sum(one.amount_minor for one in self.differences)

    @property
    def is_reconciled(self) -> bool:
        """Whether every line of the difference is explained. Two unexplained lines that cancel out are still open."""
        return not self.unexplained and self.rest_minor == 0


def reconcile(
    statements: Iterable[StatementFacts],
    told: Iterable[ToldLine],
    booked: Sequence[Booked],
    *,
    first: dt.date,
    last: dt.date,
    posted_elsewhen: Iterable[int] = (),
    told_elsewhen: Iterable[int] = (),
) -> Reconciliation:
    """The reconciliation of an account from the first to the last day.

    `statements` are those that close within the days and the last one before them; `posted_elsewhen` the lines whose
    receipt was posted on another day, `told_elsewhen` the lines that a statement of another day told.
    """
    ordered = sorted(statements, key=lambda one: (one.closing_date, one.id))
    before = [one for one in ordered if one.closing_date < first]
    within = [one for one in ordered if first <= one.closing_date <= last]
    lines = list(told)
    differences = [*_breaks(before[-1:], within), *_untied(within)]
    bank = sum(one.moved_minor for one in within) + sum(one.amount_minor for one in differences)
    opening = _opening(before[-1:], within)
    elsewhen, told_later = frozenset(posted_elsewhen), frozenset(told_elsewhen)
    differences += _lines_apart(lines, booked, elsewhen, told_later)
    return Reconciliation(
        first=first,
        last=last,
        opening_minor=opening,
        closing_minor=None if opening is None else opening + bank,
        bank_minor=bank,
        ledger_minor=sum(one.amount_minor for one in booked),
        differences=tuple(sorted(differences, key=lambda one: (one.day, one.side, one.line_id or 0))),
    )


def _opening(before: Sequence[StatementFacts], within: Sequence[StatementFacts]) -> int | None:
    if before and before[-1].closing_minor is not None:
        return before[-1].closing_minor
    return within[0].opening_minor if within else None


def _breaks(before: Sequence[StatementFacts], within: Sequence[StatementFacts]) -> Iterable[Difference]:
    chain = [*before, *within]
    for earlier, later in itertools.pairwise(chain):
        if earlier.closing_minor is None or later.opening_minor is None:
            continue
        if gap := later.opening_minor - earlier.closing_minor:
            yield Difference(Side.GAP, gap, later.closing_date, text=later.number, explained=later.why)


def _untied(within: Iterable[StatementFacts]) -> Iterable[Difference]:
    for one in within:
        if one.opening_minor is None or one.closing_minor is None:
            continue
        if off := one.closing_minor - one.opening_minor - one.moved_minor:
            yield Difference(Side.UNTIED, off, one.closing_date, text=one.number, explained=one.why)


def _lines_apart(
    lines: Sequence[ToldLine], booked: Sequence[Booked], elsewhen: frozenset[int], told_later: frozenset[int]
) -> Iterable[Difference]:
    """What stands on one side only. What was posted and taken back within the days moved nothing in the ledger."""
    by_line: dict[int, list[Booked]] = defaultdict(list)
    of_receipt: dict[int, int] = defaultdict(int)
    for one in booked:
        if one.line_id is not None:
            by_line[one.line_id].append(one)
        if one.receipt_id is not None:
            of_receipt[one.receipt_id] += one.amount_minor
    told_here = {line.line_id for line in lines}
    told_receipts = {one.receipt_id for one in booked if one.line_id in told_here}
    both = set()
    for line in lines:
        if sum(one.amount_minor for one in by_line.get(line.line_id, ())) == line.amount_minor:
            both.add(line.line_id)
            continue
        side = Side.OTHER_DAY if line.line_id in elsewhen else Side.NOT_POSTED
        yield Difference(
            side, line.amount_minor, line.day, line.text, line.explained, kind=line.kind, line_id=line.line_id
        )
    for one in booked:
        if one.line_id is not None and one.line_id in both:
            continue
        if one.receipt_id is not None and not of_receipt[one.receipt_id] and one.receipt_id not in told_receipts:
            continue
        side = Side.OTHER_DAY if one.line_id in told_later else Side.LEDGER_ONLY
        yield Difference(side, -one.amount_minor, one.day, one.text, line_id=one.line_id, posting_id=one.posting_id)


def missing_days(days: Iterable[dt.date], *, first: dt.date, last: dt.date, calendar: Calendar) -> list[dt.date]:
    """The days on which the bank works, from the first to the last, for which no statement closes."""
    there = set(days)
    span = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in span if calendar.is_business_day(day) and day not in there]


_NUMBER = re.compile(r"^(\d{1,9})(?:/(\d{1,6}))?$")


def missing_numbers(numbers: Iterable[str]) -> list[str]:
    """The numbers that are left out between statements, in their order; a number that begins anew begins a new row.

    Banks number by year: 365 is followed by 1. More than 31 missing at once is another way of counting, not a gap.
    """
    whole = [int(found.group(1)) for number in numbers if (found := _NUMBER.match(number.strip()))]
    missing: list[str] = []
    for earlier, later in itertools.pairwise(whole):
        if 1 < later - earlier <= 32:
            missing += [str(number) for number in range(earlier + 1, later)]
    return missing
