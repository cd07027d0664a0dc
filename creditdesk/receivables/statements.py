"""Statements: what a customer owed at the end of any day, line by line, and the figures that the lines add up to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from creditdesk.domain.aging import AgingBasis, Buckets
from creditdesk.parties.plain_sql import day, keys, rows_of
from creditdesk.receivables import history
from creditdesk.receivables.models import OpenItem


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One open item on a statement, with what was open of it at the end of the day. Minor units."""

    item: OpenItem
    open_minor: int
    disputed_minor: int
    extended_date: dt.date | None
    aged_from: dt.date
    days_past_due: int
    bucket: int

    @property
    def is_claim(self) -> bool:
        """Whether the customer owes it; a payment or credit memo is owed to him."""
        return self.open_minor > 0


@dataclass(frozen=True, slots=True)
class Statement:
    """What a customer owed in one currency at the end of a day. Every figure is the sum of some of the lines."""

    currency: str
    as_of: dt.date
    lines: tuple[StatementLine, ...]
    bucket_count: int

    @property
    def claims(self) -> list[StatementLine]:
        """What is owed, oldest first."""
        return [line for line in self.lines if line.is_claim]

    @property
    def credits(self) -> list[StatementLine]:
        """Payments on account and credit memos: beside the aging, never in it."""
        return [line for line in self.lines if not line.is_claim]

    @property
    def buckets_minor(self) -> tuple[int, ...]:
        """The claims by age, "not due" first; they add up to `open_minor`."""
        sums = [0] * self.bucket_count
        for line in self.claims:
            sums[line.bucket] += line.open_minor
        return tuple(sums)

    @property
    def open_minor(self) -> int:
        """All claims."""
        return sum(line.open_minor for line in self.claims)

    @property
    def past_due_minor(self) -> int:
        """Claims beyond the date that age counts from."""
        return sum(self.buckets_minor[1:])

    @property
    def disputed_minor(self) -> int:
        """What is contested of the claims."""
        return sum(line.disputed_minor for line in self.lines)

    @property
    def credits_minor(self) -> int:
        """All credits, at or below zero."""
        return sum(line.open_minor for line in self.credits)

    @property
    def balance_minor(self) -> int:
        """Claims less credits: what the statement asks for at its end."""
        return self.open_minor + self.credits_minor


def statements(
    customer_id: int,
    *,
    as_of: dt.date,
    today: dt.date,
    edges: Sequence[int],
    basis: AgingBasis = AgingBasis.DUE_DATE,
    known_at: dt.datetime | None = None,
) -> list[Statement]:
    """The customer's statement as of any day, one for each currency, oldest date first. docs/rules/ledger.md.

    `known_at` leaves out what was recorded later. What is disputed is known of `today` only, and zero for other days.
    """
    scope = history.Scope(customer_ids=[customer_id])
    amounts = history.open_amounts(as_of=as_of, scope=scope, known_at=known_at)
    extended = extended_dates(amounts, as_of=as_of)
    buckets = Buckets(tuple(edges))
    by_currency: dict[str, list[StatementLine]] = {}
    for item in OpenItem.objects.filter(id__in=amounts).order_by("id"):
        contested = item.disputed_minor if as_of == today and known_at is None else 0
        line = _line(item, amounts[item.id], contested, extended.get(item.id), basis, as_of, buckets)
        by_currency.setdefault(item.currency, []).append(line)
    return [
        Statement(currency, as_of, tuple(sorted(lines, key=_age_order)), bucket_count=len(buckets.labels))
        for currency, lines in sorted(by_currency.items())
    ]


def _line(
    item: OpenItem,
    open_minor: int,
    disputed_minor: int,
    extended: dt.date | None,
    basis: AgingBasis,
    as_of: dt.date,
    buckets: Buckets,
) -> StatementLine:
    aged_from = {
        AgingBasis.DUE_DATE: item.due_date,
        AgingBasis.DOCUMENT_DATE: item.document_date,
        AgingBasis.EXTENDED_DATE: extended or item.due_date,
    }[basis]
    days = (as_of - aged_from).days
    return StatementLine(item, open_minor, disputed_minor, extended, aged_from, max(0, days), buckets.index(days))


def extended_dates(item_ids: Iterable[int], *, as_of: dt.date) -> dict[int, dt.date]:
    """Item → the newest collection date granted by the day."""
    granted = rows_of(
        "SELECT item_id, extended_date FROM receivables_extension "  # noqa: S608  (whole numbers only)
        f"WHERE item_id IN ({keys(item_ids)}) AND granted_on <= %s ORDER BY granted_on, id",
        as_of,
    )
    return {item_id: day(extended) for item_id, extended in granted}


def _age_order(line: StatementLine) -> tuple[dt.date, dt.date, int]:
    return line.aged_from, line.item.document_date, line.item.id
