"""Which of the reasons that were found do not hold an order, because the policy leaves it alone.

An exclusion is of one rule and only ever takes a hold away, unless it is flagged to let the order ship: then it takes
all of them. What a person or an event holds stays, whatever the policy says::

    weighed = weighed_holds(order, credit, as_of=date(2026, 5, 18), policy=policy)
    weighed.holding       # ()
    weighed.excluded[0]   # H2 would hold: excluded because the order is below 500.00

Source: docs/rules/holds.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from creditdesk.domain.money import Money
from creditdesk.domain.order_holds import CreditFacts, FoundHold, OrderFacts, holds_on
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_holds import HoldCode, HoldExclusion, OrderTerms
from creditdesk.domain.reasons import Reason
from creditdesk.domain.worklist import PAR_PPM

_BY_NUMBER = tuple(HoldCode)


@dataclass(frozen=True, slots=True)
class ExcludedHold:
    """A reason that would hold the order, and why it does not; `by` is the rule whose exclusion took it away."""

    hold: FoundHold
    why: Reason
    by: HoldCode


@dataclass(frozen=True, slots=True)
class Weighed:
    """The reasons that hold the order, and those that the policy leaves alone; both in the policy's order."""

    holding: tuple[FoundHold, ...]
    excluded: tuple[ExcludedHold, ...] = ()


def weighed_holds(order: OrderFacts, credit: CreditFacts, *, as_of: date, policy: PolicyDocument) -> Weighed:
    """What holds the order on the day and what the policy leaves alone. Source: docs/rules/holds.md."""
    found = holds_on(order, credit, as_of=as_of, policy=policy)
    return weigh(found, order=order, credit=credit, as_of=as_of, policy=policy)


def weigh(
    found: Sequence[FoundHold], *, order: OrderFacts, credit: CreditFacts, as_of: date, policy: PolicyDocument
) -> Weighed:
    """Tell what holds the order from what the policy leaves alone. Source: docs/rules/holds.md."""
    ordered = sorted(found, key=lambda one: _place(one.code, policy))
    applying = dict(_applying(order, credit, as_of, policy))
    outright = next((code for code in applying if _exclusion(code, policy).releases_order), None)
    holding: list[FoundHold] = []
    excluded: list[ExcludedHold] = []
    for one in ordered:
        by = outright or (one.code if one.code in applying else None)
        if one.code is HoldCode.BY_HAND_OR_EVENT or by is None:
            holding.append(one)
        else:
            excluded.append(ExcludedHold(one, applying[by], by))
    return Weighed(tuple(holding), tuple(excluded))


def _place(code: HoldCode, policy: PolicyDocument) -> int:
    """Where the reason stands among the others: as the policy says, then by its number."""
    first = policy.hold_exclusions.precedence
    return first.index(code) if code in first else len(first) + _BY_NUMBER.index(code)


def _exclusion(code: HoldCode, policy: PolicyDocument) -> HoldExclusion:
    return policy.hold_exclusions.of(code) or HoldExclusion()


def _applying(
    order: OrderFacts, credit: CreditFacts, as_of: date, policy: PolicyDocument
) -> Iterator[tuple[HoldCode, Reason]]:
    """The rules that leave this order alone, each with why, the first in the policy's order first."""
    for code in sorted(_BY_NUMBER, key=lambda one: _place(one, policy)):
        rule = _exclusion(code, policy)
        if not rule.is_set:
            continue
        told = [*_conditions(rule, order, credit, as_of, policy)]
        met = [why for holds, why in told if holds]
        if met and (not rule.together or len(met) == len(told)):
            yield code, reduce(_both, met) if rule.together else met[0]


def _both(one: Reason, other: Reason) -> Reason:
    return Reason("exclusion.together", "%(one)s, and %(other)s", {"one": one, "other": other})


def _conditions(
    rule: HoldExclusion, order: OrderFacts, credit: CreditFacts, as_of: date, policy: PolicyDocument
) -> Iterator[tuple[bool, Reason]]:
    """Each condition that is set, and whether the order meets it."""
    if rule.classes:
        words = Reason("exclusion.class", "the customer is of class %(class)s", {"class": credit.risk_class.value})
        yield credit.risk_class in rule.classes, words
    if rule.groups:
        words = Reason("exclusion.group", "the customer is of the group %(group)s", {"group": credit.segment})
        yield credit.segment in rule.groups, words
    if rule.companies:
        words = Reason("exclusion.company", "the order is of the company %(company)s", {"company": credit.company})
        yield credit.company in rule.companies, words
    if rule.order_below is not None:
        least = policy.minor(rule.order_below)
        text = "the order is below %(amount)s"
        words = Reason("exclusion.below", text, {"amount": str(Money(least, policy.currency))})
        # What no rate converts is below nothing.
        known = credit.rate_ppm is not None
        yield known and order.amount_minor * (credit.rate_ppm or 0) < least * PAR_PPM, words
    if rule.order_terms:
        yield from _terms(rule, order)
    if rule.ships_within_days is not None:
        text = "the order ships within %(days)d days"
        words = Reason("exclusion.ships", text, {"days": rule.ships_within_days})
        yield order.ships_on is not None and (order.ships_on - as_of).days <= rule.ships_within_days, words


def _terms(rule: HoldExclusion, order: OrderFacts) -> Iterator[tuple[bool, Reason]]:
    if OrderTerms.PREPAID in rule.order_terms and order.amount_minor <= order.prepaid_minor:
        yield True, Reason("exclusion.prepaid", "the order is paid in advance")
    else:
        is_cod = OrderTerms.COD in rule.order_terms and order.is_cod
        yield is_cod, Reason("exclusion.cod", "the order is paid on delivery")
