"""Which payments a list may be of together, and how its documents fall to them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from creditdesk.domain.cash_several import (
    MOST_AMONG,
    MOST_SETS,
    ListBeside,
    PaymentBeside,
    Share,
    against_joining,
    against_parting,
    sets_that_make,
    shares_of,
)
from creditdesk.domain.visibility import Role

LIST = ListBeside("USD", 1000_00, (600_00, 400_00), is_waiting=True)
ONE = PaymentBeside("RC1", "USD", 700_00, fits_payer=True, has_list=False, is_gone=False, is_whole=True)
OTHER = replace(ONE, number="RC2", amount_minor=300_00)


def codes(*payments: PaymentBeside, told: ListBeside = LIST, role: Role = Role.CASH_APPLICATOR) -> list[str]:
    return [reason.code for reason in against_parting(told, payments=payments, role=role)]


def test_the_one_set_that_makes_the_amount_is_found_among_others() -> None:
    assert sets_that_make({1: 700, 2: 300, 3: 250, 4: 90}, total=1000) == ((1, 2),)


def test_every_set_is_named_so_that_none_is_taken_for_proved() -> None:
    assert sets_that_make({1: 700, 2: 300, 3: 300}, total=1000) == ((1, 2), (1, 3))
    assert len(sets_that_make(dict.fromkeys(range(12), 100), total=200)) == MOST_SETS


def test_one_payment_is_no_set_and_among_many_none_is_looked_for() -> None:
    assert sets_that_make({1: 1000}, total=1000) == ()
    assert sets_that_make(dict.fromkeys(range(MOST_AMONG + 1), 100), total=200) == ()


def test_documents_are_dealt_out_whole_where_they_can_be() -> None:
    dealt = shares_of([600, 400, -50, 350], payments=[950, 350])
    assert dealt == ((Share(0, 600), Share(3, 350)), (Share(1, 400), Share(2, -50)))


def test_else_they_fall_in_their_order_and_the_last_part_bears_what_is_taken_off() -> None:
    assert shares_of([600, 400], payments=[700, 300]) == (
        (Share(0, 600), Share(1, 100, is_last=False)),
        (Share(1, 300),),
    )
    assert shares_of([-50, 600, 450], payments=[700, 300]) == (
        (Share(0, -50), Share(1, 600), Share(2, 150, is_last=False)),
        (Share(2, 300),),
    )


@pytest.mark.parametrize("many", [3, 13])
def test_each_payment_gets_its_amount_and_each_document_is_paid_once(many: int) -> None:
    for first, second in product(range(1, 40, 3), range(-9, 40, 4)):
        amounts = [first, second, *range(100, 100 + many)]
        total = sum(amounts)
        payments = [total // 3, total - total // 3]
        dealt = shares_of(amounts, payments=payments)
        assert [sum(share.paid_minor for share in shares) for shares in dealt] == payments
        for place, minor in enumerate(amounts):
            shares = [share for each in dealt for share in each if share.place == place]
            assert sum(share.paid_minor for share in shares) == minor
            assert sum(share.is_last for share in shares) == 1


def test_a_list_is_of_payments_that_make_its_amount() -> None:
    assert codes(ONE, OTHER) == []
    assert codes(ONE) == ["remittance.several", "remittance.payment_amount"]
    assert codes(ONE, replace(OTHER, amount_minor=299_99)) == ["remittance.payment_amount"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_gone": True}, "remittance.payment_gone"),
        ({"has_list": True}, "remittance.payment_has_list"),
        ({"fits_payer": False}, "remittance.payment_of_other"),
        ({"is_whole": False}, "remittance.payment_used"),
    ],
)
def test_a_payment_that_cannot_be_of_the_list_is_refused(change: dict[str, object], code: str) -> None:
    assert codes(ONE, replace(OTHER, **change)) == [code]  # type: ignore[arg-type]


def test_payments_of_another_currency_than_the_list_are_refused() -> None:
    euros = [replace(one, currency="EUR") for one in (ONE, OTHER)]
    assert codes(*euros) == ["remittance.payment_currency"] * 2
    assert "remittance.payment_currency" in codes(ONE, euros[1])


def test_payments_of_two_currencies_are_not_of_one_list_that_names_none() -> None:
    nameless = replace(LIST, currency="")
    assert codes(ONE, OTHER, told=nameless) == []
    assert codes(ONE, replace(OTHER, currency="EUR"), told=nameless) == ["remittance.several_currencies"]


def test_a_held_list_is_accepted_first_one_without_amounts_is_completed_and_the_machine_decides_nothing() -> None:
    assert codes(ONE, OTHER, told=replace(LIST, is_waiting=False)) == ["remittance.not_waiting"]
    assert codes(ONE, OTHER, told=replace(LIST, amounts=(600_00, None))) == ["remittance.amount"]
    assert codes(ONE, OTHER, role=Role.MACHINE) == ["remittance.person"]


def test_lists_that_make_the_amount_of_one_payment_are_of_it() -> None:
    whole = replace(ONE, amount_minor=1500_00)
    second = replace(LIST, paid_minor=500_00)

    def told(*lists: ListBeside, payment: PaymentBeside = whole) -> list[str]:
        return [reason.code for reason in against_joining(lists, payment=payment, role=Role.CASH_APPLICATOR)]

    assert told(LIST, second) == []
    assert told(LIST) == ["remittance.several_lists", "remittance.payment_amount"]
    assert told(LIST, replace(second, fits_payer=False)) == ["remittance.payment_of_other"]
    assert told(LIST, replace(second, paid_minor=None)) == ["remittance.amount"]
    assert told(LIST, replace(second, currency="EUR")) == ["remittance.payment_currency"]
    assert told(LIST, second, payment=ONE) == ["remittance.payment_amount"]
