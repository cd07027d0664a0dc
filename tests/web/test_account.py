"""The account page: every figure explains itself, every tab shows what the role may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from creditdesk.domain.visibility import Visibility
from creditdesk.followup.actions import Said, attach_document, record_activity
from creditdesk.followup.models import Document
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables.actions import ApplyTo, apply_credit
from tests import builders
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

QUERIES_MOST = 25
ALL_TABS = ["account", "account_closed", "account_payments", "account_family", "account_contacts"]


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def alice(world: World) -> Client:
    """The browser of the rep."""
    return client_of(world.alice)


def _context(client: Client, name: str, customer_id: int, **query: str) -> Any:
    response = client.get(reverse(name, args=[customer_id]), query)
    assert response.status_code == 200, response.content.decode()[:500]
    return response.context


def _text(client: Client, name: str, customer_id: int, **query: str) -> str:
    response = client.get(reverse(name, args=[customer_id]), query)
    assert response.status_code == 200
    return str(response.content.decode())


def _busy(world: World) -> None:
    """Acme with something in every figure."""
    for days_late in (-10, 10, 45, 200):
        builders.invoice(world.acme, amount=10_000 + days_late, due_date=TODAY - dt.timedelta(days=days_late))
    builders.invoice(world.acme, amount=50_000, due_date=TODAY - dt.timedelta(days=5), disputed=20_000)
    builders.payment(world.acme, amount=7_000)
    builders.credit_memo(world.acme, amount=3_000)
    builders.invoice(world.acme, amount=99_000, currency="CAD", due_date=TODAY - dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("what", "minor"),
    [
        ("open", 90_245),
        ("past_due", 80_255),
        ("collectable", 60_255),
        ("disputed", 20_000),
        ("unapplied", -7_000),
        ("credits", -3_000),
        ("balance", 80_245),
        ("bucket-0", 9_990),
        ("bucket-1", 60_010),
        ("bucket-2", 10_045),
        ("bucket-5", 10_200),
    ],
)
def test_the_items_behind_a_figure_add_up_to_it(world: World, alice: Client, what: str, minor: int) -> None:
    _busy(world)

    context = _context(alice, "account_why", world.acme.id, what=what, currency="USD")

    assert context["figure_minor"] == minor
    assert context["total_minor"] == minor
    assert sum(row["minor"] for row in context["lines"]) == minor


def test_every_figure_of_the_page_leads_to_its_reasons(world: World, alice: Client) -> None:
    _busy(world)

    text = _text(alice, "account", world.acme.id)

    for what in ("open", "past_due", "disputed", "unapplied", "credits", "balance"):
        assert f"why/?what={what}&amp;currency=USD" in text
    assert "why/?what=open&amp;currency=CAD" in text


def test_a_figure_of_a_past_day_is_explained_as_of_that_day(world: World, alice: Client) -> None:
    invoice = builders.invoice(world.acme, amount=10_000, document_date=dt.date(2026, 5, 1))
    payment = builders.payment(world.acme, amount=10_000, document_date=dt.date(2026, 6, 1))
    to = [ApplyTo(invoice.id, 10_000)]
    apply_credit(payment, to=to, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="k")

    then = _context(alice, "account_why", world.acme.id, what="open", currency="USD", as_of="2026-06-14")
    now = _context(alice, "account_why", world.acme.id, what="open", currency="USD")

    assert (then["total_minor"], now["total_minor"]) == (10_000, 0)


def test_a_figure_that_does_not_exist_has_no_page(world: World, alice: Client) -> None:
    assert alice.get(reverse("account_why", args=[world.acme.id]), {"what": "bucket-9"}).status_code == 404
    assert alice.get(reverse("account_why", args=[world.acme.id]), {"what": "magic"}).status_code == 404


def test_a_bucket_shows_its_items_and_their_sum(world: World, alice: Client) -> None:
    _busy(world)

    context = _context(alice, "account", world.acme.id, currency="USD", bucket="1")

    assert sorted(row.open_minor for row in context["rows"]) == [10_010, 50_000]
    assert context["total_minor"] == 60_010


def test_the_edge_day_belongs_to_the_bucket_that_it_ends(world: World, alice: Client) -> None:
    edge = builders.invoice(world.acme, amount=10_000, due_date=TODAY - dt.timedelta(days=30))
    builders.invoice(world.acme, amount=20_000, due_date=TODAY - dt.timedelta(days=31))

    assert [row.id for row in _context(alice, "account", world.acme.id, bucket="1")["rows"]] == [edge.id]


def test_items_sort_by_any_column_and_page_by_key(world: World, alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditdesk.web.account.views.PAGE", 2)
    for amount in (30_000, 10_000, 20_000, 10_000, 50_000):
        builders.invoice(world.acme, amount=amount)
    seen: list[int] = []
    query = "?sort=-open"
    while query:
        context = alice.get(reverse("account", args=[world.acme.id]) + query).context
        seen += [row.open_minor for row in context["rows"]]
        query = context["older"] or ""

    assert seen == [50_000, 30_000, 20_000, 10_000, 10_000]


def test_one_currency_shows_at_a_time(world: World, alice: Client) -> None:
    _busy(world)

    assert {row.currency for row in _context(alice, "account", world.acme.id)["rows"]} == {"USD"}
    assert {row.currency for row in _context(alice, "account", world.acme.id, currency="CAD")["rows"]} == {"CAD"}


def test_an_extended_item_keeps_its_due_date_and_shows_the_later_one(world: World, alice: Client) -> None:
    item = builders.invoice(world.acme, amount=10_000, due_date=dt.date(2026, 6, 1))
    builders.extension(item, extended_date=dt.date(2026, 7, 1))

    (row,) = _context(alice, "account", world.acme.id)["rows"]

    assert (row.due_date, row.extended_date, row.days_late) == (dt.date(2026, 6, 1), dt.date(2026, 7, 1), 14)


def test_closed_documents_come_newest_first_and_older_ones_on_request(
    world: World, alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("creditdesk.web.account.tabs.PAGE", 2)
    for month in (1, 2, 3):
        day = dt.date(2026, month, 1)
        builders.invoice(world.acme, amount=100, document_date=day, settled=100, settled_date=day)

    first = _context(alice, "account_closed", world.acme.id)
    older = alice.get(reverse("account_closed", args=[world.acme.id]) + first["older"]).context

    assert [row.document_date.month for row in (*first["rows"], *older["rows"])] == [3, 2, 1]
    assert older["older"] is None


def test_payments_still_to_be_applied_stand_first_with_the_way_to_apply_them(world: World) -> None:
    payment = builders.payment(world.acme, amount=7_000)
    apply_url = reverse("item_apply", args=[payment.id])

    context = _context(client_of(world.erin), "account_payments", world.acme.id)

    assert [row.id for row in context["unapplied"]] == [payment.id]
    assert apply_url in _text(client_of(world.erin), "account_payments", world.acme.id)
    assert apply_url not in _text(client_of(world.alice), "account_payments", world.acme.id)


def test_a_family_is_added_up_per_company_and_currency_and_never_netted(world: World) -> None:
    world.carol.companies.add(world.southwind)
    child = builders.customer(world.northlight, name="Acme West", parent=world.acme)
    abroad = builders.customer(world.southwind, name="Acme South", parent=world.acme)
    for customer, amount, currency in ((world.acme, 100, "USD"), (child, 50, "USD"), (child, 7, "CAD")):
        builders.invoice(customer, amount=amount, currency=currency)
    builders.payment(abroad, amount=900)

    context = _context(client_of(world.carol), "account_family", child.id)

    totals = {(company.code, one.currency): one.balance_minor for company, one in context["totals"]}
    assert totals == {("NL", "USD"): 150, ("NL", "CAD"): 7, ("SW", "USD"): -900}


def test_members_of_the_family_in_other_portfolios_are_counted_and_not_shown(world: World, alice: Client) -> None:
    builders.customer(world.northlight, name="Acme West", parent=world.acme)

    context = _context(alice, "account_family", world.acme.id)

    assert [row["member"].name for row in context["rows"]] == ["Acme Camera"]
    assert context["hidden"] == 1
    assert "Acme West" not in _text(alice, "account_family", world.acme.id)


def test_a_parent_or_payer_that_one_may_not_see_is_not_named(world: World, alice: Client) -> None:
    world.acme.parent = world.acme.payer = world.zenith
    world.acme.save()

    assert "Zenith Optics" not in _text(alice, "account", world.acme.id)
    assert "Zenith Optics" in _text(client_of(world.carol), "account", world.acme.id)


def test_sales_see_the_status_and_neither_history_nor_the_limit(world: World) -> None:
    world.acme.credit_limit_minor = 12_345_600
    world.acme.save()
    builders.invoice(world.acme, amount=10_000)
    said = Said(channel="call", direction="outbound", outcome="spoke", note="is short of cash")
    record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="k")
    sam, alice = client_of(world.sam), client_of(world.alice)

    for name in ALL_TABS:
        text = _text(sam, name, world.acme.id)
        assert "short of cash" not in text
        assert "123,456.00" not in text
        assert reverse("account_timeline", args=[world.acme.id]) not in text
    assert "short of cash" in _text(alice, "account_newest", world.acme.id)
    assert "123,456.00" in _text(alice, "account", world.acme.id)


def test_a_block_and_its_reason_stand_at_the_top(world: World, alice: Client) -> None:
    world.acme.contact_block, world.acme.status = "attorney", "hold"
    world.acme.save()

    text = _text(alice, "account", world.acme.id)

    assert "Credit hold" in text
    assert "Do not contact: represented by an attorney" in text


def test_restricted_notes_of_others_are_read_on_the_timeline_only_and_that_is_journaled(world: World) -> None:
    note = {"channel": "note", "direction": "internal", "outcome": "noted", "visibility": Visibility.RESTRICTED}
    said = Said(note="counsel has the file", **note)  # type: ignore[arg-type]
    record_activity(world.acme, said=said, by=world.carol, at=NOW, as_of=TODAY, key="k")
    bob = client_of(world.bob)

    assert "counsel has the file" not in _text(bob, "account_newest", world.acme.id)
    assert not JournalEntry.objects.filter(kind="restricted.read").exists()
    assert "counsel has the file" in _text(bob, "account_timeline", world.acme.id)
    assert JournalEntry.objects.get(kind="restricted.read").by == "bob"
    assert "counsel has the file" not in _text(client_of(world.alice), "account_timeline", world.acme.id)


def test_a_day_in_a_note_is_read_as_the_reader_writes_days_and_kept_as_it_was_typed(
    world: World, alice: Client
) -> None:
    said = Said("note", "internal", "noted", note="Check 88-2026-07-01 leaves on 2026-07-01, by ACH.")
    activity = record_activity(world.acme, said=said, as_of=TODAY, by=world.alice, at=NOW, key="a")
    shown = _text(alice, "account_timeline", world.acme.id)
    assert "Check 88-2026-07-01 leaves on Jul 1, 2026, by ACH." in shown
    assert activity.note == said.note


def test_the_timeline_narrows_to_a_kind_and_goes_on_below(world: World, alice: Client) -> None:
    for number in range(45):
        builders.invoice(world.acme, amount=100 + number)
    said = Said(channel="call", direction="outbound", outcome="spoke")
    record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="k")

    calls = _context(alice, "account_timeline", world.acme.id, kind="calls")
    first = _context(alice, "account_timeline", world.acme.id)
    rest = alice.get(reverse("account_timeline", args=[world.acme.id]) + first["older"]).context

    assert len(calls["entries"]) == 1
    assert len(first["entries"]) + len(rest["entries"]) == 46
    assert rest["older"] is None


def test_a_document_comes_in_and_leaves_as_a_download(world: World, alice: Client) -> None:
    url = reverse("account_document_new", args=[world.acme.id])
    file = SimpleUploadedFile("proof of delivery.txt", b"received in good order")

    answer = alice.post(url, {"file": file, "description": "POD", "visibility": "history"})
    document = Document.objects.get()
    download = alice.get(reverse("document", args=[document.id]))

    assert answer.status_code == 302
    assert download.content == b"received in good order"
    assert download["Content-Disposition"] == 'attachment; filename="proof of delivery.txt"'
    assert download["Content-Type"] == "application/octet-stream"
    assert download["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_file_of_a_kind_that_is_not_taken_is_refused_beside_the_field(world: World, alice: Client) -> None:
    url = reverse("account_document_new", args=[world.acme.id])
    file = SimpleUploadedFile("run.exe", b"MZ\x90\x00\x03\x00")

    answer = alice.post(url, {"file": file, "visibility": "history"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Document.objects.exists()


def test_sales_do_not_get_a_document_of_the_credit_department_by_its_address(world: World) -> None:
    kept = attach_document(world.acme, name="a.txt", content=b"for credit", by=world.alice, at=NOW)

    assert client_of(world.sam).get(reverse("document", args=[kept.id])).status_code == 404


@pytest.mark.parametrize("name", [*ALL_TABS, "account_documents", "account_timeline"])
def test_the_number_of_queries_does_not_grow_with_the_history(
    world: World, alice: Client, name: str, django_assert_max_num_queries: Any
) -> None:
    _busy(world)
    for number in range(10):
        builders.invoice(world.acme, amount=100, settled=100, settled_date=TODAY)
        builders.customer(world.northlight, name=f"Child {number}", parent=world.acme, portfolio=world.portfolio)
        said = Said(channel="call", direction="inbound", outcome="spoke")
        record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key=f"k{number}")
    url = reverse(name, args=[world.acme.id])
    alice.get(url)

    with django_assert_max_num_queries(QUERIES_MOST):
        assert alice.get(url).status_code == 200
