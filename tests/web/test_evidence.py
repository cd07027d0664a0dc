"""The page of what the evidence says, the interface beside it, and the lists of what files brought."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from creditdesk.domain.policy_research import ClaimTest
from creditdesk.reference.access import deduction_for
from creditdesk.reference.queries import research, subject_of
from tests import builders
from tests.api.programs import Program, entries
from tests.researching import bring, deduction
from tests.web.clients import client_of
from tests.web.files import csv_rows, taken
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def short(world: World) -> dict[str, int]:
    """A shortage with its shipment and the lines of its invoice."""
    item = deduction(
        world.acme, minor=1_800_00, invoice="88120", invoice_minor=15_000_00, text="shortage 12 units", by=world.erin
    )
    bring(
        "Shipment no,Customer no,Invoice no,Carrier,Delivered on,Signed by,Remarks\n"
        f"S-77,{world.acme.number},88120,Roadline,2026-05-06,J. Ortega,5 short\n",
        of=world.acme,
        by=world.erin,
    )
    bring(
        "Invoice no,Line,Customer no,Item no,Quantity,Price,Line amount\n"
        f"88120,10,{world.acme.number},K-1,100,150.00,15000.00\n",
        of=world.acme,
        by=world.erin,
    )
    return {"item": item.id}


def test_the_page_says_what_is_valid_why_and_by_which_records(world: World, short: dict[str, int]) -> None:
    client = client_of(world.fay)
    item_page = client.get(reverse("item", args=[short["item"]])).content.decode()
    address = reverse("item_evidence", args=[short["item"]])
    assert address in item_page
    page = client.get(address).content.decode()
    for words in ("Partly valid", "750.00", "1,050.00", "S-77", "5 short", "J. Ortega", "Picked or packed short"):
        assert words in page, words


def test_another_reason_may_be_tried_and_asks_for_other_evidence(world: World, short: dict[str, int]) -> None:
    address = reverse("item_evidence", args=[short["item"]])
    page = client_of(world.fay).get(address, {"reason": "returns"}).content.decode()
    assert "the return authorisation that the claim is about" in page and "Not decided" in page
    assert "S-77" not in page
    assert client_of(world.fay).get(address, {"reason": "nonsense"}).status_code == 200


def test_a_claim_without_a_reason_asks_for_one_and_an_invoice_is_no_claim(world: World) -> None:
    silent = builders.item(world.acme, amount=50_00, kind="deduction", reference="see remittance")
    client = client_of(world.fay)
    page = client.get(reverse("item_evidence", args=[silent.id])).content.decode()
    assert "The claim names no reason, or several" in page
    invoice = builders.invoice(world.acme, amount=50_00)
    assert client.get(reverse("item_evidence", args=[invoice.id])).status_code == 404


@time_machine.travel(NOW, tick=False)
def test_programs_read_the_finding_with_its_records(world: World, short: dict[str, int]) -> None:
    program = Program(world.fay)
    told = program.get(f"/items/{short['item']}/evidence").json()
    finding = told["finding"]
    assert (told["reason"], finding["outcome"]) == ("shortage", "partly")
    assert [finding[name]["minor"] for name in ("claimed", "valid", "invalid", "undecided")] == [
        1_800_00,
        750_00,
        1_050_00,
        0,
    ]
    (shipment,) = entries(program.get("/shipments", invoice="88120"))
    assert told["records"]["shipments"] == [shipment["id"]]
    assert (shipment["remarks"], shipment["delivered_on"]) == ("5 short", "2026-05-06")
    (line,) = entries(program.get("/invoice-lines", customer_id=world.acme.id))
    assert (line["quantity"], line["price"]["decimal"]) == ("100", "150.00")
    assert program.get("/shipments", customer_id=world.foreign.id).status_code == 404
    assert entries(Program(world.charlie).get("/shipments")) == []


def test_what_was_brought_goes_out_as_lists_of_the_accounts_that_one_sees(world: World, short: dict[str, int]) -> None:
    (row,) = csv_rows(taken(client_of(world.bob), "shipments"))
    assert (row["Shipment"], row["Customer number"], row["Remarks"]) == ("S-77", world.acme.number, "5 short")
    (line,) = csv_rows(taken(client_of(world.bob), "invoice_lines", query={"invoice": "88120"}))
    assert (line["Quantity"], line["Price"], line["Amount"]) == ("100", "150.00", "15000.00")
    assert csv_rows(taken(client_of(world.charlie, second_factor=True), "shipments")) == []


def test_an_earlier_claim_that_is_the_same_is_found_on_the_account(world: World) -> None:
    first = builders.item(
        world.acme,
        amount=90_00,
        kind="deduction",
        reference="price, claim CB-004411",
        document_date=dt.date(2026, 5, 2),
    )
    again = builders.item(
        world.acme, amount=90_00, kind="deduction", reference="pricing claim 4411", document_date=dt.date(2026, 6, 2)
    )
    page = client_of(world.fay).get(reverse("item_evidence", args=[again.id])).content.decode()
    assert "was made before" in page and reverse("item", args=[first.id]) in page
    assert "was made before" not in client_of(world.fay).get(reverse("item_evidence", args=[first.id])).content.decode()


def test_the_evidence_takes_few_queries_whatever_the_reason(world: World, short: dict[str, int]) -> None:
    item = deduction_for(world.fay, short["item"], as_of=TODAY)
    for test in ClaimTest:
        subject = subject_of(item, test=test)
        assert subject is not None
        with CaptureQueriesContext(
            connection,
        ) as seen:
            research(subject, as_of=TODAY)
        assert len(seen) <= 9, test
