"""Our own acts for the ERP: they await it with their lines, and its answer is told once."""

from __future__ import annotations

from typing import Any

import pytest

from creditdesk.journal.models import JournalEntry
from creditdesk.receivables.actions import ApplyTo, apply_credit, reverse_posting, transfer_residual
from creditdesk.receivables.models import Posting
from tests import builders
from tests.api.programs import Program, entries
from tests.world import NOW, TODAY, World


@pytest.fixture
def applied(world: World) -> Posting:
    invoice = builders.invoice(world.acme, amount=120_000, number="88120")
    payment = builders.payment(world.acme, amount=100_000, number="PAY 4417")
    to = [ApplyTo(invoice.id, 100_000)]
    return apply_credit(payment, to=to, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="a")


def _acknowledge(program: Program, posting: Posting, **body: str) -> tuple[int, dict[str, object]]:
    answer = program.post(f"/erp-postings/{posting.id}/acknowledge", body)
    return answer.status_code, answer.json()


def test_an_act_awaits_the_erp_with_the_numbers_that_it_knows(world: World, applied: Posting) -> None:
    (shown,) = entries(Program(world.erin).get("/erp-postings"))
    assert (shown["id"], shown["kind"], shown["state"], shown["company"]) == (
        applied.id,
        "application",
        "awaiting",
        "NL",
    )
    told = [(one["customer"], one["item_kind"], one["item_number"], one["amount"]["decimal"]) for one in shown["lines"]]
    assert told == [
        (world.acme.number, "payment", "PAY 4417", "1000.00"),
        (world.acme.number, "invoice", "88120", "-1000.00"),
    ]


def test_what_was_accepted_awaits_no_more_and_a_second_answer_changes_nothing(world: World, applied: Posting) -> None:
    program = Program(world.erin)
    for _ in range(2):
        status, shown = _acknowledge(program, applied, answer="accepted", erp_document="ERP-1")
        assert (status, shown["state"], shown["erp_document"]) == (200, "accepted", "ERP-1")
    assert entries(program.get("/erp-postings")) == []
    assert JournalEntry.objects.filter(kind="erp.accepted", by="erin").count() == 1
    status, shown = _acknowledge(program, applied, answer="refused", reason="period closed")
    assert (status, shown["reasons"][0]["code"]) == (422, "erp.answered_otherwise")  # type: ignore[index]


def test_what_was_refused_keeps_its_reason_and_a_refusal_needs_one(world: World, applied: Posting) -> None:
    program = Program(world.erin)
    assert _acknowledge(program, applied, answer="refused")[0] == 422
    assert _acknowledge(program, applied, answer="refused", reason="Document 88120 is blocked")[0] == 200
    (shown,) = entries(program.get("/erp-postings", state="refused"))
    assert shown["reason"] == "Document 88120 is blocked"
    assert entries(program.get("/erp-postings", state="all")) == [shown]


def test_a_reversal_names_the_document_that_it_takes_back(world: World, applied: Posting) -> None:
    program = Program(world.erin)
    _acknowledge(program, applied, answer="accepted", erp_document="ERP-1")
    reverse_posting(applied, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="r", reason="twice")
    (shown,) = entries(program.get("/erp-postings"))
    assert (shown["kind"], shown["reverses_id"], shown["reverses_erp_document"]) == ("reversal", applied.id, "ERP-1")


def test_a_transfer_says_which_document_is_new(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=120_000, number="88120")
    facts: dict[str, Any] = {"amount_minor": 20_000, "number": "88120-D1", "reference": "short"}
    transfer_residual(invoice, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="t", **facts)
    (shown,) = entries(Program(world.erin).get("/erp-postings"))
    assert [(one["item_number"], one["new_item"]) for one in shown["lines"]] == [("88120", False), ("88120-D1", True)]


def test_pages_go_on_behind_the_last_and_one_company_is_asked_for(world: World, applied: Posting) -> None:
    second = builders.payment(world.acme, amount=10_000)
    to = [ApplyTo(applied.applications.get().debit_item_id, 10_000)]
    apply_credit(second, to=to, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="b")
    program = Program(world.erin)
    first = program.get("/erp-postings", limit=1, company="NL").json()
    rest = program.get("/erp-postings", limit=1, cursor=first["next"]).json()
    assert [one["id"] for one in first["entries"]] == [applied.id]
    assert [one["kind"] for one in rest["entries"]] == ["application"]
    assert rest["next"] is None
    assert program.get("/erp-postings", company="SW").status_code == 404
