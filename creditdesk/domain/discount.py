"""Whether a discount or anticipation that a customer took was earned, and what stays open when it was not.

Example: 9,800.00 received on an invoice of 10,000.00 with 2 % to 2026-03-12 and three days of grace::

    value date 2026-03-12    200.00 earned, invoice closed
    value date 2026-03-13    200.00 earned in grace, invoice closed
    value date 2026-03-17    200.00 unearned: a deduction, still due on the original due date

All amounts are non-negative minor units of the item's currency. The rules are told in docs/rules/terms.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from creditdesk.domain.money import Money, percent_of, share_of
from creditdesk.domain.reasons import Reason
from creditdesk.domain.terms import TermsPolicy


class DiscountOutcome(StrEnum):
    """What became of the discount; `none` where none was taken or none can be."""

    EARNED = "earned"
    GRACE = "grace"
    UNEARNED = "unearned"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class DiscountItem:
    """The invoice as it stands when the money comes; `goods_minor` is its amount without tax and freight."""

    currency: str
    original_minor: int
    open_minor: int
    goods_minor: int
    due_date: date
    discount_percent: Decimal
    discount_date: date | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money meant for one invoice: what came, when the bank valued it and when it reached us."""

    amount_minor: int
    value_date: date
    received_date: date | None = None


@dataclass(frozen=True, slots=True)
class DiscountDecision:
    """`applied_minor` (receipt and allowance) and `open_minor` sum to what was open; `unearned_minor` is part of the
    open rest and wants a deduction case. What stays open keeps the original due date."""

    outcome: DiscountOutcome
    allowed_minor: int
    unearned_minor: int
    applied_minor: int
    open_minor: int
    due_date: date
    reasons: tuple[Reason, ...]


def discount_available(item: DiscountItem, *, as_of: date, policy: TermsPolicy) -> int:
    """The discount that paying the rest in full on `as_of` would still earn, in minor units; 0 after the grace days."""
    if item.discount_date is None or as_of > _grace_end(item.discount_date, policy=policy):
        return 0
    return _full_discount(item, policy=policy)


def reduction_available(item: DiscountItem, *, receipt: Receipt, annual_percent: Decimal, policy: TermsPolicy) -> int:
    """What paying the rest in full by this receipt would earn, in minor units: anticipation, and discount on the rest.

    The receipt's own amount does not matter: the question is what the payer may keep.
    """
    days = _days_early(item, receipt, policy=policy)
    anticipated = _anticipation(item, settled_minor=item.open_minor, days=days, annual_percent=annual_percent)
    rest = replace(item, open_minor=max(item.open_minor - anticipated, 0))
    return anticipated + discount_available(rest, as_of=_tested_on(receipt, policy=policy), policy=policy)


def decide_discount(item: DiscountItem, *, receipt: Receipt, policy: TermsPolicy) -> DiscountDecision:
    """Earned, grace, unearned or none, with what it allows in minor units and why (docs/rules/terms.md).

    1. Nothing taken, or no discount in the terms: nothing is allowed, a rest stays open.
    2. In time or within grace: what was taken is allowed, up to the full discount.
    3. In time but short by more than the discount: a partial payment. If the policy lets it earn, it earns
       receipt × d / (1 - d), d being the discount's share of the whole item, rounded down: however many parts an item
       is paid in, they earn no more than its discount.
    4. Late and short by no more than the discount: that is the unearned discount. Short by more: a partial payment.
    """
    assert receipt.amount_minor > 0
    assert 0 < item.open_minor <= item.original_minor
    taken = item.open_minor - receipt.amount_minor
    if taken <= 0:
        return _decision(item, receipt, DiscountOutcome.NONE, text="paid in full, no discount taken")
    if item.discount_date is None or not item.discount_percent:
        return _decision(item, receipt, DiscountOutcome.NONE, text="the terms allow no discount")
    tested_on = _tested_on(receipt, policy=policy)
    full = _full_discount(item, policy=policy)
    if tested_on > _grace_end(item.discount_date, policy=policy):
        return _decide_late(item, receipt, taken=taken, full=full, tested_on=tested_on)
    allowed = min(taken, full)
    if taken > full:
        if not policy.partial_payment_discount:
            text = "a partial payment earns no discount under these terms"
            return _decision(item, receipt, DiscountOutcome.NONE, text=text)
        allowed = _partial_discount(item, receipt, policy=policy)
    facts = {
        "amount": str(Money(allowed, item.currency)),
        "tested": tested_on.isoformat(),
        "until": item.discount_date.isoformat(),
    }
    if tested_on <= item.discount_date:
        text = "%(amount)s discount earned: paid %(tested)s, discount to %(until)s"
        return _decision(item, receipt, DiscountOutcome.EARNED, allowed=allowed, text=text, facts=facts)
    text = "%(amount)s discount earned within grace: paid %(tested)s, discount to %(until)s"
    return _decision(item, receipt, DiscountOutcome.GRACE, allowed=allowed, text=text, facts=facts)


