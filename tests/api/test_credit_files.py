"""Credit files by program: entered, looked through, reviewed, asked for; and the ERP takes changes over."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from creditdesk.approvals.models import Request
from creditdesk.creditfile.calendar import refresh_calendar
from creditdesk.creditfile.models import CreditChange
from tests.actions.test_credit_files import limited
from tests.api.programs import Program, entries
from tests.asking import approve
from tests.world import NOW, TODAY, World

STATEMENT: dict[str, Any] = {
    "period_end": "2025-12-31", "currency": "USD", "basis": "audited", "current_assets": 900_000_00,
    "current_liabilities": 500_000_00, "total_assets": 2_000_000_00, "total_liabilities": 1_400_000_00,
    "retained_earnings": 300_000_00, "ebit": 180_000_00, "sales": 3_000_000_00,
}  # fmt: skip


@pytest.fixture(autouse=True)
def on_that_day(world: World) -> Any:
    limited(world, 40_000_00)
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_program_enters_a_statement_reads_the_file_and_records_a_review(world: World) -> None:
    carol, base = Program(world.carol), f"/customers/{world.acme.id}"
    made = carol.post(f"{base}/credit-file/statements", STATEMENT)
    assert made.status_code == 201
    wrong = carol.post(f"{base}/credit-file/statements", STATEMENT | {"current_assets": 3_000_000_00})
    assert wrong.status_code == 422
    file = carol.get(f"{base}/credit-file").json()
    assert (file["found"]["z"], file["found"]["zone"], file["limit_minor"]) == ("2.23", "grey", 40_000_00)
    assert [one["kind"] for one in file["entries"]] == ["statement"]
    review = carol.post(f"{base}/credit-reviews", {"note": "looked through", "next_on": "2026-09-01"})
    assert review.status_code == 201
    assert review.json()["found"] == file["found"]
    assert [one["id"] for one in entries(carol.get(f"{base}/credit-reviews"))] == [review.json()["id"]]
    gone = carol.post(f"/credit-file/statement/{made.json()['id']}/withdrawal", {"why": "of another company"})
    assert gone.json()["is_void"] is True
    assert carol.get(f"{base}/credit-file").json()["entries"] == []


def test_who_gave_a_security_is_null_for_whoever_may_not_know_it(world: World) -> None:
    carol, base = Program(world.carol), f"/customers/{world.acme.id}/credit-file"
    told = {
        "kind": "guaranty",
        "party": "Ann Miller",
        "currency": "USD",
        "amount_minor": 5_00,
        "first_day": "2026-01-01",
    }
    assert carol.post(f"{base}/securities", told).json()["facts"]["party"] == "Ann Miller"
    (entry,) = Program(world.alice).get(base).json()["entries"]
    assert (entry["facts"]["party"], entry["facts"]["amount_minor"]) == (None, 5_00)


def test_a_program_asks_for_a_limit_and_the_erp_takes_the_change_over(world: World) -> None:
    alice, erp = Program(world.alice), Program(world.carol)
    told = {"limit_minor": 20_000_00, "risk_class": "C", "words": "buys less", "shows": "index 60"}
    asked = alice.post(f"/customers/{world.acme.id}/limit-requests", told)
    assert (asked.status_code, asked.json()["terms"]["limit_before"]) == (201, 40_000_00)
    number = asked.json()["id"]
    revised = alice.post(f"/requests/{number}/limit-revision", told | {"limit_minor": 25_000_00, "seen_revision": 1})
    assert revised.json()["revision"] == 2
    approve(Request.objects.get(id=number), by=world.bob)
    (change,) = entries(erp.get("/credit-changes"))
    assert (change["limit_after"], change["class_after"], change["state"]) == (25_000_00, "C", "awaiting")
    answered = erp.post(f"/credit-changes/{change['id']}/answer", {"answer": "accepted"})
    assert answered.json()["state"] == "accepted"
    assert entries(erp.get("/credit-changes")) == []
    assert CreditChange.objects.get().answered_by == world.carol


def test_a_program_reads_who_is_due(world: World) -> None:
    refresh_calendar(world.northlight, as_of=TODAY)
    (due,) = entries(Program(world.alice).get("/credit-reviews/due"))
    assert (due["customer"], due["due_on"]) == (world.acme.number, TODAY.isoformat())
