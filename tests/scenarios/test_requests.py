"""S50, S63, S64, S67 and S91 with real rows: requests, who may approve them, and what then happens."""

import datetime as dt

import pytest

from creditdesk.approvals.models import Request, SalesNotice
from creditdesk.approvals.recovering import record_recovery, recovered_minor
from creditdesk.approvals.verify import broken_facts
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import State
from creditdesk.parties.models import Absence, Customer
from creditdesk.receivables.actions import ApplyTo, apply_credit
from creditdesk.receivables.models import Entry, Extension, OpenItem, Posting
from tests import builders
from tests.asking import adjustment, approve, ask, conversion, extension, write_off
from tests.world import World


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(14, 0), tzinfo=dt.UTC)


def test_S50_an_extension_is_granted_by_an_approved_request_and_leaves_the_due_date(world: World) -> None:  # noqa: N802
    due, asked, until = dt.date(2026, 6, 30), dt.date(2026, 6, 20), dt.date(2026, 7, 30)
    invoice = builders.invoice(world.acme, amount=8_000_00, due_date=due)
    request = ask(world.acme, extension(invoice, until=until), by=world.alice, as_of=asked, at=at(asked))
    assert not Extension.objects.exists()
    approve(request, by=world.carol, as_of=asked, at=at(asked))
    granted = Extension.objects.get()
    assert (granted.extended_date, granted.by, granted.source) == (until, "carol", "request")
    paid = dt.date(2026, 7, 28)
    payment = builders.payment(world.acme, amount=8_000_00, document_date=paid, as_of=paid)
    apply_credit(
        payment, to=[ApplyTo(invoice.id, 8_000_00)], posting_date=paid, as_of=paid, by=world.erin, at=at(paid), key="p"
    )
    invoice.refresh_from_db()
    assert ((invoice.closed_date - invoice.due_date).days, invoice.due_date) == (28, due)  # type: ignore[operator]
    assert max(0, (invoice.closed_date - granted.extended_date).days) == 0  # type: ignore[operator]
    assert broken_facts() == []


def test_S63_cash_on_delivery_is_for_what_comes_and_sales_is_told(world: World) -> None:  # noqa: N802
    day = dt.date(2026, 6, 3)
    invoice = builders.invoice(world.acme, amount=9_000_00, due_date=dt.date(2026, 6, 20), as_of=day)
    request = ask(world.acme, conversion("cod"), by=world.alice, as_of=day, at=at(day))
    with pytest.raises(Refusal, match="alice asked for this and cannot approve it"):
        approve(request, by=world.alice, as_of=day, at=at(day))
    approve(request, by=world.carol, as_of=day, at=at(day))
    assert Customer.objects.get(id=world.acme.id).status == "cod"
    invoice.refresh_from_db()
    assert (invoice.open_minor, invoice.due_date) == (9_000_00, dt.date(2026, 6, 20))
    notice = SalesNotice.objects.get()
    assert (notice.to_user, notice.status, notice.request_id) == (world.sam, "cod", request.id)


def test_S64_whoever_asked_approves_neither_himself_nor_as_a_substitute(world: World) -> None:  # noqa: N802
    invoice = builders.invoice(world.acme, amount=5_000_00)
    request = ask(world.acme, adjustment(invoice, amounts=(800_00,)), by=world.bob)
    with pytest.raises(Refusal, match="bob asked for this and cannot approve it"):
        approve(request, by=world.bob)
    day = dt.date(2026, 6, 15)
    Absence.objects.create(user=world.carol, substitute=world.bob, first_day=day, last_day=day)
    with pytest.raises(Refusal, match="bob asked for this and cannot approve it"):
        approve(request, by=world.bob)
    assert not Posting.objects.filter(kind="adjustment").exists()
    another = builders.user("beth", role=world.bob.desk_role, companies=[world.northlight])
    (done,) = approve(request, by=another)
    assert done.state == State.CARRIED_OUT
    invoice.refresh_from_db()
    assert invoice.open_minor == 4_200_00


def test_S67_a_write_off_beyond_the_manager_and_a_recovery_later(world: World) -> None:  # noqa: N802
    invoice = builders.invoice(world.acme, amount=7_500_00)
    request = ask(world.acme, write_off(invoice), by=world.alice)
    with pytest.raises(Refusal, match=r"credit manager may approve up to 5,000\.00 USD"):
        approve(request, by=world.carol)
    approve(request, by=world.dave)
    posting = Posting.objects.get(kind="write_off")
    lines = {entry.item_id or entry.account: entry.amount_minor for entry in posting.entries.all()}
    assert lines == {invoice.id: -7_500_00, "allowance": 7_500_00}
    invoice.refresh_from_db()
    assert (invoice.open_minor, Request.objects.get().amount_minor) == (0, 7_500_00)
    day = dt.date(2026, 11, 2)
    payment = builders.payment(world.acme, amount=2_000_00, document_date=day, as_of=day)
    made = record_recovery(
        request, payment=payment, amount_minor=2_000_00, by=world.erin, at=at(day), as_of=day, key="r"
    )
    allowance = Entry.objects.filter(account="allowance").order_by("id").values_list("amount_minor", flat=True)
    assert (list(allowance), made.request_id, recovered_minor(request)) == ([7_500_00, -2_000_00], request.id, 2_000_00)
    assert not OpenItem.objects.filter(customer=world.acme, closed_date__isnull=True).exists()
    assert broken_facts() == []


def test_S91_a_rep_who_posts_cash_approves_no_adjustment_on_the_account(world: World) -> None:  # noqa: N802
    day = dt.date(2026, 6, 3)
    invoice = builders.invoice(world.acme, amount=9_000_00)
    payment = builders.payment(world.acme, amount=3_000_00, document_date=day, as_of=day)
    told = {"posting_date": day, "as_of": day, "at": at(day)}
    apply_credit(payment, to=[ApplyTo(invoice.id, 3_000_00)], by=world.alice, key="p", **told)  # type: ignore[arg-type]
    request = ask(world.acme, adjustment(invoice, amounts=(120_00,)), by=world.alice, as_of=day, at=at(day))
    with pytest.raises(Refusal, match="alice asked for this"):
        approve(request, by=world.alice, as_of=day, at=at(day))
    # Not even another's: whoever posts the cash of the account approves no credits on it.
    another = builders.payment(world.acme, amount=1_000_00, document_date=day, as_of=day)
    apply_credit(another, to=[ApplyTo(invoice.id, 1_000_00)], by=world.dave, key="q", **told)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="posts the cash of an account"):
        approve(request, by=world.dave, as_of=day, at=at(day))
    approve(request, by=world.bob, as_of=day, at=at(day))
