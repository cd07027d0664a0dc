"""Statements of a period: what was owed before it, everything that moved it, what is owed after it.

Opening balance + movements = closing balance, in each currency by itself. Applications between the customer's own
documents move nothing and are left out. What another paid for him stands with the reference of that payment, and with
nothing else of the other's. docs/rules/letters.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Sum

from creditdesk.receivables.models import Entry, OpenItem, Posting

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Movement:
    """Something that moved the balance on a day, in minor units; claims are above zero. `kind` is that of a document,
    or of a posting.
    """

    date: dt.date
    kind: str
    numbers: tuple[str, ...]
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PeriodStatement:
    """One currency of a customer over a span of days, both included."""

    currency: str
    first: dt.date
    last: dt.date
    opening_minor: int
    movements: tuple[Movement, ...]

    @property
    def closing_minor(self) -> int:
        """The balance at the end of the last day."""
        return self.opening_minor + sum(one.amount_minor for one in self.movements)


def period_statements(customer_id: int, *, first: dt.date, last: dt.date) -> list[PeriodStatement]:
    """The customer's statement of the period, one for each currency in which there is something to tell."""
    ours = Entry.objects.filter(item__customer=customer_id)
    before = ours.filter(posting_date__lt=first).order_by().values("currency").annotate(sum=Sum("amount_minor"))
    opening = {row["currency"]: row["sum"] for row in before}
    rows: list[Any] = list(
        ours.filter(posting_date__gte=first, posting_date__lte=last)
        .order_by("posting_date", "posting_id", "currency", "line")
        .values("posting_id", "posting_date", "posting__kind", "currency", "amount_minor", "item__kind", "item__number")
    )
    payments = _paid_by_others(customer_id, [row["posting_id"] for row in rows])
    moved: dict[str, list[Movement]] = {}
    for (posting_id, currency), entries in groupby(rows, key=lambda row: (row["posting_id"], row["currency"])):
        moved.setdefault(currency, []).extend(_movements(list(entries), payments.get(posting_id, ())))
    found = [
        PeriodStatement(currency, first, last, opening.get(currency, 0), tuple(moved.get(currency, ())))
        for currency in sorted({*opening, *moved})
    ]
    return [one for one in found if one.opening_minor or one.movements]


def _paid_by_others(customer_id: int, posting_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Application, or what takes it back → the references of others' payments that it used for the customer."""
    kinds = (Posting.Kind.APPLICATION, Posting.Kind.REVERSAL)
    theirs = Entry.objects.filter(posting__in=posting_ids, posting__kind__in=kinds, item__kind=OpenItem.Kind.PAYMENT)
    found: dict[int, tuple[str, ...]] = {}
    rows = theirs.exclude(item__customer=customer_id).order_by("line")
    for posting_id, reference, number in rows.values_list("posting_id", "item__reference", "item__number"):
        found[posting_id] = (*found.get(posting_id, ()), reference or number)
    return found


def _movements(entries: Sequence[Any], payments: Sequence[str]) -> Iterable[Movement]:
    """A document that came is a movement of its own; of any other act only what it moves altogether."""
    first = entries[0]
    if first["posting__kind"] == Posting.Kind.IMPORT:
        for one in entries:
            yield Movement(one["posting_date"], one["item__kind"], (one["item__number"],), one["amount_minor"])
        return
    net = sum(one["amount_minor"] for one in entries)
    if net:
        numbers = tuple(dict.fromkeys(one["item__number"] for one in entries))[:_NAMED]
        numbers += tuple(dict.fromkeys(payments))[:_NAMED]
        yield Movement(first["posting_date"], first["posting__kind"], numbers, net)