def _decide_late(item: DiscountItem, receipt: Receipt, *, taken: int, full: int, tested_on: date) -> DiscountDecision:
    assert item.discount_date is not None
    if taken > full:
        text = "a partial payment after the discount date earns no discount"
        return _decision(item, receipt, DiscountOutcome.NONE, text=text)
    facts = {
        "amount": str(Money(taken, item.currency)),
        "tested": tested_on.isoformat(),
        "until": item.discount_date.isoformat(),
    }
    text = "%(amount)s discount unearned: paid %(tested)s, after the discount date %(until)s and its grace"
    return _decision(item, receipt, DiscountOutcome.UNEARNED, unearned=taken, text=text, facts=facts)


def decide_taken(
    item: DiscountItem, *, receipt: Receipt, taken_minor: int, annual_percent: Decimal, policy: TermsPolicy
) -> DiscountDecision:
    """What of a reduction taken with a receipt was earned by paying early (docs/rules/terms.md).

    1. Anticipation is judged first, at the account's authorised annual rate (0 where it has none).
    2. The cash discount is judged on the rest. Both together allow no more than was taken.
    """
    assert 0 < taken_minor <= item.open_minor - receipt.amount_minor
    reasons: tuple[Reason, ...] = ()
    anticipated = 0
    if annual_percent:
        first = decide_anticipation(
            item, receipt=receipt, taken_minor=taken_minor, annual_percent=annual_percent, policy=policy
        )
        anticipated, reasons = first.allowed_minor, first.reasons
    rest = replace(item, open_minor=item.open_minor - anticipated)
    second = decide_discount(rest, receipt=receipt, policy=policy)
    allowed = min(taken_minor, anticipated + second.allowed_minor)
    applied = receipt.amount_minor + allowed
    return replace(
        second,
        outcome=DiscountOutcome.EARNED if annual_percent and allowed == taken_minor else second.outcome,
        allowed_minor=allowed,
        unearned_minor=taken_minor - allowed,
        applied_minor=applied,
        open_minor=item.open_minor - applied,
        reasons=reasons + second.reasons,
    )


def objections_to_taken(
    item: DiscountItem,
    *,
    number: str,
    receipt: Receipt,
    taken_minor: int,
    annual_percent: Decimal,
    policy: TermsPolicy,
) -> tuple[Reason, ...]:
    """Why a reduction taken on the document `number` is not allowed: what was earned of it, until when, by which rule.

    Nothing where all of it was earned, or earned within grace.
    """
    decision = decide_taken(
        item, receipt=receipt, taken_minor=taken_minor, annual_percent=annual_percent, policy=policy
    )
    if decision.allowed_minor == taken_minor:
        return ()
    text = "%(taken)s discount taken on %(number)s, %(earned)s earned: paid %(tested)s"
    facts: dict[str, str | int] = {
        "taken": str(Money(taken_minor, item.currency)),
        "number": number,
        "earned": str(Money(decision.allowed_minor, item.currency)),
        "tested": _tested_on(receipt, policy=policy).isoformat(),
    }
    if item.discount_date is not None and item.discount_percent:
        text = "%(taken)s discount taken on %(number)s, %(earned)s earned: paid %(tested)s, discount to %(until)s"
        facts["until"] = item.discount_date.isoformat()
    return (Reason("discount.beyond_earned", text, facts), *decision.reasons)


