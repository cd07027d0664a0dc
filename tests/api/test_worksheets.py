"""Adjustment worksheets by program: asked for, looked at, printed, taken out as a form and loaded back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from creditdesk.approvals.models import Request, Worksheet
from creditdesk.domain.scopes import Scope
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.api.programs import BASE, Program, entries
from tests.worksheets import cell_of, filled_in
from tests.world import NOW, World

PROOF = [{"shows": "proof", "words": "price list of May"}]


@pytest.fixture(autouse=True)
def on_that_day(world: World) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def body(world: World, *lines: tuple[OpenItem, int, str], **more: Any) -> dict[str, Any]:
    told = [{"item_id": item.id, "amount_minor": amount, "reason": reason} for item, amount, reason in lines]
    return {"customer_id": world.acme.id, "lines": told, "words": "as talked over", "evidence": PROOF, **more}


def load(program: Program, form: bytes, *, key: str = "load") -> Any:
    data = {"file": SimpleUploadedFile("a.xlsx", form), "submit": "true"}
    return program.client.post(f"{BASE}/worksheet-forms", data, headers={"Idempotency-Key": key})


def taxed(world: World) -> OpenItem:
    return builders.invoice(world.acme, amount=1_190_00, goods=1_000_00)


def test_a_worksheet_is_made_once_and_told_with_what_it_books(world: World) -> None:
    alice, carol = Program(world.alice), Program(world.carol)
    told = body(world, (taxed(world), 595_00, "pricing"), (taxed(world), 119_00, "freight"))
    made = alice.post("/worksheets", told, key="a")
    assert made.status_code == 201, made.content
    assert alice.post("/worksheets", told, key="a").json() == made.json()
    one = carol.get(f"/worksheets/{made.json()['id']}").json()
    assert one == made.json()
    assert [(row["account"], row["amount"]["minor"], row["tax"]["minor"]) for row in one["totals"]] == [
        ("sales_allowances", 595_00, 95_00),
        ("freight_out", 119_00, 19_00),
    ]
    assert [row["state"] for row in one["requests"]] == ["submitted", "submitted"]
    assert one["evidence"] == [PROOF[0] | {"document_id": None, "activity_id": None, "link": ""}]
    (listed,) = entries(carol.get("/worksheets"))
    assert listed["number"] == one["number"]


def test_its_requests_are_decided_like_any_other_and_it_tells_what_was_posted(world: World) -> None:
    made = Program(world.alice).post("/worksheets", body(world, (taxed(world), 595_00, "pricing"))).json()
    carol, (request,) = Program(world.carol), made["requests"]
    decided = {"decision": "approve", "sha256": request["sha256"], "words": "agreed"}
    assert carol.confirmed(f"/requests/{request['id']}/decision", decided).status_code == 200
    (after,) = carol.get(f"/worksheets/{made['id']}").json()["requests"]
    assert (after["state"], after["decided_by"], len(after["posting_ids"])) == ("carried_out", "carol", 1)


def test_a_bad_line_is_told_with_its_reason_and_nothing_is_made(world: World) -> None:
    alice = Program(world.alice)
    answer = alice.post("/worksheets", body(world, (taxed(world), 595_00, "pricing"), (taxed(world), 1_190_01, "fee")))
    assert answer.status_code == 422
    assert "only 1,190.00 USD is open any more" in answer.content.decode()
    assert not Request.objects.exists()
    assert alice.post("/worksheets", body(world, (taxed(world), 1, "pity"))).status_code == 422


def test_the_paper_and_the_form_come_as_files(world: World) -> None:
    alice, item = Program(world.alice), taxed(world)
    made = alice.post("/worksheets", body(world, (item, 595_00, "pricing"))).json()
    paper = alice.get(f"/worksheets/{made['id']}/pdf")
    assert (paper["Content-Type"], paper.content[:4]) == ("application/pdf", b"%PDF")
    form = alice.get(f"/customers/{world.acme.id}/worksheet.xlsx", item_id=[item.id])
    assert form.content[:2] == b"PK"


def test_a_form_is_loaded_back_once_and_each_bad_cell_is_named(world: World) -> None:
    alice, item = Program(world.alice), taxed(world)
    form = alice.get(f"/customers/{world.acme.id}/worksheet.xlsx", item_id=[item.id]).content
    reason = cell_of(form, 1, "Made for")
    bad = load(alice, filled_in(form, {reason: "Pity"}), key="bad")
    assert bad.status_code == 422
    said = str(bad.json())
    assert f"cell {reason}, Pity: that is not one of the list" in said
    good = filled_in(form, {reason: "Freight"})
    made = load(alice, good, key="good")
    assert made.status_code == 201, made.content
    assert load(alice, good, key="other").json() == made.json()
    assert Worksheet.objects.count() == 1


def test_an_item_of_another_account_makes_no_form(world: World) -> None:
    other = builders.invoice(world.zenith, amount=100_00)
    alice = Program(world.alice)
    assert alice.get(f"/customers/{world.acme.id}/worksheet.xlsx", item_id=[other.id]).status_code == 404
    assert alice.post("/worksheets", body(world, (other, 1, "fee"))).status_code == 404


def test_without_the_scope_of_work_nothing_is_asked_for(world: World) -> None:
    reader = Program(world.alice, Scope.READ)
    assert reader.post("/worksheets", body(world, (taxed(world), 1, "fee"))).status_code == 403
    form = reader.get(f"/customers/{world.acme.id}/worksheet.xlsx").content
    assert load(reader, form).status_code == 403
    assert reader.get("/worksheets").status_code == 200
