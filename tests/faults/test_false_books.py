"""Books that add up and are false all the same: what somebody with the database's own rights may try is named.

Each test writes raw SQL that leaves every item open by the sum of its entries and every posting balanced. The proof
must find it by what the facts say of one another: applications of entries, the journal of acts, a guard of itself.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction

from creditdesk.journal import triggers
from creditdesk.journal.models import JournalEntry
from creditdesk.nightly import proof
from creditdesk.receivables import positions, verify
from creditdesk.receivables.actions import apply_credit, close_period, transfer_residual
from creditdesk.receivables.applying import ApplyTo
from creditdesk.receivables.models import Application, OpenItem, Posting
from creditdesk.receivables.recognition import Source
from creditdesk.receivables.settlement import Settlement, settle
from creditdesk.receivables.triggers import LEDGER_GUARDS
from tests import builders
from tests.world import NOW, TODAY, World

pytestmark = [pytest.mark.django_db, pytest.mark.breaks_the_books]

DAY = "'2026-06-15'"


@pytest.fixture
def applied(world: World) -> Posting:
    """Acme paid two invoices of 1,000.00 with 500.00 each, and moved a rest; the books prove."""
    first, second = (builders.invoice(world.acme, amount=100_000) for _ in range(2))
    payment = builders.payment(world.acme, amount=100_000)
    posting = apply_credit(
        payment,
        to=[ApplyTo(first.id, 50_000), ApplyTo(second.id, 50_000)],
        posting_date=TODAY,
        as_of=TODAY,
        by=world.erin,
        at=NOW,
        key="apply",
    )
    transfer_residual(
        first,
        amount_minor=10_000,
        number="D1",
        reference="shortage",
        posting_date=TODAY,
        as_of=TODAY,
        by=world.erin,
        at=NOW,
        key="rest",
    )
    assert verify.broken_facts() == []
    return posting


def sql(statement: str, *values: int | str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def without_guard(name: str) -> None:
    table = next(guard.table for guard in LEDGER_GUARDS if guard.name == name)
    sql(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def raw_posting(world: World, kind: str, item: OpenItem, *, minor: int, batch: str = "") -> int:
    """A posting of two lines by raw SQL that the item follows, as if somebody had written off a part of it."""
    sql(
        "INSERT INTO receivables_posting "
        "(company_id, kind, posting_date, recorded_at, by, reason, key, batch, entry_count) "
        f"VALUES (%s, %s, {DAY}, '2026-06-15 14:00:00+00:00', 'mallory', '', 'raw', %s, 2)",
        world.northlight.id,
        kind,
        batch,
    )
    posting_id = Posting.objects.get(key="raw").id
    insert = (
        "INSERT INTO receivables_entry "
        "(posting_id, line, company_id, customer_id, item_id, account, currency, amount_minor, posting_date) "
        f"VALUES (%s, %s, %s, %s, %s, %s, 'USD', %s, {DAY})"
    )
    sql(insert, posting_id, 1, world.northlight.id, item.customer_id, item.id, "", -minor)
    sql(insert, posting_id, 2, world.northlight.id, None, None, "discount_allowed", minor)
    sql("UPDATE receivables_openitem SET open_minor = open_minor - %s WHERE id = %s", minor, item.id)
    sql("UPDATE receivables_position SET open_minor = open_minor - %s WHERE customer_id = %s", minor, item.customer_id)
    return posting_id


def named(invariant: str) -> list[str]:
    return [fact for fact in verify.broken_facts() if fact.startswith(f"{invariant}:")]


def claim(applied: Posting) -> OpenItem:
    """The second invoice, of which 500.00 is open."""
    return Application.objects.filter(posting=applied).order_by("id")[1].debit_item


def test_a_posting_without_a_journal_entry_is_named(world: World, applied: Posting) -> None:
    posting_id = raw_posting(world, "adjustment", claim(applied), minor=1_000)
    assert f"I23: posting {posting_id} (adjustment of 2026-06-15) has no entry in the journal" in named("I23")


def test_a_posting_slipped_into_a_batch_is_named(world: World, applied: Posting) -> None:
    batch = Posting.objects.exclude(batch="").order_by("id")[0].batch
    raw_posting(world, "erp_settlement", claim(applied), minor=1_000, batch=batch)
    assert named("I23") == [
        f"I23: the batch {batch} of company {world.northlight.id} has 2 postings with 4 entries, "
        "the journal tells of 1 with 2"
    ]


def test_a_batch_of_which_the_journal_does_not_tell_is_named(world: World, applied: Posting) -> None:
    raw_posting(world, "import", claim(applied), minor=1_000, batch="forged")
    assert "the journal tells of 0 with 0" in named("I23")[0]


def test_an_application_posting_without_applications_is_named(world: World, applied: Posting) -> None:
    item = claim(applied)
    posting_id = raw_posting(world, "application", item, minor=1_000)
    assert f"I4: posting {posting_id} moves item {item.id} by -1000, its applications say 0" in named("I4")


def test_a_lost_application_is_named(applied: Posting) -> None:
    item = claim(applied)
    without_guard("receivables_application_no_delete")
    sql("DELETE FROM receivables_application WHERE debit_item_id = %s", item.id)
    assert any(fact.startswith(f"I4: posting {applied.id} moves item") for fact in named("I4"))


def test_an_application_hung_on_a_posting_of_another_kind_is_named(world: World, applied: Posting) -> None:
    foreign = builders.invoice(world.zenith, amount=5_000)
    transfer = Posting.objects.get(kind="transfer")
    credit = Application.objects.filter(posting=applied)[0].credit_item
    sql(
        "INSERT INTO receivables_application (posting_id, company_id, customer_id, credit_item_id, debit_item_id, "
        f"amount_minor, discount_minor, posting_date) VALUES (%s, %s, %s, %s, %s, 5000, 0, {DAY})",
        transfer.id,
        world.northlight.id,
        world.zenith.id,
        credit.id,
        foreign.id,
    )
    hung = Application.objects.get(posting=transfer)
    assert (
        f"I4: application {hung.id} does not share kind, day and company with its posting {transfer.id} (transfer)"
        in named("I4")
    )
    assert any(f"posting {transfer.id} moves item" in fact for fact in named("I4"))


def test_an_application_redirected_to_another_item_is_named(world: World, applied: Posting) -> None:
    other = builders.invoice(world.acme, amount=50_000)
    without_guard("receivables_application_no_update")
    row = Application.objects.filter(posting=applied).order_by("id")[1]
    sql("UPDATE receivables_application SET debit_item_id = %s WHERE id = %s", other.id, row.id)
    assert any(fact.startswith(f"I4: posting {applied.id} moves item") for fact in named("I4"))


def test_an_application_redirected_to_another_account_is_named(world: World, applied: Posting) -> None:
    without_guard("receivables_application_no_update")
    row = Application.objects.filter(posting=applied).order_by("id")[1]
    sql("UPDATE receivables_application SET customer_id = %s WHERE id = %s", world.zenith.id, row.id)
    assert any(fact.startswith(f"I4: application {row.id} of ") for fact in named("I4"))


def test_a_changed_discount_is_named(applied: Posting) -> None:
    without_guard("receivables_application_no_update")
    item = claim(applied)
    sql("UPDATE receivables_application SET discount_minor = 700 WHERE debit_item_id = %s", item.id)
    moved, changed = named("I4")
    assert moved == f"I4: posting {applied.id} moves item {item.id} by -50000, its applications say -50700"
    assert changed == f"I4: the applications of posting {applied.id} are not those of which the journal tells"


def test_cash_told_as_a_discount_is_named(applied: Posting) -> None:
    without_guard("receivables_application_no_update")
    sql(
        "UPDATE receivables_application SET amount_minor = amount_minor - 700, discount_minor = 700 "
        "WHERE debit_item_id = %s",
        claim(applied).id,
    )
    credit = Application.objects.filter(posting=applied)[0].credit_item_id
    assert named("I4")[0] == f"I4: posting {applied.id} moves item {credit} by 100000, its applications say 99300"


def exchange_discounts(posting: Posting) -> None:
    """Of two applications of one total, each gets the other's cash and discount: every item moves as before."""
    without_guard("receivables_application_no_update")
    first, second = Application.objects.filter(posting=posting).order_by("id")
    assert first.amount_minor + first.discount_minor == second.amount_minor + second.discount_minor
    for one, other in ((first, second), (second, first)):
        sql(
            "UPDATE receivables_application SET amount_minor = %s, discount_minor = %s WHERE id = %s",
            other.amount_minor,
            other.discount_minor,
            one.id,
        )


