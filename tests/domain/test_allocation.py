"""Applying credits: what fits, what is refused and why, and that nothing is lost or made."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.allocation import (
    Allocation,
    Application,
    BillTo,
    SmallDifferenceLimits,
    check_application,
    check_owner,
    decide_small_difference,
    propose_allocation,
)
from creditdesk.domain.open_item import ItemKind, OpenItem, open_balance
from creditdesk.domain.reasons import Reason, Refusal

JANUARY = date(2026, 1, 1)
LIMITS = SmallDifferenceLimits(max_minor=10_00, max_percent=Decimal("0.5"), cap_minor=100_00, cap_window_days=30)


def invoice(number: int, open_minor: int, *, due: int = 0, currency: str = "USD", company: str = "NORTH") -> OpenItem:
    day = JANUARY + timedelta(days=due)
    return OpenItem(number, company, ItemKind.INVOICE, currency, open_minor, open_minor, JANUARY, day)


def payment(amount_minor: int, *, currency: str = "USD") -> OpenItem:
    return OpenItem(99, "NORTH", ItemKind.PAYMENT, currency, -amount_minor, -amount_minor, JANUARY, JANUARY)


def codes(outcome: Application | Refusal | Reason) -> list[str]:
    assert isinstance(outcome, Refusal)
    return [reason.code for reason in outcome.reasons]


def proposed(outcome: Allocation | Refusal) -> Allocation:
    assert isinstance(outcome, Allocation)
    return outcome


def test_the_oldest_debt_is_settled_first() -> None:
    items = [invoice(1, 50_00, due=20), invoice(2, 70_00, due=10)]
    allocation = proposed(propose_allocation(payment(100_00), items))
    assert [(part.item_id, part.amount_minor) for part in allocation.applications] == [(2, 70_00), (1, 30_00)]
    assert allocation.residue_minor == 0
    assert allocation.reasons == ()


def test_the_payers_own_order_is_kept_when_asked() -> None:
    items = [invoice(1, 50_00, due=20), invoice(2, 70_00, due=10)]
    allocation = proposed(propose_allocation(payment(100_00), items, order="as_given"))
    assert [(part.item_id, part.amount_minor) for part in allocation.applications] == [(1, 50_00), (2, 50_00)]


def test_what_is_left_stays_on_account_and_is_said() -> None:
    allocation = proposed(propose_allocation(payment(100_00), [invoice(1, 80_00)]))
    assert allocation.residue_minor == 20_00
    assert [str(reason) for reason in allocation.reasons] == ["20.00 USD stays on account"]


def test_items_of_another_company_or_currency_are_left_out_and_counted() -> None:
    items = [invoice(1, 50_00, currency="CAD"), invoice(2, 50_00, company="SOUTH"), invoice(3, 50_00)]
    allocation = proposed(propose_allocation(payment(50_00), items))
    assert [part.item_id for part in allocation.applications] == [3]
    assert [str(reason) for reason in allocation.reasons] == ["2 items of another company or currency left out"]


def test_an_invoice_is_no_credit_to_apply() -> None:
    assert isinstance(propose_allocation(invoice(1, 50_00), [invoice(2, 50_00)]), Refusal)


def test_an_application_moves_both_sides_by_the_same_amount() -> None:
    application = check_application(payment(100_00), invoice(1, 80_00), amount_minor=80_00)
    assert isinstance(application, Application)
    assert {entry.item_id: entry.amount_minor for entry in application.entries} == {99: 80_00, 1: -80_00}


@pytest.mark.parametrize("amount", [0, -1, -80_00])
def test_zero_and_negative_amounts_are_refused(amount: int) -> None:
    assert codes(check_application(payment(100_00), invoice(1, 80_00), amount_minor=amount)) == ["application.amount"]


def test_unlike_currencies_are_refused() -> None:
    refusal = check_application(payment(100_00), invoice(1, 80_00, currency="CAD"), amount_minor=10_00)
    assert codes(refusal) == ["application.currency"]
    assert str(refusal) == "the credit is in USD and the item in CAD"


def test_two_legal_entities_are_never_netted() -> None:
    refusal = check_application(payment(100_00), invoice(1, 80_00, company="SOUTH"), amount_minor=10_00)
    assert codes(refusal) == ["application.company"]


def test_more_than_the_credit_or_the_item_has_is_refused_with_both_figures() -> None:
    refusal = check_application(payment(60_00), invoice(1, 80_00), amount_minor=90_00)
    assert codes(refusal) == ["application.credit_open", "application.item_open"]
    assert str(refusal) == (
        "90.00 USD asked, but the credit has 60.00 USD left; 90.00 USD asked, but the item has 80.00 USD open"
    )


def test_a_credit_cannot_be_applied_to_a_credit_nor_a_debt_to_a_debt() -> None:
    assert codes(check_application(payment(60_00), payment(80_00), amount_minor=1)) == ["application.item_open"]
    assert codes(check_application(invoice(1, 5_00), invoice(2, 5_00), amount_minor=1)) == ["application.credit_open"]


INVOICES = st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 400)), max_size=20).map(
    lambda rows: [invoice(number, amount, due=due) for number, (amount, due) in enumerate(rows)]
)


@given(st.integers(1, 10**10), INVOICES, st.sampled_from(["oldest_first", "as_given"]))
def test_allocations_and_residue_equal_the_payment(amount: int, items: list[OpenItem], order: str) -> None:
    allocation = proposed(
        propose_allocation(payment(amount), items, order="as_given" if order == "as_given" else "oldest_first")
    )
    parts = [part.amount_minor for part in allocation.applications]
    assert sum(parts) + allocation.residue_minor == amount
    assert all(part > 0 for part in parts)
    opens = {item.id: item.open_minor for item in items}
    assert all(part.amount_minor <= opens[part.item_id] for part in allocation.applications)
    assert allocation.residue_minor == max(amount - sum(opens.values()), 0)


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(-10, 10**9))
def test_an_application_is_allowed_exactly_when_both_sides_bear_it(credit: int, debt: int, amount: int) -> None:
    outcome = check_application(payment(credit), invoice(1, debt), amount_minor=amount)
    assert isinstance(outcome, Application) == (0 < amount <= min(credit, debt))


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_reversal_restores_both_sides_to_the_cent(credit: int, debt: int) -> None:
    (application,) = proposed(propose_allocation(payment(credit), [invoice(1, debt)])).applications
    from_credit, to_item = application.entries
    back_credit, back_item = application.reversal
    assert from_credit.amount_minor + to_item.amount_minor == 0
    assert open_balance(-credit, entries=[from_credit.amount_minor]) == -credit + application.amount_minor
    assert open_balance(-credit, entries=[from_credit.amount_minor, back_credit.amount_minor]) == -credit
    assert open_balance(debt, entries=[to_item.amount_minor, back_item.amount_minor]) == debt


@pytest.mark.parametrize(
    ("difference", "original", "cleared", "code"),
    [
        (10_00, 5_000_00, 0, "small_difference.cleared"),
        (10_01, 5_000_00, 0, "small_difference.limit"),
        (5_00, 1_000_00, 0, "small_difference.cleared"),
        (5_01, 1_000_00, 0, "small_difference.limit"),
        (10_00, 5_000_00, 90_00, "small_difference.cleared"),
        (10_00, 5_000_00, 90_01, "small_difference.cap"),
        (-1, 5_000_00, 0, "small_difference.credit"),
    ],
)
def test_a_small_rest_is_cleared_within_amount_percent_and_cap(
    difference: int, original: int, cleared: int, code: str
) -> None:
    outcome = decide_small_difference(
        difference, original_minor=original, cleared_minor=cleared, currency="USD", limits=LIMITS
    )
    assert (outcome.code if isinstance(outcome, Reason) else codes(outcome)[0]) == code


@pytest.mark.parametrize(
    ("credit", "item", "may"),
    [
        (BillTo(1, "1", 1), BillTo(1, "1", 1), True),
        (BillTo(1, "1", 1), BillTo(2, "2", 1), True),
        (BillTo(2, "2", 1), BillTo(3, "3", 1), True),
        (BillTo(1, "1", 1), BillTo(2, "2", 2, payer_id=1), True),
        (BillTo(2, "2", 2, payer_id=1), BillTo(1, "1", 1), False),
        (BillTo(2, "2", 2, payer_id=1), BillTo(3, "3", 3, payer_id=1), False),
        (BillTo(1, "1", 1), BillTo(2, "2", 2), False),
    ],
)
def test_a_credit_pays_its_own_its_family_and_those_it_pays_for(credit: BillTo, item: BillTo, may: bool) -> None:
    assert (check_owner(credit, item) is None) == may
