"""Every list goes out with the filters and order of its screen, as of any day where it has a past, for whoever may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from creditdesk.domain.ticklers import TicklerKind
from creditdesk.exports.asking import rows_of
from creditdesk.exports.making import ask
from creditdesk.exports.registry import LISTINGS
from creditdesk.followup.actions import NextAction, open_tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables.actions import ApplyTo, apply_credit, close_period
from tests import builders
from tests.actions.importing import preview
from tests.web.clients import client_of
from tests.web.files import content_of, csv_rows, sheet, taken
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def busy(world: World) -> World:
    """Acme owes 500.00 of 40 days and 200.00 not due, and 100.00 is unapplied; Zenith owes 80.00 of 2 days."""
    builders.invoice(world.acme, amount=500_00, number="1", due_date=TODAY - dt.timedelta(days=40))
    builders.invoice(world.acme, amount=200_00, number="2", due_date=TODAY)
    builders.invoice(world.acme, amount=70_00, number="3", currency="CAD", due_date=TODAY)
    builders.payment(world.acme, amount=100_00, number="P1")
    builders.invoice(world.zenith, amount=80_00, number="4", due_date=TODAY - dt.timedelta(days=2))
    refresh_worklist(as_of=TODAY)
    return world


def test_accounts_go_out_narrowed_and_sorted_as_on_the_screen(busy: World) -> None:
    bob = client_of(busy.bob)
    by_past_due = csv_rows(taken(bob, "accounts"))
    assert [(row["Customer"], row["Past due"], row["Oldest, days"]) for row in by_past_due] == [
        ("Acme Camera", "500.00", "40"),
        ("Zenith Optics", "80.00", "2"),
    ]
    assert (by_past_due[0]["Balance"], by_past_due[0]["Also owes in"], by_past_due[0]["Rep"]) == (
        "600.00",
        "CAD",
        "Alice",
    )
    upwards = csv_rows(taken(bob, "accounts", query={"sort": "past_due", "nonsense": "1", "portfolio": "x"}))
    assert [row["Customer"] for row in upwards] == ["Zenith Optics", "Acme Camera"]
    found = csv_rows(taken(bob, "accounts", query={"q": "acme", "currency": "CAD"}))
    assert [(row["Customer"], row["Open"]) for row in found] == [("Acme Camera", "70.00")]
    entry = JournalEntry.objects.filter(kind="export.accounts").order_by("seq").last()
    assert entry is not None
    assert entry.facts["narrowed"] == {"q": "acme", "currency": "CAD"}


def test_each_takes_out_his_own_accounts_only(busy: World) -> None:
    alice = csv_rows(taken(client_of(busy.alice, second_factor=True), "accounts"))
    assert [row["Customer"] for row in alice] == ["Acme Camera"]
    charlie = csv_rows(taken(client_of(busy.charlie, second_factor=True), "accounts", query={"sort": "name"}))
    assert [row["Customer"] for row in charlie] == ["Foreign Retail"]


def test_accounts_go_out_as_of_a_past_day(busy: World) -> None:
    then = TODAY - dt.timedelta(days=30)
    rows = csv_rows(taken(client_of(busy.bob), "accounts", query={"as_of": then.isoformat(), "late": "on"}))
    (row,) = rows
    assert (row["Customer"], row["Past due"], row["Oldest, days"]) == ("Acme Camera", "500.00", "10")


def test_aging_goes_out_in_long_format_with_credits_beside_the_buckets(busy: World) -> None:
    rows = csv_rows(taken(client_of(busy.bob), "aging"))
    told = [
        (row["Customer"], row["Rep"], row["Currency"], row["Kind"], row["Bucket number"], row["Bucket"], row["Amount"])
        for row in rows
    ]
    assert told == [
        ("Acme Camera", "Alice", "CAD", "Claims", "0", "not due", "70.00"),
        ("Acme Camera", "Alice", "USD", "Claims", "0", "not due", "200.00"),
        ("Acme Camera", "Alice", "USD", "Claims", "2", "31–60", "500.00"),
        ("Acme Camera", "Alice", "USD", "Unapplied payments", "", "", "-100.00"),
        ("Zenith Optics", "", "USD", "Claims", "1", "1–30", "80.00"),
    ]
    asked = {"as_of": "2026-05-26", "portfolio": str(busy.portfolio.id), "currency": "USD", "basis": "document_date"}
    then = csv_rows(taken(client_of(busy.bob), "aging", query=asked))
    assert {(row["As of"], row["Bucket"]) for row in then if row["Kind"] == "Claims"} == {("2026-05-26", "1–30")}


def test_the_day_of_the_aging_is_typed_as_people_type_it(busy: World) -> None:
    bob = client_of(busy.bob)
    page = bob.get(reverse("accounts"), {"risk": "B"}).content.decode()
    assert f'action="{reverse("export_aging")}"' in page and '<input type="hidden" name="risk" value="B">' in page
    assert {row["As of"] for row in csv_rows(taken(bob, "aging", query={"as_of": "5/31"}))} == {"2026-05-31"}
    for typed in ("never", "2026-06-16"):
        assert taken(bob, "aging", query={"as_of": typed}).status_code == 422


def test_the_tables_of_one_account_go_out_as_their_pages_show_them(busy: World) -> None:
    alice, acme = client_of(busy.alice), busy.acme
    payment = builders.payment(acme, amount=50_00, number="P2")
    invoice = builders.invoice(acme, amount=50_00, number="9")
    to = [ApplyTo(invoice.id, 50_00)]
    apply_credit(payment, to=to, posting_date=TODAY, as_of=TODAY, by=busy.erin, at=NOW, key="k")
    items = csv_rows(taken(alice, "items", query={"currency": "USD", "sort": "-open"}, customer_id=acme.id))
    assert [row["Number"] for row in items] == ["1", "2"]
    late = csv_rows(taken(alice, "items", query={"currency": "USD", "bucket": "2"}, customer_id=acme.id))
    assert [(row["Number"], row["Days past due"]) for row in late] == [("1", "40")]
    closed = csv_rows(taken(alice, "closed", customer_id=acme.id))
    assert {row["Number"] for row in closed} == {"P2", "9"}
    payments = csv_rows(taken(alice, "payments", customer_id=acme.id))
    assert {row["Number"]: row["Left"] for row in payments} == {"P1": "-100.00", "P2": "0.00"}
    figure = csv_rows(taken(alice, "figure", query={"what": "past_due", "currency": "USD"}, customer_id=acme.id))
    assert [(row["Number"], row["Amount"]) for row in figure] == [("1", "500.00")]
    assert taken(alice, "figure", query={"what": "bucket-99"}, customer_id=acme.id).status_code == 422
    first, paid = csv_rows(taken(alice, "entries", item_id=invoice.id))
    assert (first["Amount"], first["Open after it"]) == ("50.00", "50.00")
    assert (paid["What"], paid["Documents"], paid["By"]) == ("Application", "Payment P2", "Erin")
    assert (paid["Amount"], paid["Open after it"]) == ("-50.00", "0.00")
    told = JournalEntry.objects.filter(customer_id=acme.id, kind__startswith="export.")
    assert set(told.values_list("kind", flat=True)) == {
        "export.items",
        "export.closed",
        "export.payments",
        "export.entries",
        "export.figure",
    }


def test_the_days_list_and_the_ticklers_go_out(busy: World) -> None:
    then = NextAction("Ask for the check", TODAY, busy.alice, TicklerKind.PAYMENT, dt.time(9, 30))
    open_tickler(busy.acme, then=then, by=busy.alice, at=NOW, as_of=TODAY, key="t")
    alice = client_of(busy.alice, second_factor=True)
    (row,) = csv_rows(taken(alice, "worklist", query={"show": "all", "minimum": "1,2"}))
    assert (row["Customer"], row["Collectable"], row["Oldest, days"]) == ("Acme Camera", "500.00", "40")
    assert csv_rows(taken(alice, "worklist", query={"show": "all", "minimum": "1.2k"})) == []
    (row,) = csv_rows(taken(alice, "ticklers"))
    assert (row["What is to be done"], row["Customer"], row["Owner"]) == ("Ask for the check", "Acme Camera", "Alice")
    assert (row["Kind"], row["At"]) == ("Money due", "09:30")


def test_the_books_of_the_desk_go_out_to_those_who_keep_them(busy: World) -> None:
    close_period(
        busy.northlight,
        first_day=dt.date(2026, 4, 1),
        last_day=dt.date(2026, 4, 30),
        as_of=TODAY,
        by=busy.dave,
        at=NOW,
    )
    dave, adam = client_of(busy.dave), client_of(busy.adam)
    assert [row["Last day"] for row in csv_rows(taken(dave, "periods"))] == ["2026-04-30"]
    (closed,) = csv_rows(taken(dave, "journal", query={"kind": "period."}))
    assert (closed["Name"], closed["What"], closed["Company"]) == ("Dave", "period.closed", "NL")
    users = {row["User"]: row for row in csv_rows(taken(adam, "users"))}
    assert (users["bob"]["Role"], users["bob"]["Companies"], users["bob"]["May sign in"]) == ("Supervisor", "NL", "yes")
    assert "charlie" not in users
    heads, first, *_ = sheet(content_of(taken(adam, "portfolios", form="xlsx")))
    assert dict(zip(heads, first, strict=True))["Accounts"] == 1.0
    assert taken(adam, "journal").status_code == 403


def test_an_import_goes_out_with_its_rows(world: World) -> None:
    text = "customer,name,invoice,date,due,currency,amount,open\nC1,A,1,2026-05-01,2026-06-01,USD,10.00,4.00\n"
    file = preview(text, company=world.northlight, by=world.erin)
    erin = client_of(world.erin, second_factor=True)
    (row,) = csv_rows(taken(erin, "import_rows", query={"verdict": "new"}, file_id=file.id))
    assert (row["Document"], row["Due date"], row["Original"], row["Open"]) == ("1", "2026-06-01", "10.00", "4.00")
    (row,) = csv_rows(taken(erin, "imports"))
    assert (row["Company"], row["Rows"], row["New"]) == ("NL", "1", "1")


def test_the_workbook_tells_what_it_is_of_whom_and_under_which_policy(busy: World) -> None:
    answer = taken(
        client_of(busy.bob),
        "accounts",
        form="xlsx",
        query={"portfolio": str(busy.portfolio.id), "late": "on", "sort": "-past_due"},
    )
    told = dict(sheet(content_of(answer), number=1))
    assert told["What"] == "Accounts"
    assert told["As of"] == TODAY
    assert told["Narrowed to: portfolio"] == "A–M"
    assert (told["Narrowed to: past due only"], told["Order"]) == ("yes", "past due, descending")
    assert told["Taken out by"] == "Bob (bob)"
    assert told["Policy version: NL"] == 0.0
    assert told["Rows"] == 1.0


def test_a_list_is_read_in_parts_that_join_without_a_gap(busy: World) -> None:
    for number in range(7):
        builders.invoice(builders.customer(busy.northlight, name=f"C{number % 3}"), amount=100 * (number % 3 + 1))
    for name, sort in (("accounts", "-open"), ("accounts", "name"), ("aging", ""), ("accounts", "oldest")):
        wanted = {"sort": sort} if sort else {}
        asked = ask(LISTINGS[name], user=busy.bob, wanted=wanted, as_of=TODAY, today=TODAY, now=NOW)
        whole, joined, mark = list(rows_of(asked)), [], None
        while True:
            part = asked.source.part(mark, size=2)
            joined += part.rows
            if part.following is None:
                break
            mark = part.following
        assert joined == whole
        assert len(whole) >= 5


def test_every_table_has_its_control_with_the_filters_of_the_address(busy: World) -> None:
    bob, sam = client_of(busy.bob), client_of(busy.sam)
    page = bob.get(reverse("accounts"), {"late": "on", "after": "5~1"}).content.decode()
    assert f"{reverse('export_accounts')}?late=on&amp;currency=USD&amp;sort=-past_due&amp;format=xlsx" in page
    assert reverse("export_accounts") not in sam.get(reverse("accounts")).content.decode()
    for route, name in (("today", "worklist"), ("exceptions", "exceptions"), ("delinquent", "delinquent_log")):
        assert reverse(f"export_{name}") in bob.get(reverse(route)).content.decode()
    for route, name in (("account", "items"), ("account_payments", "payments"), ("account_statement", "statement")):
        page = bob.get(reverse(route, args=[busy.acme.id])).content.decode()
        assert reverse(f"export_{name}", args=[busy.acme.id]) in page


def test_the_page_of_rules_names_every_list_and_each_of_its_filters() -> None:
    page = (Path(__file__).parents[2] / "docs/rules/exports.md").read_text(encoding="utf-8")
    named = {name for listing in LISTINGS.values() for name in (listing.name, *listing.filters)}
    assert [name for name in sorted(named) if f"`{name}`" not in page] == []
