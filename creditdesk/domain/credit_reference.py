"""What another supplier may be told of a customer: facts of past dealings, and nothing else.

How long he has been a customer, the most that he owed at the end of a day, on which terms he bought, and how late he
paid what he has paid. Nothing is said of what he owes today, of limits or holds, of what he will get; there is no
opinion, and no word of a later term. Source: docs/rules/letters.md, which follows the handbook's contact rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PastInvoice:
    """An invoice as a reference looks at it: minor units; `paid_on` is None while something of it is open."""

    currency: str
    original_minor: int
    terms: str
    dated: date
    due: date
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class TermsSpan:
    """Terms on which invoices were written, with the days of the first and the last."""

    terms: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ReferenceFacts:
    """The facts. `high_credit` is by currency in minor units. Days late are weighted by amount, an early payment counts
    as 0; they are None where nothing was paid since `first_day`.
    """

    first_day: date
    customer_since: date | None
    high_credit: Mapping[str, int]
    terms: tuple[TermsSpan, ...]
    paid: int
    on_time: int
    days_late: int | None
    latest_days: int | None


def reference_facts(
    invoices: Sequence[PastInvoice], *, balances: Mapping[str, Iterable[int]], first_day: date
) -> ReferenceFacts:
    """The facts from the customer's invoices, and from the balances at the ends of the days since `first_day`.

    Amounts of different currencies are never added: days late are weighted within the one with most invoices paid.
    """
    paid = [one for one in invoices if one.paid_on is not None and one.paid_on >= first_day]
    late = [_days_late(one) for one in paid]
    return ReferenceFacts(
        first_day=first_day,
        customer_since=min((one.dated for one in invoices), default=None),
        high_credit={code: most for code, each in sorted(balances.items()) if (most := max(each, default=0)) > 0},
        terms=_spans(invoices),
        paid=len(paid),
        on_time=sum(days == 0 for days in late),
        days_late=_weighted(paid),
        latest_days=max(late, default=None),
    )


def _days_late(one: PastInvoice) -> int:
    assert one.paid_on is not None
    return max(0, (one.paid_on - one.due).days)


def _weighted(paid: Sequence[PastInvoice]) -> int | None:
    """Days late by amount, to the nearest day."""
    codes = [one.currency for one in paid]
    if not codes:
        return None
    main = max(sorted(set(codes)), key=codes.count)
    mine = [one for one in paid if one.currency == main]
    weight = sum(one.original_minor for one in mine)
    return (2 * sum(_days_late(one) * one.original_minor for one in mine) + weight) // (2 * weight)


def _spans(invoices: Sequence[PastInvoice]) -> tuple[TermsSpan, ...]:
    """The terms in the order in which they began; invoices without any say nothing."""
    days: dict[str, list[date]] = {}
    for one in invoices:
        if one.terms.strip():
            days.setdefault(one.terms.strip(), []).append(one.dated)
    spans = [TermsSpan(terms, min(each), max(each)) for terms, each in days.items()]
    return tuple(sorted(spans, key=lambda span: (span.first, span.last, span.terms)))
