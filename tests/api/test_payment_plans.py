"""Payment plans by program: asked for, approved, signed, activated, ended; what is refused is said in words."""

from __future__ import annotations

from typing import Any

from creditdesk.followup.actions import attach_document
from tests import builders, planning
from tests.api.programs import Program, entries
from tests.world import NOW, World

SHOWN = [{"shows": "agreement", "words": "his mail of June 12"}]


def terms(world: World, **facts: Any) -> dict[str, Any]:
    debt = planning.debt_of(world.acme, 12_000_00)
    told = {
        "customer_id": world.acme.id,
        "item_ids": [debt.id],
        "down": {"due_date": "2026-06-22", "amount_minor": 3_000_00},
        "first": "2026-07-01",
        "count": 6,
        "words": "cannot pay at once",
        "evidence": SHOWN,
    }
    return told | facts


def test_a_program_asks_for_a_plan_hears_what_is_missing_signs_it_and_ends_it(world: World) -> None:
    alice, carol = Program(world.alice), Program(world.carol)
    asked = alice.post("/payment-plans", terms(world)).json()
    assert (asked["kind"], asked["state"], len(asked["terms"]["instalments"])) == ("plan", "submitted", 6)
    early = alice.post(f"/payment-plans/requests/{asked['id']}/activation")
    assert early.status_code in {409, 422}
    assert "nobody with the authority has approved the plan yet" in early.content.decode()
    decision = {"decision": "approve", "sha256": asked["sha256"]}
    assert carol.confirmed(f"/requests/{asked['id']}/decision", decision).status_code == 200
    (listed,) = entries(alice.get("/payment-plans", state="approved"))
    whole = alice.get(f"/payment-plans/{listed['id']}").json()
    assert [one["code"] for one in whole["waits_for"]] == ["plan.unsigned", "plan.down_missing"]
    assert (whole["still_to_pay"]["minor"], whole["instalments"][0]["number"]) == (12_000_00, 0)
    paper = attach_document(world.acme, name="signed.txt", content=b"signed", by=world.alice, at=NOW)
    builders.payment(world.acme, amount=3_000_00, document_date=NOW.date())
    signed = alice.post(f"/payment-plans/{listed['id']}/signature", {"document_id": paper.id}).json()
    assert (signed["state"], signed["paid"]["minor"], signed["instalments"][0]["state"]) == (
        "active",
        3_000_00,
        "paid",
    )
    assert alice.post(f"/payment-plans/{listed['id']}/termination", {"reason": "no"}).status_code == 403
    ended = carol.post(f"/payment-plans/{listed['id']}/termination", {"reason": "he pays it all"}).json()
    assert (ended["state"], ended["ended_why"]) == ("terminated", "he pays it all")


def test_terms_are_revised_until_they_are_decided_about(world: World) -> None:
    alice, told = Program(world.alice), terms(world)
    asked = alice.post("/payment-plans", told).json()
    body = {name: value for name, value in told.items() if name != "customer_id"}
    parts = [{"due_date": "2026-07-15", "amount_minor": 5_000_00}, {"due_date": "2026-08-31", "amount_minor": 7_000_00}]
    other = body | {"down": None, "first": None, "count": None, "instalments": parts, "seen_revision": 1}
    revised = alice.post(f"/payment-plans/requests/{asked['id']}/revision", other).json()
    assert (revised["revision"], revised["terms"]["down"]) == (2, None)
    assert [one[1] for one in revised["terms"]["instalments"]] == [5_000_00, 7_000_00]


def test_what_is_no_plan_is_refused_in_words(world: World) -> None:
    alice = Program(world.alice)
    for facts, said in (
        ({"count": None}, "say the first day and the count"),
        ({"down": {"due_date": "2026-06-22", "amount_minor": 12_000_00}}, "leaves nothing to be paid"),
        ({"first": "2026-06-01", "down": None}, "is over: the first payment"),
        ({"item_ids": [2**40]}, "is no document of the customer"),
        ({"evidence": []}, "wants it shown"),
    ):
        answer = alice.post("/payment-plans", terms(world, **facts))
        assert answer.status_code in {409, 422}, answer.content
        assert said in answer.content.decode()
    assert alice.post("/payment-plans", terms(world, rate_ppm=60_000)).status_code == 422
