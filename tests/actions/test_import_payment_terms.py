"""Payment terms and payment history as files: what a code means, and documents that were settled before they came."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from creditdesk.intake.models import ImportFile
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer, PaymentTerms
from creditdesk.receivables.models import Entry, OpenItem
from tests.actions.importing import load, preview, refusals, take_back
from tests.api.programs import Program, entries
from tests.world import NOW, World

CODES = "Code,Description,Net days,Discount %,Discount days\nZB01,14 days 2 per cent,30,2.00,14\nN45,,45,,\n"


def codes(text: str, world: World) -> ImportFile:
    return load(text, company=world.northlight, by=world.adam, name="terms.csv")


def meanings() -> dict[str, str]:
    return dict(PaymentTerms.objects.values_list("code", "notation"))


def test_codes_come_in_by_their_parts_or_as_a_notation(world: World) -> None:
    file = codes(CODES, world)
    assert (file.content, file.rows_accepted, file.rows_refused) == ("payment_terms", 2, 0)
    assert meanings() == {"ZB01": "2/14 net 30", "N45": "net 45"}
    again = codes("Code,Terms\nN45,net 40\nZB01,2/14 net 30\nP10,10th prox\n", world)
    assert (again.rows_accepted, again.rows_changed, again.rows_unchanged) == (2, 1, 1)
    assert meanings() == {"ZB01": "2/14 net 30", "N45": "net 40", "P10": "10th prox"}
    assert JournalEntry.objects.filter(kind="terms.changed").get().facts["terms"] == [
        {"code": "N45", "changes": {"notation": ["net 45", "net 40"]}}
    ]
    take_back(again, by=world.adam)
    assert meanings() == {"ZB01": "2/14 net 30", "N45": "net 45"}
    with time_machine.travel(NOW, tick=False):
        shown = entries(Program(world.erin).get("/payment-terms"))
    assert [(one["code"], one["notation"]) for one in shown] == [("ZB01", "2/14 net 30"), ("N45", "net 45")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("X1,,,2,10", "intake.terms_undue"),
        ("X1,,30,2,", "intake.terms_discount_days"),
        ("X1,,soon,,", "intake.days_unreadable"),
        ("X1,,30,much,10", "intake.percent_unreadable"),
    ],
)
def test_terms_that_say_nothing_are_refused(world: World, row: str, code: str) -> None:
    head = "Code,Description,Net days,Discount %,Discount days\nN30,,30,,\n"
    file = preview(f"{head}{row}\n", company=world.northlight, by=world.adam, name="terms.csv")
    assert refusals(file) == [(3, code)]


def test_a_document_with_a_code_is_due_as_the_code_says(world: World) -> None:
    codes(CODES, world)
    head = "Customer,Name,Invoice,Date,Terms,Currency,Amount,Open amount\n"
    load(head + "C1,Fenwick,A-1,2026-05-01,ZB01,USD,100.00,100.00\n", company=world.northlight, by=world.erin)
    item = OpenItem.objects.get(number="A-1")
    assert (item.terms_code, item.due_date, item.discount_date) == (
        "2/14 net 30",
        dt.date(2026, 5, 31),
        dt.date(2026, 5, 15),
    )


def test_the_code_of_a_customer_holds_for_documents_without_terms(world: World) -> None:
    codes(CODES, world)
    Customer.objects.filter(id=world.acme.id).update(terms_code="N45")
    head = "Customer,Name,Invoice,Date,Currency,Amount,Open amount\n"
    row = f"{world.acme.number},Acme Camera,A-1,2026-05-01,USD,100.00,100.00\n"
    columns = preview(head + row, company=world.northlight, by=world.erin)
    assert refusals(columns) == []
    load(head + row + "\n", company=world.northlight, by=world.erin)
    assert OpenItem.objects.get(number="A-1").due_date == dt.date(2026, 6, 15)


def test_payment_history_is_open_items_that_are_settled_with_the_day(world: World) -> None:
    file = load(
        "Customer,Name,Invoice,Date,Due,Currency,Amount,Open amount,Settled date\n"
        "C1,Fenwick,A-1,2026-01-05,2026-02-04,USD,100.00,0.00,2026-02-10\n"
        "C1,Fenwick,A-2,2026-02-05,2026-03-07,USD,250.00,0.00,2026-03-01\n",
        company=world.northlight,
        by=world.erin,
    )
    assert (file.content, file.rows_accepted) == ("open_items", 2)
    assert "intake.history" in [warning["code"] for warning in file.totals["warnings"]]
    settled = Entry.objects.filter(posting__kind="erp_settlement", item__isnull=False).order_by("item__number")
    assert [(one.amount_minor, one.posting_date) for one in settled] == [
        (-10_000, dt.date(2026, 2, 10)),
        (-25_000, dt.date(2026, 3, 1)),
    ]
    assert not OpenItem.objects.filter(closed_date__isnull=True).exists()
