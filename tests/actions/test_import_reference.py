"""Shipments, returns, deals, agreements, routing rules and invoice lines as files: told by their headings, undone."""

from __future__ import annotations

from typing import Any

import pytest

from creditdesk.intake import verify
from creditdesk.intake.records.undo import not_taken_back
from creditdesk.journal.models import JournalEntry
from creditdesk.reference.models import CoopAgreement, Deal, InvoiceLine, ReturnAuthorisation, RoutingRule, Shipment
from tests.actions.importing import load, preview, refusals, take_back
from tests.world import World

SHIPMENTS = (
    "Shipment no,Customer no,Invoice no,BOL,PRO,Carrier,Shipped on,Delivered on,Quantity shipped,Cartons shipped,"
    "Signed by,Remarks,Late by\n"
    "S-1,{acme},88120,B-1,P-1,Roadline,2026-05-02,2026-05-06,100.5,10,J. Ortega,5 short,\n"
)
FILES: dict[str, tuple[str, Any]] = {
    "shipments": (SHIPMENTS, Shipment),
    "returns": ("RGA number,Customer no,Authorised on,Authorised amount\nR-1,{acme},2026-05-10,600.00\n",
                ReturnAuthorisation),
    "deals": ("Deal number,Customer no,Valid from,Valid to,Deal percent,Signed by\n"
              "P-1,{acme},2026-04-01,9999-12-31,2.5 %,M. Roy\n", Deal),
    "coop_agreements": ("Agreement number,Customer no,Share,Fund balance,Balance on\nC-1,{acme},50,1000,2026-05-01\n",
                        CoopAgreement),
    "routing_rules": ("Customer no,Clause,About,Fine percent\n{acme},4.2,OTIF,3\n", RoutingRule),
    "invoice_lines": ("Invoice no,Line,Customer no,Item no,Quantity,Price,Line amount\n"
                      "88120,10,{acme},K-1,100,150.00,15000.00\n", InvoiceLine),
}  # fmt: skip


@pytest.mark.parametrize("content", FILES)
def test_a_file_is_told_by_its_headings_goes_in_and_comes_out_again(content: str, world: World) -> None:
    text, model = FILES[content]
    file = load(text.format(acme=world.acme.number), company=world.northlight, by=world.erin)
    assert (file.content, file.state, file.rows_accepted, file.rows_refused) == (content, "posted", 1, 0)
    (made,) = model.objects.all()
    assert (made.customer, made.import_file_id) == (world.acme, file.id)
    told = JournalEntry.objects.get(kind="reference.made")
    assert (told.facts["count"], told.company_id) == (1, world.northlight.id)
    again = preview(text.format(acme=world.acme.number) + "\n", company=world.northlight, by=world.erin)
    assert again.rows_unchanged == 1
    take_back(file, by=world.erin)
    assert not model.objects.exists()
    assert JournalEntry.objects.filter(kind="reference.removed").count() == 1
    assert verify.broken_facts() == []


def test_quantities_and_shares_are_kept_exactly_and_a_signature_is_told_apart(world: World) -> None:
    load(SHIPMENTS.format(acme=world.acme.number), company=world.northlight, by=world.erin)
    made = Shipment.objects.get()
    assert (made.shipped_milli, made.cartons_shipped, made.remarks) == (100_500, 10, "5 short")
    told = JournalEntry.objects.get(kind="reference.made")
    assert "J. Ortega" not in str(told.facts)
    assert "J. Ortega" in str(told.private)
    load(FILES["deals"][0].format(acme=world.acme.number), company=world.northlight, by=world.erin)
    assert Deal.objects.get().percent_milli == 2_500


def test_what_is_no_record_is_refused_with_line_field_and_value(world: World) -> None:
    head, row = SHIPMENTS.format(acme=world.acme.number).splitlines()
    text = "\n".join(
        [
            head,
            row,
            row.replace("S-1", "S-2").replace("100.5", "-3"),
            row.replace("S-1", "S-3").replace(",10,", ",ten,"),
            row.replace("S-1", "S-4").replace("2026-05-06", "2026-05-01"),
            row.replace("S-1", "S-5").replace(world.acme.number, "404"),
            row.replace("S-1", "S-6").removesuffix(",") + ",the moon",
            row.replace("S-1", ""),
            "",
        ]
    )
    file = preview(text, company=world.northlight, by=world.erin)
    assert refusals(file) == [
        (3, "intake.below_zero"),
        (4, "intake.count_unreadable"),
        (5, "intake.days_out_of_order"),
        (6, "import.customer_unknown"),
        (7, "intake.word_unknown"),
        (8, "intake.field_missing"),
    ]
    problem = file.rows.get(line=4).problems[0]
    assert (problem["field"], problem["column"], problem["value"]) == ("cartons_shipped", "Cartons shipped", "ten")


def test_the_warehouse_adds_its_part_to_what_was_authorised_and_an_undo_takes_only_that_back(world: World) -> None:
    load(FILES["returns"][0].format(acme=world.acme.number), company=world.northlight, by=world.erin)
    receipt = load(
        "RGA number,Received on,Received amount\nR-1,2026-05-20,550.00\nR-9,2026-05-20,10.00\n",
        company=world.northlight,
        by=world.erin,
    )
    assert refusals(receipt) == [(3, "import.new_needs")]
    made = ReturnAuthorisation.objects.get()
    assert (made.authorised_minor, made.received_minor) == (600_00, 550_00)
    take_back(receipt, by=world.erin)
    made.refresh_from_db()
    assert (made.authorised_minor, made.received_minor, made.received_on) == (600_00, None, None)
    assert list(not_taken_back(receipt)) == []


def test_a_record_stays_with_its_customer_and_its_currency(world: World) -> None:
    text = FILES["returns"][0]
    load(text.format(acme=world.acme.number), company=world.northlight, by=world.erin)
    other = preview(text.format(acme=world.zenith.number), company=world.northlight, by=world.erin)
    assert refusals(other) == [(2, "import.other_owner")]
    ReturnAuthorisation.objects.update(currency="JPY")
    unnamed = preview(
        "RGA number,Received on,Received amount\nR-1,2026-05-20,550.00\n", company=world.northlight, by=world.erin
    )
    assert refusals(unnamed) == [(2, "import.record_currency")]
