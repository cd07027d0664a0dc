"""How a customer pays, in one number: the payment index, its trend, days beyond terms; and what he buys.

The index weighs each amount by how early or late it was paid: 100 is 30 days early, 80 on time, 50 30 days late, and
between two points of the policy's table it is interpolated. Example: 40,000 on time, 30,000 15 days late, 20,000 30
days late and 10,000 60 days late are (40 x 80 + 30 x 70 + 20 x 50 + 10 x 40) / 100 = 67.

Late counts from the due date of the terms; an extension does not move it. What is open and past due counts as paid on
the day of the look: whoever does not pay at all is no better than who pays today. Source: docs/rules/credit_reviews.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

YEAR, QUARTER = timedelta(days=365), timedelta(days=91)


@dataclass(frozen=True, slots=True)
class Paid:
    """An amount that was paid, or is open and past due: minor units above zero, days late (below zero: early)."""

    amount_minor: int
    days_late: int
    day: date


def interpolated(curve: Mapping[int, int], at: int | Fraction) -> Fraction:
    """The value of a table of points at a place; between two of them on the line, beyond the ends as at the end."""
    places = sorted(curve)
    if at <= places[0]:
        return Fraction(curve[places[0]])
    for low, high in pairwise(places):
        if at <= high:
            share = Fraction(at - low, high - low)
            return curve[low] + share * (curve[high] - curve[low])
    return Fraction(curve[places[-1]])


def half_up(number: Fraction) -> int:
    """The nearest whole number; a half goes up."""
    return int((Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def payment_index(paid: Iterable[Paid], *, curve: Mapping[int, int]) -> int | None:
    """The index of these amounts, weighted by them; None where nothing was paid. Source: docs/rules/credit_reviews.md.

    `curve` is the policy's `credit.index_points_days_late_to_score`.
    """
    weight, points = 0, Fraction(0)
    for one in paid:
        weight += one.amount_minor
        points += one.amount_minor * interpolated(curve, one.days_late)
    return half_up(points / weight) if weight else None


def days_beyond_terms(paid: Iterable[Paid]) -> int | None:
    """Days late weighted by amount, to the nearest day; what was paid early counts as 0."""
    weight = late = 0
    for one in paid:
        weight += one.amount_minor
        late += one.amount_minor * max(0, one.days_late)
    return half_up(Fraction(late, weight)) if weight else None


def since(paid: Iterable[Paid], first: date) -> tuple[Paid, ...]:
    """What was paid on the day or later."""
    return tuple(one for one in paid if one.day >= first)


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """How he paid in the year, and in its last quarter: index, days beyond terms, and the difference of the indexes."""

    index: int | None
    quarter_index: int | None
    days_beyond_terms: int | None
    paid_minor: int

    @property
    def trend(self) -> int | None:
        """The quarter's index less the year's; above zero he pays better than he did."""
        if self.index is None or self.quarter_index is None:
            return None
        return self.quarter_index - self.index


def payment_record(paid: Iterable[Paid], *, curve: Mapping[int, int], as_of: date) -> PaymentRecord:
    """The record of the year up to the day."""
    year = since(paid, as_of - YEAR)
    return PaymentRecord(
        index=payment_index(year, curve=curve),
        quarter_index=payment_index(since(year, as_of - QUARTER), curve=curve),
        days_beyond_terms=days_beyond_terms(year),
        paid_minor=sum(one.amount_minor for one in year),
    )


def need_for_credit(purchases_minor: int, *, days: int, safety_factor: Decimal) -> int:
    """What he needs open at once: purchases of a year over 365, for so many days, times the factor; minor units.

    Example: 365,000 / 365 x 45 days x 1.2 = 54,000.
    """
    return half_up(Fraction(max(0, purchases_minor), 365) * days * Fraction(safety_factor))


def growth_percent(now_minor: int, before_minor: int) -> int | None:
    """Purchases beside those of the year before, in whole per cent; None where there were none before."""
    if before_minor <= 0:
        return None
    return half_up(Fraction((now_minor - before_minor) * 100, before_minor))
