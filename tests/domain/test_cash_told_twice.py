"""Whether two tellings are one payment, or one return: a number or the payer proves it, and never the amount alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from creditdesk.domain.cash_entered import Paid, Question, entered_before
from creditdesk.domain.cash_returns import Known, ReturnFacts, same_return

DAY = dt.date(2026, 6, 12)


def bank(**facts: Any) -> Paid:
    return Paid(1, DAY, **facts)


def entered(place: int = 7, *, days: int = 2, **facts: Any) -> Paid:
    return Paid(place, DAY - dt.timedelta(days=days), **facts)


def test_a_check_s_number_proves_it_with_other_zeros_in_the_lockbox_a_reference_or_the_text() -> None:
    for told in (bank(number="0004711"), bank(references=("4711",)), bank(text="CHECK 4711, with thanks")):
        assert entered_before(told, among=[entered(number="4711")], days=10).certain == 7
    # Another number, a part of one, and one of two signs say nothing.
    for told, number in ((bank(text="CHECK 14711"), "4711"), (bank(text="no 47"), "47")):
        assert entered_before(told, among=[entered(number=number)], days=10) == Question((7,))


def test_two_that_have_the_number_are_for_a_person_and_one_beside_others_is_proved() -> None:
    twice = [entered(7, number="4711"), entered(8, number="4711")]
    assert entered_before(bank(number="4711"), among=twice, days=10) == Question((7, 8))
    one = [entered(7, number="4711"), entered(8)]
    assert entered_before(bank(references=("4711",)), among=one, days=10).certain == 7


@pytest.mark.parametrize(
    ("told", "one"),
    [
        ({"names": ("Acme Camera Inc.",)}, {"names": ("ACME CAMERA",)}),
        ({"accounts": frozenset({"DE1"})}, {"accounts": frozenset({"DE1"})}),
        ({"customer_id": 3}, {"customer_id": 3}),
    ],
)
def test_who_paid_proves_it_if_no_other_is_in_question(told: dict[str, Any], one: dict[str, Any]) -> None:
    assert entered_before(bank(**told), among=[entered(**one)], days=10).certain == 7
    assert entered_before(bank(**told), among=[entered(**one), entered(8)], days=10) == Question((7, 8))


def test_another_number_another_customer_or_a_day_too_far_away_is_another_payment() -> None:
    nothing = Question()
    assert entered_before(bank(number="4712"), among=[entered(number="4711")], days=10) == nothing
    assert entered_before(bank(customer_id=3), among=[entered(customer_id=4)], days=10) == nothing
    assert entered_before(bank(number="4711"), among=[entered(number="4711", days=11)], days=10) == nothing
    assert entered_before(bank(), among=[entered(days=-3)], days=10) == Question((7,))


def test_a_return_is_told_again_by_one_reference_or_by_its_payer_alone() -> None:
    told = ReturnFacts("USD", 100_00, DAY, "0210-0008", "Acme Camera")
    named = Known(1, DAY, references=("02100008",))
    payer = Known(2, DAY, names=("ACME CAMERA",))
    assert same_return(told, among=[named, payer]) == 1
    assert same_return(told, among=[payer]) == 2
    assert same_return(told, among=[payer, Known(3, DAY)]) is None
    assert same_return(told, among=[named, Known(3, DAY, references=("02100008",))]) is None
    assert same_return(told, among=[Known(3, DAY - dt.timedelta(days=6), references=("02100008",))]) is None
    assert same_return(told, among=[Known(3, DAY)]) is None
