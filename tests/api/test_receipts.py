"""Payments by program: entered, found, matched once for a key, taken back."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
import time_machine

from creditdesk.cash.models import Match, Receipt
from tests import builders
from tests.api.programs import Program
from tests.web.test_cash import proposed
from tests.world import NOW, TODAY, World

_fresh = count(1)


@pytest.fixture(autouse=True)
def on_that_day(world: World) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def entered(program: Program, world: World, **facts: Any) -> dict[str, Any]:
    body = {"company": "NL", "amount_minor": 500_00, "currency": "USD", "value_date": TODAY.isoformat(), **facts}
    made = program.post("/receipts", body, key=f"enter-{next(_fresh)}")
    assert made.status_code == 201, made.content
    told: dict[str, Any] = made.json()
    return told


def test_a_payment_is_entered_matched_once_and_taken_back(world: World) -> None:
    erin = Program(world.erin)
    item = builders.invoice(world.acme, amount=520_00)
    receipt = entered(erin, world, customer_id=world.acme.id, trace="CK 1")
    assert receipt["left"]["minor"] == 500_00
    path = f"/receipts/{receipt['id']}"
    line = {"item_id": item.id, "applied_minor": 500_00, "deduction_minor": 20_00, "claim": "freight 7"}
    body = {"revision": 0, "lines": [line]}
    first, again = (erin.post(f"{path}/match", body, key="m") for _ in range(2))
    assert first.status_code == 201
    assert first.json() == again.json()
    assert Match.objects.count() == 1
    assert erin.get(path).json()["matches"][0]["lines"][0]["claim"] == "freight 7"
    back = erin.post(f"/matches/{first.json()['id']}/take-back", {"cause": "wrong", "why": "another's"})
    assert (back.status_code, back.json()["taken_back"]) == (200, "wrong")
    assert erin.get(path).json()["left"]["minor"] == 500_00
    told = [(one["what"], one["by"], one["why"]) for one in erin.get(path).json()["history"]]
    assert told == [("received", "erin", ""), ("matched", "erin", ""), ("taken_back", "erin", "another's")]


def test_a_proposal_is_accepted_by_its_rank(world: World) -> None:
    erin = Program(world.erin)
    item = builders.invoice(world.acme, amount=500_00)
    receipt = entered(erin, world)
    proposed(Receipt.objects.get(id=receipt["id"]), (item,), payers=(world.acme,))
    told = erin.get(f"/receipts/{receipt['id']}").json()
    assert told["payer_ids"] == [world.acme.id]
    assert told["proposals"][0]["reasons"][0]["sentence"] == "it names one"
    assert erin.post(f"/receipts/{receipt['id']}/match", {"revision": 0, "rank": 2}).status_code == 404
    made = erin.post(f"/receipts/{receipt['id']}/match", {"revision": 0, "rank": 1})
    assert (made.status_code, made.json()["rank"], made.json()["confidence"]) == (201, 1, 900)
    assert Receipt.objects.get().customer == world.acme


def test_what_is_refused_is_refused_with_its_reason(world: World) -> None:
    erin = Program(world.erin)
    receipt = entered(erin, world)
    path = f"/receipts/{receipt['id']}"
    nobody = erin.post(f"{path}/match", {"revision": 0, "lines": []})
    assert (nobody.status_code, nobody.json()["reasons"][0]["code"]) == (422, "receipt.nobodys")
    assert erin.post(f"{path}/payer", {"revision": 0, "customer_id": world.acme.id}).status_code == 200
    late = erin.post(f"{path}/standing", {"revision": 0, "standing": "on_account", "why": "x"})
    assert late.json()["reasons"][0]["code"] == "receipt.changed_meanwhile"
    kept = erin.post(f"{path}/standing", {"revision": 1, "standing": "on_account", "why": "for the next order"})
    assert kept.json()["standing"] == "on_account"
    off = erin.post(f"{path}/payer", {"revision": 2, "customer_id": None, "why": "another's"})
    assert (off.status_code, off.json()["customer_id"]) == (200, None)


def test_payments_are_narrowed_and_come_in_pages(world: World) -> None:
    erin = Program(world.erin)
    for amount in (100, 200, 300):
        entered(erin, world, amount_minor=amount)
    entered(erin, world, amount_minor=400, customer_id=world.acme.id)
    page = erin.get("/receipts", state="unidentified", sort="-amount", limit=2).json()
    assert [one["amount"]["minor"] for one in page["entries"]] == [300, 200]
    rest = erin.get("/receipts", state="unidentified", sort="-amount", limit=2, cursor=page["next"]).json()
    assert [one["amount"]["minor"] for one in rest["entries"]] == [100]
    assert len(erin.get("/receipts", amount_minor=400).json()["entries"]) == 1


def test_a_rep_is_told_nothing_of_others_accounts(world: World) -> None:
    erin, alice = Program(world.erin), Program(world.alice)
    strange = builders.invoice(world.zenith, amount=500_00)
    receipt = entered(erin, world)
    proposed(Receipt.objects.get(id=receipt["id"]), (strange,), payers=(world.zenith,))
    told = alice.get(f"/receipts/{receipt['id']}").json()
    assert (told["payer_ids"], told["proposals"]) == ([], [])
    assert alice.post(f"/receipts/{receipt['id']}/match", {"revision": 0, "rank": 1}).status_code == 404
    others = entered(erin, world, customer_id=world.zenith.id)
    assert alice.get(f"/receipts/{others['id']}").status_code == 404
