"""Cases by program: opened, worked, decided, credited by request, and what became of each amount."""

from __future__ import annotations

from creditdesk.followup.actions import attach_document
from tests import builders, disputing
from tests.api.programs import Program, entries
from tests.world import NOW, TODAY, World


def test_a_program_works_a_deduction_to_the_request(world: World) -> None:
    fay = Program(world.fay)
    disputing.deducted(world.acme, 1_800_00, by=world.dave)
    (listed,) = entries(fay.get("/cases", claim_number="0004411"))
    address = f"/cases/{listed['id']}"
    assert (listed["stage"], listed["department"], listed["claimed"]["minor"]) == ("new", "logistics", 1_800_00)
    seen = {"seen_version": listed["version"]}
    taken = fay.post(f"{address}/assignment", seen | {"department": "logistics", "owner": "fay"}).json()
    assert (taken["stage"], taken["owner"]) == ("researching", "fay")
    assert fay.post(f"{address}/assignment", seen | {"department": "sales"}).status_code == 409
    assert fay.post(f"{address}/comments", {"words": "asked the carrier"}).status_code == 201
    paper = attach_document(world.acme, name="pod.txt", content=b"5 short", by=world.fay, at=NOW)
    shown = fay.post(f"{address}/documents", {"document_id": paper.id, "shows": "proof_of_delivery"}).json()
    line = {"line_id": shown["lines"][0]["id"], "valid_minor": 750_00, "invalid_minor": 1_049_99}
    told = {"seen_version": shown["version"], "words": "5 short", "evidence": [paper.id], "demand": True}
    assert fay.post(f"{address}/decision", told | {"lines": [line]}).status_code == 422
    decided = fay.post(f"{address}/decision", told | {"lines": [line | {"invalid_minor": 1_050_00}]}).json()
    assert (decided["stage"], decided["lines"][0]["contested"]["minor"]) == ("partly", 750_00)
    asked = fay.post(f"{address}/credit", {"seen_version": decided["version"]}).json()
    assert (asked["kind"], asked["amount"]["minor"]) == ("adjustment", 750_00)
    assert fay.get(address).json()["requests"] == [asked["id"]]


def test_a_program_opens_splits_merges_and_withdraws_a_dispute(world: World) -> None:
    fay = Program(world.fay)
    item = builders.invoice(world.acme, amount=500_00, as_of=TODAY)
    body = {"customer_id": world.acme.id, "reason": "pricing", "lines": [{"item_id": item.id, "amount_minor": 300_00}]}
    made = fay.post("/cases", body).json()
    item.refresh_from_db()
    assert (made["kind"], made["source"], item.disputed_minor) == ("dispute", "api", 300_00)
    part = {"line_id": made["lines"][0]["id"], "amount_minor": 100_00}
    other = fay.post(f"/cases/{made['id']}/split", {"seen_version": made["version"], "lines": [part]}).json()
    assert other["claimed"]["minor"] == 100_00
    now = fay.get(f"/cases/{made['id']}").json()
    merged = fay.post(
        f"/cases/{made['id']}/merge", {"seen_version": now["version"], "other_id": other["id"]}
    ).json()  # fmt: skip
    assert merged["claimed"]["minor"] == 300_00
    told = {"seen_version": merged["version"], "words": "found the price list"}
    closed = fay.post(f"/cases/{made['id']}/withdrawal", told).json()
    item.refresh_from_db()
    assert (closed["stage"], closed["resolutions"][0]["outcome"], item.disputed_minor) == ("closed", "withdrawn", 0)
