"""The statement as of any day, on the screen and as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from creditdesk.journal.models import JournalEntry
from creditdesk.receivables.actions import ApplyTo, apply_credit
from tests import builders
from tests.web.clients import client_of
from tests.web.files import content_of, csv_rows, sheet, taken
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def alice(world: World) -> Client:
    """The browser of the rep."""
    return client_of(world.alice)


def _statement(client: Client, world: World, **query: str) -> Any:
    response = client.get(reverse("account_statement", args=[world.acme.id]), query)
    assert response.status_code == 200
    statements = [one for one, _bar in response.context["statements"]]
    return statements[0] if len(statements) == 1 else statements


def test_claims_credits_and_the_balance_stand_apart(world: World, alice: Client) -> None:
    builders.invoice(world.acme, amount=100_000, due_date=dt.date(2026, 5, 1), disputed=25_000)
    builders.payment(world.acme, amount=30_000)
    builders.credit_memo(world.acme, amount=5_000)

    one = _statement(alice, world)

    assert (one.open_minor, one.credits_minor, one.balance_minor) == (100_000, -35_000, 65_000)
    assert one.buckets_minor == (0, 0, 100_000, 0, 0, 0)
    assert one.disputed_minor == 25_000


def test_currencies_have_a_statement_each(world: World, alice: Client) -> None:
    builders.invoice(world.acme, amount=100)
    builders.invoice(world.acme, amount=200, currency="CAD")

    assert [(one.currency, one.balance_minor) for one in _statement(alice, world)] == [("CAD", 200), ("USD", 100)]


def test_a_past_day_shows_what_was_open_then(world: World, alice: Client) -> None:
    invoice = builders.invoice(world.acme, amount=100_000, document_date=dt.date(2026, 5, 1))
    payment = builders.payment(world.acme, amount=40_000, document_date=dt.date(2026, 6, 10))
    to = [ApplyTo(invoice.id, 40_000)]
    apply_credit(payment, to=to, posting_date=dt.date(2026, 6, 10), as_of=TODAY, by=world.erin, at=NOW, key="k")

    assert _statement(alice, world).balance_minor == 60_000
    assert _statement(alice, world, as_of="2026-06-09").balance_minor == 100_000
    assert _statement(alice, world, as_of="6/10").open_minor == 60_000
    assert _statement(alice, world, as_of="2026-04-30") == []


def test_what_was_recorded_later_can_be_left_out(world: World, alice: Client) -> None:
    invoice = builders.invoice(world.acme, amount=100_000, document_date=dt.date(2026, 5, 1))
    payment = builders.payment(world.acme, amount=40_000, document_date=dt.date(2026, 6, 10))
    to = [ApplyTo(invoice.id, 40_000)]
    # Dated 10 June, but recorded on the 20th: nobody knew of it on the 15th.
    later = NOW + dt.timedelta(days=5)
    apply_credit(payment, to=to, posting_date=dt.date(2026, 6, 10), as_of=TODAY, by=world.erin, at=later, key="k")

    with time_machine.travel(NOW + dt.timedelta(days=6), tick=False):
        alice = client_of(world.alice)
        assert _statement(alice, world, as_of="2026-06-15").open_minor == 60_000
        assert _statement(alice, world, as_of="2026-06-15", known="2026-06-19").open_minor == 100_000
        assert _statement(alice, world, as_of="2026-06-15", known="2026-06-20").open_minor == 60_000


def test_the_file_is_of_the_day_and_the_basis_that_the_form_shows(world: World, alice: Client) -> None:
    builders.invoice(world.acme, amount=100, number="1", document_date=dt.date(2026, 5, 1), due_date=TODAY)
    builders.invoice(world.acme, amount=200, number="2", document_date=dt.date(2026, 6, 14))

    asked = {"as_of": "6/10", "basis": "document_date", "known": "nonsense"}
    (row,) = csv_rows(taken(alice, "statement", query=asked, customer_id=world.acme.id))

    assert (row["Number"], row["Bucket"]) == ("1", "31–60")


def test_age_counts_from_the_date_that_is_asked_for(world: World, alice: Client) -> None:
    item = builders.invoice(
        world.acme, amount=100, document_date=dt.date(2026, 3, 1), due_date=TODAY - dt.timedelta(days=40)
    )
    extended = TODAY - dt.timedelta(days=3)
    builders.extension(item, extended_date=extended)

    assert _statement(alice, world, basis="due_date").buckets_minor == (0, 0, 100, 0, 0, 0)
    assert _statement(alice, world, basis="document_date").buckets_minor == (0, 0, 0, 0, 100, 0)
    assert _statement(alice, world, basis="extended_date").buckets_minor == (0, 100, 0, 0, 0, 0)


def test_a_month_and_day_without_a_year_mean_the_last_such_day(world: World, alice: Client) -> None:
    response = alice.get(reverse("account_statement", args=[world.acme.id]), {"as_of": "12/31"})

    assert response.context["asked"].as_of == dt.date(2025, 12, 31)


@pytest.mark.parametrize("typed", ["never", "2026-13-01", "2026-06-16", "+1", "99/99/99"])
def test_a_day_that_makes_no_sense_is_told_beside_its_field(world: World, alice: Client, typed: str) -> None:
    response = alice.get(reverse("account_statement", args=[world.acme.id]), {"as_of": typed})

    assert response.status_code == 422
    assert response.context["form"].errors["as_of"]
    assert response.context["statements"] == []


def test_the_csv_has_a_line_for_each_item_and_adds_up(world: World, alice: Client) -> None:
    builders.invoice(world.acme, amount=123_456, number="0088", po_number="=2+5")
    builders.payment(world.acme, amount=3_456)

    response = taken(alice, "statement", customer_id=world.acme.id)
    rows = csv_rows(response)

    assert response["Content-Disposition"].startswith('attachment; filename="statement-')
    assert {row["Number"]: row["Open"] for row in rows if row["Kind"] == "Invoice"} == {"0088": "1234.56"}
    assert [row["Open"] for row in rows if row["Kind"] == "Payment"] == ["-34.56"]
    assert rows[0]["Purchase order"] in {"'=2+5", ""}
    assert {row["Document date"] for row in rows} == {"2026-05-01"}


def test_the_workbook_has_typed_cells(world: World, alice: Client) -> None:
    builders.invoice(world.acme, amount=123_456, number="0088")

    heads, row, _free, totals = sheet(content_of(taken(alice, "statement", form="xlsx", customer_id=world.acme.id)))
    cells = dict(zip(heads, row, strict=True))

    assert cells["Number"] == "0088"
    assert cells["Open"] == 1234.56
    assert cells["Document date"] == dt.date(2026, 5, 1)
    assert (totals[0], totals[heads.index("Open")]) == ("Total", 1234.56)


def test_only_who_may_export_gets_the_file(world: World) -> None:
    assert taken(client_of(world.sam), "statement", customer_id=world.acme.id).status_code == 403
    text = client_of(world.sam).get(reverse("account_statement", args=[world.acme.id])).content.decode()
    assert reverse("export_statement", args=[world.acme.id]) not in text


def test_what_leaves_the_desk_as_a_file_stands_in_the_journal(world: World) -> None:
    builders.invoice(world.acme, amount=10_000)
    taken(client_of(world.alice), "statement", customer_id=world.acme.id)

    entry = JournalEntry.objects.get(kind="export.statement")
    assert (entry.by, entry.customer_id) == ("alice", world.acme.id)