def test_discounts_exchanged_between_two_applications_of_one_total_are_named(world: World) -> None:
    early, late = (
        builders.invoice(world.acme, amount=50_000, document_date=TODAY, terms_code=terms)
        for terms in ("2/10 net 30", "net 30")
    )
    payment = builders.payment(world.acme, amount=99_000, document_date=TODAY)
    to = [ApplyTo(early.id, 49_000, 1_000), ApplyTo(late.id, 50_000)]
    posting = apply_credit(payment, to=to, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="discount")
    assert verify.broken_facts() == []
    exchange_discounts(posting)
    fact = next(fact for fact in verify.broken_facts() if fact.startswith("I4:"))
    assert fact == f"I4: the applications of posting {posting.id} are not those of which the journal tells"
    assert (fact.company_id, fact.customer_id) == (world.northlight.id, world.acme.id)


def test_discounts_exchanged_within_a_batch_are_named(world: World) -> None:
    first, second = (builders.invoice(world.acme, amount=50_000) for _ in range(2))
    payment = builders.payment(world.acme, amount=99_000)
    source = Source(company_id=world.northlight.id, by="x", at=NOW, key="taken/1")
    to = (ApplyTo(first.id, 49_000, 1_000), ApplyTo(second.id, 50_000))
    with transaction.atomic():
        (posting_id,) = settle([Settlement(payment.id, to, TODAY, "s")], source=source)
        positions.refresh([world.acme.id], as_of=TODAY, edges=builders.EDGES)
        builders.told_of(source)
    assert verify.broken_facts() == []
    exchange_discounts(Posting.objects.get(id=posting_id))
    assert named("I4") == [
        f"I4: the applications of the batch taken/1 of company {world.northlight.id} are not those of which "
        "the journal tells"
    ]


