"""Reconciling accounts by program: a statement is loaded, matched, explained and concluded; a no is said in words."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

from tests import builders
from tests.api.programs import Program, entries
from tests.world import World

OLD = dt.date(2026, 5, 4)
CSV = b"Invoice,Date,Amount\n7001,2026-05-04,100.00\nDM-8,2026-05-20,(20.00)\n"
WAY = "/account-reconciliations"


def told(world: World, **facts: Any) -> dict[str, Any]:
    return {"customer_id": world.acme.id, "day": "2026-06-10", "currency": "USD"} | facts


def file(content: bytes = CSV) -> dict[str, Any]:
    return {"name": "ap.csv", "content": base64.b64encode(content).decode()}


def test_a_program_brings_an_account_to_a_proof_of_zero(world: World) -> None:
    builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    builders.invoice(world.acme, amount=70_00, number="7002", document_date=OLD)
    alice = Program(world.alice)

    made = alice.post(WAY, told(world, file=file())).json()
    assert (made["state"], made["difference"]["minor"], made["unexplained_count"]) == ("open", 90_00, 2)
    assert [one["how"] for one in made["matches"]] == ["number"]
    assert [(one["proposed_action"], one["left"]["minor"]) for one in made["differences"]] == [
        ("send_invoice", 20_00),
        ("open_deduction", 0),
    ]

    seen = {"version": made["version"]}
    refused = alice.post(f"{WAY}/{made['id']}/conclusion", seen)
    assert refused.status_code in {409, 422}
    assert "the difference of 70.00 USD is not explained" in refused.content.decode()

    explained = alice.post(f"{WAY}/{made['id']}/explanations", seen).json()
    assert explained["state"] == "explained"
    assert all(one["tickler_id"] for one in explained["differences"])
    done = alice.post(f"{WAY}/{made['id']}/conclusion", {"version": explained["version"]}).json()
    assert done["state"] == "reconciled"
    (listed,) = entries(alice.get(WAY, state="reconciled"))
    assert listed["id"] == made["id"]
    again = alice.post(f"{WAY}/{made['id']}/reopening", {"version": done["version"]}).json()
    letter = alice.post(f"{WAY}/{made['id']}/letter").json()
    assert (again["state"], letter["letter_id"] > 0) == ("explained", True)


def test_lines_are_told_one_by_one_and_an_older_version_is_refused(world: World) -> None:
    item = builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    alice = Program(world.alice)
    made = alice.post(WAY, told(world)).json()

    one = alice.post(
        f"{WAY}/{made['id']}/lines",
        {"version": made["version"], "document": "voucher", "day": "2026-05-05", "amount_minor": 100_00},
    ).json()
    (line,) = one["lines"]
    assert one["proposals"] == [{"line_id": line["id"], "item_id": item.id, "how": "amount"}]
    assert alice.post(f"{WAY}/{made['id']}/matches/again", {"version": made["version"]}).status_code in {409, 422}

    match = {"line_id": line["id"], "item_id": item.id}
    two = alice.post(f"{WAY}/{made['id']}/matches", {"version": one["version"], **match}).json()
    assert two["differences"] == []
    three = alice.post(f"{WAY}/{made['id']}/matches/undone", {"version": two["version"], "line_id": line["id"]}).json()
    four = alice.post(f"{WAY}/{made['id']}/total", {"version": three["version"], "stated_minor": 90_00}).json()
    said = [{"key": "total", "cause": "other", "action": "none", "words": "a slip of theirs"}]
    five = alice.post(f"{WAY}/{made['id']}/explanations", {"version": four["version"], "said": said}).json()
    assert five["unexplained_count"] == 2
    six = alice.post(f"{WAY}/{made['id']}/explanations/taken-back", {"version": five["version"], "key": "total"}).json()
    seven = alice.post(
        f"{WAY}/{made['id']}/lines/taken-back", {"version": six["version"], "line_id": line["id"]}
    ).json()
    assert seven["lines"] == []
    over = alice.post(f"{WAY}/{made['id']}/withdrawal", {"version": seven["version"], "why": "of another month"}).json()
    assert (over["state"], over["withdrawn_why"]) == ("withdrawn", "of another month")


def test_what_cannot_be_read_with_certainty_is_asked(world: World) -> None:
    alice = Program(world.alice)
    content = b"Invoice,Date,Amount\n7001,05/04/2026,100.00\n"

    asked = alice.post(WAY, told(world, file=file(content)))
    assert "Say which of the two it is." in asked.content.decode()
    taken = alice.post(WAY, told(world, file=file(content) | {"day_order": "mdy"})).json()
    assert taken["lines"][0]["day"] == "2026-05-04"
    broken = alice.post(WAY, told(world, file={"name": "a.csv", "content": "%%"}))
    assert "not in base64" in broken.content.decode()
