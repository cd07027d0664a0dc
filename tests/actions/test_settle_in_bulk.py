"""Settling many items at once writes what the verbs of the ledger write one at a time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from creditdesk.domain.reasons import Refusal
from creditdesk.receivables import positions
from creditdesk.receivables.actions import ApplyTo, apply_credit, close_period, transfer_residual
from creditdesk.receivables.models import Application, Entry, OpenItem, Posting
from creditdesk.receivables.recognition import Source
from creditdesk.receivables.settlement import Rest, Settlement, settle, transfer_rests
from tests import builders
from tests.world import NOW, TODAY, World

DAY = dt.date(2026, 6, 10)


def source(world: World) -> Source:
    return Source(world.northlight.id, by="erin", at=NOW, key="history", policy_version=0)


def finish(world: World) -> None:
    positions.refresh(None, as_of=TODAY, edges=builders.EDGES)
    builders.told_of(source(world))


def rows_of(posting: Posting, items: dict[int, str]) -> dict[str, Any]:
    """The posting as it stands in the tables, with the items by name instead of by key."""
    named = {"posting_date": posting.posting_date, "kind": posting.kind, "by": posting.by, "at": posting.recorded_at}
    entries = Entry.objects.filter(posting=posting).order_by("line")
    applications = Application.objects.filter(posting=posting).order_by("id")
    return {
        **named,
        "count": posting.entry_count,
        "policy": posting.policy_version,
        "entries": [
            (e.line, e.customer_id, items.get(e.item_id or 0), e.account, e.currency, e.amount_minor) for e in entries
        ],
        "applications": [
            (a.customer_id, items[a.credit_item_id], items[a.debit_item_id], a.amount_minor, a.discount_minor)
            for a in applications
        ],
    }


def test_a_payment_settled_in_bulk_is_row_for_row_what_applying_it_writes(world: World) -> None:
    rows, states = [], []
    branch = builders.customer(world.northlight, name="Acme Branch", parent=world.acme)
    for bulk in (False, True):
        payment = builders.payment(world.acme, amount=150_000, document_date=DAY)
        whole = builders.invoice(world.acme, amount=100_000, document_date=DAY, terms_code="2/10 net 30")
        part = builders.invoice(branch, amount=80_000)
        to = (ApplyTo(whole.id, 98_000, discount_minor=2_000), ApplyTo(part.id, 52_000))
        if bulk:
            with transaction.atomic():
                (posting_id,) = settle([Settlement(payment.id, to, DAY, "bulk")], source=source(world))
            finish(world)
            posting = Posting.objects.get(id=posting_id)
        else:
            posting = apply_credit(payment, to=to, posting_date=DAY, as_of=TODAY, by=world.erin, at=NOW, key="single")
        names = {payment.id: "payment", whole.id: "whole", part.id: "part"}
        rows.append(rows_of(posting, names))
        fields = ("open_minor", "closed_date")
        states.append([OpenItem.objects.values_list(*fields).get(id=item_id) for item_id in names])

    assert rows[0] == rows[1]
    assert states[0] == states[1] == [(0, DAY), (0, DAY), (28_000, None)]


def test_a_rest_moved_in_bulk_is_row_for_row_what_moving_it_writes(world: World) -> None:
    rows, deductions = [], []
    for bulk in (False, True):
        invoice = builders.invoice(world.acme, amount=100_000)
        if bulk:
            with transaction.atomic():
                rest = Rest(invoice.id, 4_000, "D2", "shortage", DAY, "bulk")
                (item_id,) = transfer_rests([rest], source=source(world))
            finish(world)
            deduction = OpenItem.objects.get(id=item_id)
        else:
            deduction = transfer_residual(
                invoice,
                amount_minor=4_000,
                number="D1",
                reference="shortage",
                posting_date=DAY,
                as_of=TODAY,
                by=world.erin,
                at=NOW,
                key="single",
            )
        posting = Posting.objects.get(entries__item=deduction)
        rows.append(rows_of(posting, {invoice.id: "invoice", deduction.id: "deduction"}))
        left_out = {"id", "number", "origin_id"}
        stored = OpenItem.objects.values().get(id=deduction.id)
        deductions.append({name: value for name, value in stored.items() if name not in left_out})
        assert deduction.origin_id == invoice.id

    assert rows[0] == rows[1]
    assert deductions[0] == deductions[1]


def test_more_than_is_open_is_refused_by_the_database(world: World) -> None:
    payment = builders.payment(world.acme, amount=90_000, document_date=DAY)
    invoice = builders.invoice(world.acme, amount=50_000)
    too_much = Settlement(payment.id, (ApplyTo(invoice.id, 60_000),), DAY, "bulk")
    with pytest.raises(IntegrityError), transaction.atomic():
        settle([too_much], source=source(world))
    invoice.refresh_from_db()
    assert invoice.open_minor == 50_000


def test_a_closed_period_takes_no_settlement(world: World) -> None:
    payment = builders.payment(world.acme, amount=50_000, document_date=DAY)
    invoice = builders.invoice(world.acme, amount=50_000)
    first, last = dt.date(2026, 6, 1), dt.date(2026, 6, 12)
    close_period(world.northlight, first_day=first, last_day=last, as_of=TODAY, by=world.dave, at=NOW)
    with pytest.raises(Refusal, match="is closed"), transaction.atomic():
        settle([Settlement(payment.id, (ApplyTo(invoice.id, 50_000),), DAY, "bulk")], source=source(world))


def test_what_is_contested_shrinks_with_what_is_open(world: World) -> None:
    payment = builders.payment(world.acme, amount=70_000, document_date=DAY)
    invoice = builders.invoice(world.acme, amount=100_000, disputed=60_000)
    with transaction.atomic():
        settle([Settlement(payment.id, (ApplyTo(invoice.id, 70_000),), DAY, "bulk")], source=source(world))
    finish(world)
    invoice.refresh_from_db()
    assert (invoice.open_minor, invoice.disputed_minor) == (30_000, 30_000)
