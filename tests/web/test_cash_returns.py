"""The pages of returned payments, held checks, offers in full, refunds and other currencies."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from creditdesk.cash.actions import decide_standing, enter_receipt
from creditdesk.cash.models import Receipt, Refund, ReturnedPayment
from creditdesk.cash.receiving import NewReceipt
from creditdesk.followup.models import CustomerEvent
from creditdesk.parties.models import ExchangeRate
from tests.builders import invoice
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

_DAY: dict[str, Any] = {"as_of": TODAY, "at": NOW}


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def received(world: World, amount: int = 100_00, **fields: Any) -> Receipt:
    facts: dict[str, Any] = {"value_date": TODAY, "currency": "USD", "payer_name": "Acme Camera", **fields}
    new = NewReceipt(amount, posting_date=TODAY, customer=world.acme, **facts)
    return enter_receipt(new, company=world.northlight, by=world.erin, **_DAY)


def waiting(world: World, amount: int = 100_00) -> ReturnedPayment:
    return ReturnedPayment.objects.create(
        company=world.northlight, key="b1", code="R01", reason="insufficient funds", currency="USD",
        amount_minor=amount, day=TODAY, party_name="Acme Camera", recorded_at=NOW, recorded_by="erin",
    )  # fmt: skip


def test_a_person_finds_the_payment_of_a_return_and_takes_it_back(world: World) -> None:
    first, _, row = received(world), received(world), waiting(world)
    erin = client_of(world.erin)
    assert "insufficient funds" in erin.get(reverse("returned_payments")).content.decode()
    page = erin.get(reverse("returned_payment", args=[row.id])).content.decode()
    assert page.count("This one came back") == 2
    sent = {"key": "k", "receipt": first.id, "revision": first.revision, "fee": "on"}
    done = erin.post(reverse("returned_payment_take", args=[row.id]), sent, follow=True)
    assert "taken back" in done.content.decode()
    first.refresh_from_db()
    assert first.standing == "returned"
    assert CustomerEvent.objects.get().kind == "nsf"
    account = client_of(world.alice).get(reverse("account", args=[world.acme.id])).content.decode()
    assert "Certified funds only until" in account
    # Whoever comes second is told that somebody was faster.
    assert erin.post(reverse("receipt_return", args=[first.id]), {**sent, "reason": "x"}).status_code == 422


def test_a_return_is_recorded_by_hand(world: World) -> None:
    receipt, erin = received(world), client_of(world.erin)
    path = reverse("receipt_return", args=[receipt.id])
    assert erin.get(path).status_code == 200
    sent = {"key": "k", "revision": "0", "code": "NSF", "reason": "no money", "day": "6/15"}
    assert erin.post(path, {**sent, "revision": "7"}).status_code == 409
    assert erin.post(path, sent).status_code == 302
    assert ReturnedPayment.objects.get().state == "done"


def test_a_return_is_set_aside_and_taken_up(world: World) -> None:
    row, erin = waiting(world), client_of(world.erin)
    path = reverse("returned_payment_aside", args=[row.id])
    assert erin.post(path, {"key": "k", "why": ""}).status_code == 422
    erin.post(path, {"key": "k", "why": "of another bank"})
    assert "of another bank" in erin.get(reverse("returned_payment", args=[row.id])).content.decode()
    erin.post(path, {"key": "k", "why": "it was ours"})
    row.refresh_from_db()
    assert row.state == "waiting"


def test_a_held_check_is_deposited_on_its_page(world: World) -> None:
    receipt = received(world, channel="check", value_date=TODAY + dt.timedelta(days=1))
    erin = client_of(world.erin)
    assert receipt.number in erin.get(reverse("special_cash")).content.decode()
    path = reverse("receipt_held", args=[receipt.id])
    assert 'value="deposit"' not in erin.get(path).content.decode()
    sent = {"key": "k", "revision": "0", "act": "deposit"}
    assert erin.post(path, sent).status_code == 422
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        assert client_of(world.erin).post(path, sent).status_code == 302
    receipt.refresh_from_db()
    assert receipt.item is not None


def test_an_offer_of_payment_in_full_is_decided_by_the_credit_manager(world: World) -> None:
    invoice(world.acme, amount=500_00, disputed=300_00)
    receipt = received(world, text="PAID IN FULL")
    decide_standing(receipt, standing="full_settlement", why="it says so", revision=0, by=world.erin, **_DAY)
    path = reverse("receipt_settlement", args=[receipt.id])
    assert client_of(world.erin).get(path).status_code == 403
    carol = client_of(world.carol, second_factor=True)
    assert "paid back by" in carol.get(path).content.decode()
    assert carol.post(path, {"key": "k", "revision": "1", "act": "pay_back", "why": "no"}).status_code == 302
    assert Refund.objects.get().asked_by == "carol"


def test_a_refund_is_confirmed_by_the_controller(world: World) -> None:
    receipt = received(world)
    decide_standing(receipt, standing="refund", why="paid twice", revision=0, by=world.erin, **_DAY)
    refund, dave = Refund.objects.get(), client_of(world.dave, second_factor=True)
    assert "paid twice" in dave.get(reverse("refunds")).content.decode()
    path = reverse("refund_decide", args=[refund.id])
    assert dave.get(path).status_code == 200
    assert dave.post(path, {"key": "k", "act": "decline", "why": ""}).status_code == 422
    assert dave.post(path, {"key": "k", "act": "confirm"}).status_code == 302
    refund.refresh_from_db()
    assert refund.state == "confirmed"


def test_money_is_exchanged_and_taken_back_on_its_page(world: World) -> None:
    ExchangeRate.objects.create(currency="EUR", base="USD", day=TODAY, rate_ppm=1_085_000)
    receipt, erin = received(world, currency="EUR"), client_of(world.erin)
    path = reverse("receipt_exchange", args=[receipt.id])
    assert erin.get(path).status_code == 200
    sent = {"key": "k", "revision": "0", "currency": "usd"}
    assert erin.post(path, {**sent, "amount": "200.00"}).status_code == 422
    assert erin.post(path, sent).status_code == 302
    became = Receipt.objects.get(currency="USD")
    assert became.amount_minor == 108_50
    back = reverse("receipt_exchange_back", args=[became.id])
    assert erin.post(back, {"key": "k", "revision": "0", "why": "they owe euros"}).status_code == 302


def test_a_rep_who_sees_only_his_own_accounts_has_no_list_of_all_returns(world: World) -> None:
    assert client_of(world.alice).get(reverse("returned_payments")).status_code == 403
