"""Discounts and anticipation: earned, in grace, unearned, in part; nothing allowed beyond the terms."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from creditdesk.domain.discount import (
    DiscountItem,
    DiscountOutcome,
    Receipt,
    decide_anticipation,
    decide_discount,
    decide_taken,
    discount_available,
    objections_to_taken,
    reduction_available,
)
from creditdesk.domain.terms import TermsPolicy

POLICY = TermsPolicy(
    discount_test_date="bank_value_date",
    discount_grace_days=3,
    discount_base="goods_only",
    partial_payment_discount=True,
    prox_cutoff_day=25,
    rebase_if_sent_after_invoice_days=10,
    split_rounding="last_instalment",
    shift_due_date_to_business_day=False,
)
IN_TIME = date(2026, 3, 12)
GRACE_END = date(2026, 3, 15)
LATE = date(2026, 3, 16)
INVOICE = DiscountItem(
    currency="USD",
    original_minor=10_000_00,
    open_minor=10_000_00,
    goods_minor=10_000_00,
    due_date=date(2026, 4, 1),
    discount_percent=Decimal(2),
    discount_date=IN_TIME,
)
# 10,000.00 of goods with 1,000.00 of freight and tax.
WITH_FREIGHT = replace(INVOICE, original_minor=11_000_00, open_minor=11_000_00)


@pytest.mark.parametrize(
    ("received", "value_date", "outcome", "allowed", "unearned", "rest"),
    [
        (9_800_00, IN_TIME, "earned", 200_00, 0, 0),
        (9_800_00, GRACE_END, "grace", 200_00, 0, 0),
        (9_800_00, LATE, "unearned", 0, 200_00, 200_00),
        (9_850_00, IN_TIME, "earned", 150_00, 0, 0),
        (9_850_00, LATE, "unearned", 0, 150_00, 150_00),
        (10_000_00, IN_TIME, "none", 0, 0, 0),
        (10_500_00, IN_TIME, "none", 0, 0, 0),
        (4_900_00, IN_TIME, "earned", 100_00, 0, 5_000_00),
        (4_900_00, GRACE_END, "grace", 100_00, 0, 5_000_00),
        (4_900_00, LATE, "none", 0, 0, 5_100_00),
    ],
)
def test_what_was_taken_is_judged_by_the_value_date(
    received: int, value_date: date, outcome: str, allowed: int, unearned: int, rest: int
) -> None:
    decision = decide_discount(INVOICE, receipt=Receipt(received, value_date), policy=POLICY)
    assert decision.outcome == outcome
    assert (decision.allowed_minor, decision.unearned_minor, decision.open_minor) == (allowed, unearned, rest)
    assert decision.due_date == INVOICE.due_date
    assert len(decision.reasons) == 1


def test_the_decision_says_why() -> None:
    unearned = decide_discount(INVOICE, receipt=Receipt(9_800_00, LATE), policy=POLICY)
    assert str(unearned.reasons[0]) == (
        "200.00 USD discount unearned: paid 2026-03-16, after the discount date 2026-03-12 and its grace"
    )


def test_tax_and_freight_earn_no_discount() -> None:
    goods_only = decide_discount(WITH_FREIGHT, receipt=Receipt(10_800_00, IN_TIME), policy=POLICY)
    assert (goods_only.allowed_minor, goods_only.open_minor) == (200_00, 0)
    whole = replace(POLICY, discount_base="whole_document")
    on_all = decide_discount(WITH_FREIGHT, receipt=Receipt(10_780_00, IN_TIME), policy=whole)
    assert (on_all.allowed_minor, on_all.open_minor) == (220_00, 0)


def test_a_discount_taken_on_freight_leaves_its_part_open() -> None:
    taken_too_much = decide_discount(WITH_FREIGHT, receipt=Receipt(10_780_00, IN_TIME), policy=POLICY)
    # The receipt earns its share of the 200.00: 10,780.00 x 200 / 10,800 = 199.62, rounded down.
    assert (taken_too_much.allowed_minor, taken_too_much.open_minor) == (199_62, 20_38)


def test_a_partial_payment_earns_nothing_where_the_policy_says_so() -> None:
    strict = replace(POLICY, partial_payment_discount=False)
    decision = decide_discount(INVOICE, receipt=Receipt(4_900_00, IN_TIME), policy=strict)
    assert (decision.outcome, decision.allowed_minor, decision.open_minor) == (DiscountOutcome.NONE, 0, 5_100_00)


def test_terms_without_discount_allow_none() -> None:
    plain = replace(INVOICE, discount_percent=Decimal(0), discount_date=None)
    decision = decide_discount(plain, receipt=Receipt(9_800_00, IN_TIME), policy=POLICY)
    assert (decision.outcome, decision.allowed_minor, decision.open_minor) == (DiscountOutcome.NONE, 0, 200_00)
    assert discount_available(plain, as_of=IN_TIME, policy=POLICY) == 0


def test_the_policy_may_test_the_day_of_receipt_instead() -> None:
    by_receipt = replace(POLICY, discount_test_date="receipt_date")
    receipt = Receipt(9_800_00, value_date=LATE, received_date=IN_TIME)
    assert decide_discount(INVOICE, receipt=receipt, policy=POLICY).outcome == DiscountOutcome.UNEARNED
    assert decide_discount(INVOICE, receipt=receipt, policy=by_receipt).outcome == DiscountOutcome.EARNED
    unknown = replace(receipt, received_date=None)
    assert decide_discount(INVOICE, receipt=unknown, policy=by_receipt).outcome == DiscountOutcome.UNEARNED


def test_the_rest_of_an_item_can_still_earn_its_share_until_grace_ends() -> None:
    half = replace(INVOICE, open_minor=5_000_00)
    assert discount_available(INVOICE, as_of=IN_TIME, policy=POLICY) == 200_00
    assert discount_available(half, as_of=GRACE_END, policy=POLICY) == 100_00
    assert discount_available(half, as_of=LATE, policy=POLICY) == 0


@given(
    st.integers(1, 10**9),
    st.integers(1, 10**9),
    st.integers(0, 10**9),
    st.decimals(Decimal("0.01"), Decimal(20), places=2),
    st.sampled_from([IN_TIME, GRACE_END, LATE]),
    st.booleans(),
)
def test_nothing_is_allowed_beyond_the_discount_and_all_of_the_item_is_accounted_for(
    original: int, received: int, freight: int, percent: Decimal, value_date: date, partial: bool
) -> None:
    item = replace(
        INVOICE,
        original_minor=original,
        open_minor=original,
        goods_minor=max(original - freight, 0),
        discount_percent=percent,
    )
    policy = replace(POLICY, partial_payment_discount=partial)
    decision = decide_discount(item, receipt=Receipt(received, value_date), policy=policy)
    assert 0 <= decision.allowed_minor <= discount_available(item, as_of=value_date, policy=policy)
    assert decision.applied_minor + decision.open_minor == original
    assert decision.applied_minor == min(received, original) + decision.allowed_minor
    assert 0 <= decision.unearned_minor <= decision.open_minor


DUE_LATER = replace(INVOICE, due_date=date(2026, 6, 30), discount_percent=Decimal(0), discount_date=None)
MAY_FIRST = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("rate", "taken", "value_date", "allowed", "unearned"),
    [
        ("9", 147_95, MAY_FIRST, 147_95, 0),
        ("9", 100_00, MAY_FIRST, 100_00, 0),
        # 9,840.00 do not close the item and earn their share: 9,840.00 x 147.95 / 9,852.05.
        ("9", 160_00, MAY_FIRST, 147_76, 12_24),
        ("0", 147_95, MAY_FIRST, 0, 147_95),
        ("9", 10_00, date(2026, 6, 30), 0, 10_00),
        ("9", 10_00, date(2026, 7, 10), 0, 10_00),
    ],
)
def test_anticipation_is_allowed_for_the_days_paid_early(
    rate: str, taken: int, value_date: date, allowed: int, unearned: int
) -> None:
    receipt = Receipt(10_000_00 - taken, value_date)
    decision = decide_anticipation(
        DUE_LATER, receipt=receipt, taken_minor=taken, annual_percent=Decimal(rate), policy=POLICY
    )
    assert (decision.allowed_minor, decision.unearned_minor) == (allowed, unearned)
    assert decision.open_minor == unearned
    assert (decision.outcome == DiscountOutcome.EARNED) == (unearned == 0)


def test_anticipation_says_its_rate_and_days() -> None:
    receipt = Receipt(9_852_05, MAY_FIRST)
    earned = decide_anticipation(
        DUE_LATER, receipt=receipt, taken_minor=147_95, annual_percent=Decimal(9), policy=POLICY
    )
    refused = decide_anticipation(
        DUE_LATER, receipt=receipt, taken_minor=147_95, annual_percent=Decimal(0), policy=POLICY
    )
    assert str(earned.reasons[0]) == "147.95 USD anticipation earned: 9% a year for 60 days"
    assert str(refused.reasons[0]) == "147.95 USD taken as anticipation, for which the account is not authorised"


def taken(item: DiscountItem, *, received: int, kept: int, rate: str = "0", on: date = IN_TIME) -> list[str]:
    found = objections_to_taken(
        item,
        number="88120",
        receipt=Receipt(received, on),
        taken_minor=kept,
        annual_percent=Decimal(rate),
        policy=POLICY,
    )
    return [str(reason) for reason in found]


def test_a_reduction_within_what_was_earned_meets_no_objection() -> None:
    assert taken(INVOICE, received=9_800_00, kept=200_00) == []
    assert taken(INVOICE, received=9_900_00, kept=50_00) == []
    assert taken(INVOICE, received=4_900_00, kept=100_00) == []


def test_a_cent_does_not_carry_the_discount_of_the_whole_item() -> None:
    assert taken(INVOICE, received=1, kept=200_00)[0] == (
        "200.00 USD discount taken on 88120, 0.00 USD earned: paid 2026-03-12, discount to 2026-03-12"
    )


def test_a_cent_does_not_carry_the_anticipation_of_the_whole_item() -> None:
    decision = decide_taken(
        DUE_LATER, receipt=Receipt(1, MAY_FIRST), taken_minor=147_95, annual_percent=Decimal(9), policy=POLICY
    )
    assert decision.allowed_minor == 0
    assert decision.applied_minor + decision.open_minor == DUE_LATER.open_minor


@given(
    st.integers(100, 10**9),
    st.decimals(Decimal("0.01"), Decimal(20), places=2),
    st.decimals(Decimal("0.01"), Decimal(20), places=2),
    st.integers(0, 400),
)
def test_what_is_available_for_paying_in_full_may_be_taken(
    original: int, percent: Decimal, rate: Decimal, days: int
) -> None:
    item = replace(
        INVOICE,
        original_minor=original,
        open_minor=original,
        goods_minor=original,
        discount_percent=percent,
        due_date=IN_TIME + timedelta(days=days),
    )
    receipt = Receipt(original, IN_TIME)
    kept = reduction_available(item, receipt=receipt, annual_percent=rate, policy=POLICY)
    assert 0 <= kept < original
    if kept:
        assert taken(item, received=original - kept, kept=kept, rate=f"{rate:f}") == []


def test_a_payment_too_small_to_earn_a_cent_earns_none() -> None:
    decision = decide_discount(INVOICE, receipt=Receipt(25, IN_TIME), policy=POLICY)
    assert (decision.allowed_minor, decision.applied_minor) == (0, 25)


@settings(derandomize=True, deadline=None)  # thousands of payments in one case take their time
@given(
    original=st.integers(1, 4_000),
    freight=st.integers(0, 1_000),
    percent=st.decimals("0.01", "100", places=2),
    sizes=st.lists(st.integers(1, 80), min_size=1, max_size=3),
    takes=st.lists(st.integers(0, 100), min_size=1, max_size=3),
)
@example(original=4_000, freight=0, percent=Decimal(2), sizes=[25], takes=[100])
def test_however_many_parts_an_item_is_paid_in_they_earn_no_more_than_its_discount(
    original: int, freight: int, percent: Decimal, sizes: list[int], takes: list[int]
) -> None:
    """Payments of a few sizes in turn; the payer takes what each earns, or less, and the last closes the item."""
    whole_minor = original + freight
    item = replace(
        INVOICE,
        original_minor=whole_minor,
        open_minor=whole_minor,
        goods_minor=original,
        discount_percent=percent,
    )
    whole = discount_available(item, as_of=IN_TIME, policy=POLICY)
    earned = 0
    for size, most in zip(cycle(sizes), cycle(takes), strict=False):
        closing = item.open_minor - discount_available(item, as_of=IN_TIME, policy=POLICY)
        paid = min(size, closing)
        if not 0 < paid < item.open_minor:
            break
        decision = decide_discount(item, receipt=Receipt(paid, IN_TIME), policy=POLICY)
        allowed = min(decision.allowed_minor, most)
        earned += allowed
        item = replace(item, open_minor=item.open_minor - paid - allowed)
        if not item.open_minor:
            break
    assert earned <= whole


@settings(derandomize=True, deadline=None)  # thousands of payments in one case take their time
@given(
    original=st.integers(1, 4_000),
    percent=st.decimals("0.01", "99", places=2),
    early=st.integers(1, 120),
    sizes=st.lists(st.integers(1, 80), min_size=1, max_size=3),
)
@example(original=4_000, percent=Decimal(12), early=60, sizes=[26])
def test_however_many_parts_an_item_is_paid_in_they_earn_no_more_anticipation_than_the_whole(
    original: int, percent: Decimal, early: int, sizes: list[int]
) -> None:
    item = replace(INVOICE, original_minor=original, open_minor=original, discount_percent=Decimal(0))
    day = item.due_date - timedelta(days=early)
    whole = reduction_available(item, receipt=Receipt(1, day), annual_percent=percent, policy=POLICY)
    earned = 0
    for size in cycle(sizes):
        offered = reduction_available(item, receipt=Receipt(1, day), annual_percent=percent, policy=POLICY)
        paid = min(size, item.open_minor - offered)
        wanted = min(offered, item.open_minor - paid)
        if not paid or not wanted:
            break
        decision = decide_anticipation(
            item, receipt=Receipt(paid, day), taken_minor=wanted, annual_percent=percent, policy=POLICY
        )
        earned += decision.allowed_minor
        item = replace(item, open_minor=item.open_minor - paid - decision.allowed_minor)
        if not item.open_minor:
            break
    assert earned <= whole
