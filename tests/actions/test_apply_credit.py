"""Applying payments and credit memos to what is owed, and taking it back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk.domain.reasons import Refusal
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import User
from creditdesk.receivables.actions import (
    ApplyTo,
    apply_credit,
    close_period,
    mark_disputed,
    reverse_posting,
    transfer_residual,
)
from creditdesk.receivables.models import Application, OpenItem, Posting
from tests import builders
from tests.world import NOW, TODAY, World


def _apply(credit: OpenItem, *to: ApplyTo, by: User, key: str = "k1", day: dt.date = TODAY) -> Posting:
    return apply_credit(credit, to=to, posting_date=day, as_of=TODAY, by=by, at=NOW, key=key)


def _open(item: OpenItem) -> int:
    item.refresh_from_db()
    return item.open_minor


def test_a_payment_closes_three_invoices_and_the_journal_says_so(world: World) -> None:
    invoices = [builders.invoice(world.acme, amount=amount) for amount in (120_000, 225_000, 300_000)]
    payment = builders.payment(world.acme, amount=645_000)

    _apply(payment, *(ApplyTo(i.id, i.original_minor) for i in invoices), by=world.erin)

    assert [_open(i) for i in invoices] == [0, 0, 0]
    assert _open(payment) == 0
    assert payment.closed_date == TODAY
    entry = JournalEntry.objects.get(kind="credit.applied")
    assert entry.by == "erin"
    assert entry.customer_id == world.acme.id
    assert world.acme.positions.count() == 0


def test_a_discount_earned_closes_the_invoice_with_less_cash(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=1_000_000, terms_code="2/10 net 30")
    payment = builders.payment(world.acme, amount=980_000)

    posting = _apply(payment, ApplyTo(invoice.id, 980_000, discount_minor=20_000), by=world.erin)

    assert _open(invoice) == 0
    assert posting.entries.get(account="discount_allowed").amount_minor == 20_000
    assert Application.objects.get().discount_minor == 20_000


def test_the_same_key_posts_once(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=100_000)
    payment = builders.payment(world.acme, amount=100_000)

    first = _apply(payment, ApplyTo(invoice.id, 40_000), by=world.erin)
    second = _apply(payment, ApplyTo(invoice.id, 40_000), by=world.erin)

    assert first.id == second.id
    assert _open(invoice) == 60_000


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        (90_001, "the credit has 900.00 USD left"),
        (0, "must be more than zero"),
        (80_001, "the item has 800.00 USD open"),
    ],
)
def test_what_does_not_fit_is_refused_with_reasons_and_posts_nothing(world: World, amount: int, says: str) -> None:
    invoice = builders.invoice(world.acme, amount=80_000)
    memo = builders.credit_memo(world.acme, amount=90_000)

    with pytest.raises(Refusal, match=says):
        _apply(memo, ApplyTo(invoice.id, amount), by=world.erin)

    assert _open(invoice) == 80_000
    assert not Posting.objects.filter(kind="application").exists()


def test_all_amounts_together_may_not_exceed_the_credit(world: World) -> None:
    first, second = (builders.invoice(world.acme, amount=60_000) for _ in range(2))
    payment = builders.payment(world.acme, amount=100_000)

    with pytest.raises(Refusal, match=r"400\.00 USD left"):
        _apply(payment, ApplyTo(first.id, 60_000), ApplyTo(second.id, 60_000), by=world.erin)


def test_another_currency_and_another_company_are_refused(world: World) -> None:
    euros = builders.invoice(world.acme, amount=10_000, currency="EUR")
    foreign = builders.invoice(world.foreign, amount=10_000)
    payment = builders.payment(world.acme, amount=10_000)

    with pytest.raises(Refusal, match="USD and the item in EUR"):
        _apply(payment, ApplyTo(euros.id, 10_000), by=world.erin)
    with pytest.raises(Refusal, match="belongs to NL and the item to SW"):
        _apply(payment, ApplyTo(foreign.id, 10_000), by=world.erin)


def test_a_parent_pays_for_its_child(world: World) -> None:
    child = builders.customer(world.northlight, name="Acme Branch", parent=world.acme)
    invoice = builders.invoice(child, amount=50_000)
    payment = builders.payment(world.acme, amount=50_000)

    _apply(payment, ApplyTo(invoice.id, 50_000), by=world.erin)

    assert _open(invoice) == 0
    assert not child.positions.exists()
    assert not world.acme.positions.exists()


def test_a_reversal_restores_every_amount_to_the_cent_once(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=1_000_000, terms_code="2/10 net 30")
    payment = builders.payment(world.acme, amount=980_000)
    posting = _apply(
        payment, ApplyTo(invoice.id, 980_000, discount_minor=20_000), by=world.erin, day=dt.date(2026, 6, 1)
    )

    reversal = reverse_posting(posting, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="r1", reason="NSF")

    assert (_open(invoice), _open(payment)) == (1_000_000, -980_000)
    assert invoice.due_date == dt.date(2026, 5, 31)
    assert invoice.closed_date is None
    assert reversal.reverses_id == posting.id
    with pytest.raises(Refusal, match="taken back already"):
        reverse_posting(posting, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="r2", reason="again")
    with pytest.raises(Refusal, match="a reversal is not reversed"):
        reverse_posting(reversal, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="r3", reason="again")


def test_a_transfer_that_was_used_is_not_taken_back(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=1_000_000, due_date=dt.date(2026, 5, 31))
    deduction = transfer_residual(
        invoice, amount_minor=200_000, number="D-1", reference="claim 4411", posting_date=TODAY, as_of=TODAY,
        by=world.erin, at=NOW, key="t1",
    )  # fmt: skip
    payment = builders.payment(world.acme, amount=200_000)
    _apply(payment, ApplyTo(deduction.id, 200_000), by=world.erin)
    transfer = Posting.objects.get(kind="transfer")

    assert deduction.due_date == dt.date(2026, 5, 31)
    assert _open(invoice) == 800_000
    with pytest.raises(Refusal, match="used by a later posting"):
        reverse_posting(transfer, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="r1", reason="wrong")


def test_a_closed_period_takes_no_posting_not_even_by_raw_sql(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=10_000)
    payment = builders.payment(world.acme, amount=10_000)
    close_period(
        world.northlight,
        first_day=dt.date(2026, 5, 1),
        last_day=dt.date(2026, 5, 31),
        as_of=TODAY,
        by=world.dave,
        at=NOW,
    )

    with pytest.raises(Refusal, match="which is closed"):
        _apply(payment, ApplyTo(invoice.id, 10_000), by=world.erin, day=dt.date(2026, 5, 20))
    with pytest.raises(DatabaseError, match="period is closed"), transaction.atomic():
        Posting.objects.create(
            company=world.northlight, kind="adjustment", posting_date=dt.date(2026, 5, 20), recorded_at=NOW, by="x",
            key="raw", entry_count=1,
        )  # fmt: skip
    with pytest.raises(Refusal, match="closed already"):
        close_period(
            world.northlight,
            first_day=dt.date(2026, 5, 31),
            last_day=dt.date(2026, 6, 1),
            as_of=TODAY,
            by=world.dave,
            at=NOW,
        )


def test_nothing_is_posted_ahead(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=10_000)
    payment = builders.payment(world.acme, amount=10_000)
    with pytest.raises(Refusal, match="in the future"):
        _apply(payment, ApplyTo(invoice.id, 10_000), by=world.erin, day=TODAY + dt.timedelta(days=1))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE receivables_entry SET amount_minor = amount_minor + 1",
        "DELETE FROM receivables_entry",
        "UPDATE receivables_posting SET reason = 'x'",
        "DELETE FROM receivables_posting",
        "UPDATE receivables_openitem SET original_minor = original_minor + 1",
        "UPDATE receivables_openitem SET due_date = '2027-01-01'",
        "UPDATE receivables_openitem SET open_minor = -1",
        "UPDATE receivables_openitem SET open_minor = original_minor + 1",
        "DELETE FROM receivables_openitem",
        "UPDATE journal_journalentry SET kind = 'x'",
        "UPDATE journal_journalentry SET facts = '{}', salt = 'x'",
        "DELETE FROM journal_journalentry",
        "INSERT INTO receivables_entry (posting_id, line, company_id, account, currency, amount_minor, posting_date) "
        "SELECT id, entry_count + 1, company_id, 'x', 'USD', 5, posting_date FROM receivables_posting LIMIT 1",
    ],
)
def test_the_database_refuses_to_change_what_was_posted(world: World, statement: str) -> None:
    invoice = builders.invoice(world.acme, amount=10_000)
    mark_disputed(invoice, disputed_minor=4_000, reason="short", as_of=TODAY, by=world.alice, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_disputed_part_leaves_what_may_be_collected(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=1_000_000, due_date=dt.date(2026, 4, 30))

    mark_disputed(invoice, disputed_minor=250_000, reason="shortage", as_of=TODAY, by=world.alice, at=NOW)

    position = world.acme.positions.get()
    assert (position.open_minor, position.past_due_minor, position.collectable_minor) == (1_000_000, 1_000_000, 750_000)
    with pytest.raises(Refusal, match="cannot be disputed"):
        mark_disputed(invoice, disputed_minor=1_000_001, reason="", as_of=TODAY, by=world.alice, at=NOW)


def test_a_reversal_restores_what_is_disputed(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=990_000, due_date=dt.date(2026, 4, 30))
    payment = builders.payment(world.acme, amount=500_000)
    mark_disputed(invoice, disputed_minor=900_000, reason="wrong goods", as_of=TODAY, by=world.alice, at=NOW)

    posting = _apply(payment, ApplyTo(invoice.id, 500_000), by=world.erin)
    invoice.refresh_from_db()
    assert (invoice.open_minor, invoice.disputed_minor, invoice.contested_minor) == (490_000, 490_000, 900_000)
    assert world.acme.positions.get().collectable_minor == 0

    reverse_posting(posting, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="r1", reason="wrong account")
    invoice.refresh_from_db()
    assert (invoice.open_minor, invoice.disputed_minor) == (990_000, 900_000)
    assert world.acme.positions.get().collectable_minor == 90_000


def test_a_payment_that_returns_finds_the_item_contested_as_before(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=100_000)
    payment = builders.payment(world.acme, amount=100_000)
    mark_disputed(invoice, disputed_minor=30_000, reason="shortage", as_of=TODAY, by=world.alice, at=NOW)
    posting = _apply(payment, ApplyTo(invoice.id, 100_000), by=world.erin)
    invoice.refresh_from_db()
    assert invoice.disputed_minor == 0
    reverse_posting(posting, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="r1", reason="returned")
    invoice.refresh_from_db()
    assert invoice.disputed_minor == 30_000


def test_the_last_word_on_what_is_contested_counts(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=990_000)
    payment = builders.payment(world.acme, amount=500_000)
    mark_disputed(invoice, disputed_minor=900_000, reason="wrong goods", as_of=TODAY, by=world.alice, at=NOW)
    posting = _apply(payment, ApplyTo(invoice.id, 500_000), by=world.erin)
    mark_disputed(invoice, disputed_minor=0, reason="settled", as_of=TODAY, by=world.alice, at=NOW)
    reverse_posting(posting, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="r1", reason="returned")
    invoice.refresh_from_db()
    assert invoice.disputed_minor == 0


def test_an_extension_leaves_the_due_date_alone(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=10_000, due_date=dt.date(2026, 6, 30))
    builders.extension(invoice, extended_date=dt.date(2026, 7, 30))
    invoice.refresh_from_db()
    assert invoice.due_date == dt.date(2026, 6, 30)
