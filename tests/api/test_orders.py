"""Orders by program: the ERP tells of them and fetches what became of them; people decide as on the page."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from creditdesk.credit.models import Order, OrderDecision
from creditdesk.parties.models import Customer
from tests import builders
from tests.actions.test_orders import DAY, review
from tests.api.programs import Program, entries
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def on_that_day(world: World) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def acme(world: World) -> Customer:
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=50_000_00)
    world.acme.refresh_from_db()
    review(world, world.acme)
    due = TODAY + 10 * DAY
    builders.invoice(world.acme, amount=44_000_00, due_date=due, document_date=TODAY - 20 * DAY, as_of=TODAY)
    return world.acme


def version(customer: Customer, number: str = "SO-1", **more: Any) -> dict[str, Any]:
    return {
        "company": "NL", "customer": customer.number, "number": number, "version": 1, "placed_on": "2026-06-15",
        "currency": "USD", "amount_minor": 9_000_00, **more,
    }  # fmt: skip


def test_an_order_is_told_held_and_let_go_and_the_erp_fetches_both(acme: Customer, world: World) -> None:
    erp, bob = Program(world.carol), Program(world.bob)
    told = erp.post("/orders", version(acme, ship_date="2026-06-16"), key="a")
    assert (told.status_code, told.json()["standing"]) == (201, "held"), told.content
    assert erp.post("/orders", version(acme, ship_date="2026-06-16"), key="a").json() == told.json()
    (listed,) = entries(bob.get("/orders"))
    assert (listed["number"], listed["holds"][0]["code"]) == ("SO-1", "H1")
    one = bob.get(f"/orders/{listed['id']}").json()
    assert one["may_release"]
    assert {way["kind"] for way in one["alternatives"]} >= {"deposit", "ship_part", "prepay", "cod"}
    assert one["exposure"]["decimal"] == "44000.00"
    done = bob.post(f"/orders/{one['id']}/release", {"revision": one["revision"], "comment": "they pay"})
    assert (done.status_code, done.json()["standing"]) == (200, "released")
    late = bob.post(f"/orders/{one['id']}/release", {"revision": one["revision"], "comment": "they pay"})
    assert late.json()["reasons"][0]["code"] == "release.already"
    held, released = entries(erp.get("/order-decisions?company=NL"))
    assert (held["kind"], released["kind"], released["facts"]["codes"]) == ("hold", "release", ["H1"])
    answered = erp.post(f"/order-decisions/{held['id']}/answer", {"answer": "accepted"})
    assert answered.json()["state"] == "accepted"
    assert [one["id"] for one in entries(erp.get("/order-decisions"))] == [released["id"]]


def test_a_way_out_is_offered_accepted_and_followed(acme: Customer, world: World) -> None:
    alice = Program(world.alice)
    Program(world.carol).post("/orders", version(acme))
    order = Order.objects.get()
    made = alice.post(f"/orders/{order.id}/offers", {"kind": "cod", "revision": order.revision})
    assert (made.status_code, made.json()["state"]) == (201, "open"), made.content
    done = alice.post(f"/order-offers/{made.json()['id']}/answer", {"answer": "accepted", "note": "fine"})
    assert done.json()["state"] == "fulfilled"
    order.refresh_from_db()
    assert (order.standing, order.is_cod) == ("passes", True)
    assert list(OrderDecision.objects.values_list("kind", flat=True)) == ["hold", "cod", "may_ship"]


def test_orders_are_held_by_hand_and_money_is_kept(acme: Customer, world: World) -> None:
    bob = Program(world.bob)
    Program(world.carol).post("/orders", version(acme))
    order = Order.objects.get()
    held = bob.post(f"/customers/{acme.id}/order-holds", {"why": "nobody answers"})
    assert (held.status_code, held.json()["order_id"]) == (201, None)
    assert bob.post(f"/order-holds/{held.json()['id']}/lift", {"because": "they do"}).status_code == 200
    payment = builders.payment(acme, amount=1_000_00, document_date=TODAY)
    kept = bob.post(f"/orders/{order.id}/kept-money", {"item_id": payment.id, "amount_minor": 1_000_00})
    assert (kept.status_code, kept.json()["amount"]["minor"]) == (201, 1_000_00)
    back = bob.post(f"/kept-money/{kept.json()['id']}/give-back")
    assert (back.status_code, back.json()["ended_at"] is not None) == (200, True)


def test_a_limit_for_a_time_is_granted_by_whoever_may(acme: Customer, world: World) -> None:
    path, facts = (
        f"/customers/{acme.id}/temporary-limits",
        {"limit_minor": 60_000_00, "until": "2026-06-30", "why": "x"},
    )
    refused = Program(world.alice).post(path, facts)
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (422, "authority.none")
    granted = Program(world.carol).post(path, facts)
    assert (granted.status_code, granted.json()["limit"]["minor"]) == (201, 60_000_00)
    assert Program(world.carol).post(f"/temporary-limits/{granted.json()['id']}/end").status_code == 200


def test_what_is_wrong_with_an_order_is_said_and_nothing_kept(acme: Customer, world: World) -> None:
    carol = Program(world.carol)
    lines = [{"number": "1", "amount_minor": 1_00}, {"number": "1", "amount_minor": 2_00}]
    wrong = carol.post("/orders", version(acme, lines=lines, delivered_minor=10_000_00))
    codes = [reason["code"] for reason in wrong.json()["reasons"]]
    assert (wrong.status_code, codes) == (422, ["order.delivered", "order.lines", "order.line_twice"])
    assert carol.post("/orders", version(acme) | {"customer": "nobody"}).status_code == 404
    assert not Order.objects.exists()


def test_who_may_read_history_reads_why(acme: Customer, world: World) -> None:
    Program(world.carol).post("/orders", version(acme))
    (listed,) = entries(Program(world.audrey).get("/orders"))
    assert listed["holds"][0]["because"]["code"] == "hold.over_limit"


def test_a_release_beyond_authority_is_asked_for_and_given_by_program(acme: Customer, world: World) -> None:
    alice, carol = Program(world.alice), Program(world.carol)
    carol.post("/orders", version(acme, amount_minor=58_000_00))
    order = Order.objects.get()
    body = {"revision": order.revision, "comment": "they pay"}
    assert alice.post(f"/orders/{order.id}/release", body).status_code == 422
    asked = alice.post(f"/orders/{order.id}/release-request", body)
    assert (asked.status_code, asked.json()["kind"], asked.json()["needs_level"]) == (201, "release", "credit_manager")
    assert asked.json()["terms"]["number"] == "SO-1"
    twice = alice.post(f"/orders/{order.id}/release-request", body)
    assert twice.json()["reasons"][0]["code"] == "release.asked"
    again = alice.post(
        f"/requests/{asked.json()['id']}/release", {**body, "comment": "they pay on Friday", "seen_revision": 1}
    )
    assert (again.status_code, again.json()["revision"]) == (200, 2), again.content
    decided = carol.confirmed(
        f"/requests/{asked.json()['id']}/decision", {"decision": "approve", "sha256": again.json()["sha256"]}
    )
    assert decided.json()["state"] == "carried_out", decided.content
    order.refresh_from_db()
    assert order.standing == "released"
