"""Posting an import and taking it back: in chunks, once, and to the cent."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Sum

from creditdesk.domain.reasons import Refusal
from creditdesk.intake import actions, queries, verify
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.intake.posting import post_chunk
from creditdesk.intake.undo import undo_chunk
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer
from creditdesk.receivables import history
from creditdesk.receivables.actions import ApplyTo, apply_credit, close_period, reverse_posting
from creditdesk.receivables.models import Entry, OpenItem, Position, Posting
from tests import builders
from tests.actions.importing import HEADER, TWO_INVOICES, load, preview, take_back, worked
from tests.world import NOW, TODAY, World


def _many(count: int) -> str:
    lines = (f"C{n % 3},Customer {n % 3},N-{n},2026-05-01,2026-05-31,USD,{n}.00,{n}.00\n" for n in range(1, count + 1))
    return HEADER + "".join(lines)


def test_documents_customers_settlements_and_positions_are_in_the_ledger(world: World) -> None:
    file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
    assert (file.state, file.rows_done, file.posted_by, file.posted_at) == ("posted", 2, "erin", NOW)
    part_paid = OpenItem.objects.get(number="A-2")
    assert (part_paid.customer.name, part_paid.original_minor, part_paid.open_minor) == ("Harbor Lens", 30_050, 10_050)
    assert Position.objects.get(customer=part_paid.customer).past_due_minor == 10_050
    # What was settled without a day counts as settled on the day of the file.
    assert Posting.objects.get(kind="erp_settlement").posting_date == TODAY
    assert verify.broken_facts() == []


def test_the_journal_tells_who_loaded_previewed_and_posted_what(world: World) -> None:
    file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
    entries = JournalEntry.objects.filter(subject_kind="import_file", subject_id=file.id).order_by("seq")
    assert [entry.kind for entry in entries] == [
        "import.received",
        "import.previewed",
        "import.posting",
        "import.chunk_posted",
        "import.posted",
    ]
    assert entries[3].facts["original_minor"] == {"USD": 150_050}
    assert {entry.by for entry in entries} == {"erin"}


def test_posting_goes_chunk_by_chunk_and_shows_how_far_it_is(world: World) -> None:
    file = preview(_many(5), company=world.northlight, by=world.erin)
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    assert post_chunk(file.id, at=NOW, as_of=TODAY, chunk=2)
    file.refresh_from_db()
    assert queries.progress(file) == queries.Progress("posting", done=2, total=5, running=True, problem="")
    assert OpenItem.objects.count() == 2
    assert post_chunk(file.id, at=NOW, as_of=TODAY, chunk=2)
    assert not post_chunk(file.id, at=NOW, as_of=TODAY, chunk=2)
    assert OpenItem.objects.count() == 5
    assert not post_chunk(file.id, at=NOW, as_of=TODAY, chunk=2)
    assert OpenItem.objects.count() == 5


def test_posting_twice_is_a_lost_race(world: World) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    with pytest.raises(Refusal) as refused:
        actions.post(file, revision=file.revision, by=world.adam, at=NOW)
    assert refused.value.reasons[0].code == "import.changed_meanwhile"


def test_what_came_into_the_ledger_since_the_preview_is_not_posted_again(world: World) -> None:
    first = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    other = preview(TWO_INVOICES.replace("1200.00,1200.00", "1300.00,1300.00"), company=world.northlight, by=world.adam)
    for file in (first, other):
        actions.post(file, revision=file.revision, by=world.adam, at=NOW)
    worked(first)
    other.refresh_from_db()
    assert (first.rows_accepted, first.rows_unchanged, first.rows_refused) == (2, 0, 0)
    assert (other.rows_accepted, other.rows_unchanged, other.rows_refused) == (0, 1, 1)
    assert OpenItem.objects.count() == 2
    assert verify.broken_facts() == []


def _close_may(world: World) -> None:
    close_period(
        world.northlight,
        first_day=dt.date(2026, 5, 1),
        last_day=dt.date(2026, 5, 31),
        as_of=TODAY,
        by=world.dave,
        at=NOW,
    )


class TestUndo:
    def test_every_posting_is_reversed_on_its_own_day_and_every_document_is_void(self, world: World) -> None:
        file = take_back(load(TWO_INVOICES, company=world.northlight, by=world.erin), by=world.erin)
        assert (file.state, file.undone_by, file.rows_done) == ("undone", "erin", 0)
        for posting in Posting.objects.filter(reverses__isnull=False):
            assert posting.reverses is not None
            assert posting.posting_date == posting.reverses.posting_date
        assert set(OpenItem.objects.values_list("open_minor", "voided_on")) == {(0, TODAY)}
        assert Entry.objects.aggregate(sum=Sum("amount_minor"))["sum"] == 0
        assert not Position.objects.exists()
        assert verify.broken_facts() == []

    def test_the_customers_stay(self, world: World) -> None:
        take_back(load(TWO_INVOICES, company=world.northlight, by=world.erin), by=world.erin)
        assert Customer.objects.filter(number__in=["C1", "C2"]).count() == 2

    def test_the_same_file_may_be_loaded_again_afterwards(self, world: World) -> None:
        take_back(load(TWO_INVOICES, company=world.northlight, by=world.erin), by=world.erin)
        again = load(TWO_INVOICES, company=world.northlight, by=world.erin)
        assert again.rows_done == 2
        assert OpenItem.objects.filter(voided_on=None).count() == 2
        assert verify.broken_facts() == []

    def test_a_later_application_is_named_and_stops_it_until_it_is_reversed(self, world: World) -> None:
        file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
        item = OpenItem.objects.get(number="A-1")
        payment = builders.payment(item.customer, amount=50_000, number="P-1")
        applied = apply_credit(
            payment, to=[ApplyTo(item.id, 50_000)], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="k"
        )
        with pytest.raises(Refusal, match="Application of 2026-06-15 by erin stands on A-1"):
            actions.undo(file, reason="wrong", by=world.erin, at=NOW)
        reverse_posting(applied, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="k2", reason="first this")
        assert take_back(file, by=world.erin).state == "undone"
        assert verify.broken_facts() == []

    def test_a_document_that_was_used_and_is_free_again_is_taken_back_after_its_last_use(self, world: World) -> None:
        file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
        item = OpenItem.objects.get(number="A-1")
        payment = builders.payment(item.customer, amount=50_000, number="P-1")
        used, freed = dt.date(2026, 6, 1), dt.date(2026, 6, 8)
        applied = apply_credit(
            payment, to=[ApplyTo(item.id, 50_000)], posting_date=used, as_of=TODAY, by=world.erin, at=NOW, key="k"
        )
        reverse_posting(applied, posting_date=freed, as_of=TODAY, by=world.erin, at=NOW, key="k2", reason="wrong")

        take_back(file, by=world.erin)

        assert Posting.objects.get(entries__item=item, entries__amount_minor=-120_000).posting_date == freed
        for day in (used, dt.date(2026, 6, 5), freed):
            assert history.open_amounts(as_of=day, scope=history.Scope()).get(item.id, 0) >= 0

    def test_an_application_that_comes_while_it_runs_stops_it_with_a_problem_and_it_goes_on_after(
        self, world: World
    ) -> None:
        file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
        actions.undo(file, reason="wrong", by=world.erin, at=NOW)
        item = OpenItem.objects.get(number="A-1")
        payment = builders.payment(item.customer, amount=50_000, number="P-1")
        applied = apply_credit(
            payment, to=[ApplyTo(item.id, 50_000)], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="k"
        )
        worked(file)
        assert file.state == "undoing"
        assert "stands on A-1" in file.problem
        reverse_posting(applied, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="k2", reason="first this")
        actions.go_on(file, by=world.erin, at=NOW)
        assert worked(file).state == "undone"

    def test_in_a_period_that_was_closed_meanwhile_the_reversal_is_dated_today(self, world: World) -> None:
        file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
        _close_may(world)
        assert take_back(file, by=world.erin).state == "undone"
        assert set(Posting.objects.filter(kind="reversal").values_list("posting_date", flat=True)) == {TODAY}

    def test_it_goes_chunk_by_chunk_and_never_shows_a_settled_invoice_as_open(self, world: World) -> None:
        settled = HEADER.replace("Open amount", "Settled date") + "".join(
            f"C{n},Customer {n},S-{n},2026-05-0{n},2026-05-31,USD,{n}.00,2026-06-0{n}\n" for n in range(1, 6)
        )
        file = preview(settled, company=world.northlight, by=world.erin)
        actions.post(file, revision=file.revision, by=world.erin, at=NOW)
        while post_chunk(file.id, at=NOW, as_of=TODAY, chunk=2):
            pass
        file.refresh_from_db()
        actions.undo(file, reason="wrong", by=world.erin, at=NOW)
        counts = []
        while undo_chunk(file.id, at=NOW, as_of=TODAY):
            assert not OpenItem.objects.exclude(open_minor=0).exists()
            counts.append(OpenItem.objects.filter(voided_on=None).count())
        assert counts == [4, 2, 0]

    def test_it_needs_a_reason_and_the_right(self, world: World) -> None:
        file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
        with pytest.raises(Refusal, match="Say why"):
            actions.undo(file, reason=" ", by=world.erin, at=NOW)
        with pytest.raises(Refusal, match="right to undo import"):
            actions.undo(file, reason="wrong", by=world.alice, at=NOW)


@pytest.mark.breaks_the_books
class TestProof:
    def test_a_document_missing_from_the_ledger_is_found(self, world: World) -> None:
        file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
        StagedRow.objects.filter(file=file, line=2).update(original_minor=1)
        assert any(fact.startswith("I12") for fact in verify.broken_facts())

    def test_lost_bytes_are_found(self, world: World) -> None:
        file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
        file.parts.all().delete()
        assert any("bytes" in fact for fact in verify.broken_facts())

    def test_a_document_that_counts_after_the_undo_is_found(self, world: World) -> None:
        file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
        ImportFile.objects.filter(id=file.id).update(state=ImportFile.State.UNDONE)
        assert any("was undone" in fact for fact in verify.broken_facts())
