"""The acceptance scenarios of terms, and of applying a credit memo, told on the rules alone."""
# ruff: noqa: N802 - a scenario test carries the id of its scenario

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.aging import Buckets, age, is_dunnable
from creditdesk.domain.allocation import check_application, propose_allocation
from creditdesk.domain.calendar import Calendar
from creditdesk.domain.discount import (
    DiscountDecision,
    DiscountItem,
    DiscountOutcome,
    Receipt,
    decide_anticipation,
    decide_discount,
    discount_available,
)
from creditdesk.domain.open_item import ItemKind, OpenItem, days_past_due
from creditdesk.domain.policy import default_policy
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.terms import TermsPolicy, missed_discount_annual_rate, term_dates
from creditdesk.domain.terms_notation import parse_terms

POLICY = default_policy()
TERMS = POLICY.terms_policy
GRACE_DAYS = POLICY.aging.dunning_grace_days
TWO_TEN = "2/10 net 30"


def item(amount_minor: int, *, document: date, due: date, number: int = 1) -> OpenItem:
    kind = ItemKind.INVOICE if amount_minor > 0 else ItemKind.CREDIT_MEMO
    return OpenItem(number, "NORTH", kind, "USD", amount_minor, amount_minor, document, due)


def invoice_of_march(*, policy: TermsPolicy = TERMS) -> DiscountItem:
    """10,000.00 of goods dated 2026-03-02, 2/10 net 30."""
    terms = parse_terms(TWO_TEN)
    dates = term_dates(terms, document_date=date(2026, 3, 2), policy=policy)
    return DiscountItem(
        currency="USD",
        original_minor=10_000_00,
        open_minor=10_000_00,
        goods_minor=10_000_00,
        due_date=dates.due_date,
        discount_percent=terms.discount_percent,
        discount_date=dates.discount_date,
    )


def paid(amount_minor: int, *, value_date: date) -> DiscountDecision:
    return decide_discount(invoice_of_march(), receipt=Receipt(amount_minor, value_date), policy=TERMS)


def test_S01_a_due_date_on_saturday_stays_and_dunning_waits_for_its_grace() -> None:
    company = Calendar(holidays=frozenset({date(2026, 2, 16)}))
    due = term_dates(
        parse_terms("net 30"), document_date=date(2026, 1, 15), policy=TERMS, company_calendar=company
    ).due_date
    assert due == date(2026, 2, 14)
    # The evaluation of Saturday is made up on Tuesday, because Monday is a holiday.
    assert company.next_business_day(date(2026, 2, 14)) == date(2026, 2, 17)
    late = {day: days_past_due(due, as_of=date(2026, 2, day)) for day in (14, 17, 18)}
    assert late == {14: 0, 17: 3, 18: 4}
    dunned = {day: is_dunnable(days, grace_days=GRACE_DAYS) for day, days in late.items()}
    assert dunned == {14: False, 17: False, 18: True}


def test_S02_a_discount_taken_on_the_discount_date_is_earned() -> None:
    assert invoice_of_march().discount_date == date(2026, 3, 12)
    decision = paid(9_800_00, value_date=date(2026, 3, 12))
    assert (decision.outcome, decision.allowed_minor, decision.open_minor) == (DiscountOutcome.EARNED, 200_00, 0)
    assert missed_discount_annual_rate(parse_terms(TWO_TEN)) == Decimal("37.24")


def test_S03_a_discount_within_grace_is_earned_and_after_it_a_deduction() -> None:
    in_grace = paid(9_800_00, value_date=date(2026, 3, 13))
    assert (in_grace.outcome, in_grace.allowed_minor, in_grace.open_minor) == (DiscountOutcome.GRACE, 200_00, 0)
    assert paid(9_800_00, value_date=date(2026, 3, 15)).outcome == DiscountOutcome.GRACE
    assert paid(9_800_00, value_date=date(2026, 3, 16)).outcome == DiscountOutcome.UNEARNED

    late = paid(9_800_00, value_date=date(2026, 3, 17))
    assert (late.outcome, late.allowed_minor, late.unearned_minor) == (DiscountOutcome.UNEARNED, 0, 200_00)
    assert (late.open_minor, late.due_date) == (200_00, date(2026, 4, 1))


