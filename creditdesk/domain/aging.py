"""Aging: how late what is owed is, in buckets, with credits beside them and never netted into them.

Buckets are given by their upper edges in days past due. An item N days past due is in "1-30" for 1 <= N <= 30::

    buckets = Buckets((0, 30, 60, 90, 120))
    buckets.labels                  # ("not due", "1-30", "31-60", "61-90", "91-120", "120+")
    buckets.index(30)               # 1
    buckets.index(31)               # 2
    buckets.days(1)                 # (1, 30): the same rule for a query

The buckets of a currency sum to its open debits. The rules are told in docs/rules/aging.md.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from creditdesk.domain.open_item import ItemKind, OpenItem, days_past_due


class AgingBasis(StrEnum):
    """The date that age is counted from: due date to collect, document date for lenders, extended date to dun."""

    DUE_DATE = "due_date"
    DOCUMENT_DATE = "document_date"
    EXTENDED_DATE = "extended_date"


@dataclass(frozen=True, slots=True)
class Buckets:
    """Aging buckets by their upper edges in days past due, the last one open. ValueError unless 0 < … ascending."""

    edges: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.edges or self.edges[0] != 0 or list(self.edges) != sorted(set(self.edges)):
            raise ValueError(f"bucket edges must start at 0 and ascend, not {self.edges}")

    @property
    def labels(self) -> tuple[str, ...]:
        """One label per bucket, from "not due" to the last edge with a plus."""
        spans = (f"{low + 1}-{high}" for low, high in zip(self.edges, self.edges[1:], strict=False))
        return ("not due", *spans, f"{self.edges[-1]}+")

    def index(self, days: int) -> int:
        """The bucket of an item so many days past due: 0 is not due, the last is beyond the last edge."""
        return bisect_left(self.edges, days)

    def days(self, index: int) -> tuple[int | None, int | None]:
        """The first and last number of days past due of a bucket; None where it has no end."""
        low = self.edges[index - 1] + 1 if index > 0 else None
        return low, self.edges[index] if index < len(self.edges) else None

    def next_edge(self, due_date: date, *, as_of: date) -> date | None:
        """The first date after `as_of` on which the item is in another bucket; None once it is in the last."""
        index = self.index(days_past_due(due_date, as_of=as_of))
        return due_date + timedelta(days=self.edges[index] + 1) if index < len(self.edges) else None


@dataclass(frozen=True, slots=True)
class Aging:
    """What is open in one currency, in minor units. Credits and unapplied cash are negative and outside the buckets."""

    currency: str
    buckets_minor: tuple[int, ...]
    credits_minor: int
    unapplied_minor: int

    @property
    def debits_minor(self) -> int:
        """All that is owed, due or not, before credits."""
        return sum(self.buckets_minor)

    @property
    def past_due_minor(self) -> int:
        """All that is owed and late."""
        return sum(self.buckets_minor[1:])

    @property
    def net_minor(self) -> int:
        """The balance: what is owed less credits and unapplied cash."""
        return self.debits_minor + self.credits_minor + self.unapplied_minor


def aged_from(item: OpenItem, *, basis: AgingBasis) -> date:
    """The date that the item's age counts from; the due date where it has no extension (docs/rules/aging.md)."""
    if basis is AgingBasis.DOCUMENT_DATE:
        return item.document_date
    if basis is AgingBasis.EXTENDED_DATE:
        return item.extended_date or item.due_date
    return item.due_date


def age(
    items: Iterable[OpenItem],
    *,
    as_of: date,
    buckets: Buckets,
    basis: AgingBasis = AgingBasis.DUE_DATE,
) -> dict[str, Aging]:
    """The aging of one company's items per currency, in the currencies' order (docs/rules/aging.md)."""
    totals: dict[str, list[int]] = {}
    credits_at, unapplied_at = len(buckets.labels), len(buckets.labels) + 1
    for item in items:
        sums = totals.setdefault(item.currency, [0] * (unapplied_at + 1))
        if item.open_minor < 0:
            sums[unapplied_at if item.kind is ItemKind.PAYMENT else credits_at] += item.open_minor
        else:
            days = days_past_due(aged_from(item, basis=basis), as_of=as_of)
            sums[buckets.index(days)] += item.open_minor
    return {
        currency: Aging(currency, tuple(sums[:credits_at]), sums[credits_at], sums[unapplied_at])
        for currency, sums in sorted(totals.items())
    }


def is_dunnable(days: int, *, grace_days: int) -> bool:
    """True once the item is more than the grace days past due (docs/rules/aging.md)."""
    return days > max(grace_days, 0)
