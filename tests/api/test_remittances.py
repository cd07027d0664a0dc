"""Payers' lists by program: found, accepted once for a key, set aside; and the letter that asks for one."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from creditdesk.cash.models import Match, Receipt, Remittance
from tests import builders
from tests.api.programs import Program
from tests.mail.post import contact
from tests.web.test_cash import received
from tests.web.test_cash_advices import held
from tests.world import NOW, World


@pytest.fixture(autouse=True)
def on_that_day(world: World) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_held_list_is_corrected_and_accepted_for_its_payment(world: World) -> None:
    erin = Program(world.erin)
    items = [builders.invoice(world.acme, amount=amount) for amount in (300_00, 200_00)]
    builders.invoice(world.acme, amount=500_00)
    receipt = received(world, 500_00, of=world.acme)
    one = held(world)
    (listed,) = erin.get("/remittances?state=held").json()["entries"]
    assert (listed["id"], listed["held_for"][0]["code"]) == (one.id, "cash.remittance_no_customer")
    lines = [{"number": item.number, "paid_minor": item.open_minor} for item in items]
    facts = {"revision": 0, "customer_id": world.acme.id, "currency": "USD", "receipt_id": receipt.id}
    path = f"/remittances/{one.id}/acceptance"
    wrong = erin.post(path, facts | {"lines": lines[:1]}, key="a")
    assert (wrong.status_code, wrong.json()["reasons"][0]["code"]) == (422, "remittance.payment_amount")
    first, again = (erin.post(path, facts | {"lines": lines}, key="b") for _ in range(2))
    assert (first.status_code, first.json()) == (200, again.json()), first.content
    assert (first.json()["state"], first.json()["receipt_id"], first.json()["documents"]) == ("used", receipt.id, 2)
    assert [line["number"] for line in erin.get(f"/remittances/{one.id}").json()["lines"]] == [
        item.number for item in items
    ]
    assert Match.objects.get().line_count == 2


def test_a_list_is_set_aside_once(world: World) -> None:
    erin, one = Program(world.erin), held(world)
    path = f"/remittances/{one.id}/setting-aside"
    done = erin.post(path, {"revision": 0, "why": "an advertisement"})
    assert (done.status_code, done.json()["state"], done.json()["why"]) == (200, "set_aside", "an advertisement")
    late = erin.post(path, {"revision": 0, "why": "again"})
    assert late.json()["reasons"][0]["code"] == "remittance.changed_meanwhile"


def test_the_letter_that_asks_is_drafted_once(world: World) -> None:
    erin = Program(world.erin)
    contact(world.acme, email="ann@acme.example")
    receipt: Receipt = received(world, 500_00, of=world.acme)
    first, again = (erin.post(f"/receipts/{receipt.id}/remittance-request", {}) for _ in range(2))
    assert first.status_code == 200, first.content
    assert first.json()["id"] == again.json()["id"]
    assert (first.json()["kind"], first.json()["state"]) == ("remittance_request", "draft")


def test_a_list_is_put_to_the_two_payments_that_make_its_amount(world: World) -> None:
    erin = Program(world.erin)
    items = [builders.invoice(world.acme, amount=amount) for amount in (600_11, 399_89)]
    one = held(world, *({"number": item.number, "paid_minor": item.open_minor} for item in items), of=world.acme)
    Remittance.objects.filter(id=one.id).update(state="waiting")
    receipts = [received(world, amount, of=world.acme) for amount in (700_00, 300_00)]
    ids = [receipt.id for receipt in receipts]
    assert erin.get(f"/remittances/{one.id}").json()["together"] == [{"receipt_ids": ids, "remittance_ids": []}]
    path = f"/remittances/{one.id}/payments"
    wrong = erin.post(path, {"revision": 0, "receipt_ids": [ids[0], 999_999]}, key="a")
    assert (wrong.status_code, wrong.json()["reasons"][0]["code"]) == (422, "remittance.several_which")
    first, again = (erin.post(path, {"revision": 0, "receipt_ids": ids}, key="b") for _ in range(2))
    assert (first.status_code, first.json()) == (200, again.json()), first.content
    assert (first.json()["state"], first.json()["together"]) == ("parted", [])
    assert [match.applied_minor for match in Match.objects.order_by("id")] == [700_00, 300_00]
    assert erin.get("/remittances?state=parted").json()["entries"][0]["id"] == one.id