def test_S04_a_partial_payment_earns_its_share_and_the_rest_loses_it() -> None:
    decision = paid(4_900_00, value_date=date(2026, 3, 10))
    assert decision.outcome == DiscountOutcome.EARNED
    assert (decision.allowed_minor, decision.applied_minor, decision.open_minor) == (100_00, 5_000_00, 5_000_00)
    rest = replace(invoice_of_march(), open_minor=decision.open_minor)
    assert discount_available(rest, as_of=date(2026, 3, 15), policy=TERMS) == 100_00
    assert discount_available(rest, as_of=date(2026, 3, 16), policy=TERMS) == 0


@pytest.mark.parametrize(
    ("notation", "document", "due"),
    [
        ("net 30 EOM", date(2026, 2, 10), date(2026, 3, 30)),
        ("10th prox", date(2026, 3, 25), date(2026, 4, 10)),
        ("10th prox", date(2026, 3, 26), date(2026, 5, 10)),
    ],
)
def test_S06_end_of_month_and_proximo_terms_fall_due(notation: str, document: date, due: date) -> None:
    assert term_dates(parse_terms(notation), document_date=document, policy=TERMS).due_date == due


def test_S07_extra_and_seasonal_dating_defer_the_due_date_but_not_the_exposure() -> None:
    extra = term_dates(parse_terms("2/10 net 30 extra 60"), document_date=date(2026, 7, 6), policy=TERMS)
    assert (extra.discount_date, extra.due_date) == (date(2026, 9, 14), date(2026, 10, 4))
    seasonal = term_dates(parse_terms("due 2026-12-10"), document_date=date(2026, 8, 3), policy=TERMS)
    assert seasonal.due_date == date(2026, 12, 10)

    as_of = date(2026, 10, 5)
    assert days_past_due(extra.due_date, as_of=as_of) == 1
    items = [
        item(8_000_00, document=date(2026, 7, 6), due=extra.due_date),
        item(12_000_00, document=date(2026, 8, 3), due=seasonal.due_date, number=2),
    ]
    aging = age(items, as_of=as_of, buckets=Buckets(POLICY.aging.buckets))["USD"]
    assert aging.buckets_minor == (12_000_00, 8_000_00, 0, 0, 0, 0)
    assert aging.debits_minor == 20_000_00


def test_S09_anticipation_is_allowed_only_to_an_account_that_is_authorised() -> None:
    due = date(2026, 6, 30)
    assert due - date(2026, 5, 1) == timedelta(days=60)
    invoice = replace(invoice_of_march(), due_date=due, discount_percent=Decimal(0), discount_date=None)

    def taken_under(notation: str) -> DiscountDecision:
        return decide_anticipation(
            invoice,
            receipt=Receipt(9_852_05, date(2026, 5, 1)),
            taken_minor=147_95,
            annual_percent=parse_terms(notation).anticipation_percent,
            policy=TERMS,
        )

    authorised = taken_under("net 60 anticipation 9%")
    assert (authorised.allowed_minor, authorised.unearned_minor, authorised.open_minor) == (147_95, 0, 0)
    other = taken_under("net 60")
    assert (other.allowed_minor, other.unearned_minor, other.open_minor) == (0, 147_95, 147_95)


def test_S28_a_credit_memo_settles_no_more_than_the_invoice_has_open() -> None:
    memo = item(-900_00, document=date(2026, 3, 1), due=date(2026, 3, 1), number=2)
    invoice = item(800_00, document=date(2026, 2, 1), due=date(2026, 3, 3))
    allocation = propose_allocation(memo, [invoice])
    assert not isinstance(allocation, Refusal)
    assert [part.amount_minor for part in allocation.applications] == [800_00]
    assert allocation.residue_minor == 100_00

    refusal = check_application(memo, invoice, amount_minor=900_00)
    assert isinstance(refusal, Refusal)
    assert str(refusal) == "900.00 USD asked, but the item has 800.00 USD open"
