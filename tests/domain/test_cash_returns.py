"""Which payment a bank's return is of, what is the same payment presented again, and what foreign money is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.allocation import SmallDifferenceLimits
from creditdesk.domain.cash_exchange import Exchanged, decide_exchange
from creditdesk.domain.cash_returns import (
    CameIn,
    ReturnFacts,
    find_presented_again,
    find_returned,
    is_second,
    months_after,
    needs_counsel,
    offers_full_settlement,
    repayment_deadline,
    unfit_return,
)
from creditdesk.domain.reasons import Refusal

DAY = date(2026, 5, 5)
CAME = CameIn(1, "USD", 3000_00, date(2026, 5, 4), trace="091000010000123", payer_name="Acme Camera, Inc.")
RETURN = ReturnFacts("USD", 3000_00, DAY)


def test_the_trace_proves_which_payment_came_back() -> None:
    other = replace(CAME, receipt_id=2, trace="091000010000124")
    found = find_returned(replace(RETURN, reference="91000010000123"), among=[other, CAME])
    assert found.certain == 1
    assert [one.receipt_id for one in found.candidates] == [1, 2]


def test_amount_payer_and_days_prove_it_where_nothing_else_is_in_question() -> None:
    named = replace(RETURN, party_name="ACME CAMERA")
    assert find_returned(named, among=[CAME]).certain == 1
    several = find_returned(named, among=[CAME, replace(CAME, receipt_id=2, payer_name="Zenith")])
    assert several.certain is None
    assert len(several.candidates) == 2


def test_the_amount_alone_proves_nothing() -> None:
    found = find_returned(RETURN, among=[CAME])
    assert (found.certain, len(found.candidates)) == (None, 1)


def test_two_payments_of_one_trace_wait_for_a_person() -> None:
    found = find_returned(replace(RETURN, reference=CAME.trace), among=[CAME, replace(CAME, receipt_id=2)])
    assert found.certain is None


@pytest.mark.parametrize(
    "other",
    [
        {"amount_minor": 3000_01},
        {"currency": "EUR"},
        {"value_date": DAY + timedelta(days=1)},
        {"value_date": DAY - timedelta(days=71)},
    ],
)
def test_another_amount_currency_or_time_is_not_in_question(other: dict[str, object]) -> None:
    one = replace(CAME, **other)  # type: ignore[arg-type]
    assert find_returned(replace(RETURN, reference=CAME.trace), among=[one]).candidates == ()


def test_a_payment_that_says_so_is_the_returned_one_again() -> None:
    again = replace(CAME, receipt_id=2, value_date=date(2026, 5, 8), trace="", text="RETRY PYMT 3,000.00")
    silent = replace(again, receipt_id=3, text="invoice 4711")
    assert find_presented_again(CAME, day=DAY, among=[CAME, again, silent]).certain == 2
    assert find_presented_again(CAME, day=DAY, among=[silent]).certain is None
    stranger = replace(again, payer_name="Zenith")
    assert find_presented_again(CAME, day=DAY, among=[stranger]).candidates == ()


def test_what_cannot_have_come_back_is_refused_with_every_reason() -> None:
    reasons = unfit_return(
        amounts=[(1, "USD"), (2, "USD")], value_date=date(2026, 5, 4), day=date(2026, 5, 3), as_of=DAY, reason=" "
    )
    assert [one.code for one in reasons] == ["returned.other_amount", "returned.early", "returned.why"]


def test_months_end_on_the_same_day_or_the_last_of_the_month() -> None:
    assert months_after(date(2026, 4, 15), 6) == date(2026, 10, 15)
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)


def test_a_second_return_counts_within_the_months() -> None:
    assert is_second(date(2026, 5, 5), earlier=[date(2025, 6, 1)], months=12)
    assert not is_second(date(2026, 6, 1), earlier=[date(2025, 6, 1)], months=12)


def test_s25_the_words_the_deadline_and_the_state_of_new_york() -> None:
    assert offers_full_settlement("Payment in full of all claims")
    assert not offers_full_settlement("full amount of invoice 1")
    assert repayment_deadline(date(2026, 3, 2)) == date(2026, 5, 31)
    assert needs_counsel("ny", country="US")
    assert not needs_counsel("NJ", country="US")


LIMITS = SmallDifferenceLimits(10_00, Decimal("0.5"), 100_00, 30)


def exchanged(amount: int, *, taken: int | None = None, rate: int | None = 1_085_000) -> Exchanged | Refusal:
    return decide_exchange(amount, currencies=("EUR", "USD"), rate_ppm=rate, taken_minor=taken, limits=LIMITS)


def test_money_is_worth_what_the_rate_gives() -> None:
    assert exchanged(1000_00) == Exchanged(1085_00, 1085_00)


def test_a_small_difference_of_rates_is_taken_and_never_a_credit() -> None:
    taken = exchanged(1000_00, taken=1090_00)
    assert isinstance(taken, Exchanged)
    assert taken.difference_minor == 5_00
    for wrong in (1091_00, 1084_99):
        assert isinstance(exchanged(1000_00, taken=wrong), Refusal)
    assert isinstance(exchanged(1000_00, rate=None), Refusal)
