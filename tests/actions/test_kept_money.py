"""Money kept for orders counts once, for as long as it is there, and a check only once the bank has cleared it."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.cash.actions import enter_receipt
from creditdesk.cash.receiving import NewReceipt
from creditdesk.credit import verify
from creditdesk.credit.after_journal import look_after_journal
from creditdesk.credit.models import Order, Prepayment
from creditdesk.credit.prepaying import give_back, keep_for_order
from creditdesk.credit.releasing import reject_order
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer
from creditdesk.receivables.actions import ApplyTo, apply_credit
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.actions.test_orders import DAY, look, on_account, take, told
from tests.world import NOW, TODAY, World


@pytest.fixture
def acme(world: World) -> Customer:
    """Acme pays in advance."""
    Customer.objects.filter(id=on_account(world).id).update(status="cia")
    world.acme.refresh_from_db()
    return world.acme


def kept(world: World, order: Order, payment: OpenItem, amount: int, *, key: str) -> Prepayment:
    return keep_for_order(order, payment, amount_minor=amount, as_of=TODAY, by=world.alice, at=NOW, key=key)


def applied(world: World, payment: OpenItem, amount: int, *, key: str = "apply") -> None:
    due = builders.invoice(payment.customer, amount=amount, due_date=TODAY, as_of=TODAY)
    payment.refresh_from_db()
    apply_credit(payment, to=[ApplyTo(due.id, amount)], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key=key)


def stand(*orders: Order) -> list[str]:
    for one in orders:
        one.refresh_from_db()
    return [one.standing for one in orders]


def standing_amounts() -> list[int]:
    return list(Prepayment.objects.filter(ended_at__isnull=True).values_list("amount_minor", flat=True))


def test_what_was_applied_is_kept_for_no_order_any_more(acme: Customer, world: World) -> None:
    payment = builders.payment(acme, amount=100_00)
    first, second = take(acme, told("A", amount=50_00)), take(acme, told("B", amount=50_00))
    kept(world, first, payment, 50_00, key="1")
    kept(world, second, payment, 50_00, key="2")
    assert stand(first, second) == ["passes", "passes"]
    applied(world, payment, 70_00)
    look_after_journal(as_of=TODAY, by="machine", at=NOW)
    assert stand(first, second) == ["held", "held"]
    assert standing_amounts() == [30_00], "who was kept money first keeps what is left"
    assert JournalEntry.objects.filter(kind="prepayment.applied").count() == 2
    assert verify.broken_facts() == []


def test_the_invoice_of_one_order_is_paid_with_what_was_kept_for_it(acme: Customer, world: World) -> None:
    payment = builders.payment(acme, amount=100_00)
    first, second = take(acme, told("A", amount=50_00)), take(acme, told("B", amount=50_00))
    kept(world, first, payment, 50_00, key="1")
    kept(world, second, payment, 50_00, key="2")
    take(acme, told("A", amount=50_00, version=2, delivered_minor=50_00))
    applied(world, payment, 50_00)
    look(acme)
    assert stand(first, second) == ["delivered", "passes"]
    assert standing_amounts() == [50_00]
    assert JournalEntry.objects.filter(kind="prepayment.given_back").count() == 1


def test_a_part_that_was_delivered_and_paid_takes_nothing_from_another_order(acme: Customer, world: World) -> None:
    payment = builders.payment(acme, amount=100_00)
    first, second = take(acme, told("A", amount=50_00)), take(acme, told("B", amount=50_00))
    kept(world, first, payment, 50_00, key="1")
    kept(world, second, payment, 50_00, key="2")
    take(acme, told("A", amount=50_00, version=2, delivered_minor=20_00))
    applied(world, payment, 20_00)
    look(acme)
    assert stand(first, second) == ["passes", "passes"]
    assert sorted(standing_amounts()) == [30_00, 50_00]


def test_the_proof_finds_money_that_is_kept_and_gone(acme: Customer, world: World) -> None:
    payment = builders.payment(acme, amount=100_00)
    order = take(acme, told("A", amount=100_00))
    kept(world, order, payment, 100_00, key="1")
    applied(world, payment, 60_00)
    assert verify.broken_facts() == [], "the account is still to be looked at"
    look_after_journal(as_of=TODAY, by="machine", at=NOW)
    assert standing_amounts() == [40_00]
    look_after_journal(as_of=TODAY, by="machine", at=NOW)
    Prepayment.objects.create(order=order, item=payment, amount_minor=10_00, by=world.erin, at=NOW, key="too much")
    assert [str(one) for one in verify.broken_facts() if "are left" in str(one)] != []


def test_what_is_kept_for_a_rejected_order_is_free_again(acme: Customer, world: World) -> None:
    payment = builders.payment(acme, amount=50_00)
    order = take(acme, told("A", amount=100_00))
    one = kept(world, order, payment, 50_00, key="1")
    order.refresh_from_db()
    reject_order(order, comment="no", revision=order.revision, as_of=TODAY, by=world.dave, at=NOW)
    one.refresh_from_db()
    assert one.ended_at == NOW
    Prepayment.objects.create(order=order, item=payment, amount_minor=10_00, by=world.erin, at=NOW, key="after all")
    assert any("money is kept for it" in str(fact) for fact in verify.broken_facts())


def test_a_check_pays_for_an_order_once_the_bank_has_cleared_it(acme: Customer, world: World) -> None:
    check = enter_receipt(
        NewReceipt(100_00, "USD", TODAY, TODAY, channel="check", customer=acme, payer_name="Acme Camera"),
        company=world.northlight, by=world.erin, as_of=TODAY, at=NOW,
    )  # fmt: skip
    assert check.item is not None
    order = take(acme, told("A", amount=100_00))
    kept(world, order, check.item, 100_00, key="1")
    assert stand(order) == ["held"]
    look(acme, as_of=TODAY + 6 * DAY)
    assert stand(order) == ["held"], "five business days are not over"
    look(acme, as_of=TODAY + 9 * DAY)
    assert stand(order) == ["passes"]


def test_money_given_back_is_not_kept_again_by_the_machine(acme: Customer, world: World) -> None:
    payment = builders.payment(acme, amount=50_00)
    order = take(acme, told("A", amount=100_00))
    one = kept(world, order, payment, 50_00, key="1")
    give_back(one, as_of=TODAY, by=world.alice, at=NOW)
    look(acme, as_of=TODAY + dt.timedelta(days=1))
    assert standing_amounts() == []