def decide_anticipation(
    item: DiscountItem,
    *,
    receipt: Receipt,
    taken_minor: int,
    annual_percent: Decimal,
    policy: TermsPolicy,
) -> DiscountDecision:
    """What of an anticipation taken is allowed: what is settled × rate × days paid early / 365 (docs/rules/terms.md).

    `annual_percent` is the account's authorised rate, 0 where it has none; `taken_minor` is what the remittance calls
    anticipation. A part payment earns its share of the whole item's, however much it takes. What was taken beyond the
    allowance is unearned and wants a deduction case.
    """
    assert receipt.amount_minor > 0
    assert 0 <= taken_minor <= item.open_minor - receipt.amount_minor
    days = _days_early(item, receipt, policy=policy)
    allowed = min(taken_minor, _anticipation_earned(item, receipt, annual_percent=annual_percent, policy=policy))
    unearned = taken_minor - allowed
    facts: dict[str, str | int] = {
        "amount": str(Money(allowed, item.currency)),
        "unearned": str(Money(unearned, item.currency)),
        "days": days,
        "rate": f"{annual_percent:f}",
    }
    if not annual_percent:
        text = "%(unearned)s taken as anticipation, for which the account is not authorised"
    elif unearned:
        text = "%(amount)s anticipation earned (%(rate)s%% a year for %(days)d days), %(unearned)s taken beyond it"
    else:
        text = "%(amount)s anticipation earned: %(rate)s%% a year for %(days)d days"
    outcome = DiscountOutcome.UNEARNED if unearned else DiscountOutcome.EARNED
    return _decision(item, receipt, outcome, allowed=allowed, unearned=unearned, text=text, facts=facts)


def _anticipation_earned(item: DiscountItem, receipt: Receipt, *, annual_percent: Decimal, policy: TermsPolicy) -> int:
    """All of the rest's where the receipt closes the item; else its share of the whole item's, rounded down."""
    days = _days_early(item, receipt, policy=policy)
    whole = replace(item, open_minor=item.original_minor)
    kept, kept_of_whole = (
        reduction_available(each, receipt=receipt, annual_percent=annual_percent, policy=policy)
        for each in (item, whole)
    )
    if receipt.amount_minor >= item.open_minor - kept:
        return _anticipation(item, settled_minor=item.open_minor, days=days, annual_percent=annual_percent)
    anticipated = _anticipation(whole, settled_minor=whole.open_minor, days=days, annual_percent=annual_percent)
    return receipt.amount_minor * anticipated // max(whole.open_minor - kept_of_whole, 1)


def _days_early(item: DiscountItem, receipt: Receipt, *, policy: TermsPolicy) -> int:
    return max((item.due_date - _tested_on(receipt, policy=policy)).days, 0)


def _anticipation(item: DiscountItem, *, settled_minor: int, days: int, annual_percent: Decimal) -> int:
    """Of the whole item rounded, of a part of it rounded down: all parts together earn no more than the whole."""
    rate, parts = annual_percent.as_integer_ratio()
    numerator, denominator = rate * days, parts * 100 * 365
    if settled_minor < item.original_minor:
        return settled_minor * numerator // denominator
    return share_of(settled_minor, numerator=numerator, denominator=denominator)


def _decision(
    item: DiscountItem,
    receipt: Receipt,
    outcome: DiscountOutcome,
    *,
    allowed: int = 0,
    unearned: int = 0,
    text: str,
    facts: Mapping[str, str | int] | None = None,
) -> DiscountDecision:
    applied = min(receipt.amount_minor + allowed, item.open_minor)
    return DiscountDecision(
        outcome=outcome,
        allowed_minor=allowed,
        unearned_minor=unearned,
        applied_minor=applied,
        open_minor=item.open_minor - applied,
        due_date=item.due_date,
        reasons=(Reason(f"discount.{outcome}", text, facts or {}),),
    )


def _full_discount(item: DiscountItem, *, policy: TermsPolicy) -> int:
    """The discount on what is open: the open part of the item carries its part of the goods.

    Rounded to the nearest, for it closes the item: what the parts before it earned, rounded down, leaves room for that.
    """
    whole = _whole_discount(item, policy=policy)
    return share_of(whole, numerator=item.open_minor, denominator=item.original_minor)


def _partial_discount(item: DiscountItem, receipt: Receipt, *, policy: TermsPolicy) -> int:
    whole = _whole_discount(item, policy=policy)
    return receipt.amount_minor * whole // (item.original_minor - whole)


def _whole_discount(item: DiscountItem, *, policy: TermsPolicy) -> int:
    goods_only = policy.discount_base == "goods_only"
    base = min(item.goods_minor, item.original_minor) if goods_only else item.original_minor
    return percent_of(base, percent=item.discount_percent)


def _grace_end(discount_date: date, *, policy: TermsPolicy) -> date:
    return discount_date + timedelta(days=policy.discount_grace_days)


def _tested_on(receipt: Receipt, *, policy: TermsPolicy) -> date:
    if policy.discount_test_date == "receipt_date" and receipt.received_date is not None:
        return receipt.received_date
    return receipt.value_date
