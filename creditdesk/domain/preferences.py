"""Payments before a petition that may have to be paid back, and the facts of the defences.

Example: payments of 07-01, 08-03 and 09-01 of 1,500.00 each before a petition of 2026-09-15. The window of 90 days
begins on 06-17; 4,500.00 in all is less than the 8,575.00 of cases since 2025-04-01, so that nothing is reclaimed.
Sources: 11 U.S.C. 547(b), 547(c)(2), (c)(4), (c)(9); 28 U.S.C. 1409(b); docs/rules/bankruptcy.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Settled:
    """A document that a payment paid: its day, how much of it. Minor units above zero."""

    number: str
    document_date: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that stands, with the day on which it came or cleared. Minor units above zero."""

    item_id: int
    number: str
    came_on: date
    amount_minor: int
    settled: tuple[Settled, ...] = ()

    @property
    def days_to_pay(self) -> tuple[int, ...]:
        """How old each document was when it was paid."""
        return tuple((self.came_on - one.document_date).days for one in self.settled)


@dataclass(frozen=True, slots=True)
class Habit:
    """Days from document to payment, weighted by amount in the mean."""

    count: int
    mean: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class PreferenceView:
    """The payments of the window and what is to be said of them. Minor units of the sheet's currency."""

    window_from: date
    payments: tuple[Paid, ...]
    total_minor: int
    later_value_minor: int
    exposed_minor: int
    safe_minor: int | None
    venue_minor: int | None
    usual: Habit | None
    in_window: Habit | None
    facts: tuple[Reason, ...]

    @property
    def is_safe(self) -> bool:
        """Whether all payments together stay below what is reclaimed at all."""
        return self.safe_minor is not None and self.total_minor < self.safe_minor


def preference_view(
    paid: Sequence[Paid],
    *,
    window_from: date,
    petition: date,
    deliveries: Sequence[tuple[str, date, int]],
    currency: str,
    policy: PolicyDocument,
) -> PreferenceView:
    """The window with the facts of its defences. `deliveries` are number, day and what is still open of goods.

    Payments count by the day on which they came; the petition's own day counts, for counsel to say otherwise. The
    amounts of the law are in the policy's currency: for another currency none is compared.
    """
    inside = tuple(one for one in paid if window_from <= one.came_on <= petition)
    usual_from = window_from - timedelta(days=policy.bankruptcy.usual_days)
    usual = habit_of(one for one in paid if usual_from <= one.came_on < window_from)
    total = sum(one.amount_minor for one in inside)
    safe = policy.bankruptcy.safe_for(petition) if currency == policy.currency else None
    venue = policy.bankruptcy.venue_for(petition) if currency == policy.currency else None
    exposed = exposed_minor(inside, deliveries, petition=petition)
    view = PreferenceView(
        window_from=window_from,
        payments=inside,
        total_minor=total,
        later_value_minor=total - exposed,
        exposed_minor=exposed,
        safe_minor=None if safe is None else policy.minor(safe),
        venue_minor=None if venue is None else policy.minor(venue),
        usual=usual,
        in_window=habit_of(inside),
        facts=(),
    )
    return PreferenceView(
        **{name: getattr(view, name) for name in PreferenceView.__slots__ if name != "facts"},
        facts=tuple(_facts(view, currency)),
    )


def exposed_minor(paid: Iterable[Paid], deliveries: Sequence[tuple[str, date, int]], *, petition: date) -> int:
    """What is left of the payments after later deliveries that are still unpaid: each makes earlier payments smaller,
    never below nothing. 11 U.S.C. 547(c)(4).
    """
    # Of one day, the delivery comes first: it is not later than the payment.
    moves = [(day, 0, -minor) for _, day, minor in deliveries if day <= petition]
    moves += [(one.came_on, 1, one.amount_minor) for one in paid]
    left = 0
    for _, _, minor in sorted(moves):
        left = max(left + minor, 0)
    return left


def habit_of(paid: Iterable[Paid]) -> Habit | None:
    """How old documents were when they were paid; None where none was."""
    found = [
        (days, one.amount_minor)
        for each in paid
        for days, one in zip(each.days_to_pay, each.settled, strict=True)
        if one.amount_minor > 0
    ]
    if not found:
        return None
    weight = sum(minor for _, minor in found)
    mean = (2 * sum(days * minor for days, minor in found) + weight) // (2 * weight)
    ages = [days for days, _ in found]
    return Habit(len(found), mean, min(ages), max(ages))


def _facts(view: PreferenceView, currency: str) -> Iterable[Reason]:
    total = str(Money(view.total_minor, currency))
    if view.safe_minor is None:
        yield Reason("preference.no_amount", "no amount of the law is known to compare with: counsel says it")
    else:
        facts: dict[str, str | int] = {"total": total, "safe": str(Money(view.safe_minor, currency))}
        if view.is_safe:
            text = "%(total)s in all is less than %(safe)s: it is not reclaimed (11 U.S.C. 547(c)(9))"
            yield Reason("preference.safe", text, facts)
        elif view.payments:
            text = "%(total)s in all is not less than %(safe)s: it may be reclaimed (11 U.S.C. 547(c)(9))"
            yield Reason("preference.exposed", text, facts)
    if view.venue_minor is not None and view.payments and not view.is_safe:
        below = view.total_minor < view.venue_minor
        facts = {"total": total, "venue": str(Money(view.venue_minor, currency))}
        yield (
            Reason(
                "preference.venue_home", "less than %(venue)s: sued for at our own seat only (28 U.S.C. 1409(b))", facts
            )
            if below
            else Reason(
                "preference.venue_any", "not less than %(venue)s: the trustee may sue where the case is pending", facts
            )
        )
    if view.later_value_minor:
        text = "%(value)s of later deliveries is still unpaid and counts against it (11 U.S.C. 547(c)(4))"
        yield Reason("preference.later_value", text, {"value": str(Money(view.later_value_minor, currency))})
    if view.usual is not None and view.in_window is not None:
        text = (
            "paid after %(now)d days in the window (%(now_least)d to %(now_most)d), after %(usual)d before it "
            "(%(least)d to %(most)d): the ordinary course (11 U.S.C. 547(c)(2))"
        )
        days: dict[str, str | int] = {
            "now": view.in_window.mean,
            "now_least": view.in_window.least,
            "now_most": view.in_window.most,
            "usual": view.usual.mean,
            "least": view.usual.least,
            "most": view.usual.most,
        }
        yield Reason("preference.usual", text, days)
    elif view.payments:
        yield Reason("preference.no_habit", "no payments of before the window are known to compare with")