def test_what_an_earlier_release_told_without_a_fingerprint_is_proved_by_its_sums(applied: Posting) -> None:
    entry = JournalEntry.objects.get(kind="credit.applied", subject_id=applied.id)
    for guard in triggers.JOURNAL_GUARDS:
        sql(f"DROP TRIGGER {guard.name}" + (f" ON {guard.table}" if connection.vendor == "postgresql" else ""))
    entry.facts = {name: fact for name, fact in entry.facts.items() if name != "applications_sha256"}
    entry.save()
    assert verify.broken_facts() == []


def test_an_extension_that_the_journal_does_not_tell_of_is_named(world: World, applied: Posting) -> None:
    item = claim(applied)
    told = dt.date(2026, 7, 1)
    builders.extension(item, extended_date=told, reason="flood")
    assert named("I23") == []
    sql(
        "INSERT INTO receivables_extension (item_id, extended_date, granted_on, by, reason, source) "
        f"VALUES (%s, '2026-12-31', {DAY}, 'mallory', '', 'erp')",
        item.id,
    )
    assert named("I23") == [f"I23: item {item.id} is extended to 2026-12-31, and the journal does not tell of it"]


def test_a_period_that_the_journal_does_not_tell_of_is_named(world: World, applied: Posting) -> None:
    may = {"first_day": dt.date(2026, 5, 1), "last_day": dt.date(2026, 5, 31)}
    close_period(world.northlight, **may, as_of=TODAY, by=world.dave, at=NOW)
    assert named("I23") == []
    sql(
        "INSERT INTO receivables_period (company_id, first_day, last_day, closed_at, closed_by) "
        "VALUES (%s, '2026-04-01', '2026-04-30', '2026-06-15 14:00:00+00:00', 'mallory')",
        world.northlight.id,
    )
    (fact,) = named("I23")
    assert fact.endswith("(2026-04-01 to 2026-04-30) was closed, and the journal does not tell of it")


@pytest.mark.parametrize("guard", LEDGER_GUARDS, ids=lambda guard: guard.name)
def test_a_toothless_trigger_of_the_same_name_is_named(guard: triggers.Guard | triggers.CommitGuard) -> None:
    if connection.vendor not in guard.vendors:
        pytest.skip(f"{guard.name} is of another database")
    replace_by_a_toothless_one(guard)
    assert (
        f"I7: the trigger {guard.name} is not the one that was installed: another stands under its name"
        in verify.broken_facts()
    )


def replace_by_a_toothless_one(guard: triggers.Guard | triggers.CommitGuard) -> None:
    """On SQLite a trigger that fires never; on PostgreSQL the same trigger, whose function does nothing."""
    if connection.vendor == "sqlite":
        sql(f"DROP TRIGGER {guard.name}")
        assert isinstance(guard, triggers.Guard)
        sql(f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} WHEN 1 = 0 BEGIN SELECT 1; END")
        return
    sql(
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql "
        "AS $f$ BEGIN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $f$"
    )


def test_a_trigger_that_is_put_to_sleep_or_narrowed_is_named() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's triggers cannot be put to sleep")
    sql("ALTER TABLE receivables_entry ENABLE REPLICA TRIGGER receivables_entry_no_update")
    sql("DROP TRIGGER receivables_entry_no_delete ON receivables_entry")
    sql(
        "CREATE TRIGGER receivables_entry_no_delete BEFORE DELETE ON receivables_entry FOR EACH ROW "
        "WHEN (OLD.amount_minor = 0) EXECUTE FUNCTION receivables_entry_no_delete()"
    )
    wrong = triggers.broken(LEDGER_GUARDS, connection=connection)
    assert sorted(wrong) == ["receivables_entry_no_delete", "receivables_entry_no_update"]


def test_the_guards_of_every_room_are_proved() -> None:
    assert proof.broken_guards() == {}
    table = "journal_journalentry"
    sql("DROP TRIGGER journal_journalentry_fixed" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert proof.PROOFS["guards"](TODAY) == ["I7: the trigger journal_journalentry_fixed is missing from the database"]
