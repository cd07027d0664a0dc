"""Proof of the imports: every row accounted for and every sum tied (I12), every file in effect once (I13)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce, Length

from creditdesk.domain.proof import MOST_NAMED, BrokenFact
from creditdesk.intake import totals
from creditdesk.intake.models import DifferenceDecision, ImportFile, StagedRow
from creditdesk.receivables.models import Entry, OpenItem, Posting

_IN_FORCE = (ImportFile.State.PREVIEWED, ImportFile.State.POSTING, ImportFile.State.POSTED, ImportFile.State.UNDOING)


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind, in words; nothing is the proof. What a file broke, it broke for its company."""
    checks = (
        _untied,
        _not_in_ledger,
        _not_moved,
        _decided_otherwise,
        _not_kept,
        _left_after_undo,
        _taken_twice,
        _bytes_missing,
        _void_without_undo,
    )
    return [fact for check in checks for fact in islice(check(), MOST_NAMED)]


def _untied() -> Iterator[BrokenFact]:
    for file in ImportFile.objects.filter(state__in=_IN_FORCE).order_by("id"):
        if reasons := totals.untied(file):
            yield BrokenFact(f"I12: import {file.id} ({file.name}): {reasons[0]}", company_id=file.company_id)


def _not_in_ledger() -> Iterator[BrokenFact]:
    """A posted file brought exactly the rows that it says, per company, currency and kind."""
    items_in = ImportFile.objects.filter(state=ImportFile.State.POSTED, content=ImportFile.Content.OPEN_ITEMS)
    for file in items_in.order_by("id"):
        staged = totals.documents(file)
        items = (
            OpenItem.objects.filter(import_file_id=file.id)
            .order_by()
            .values_list("company__code", "currency", "kind")
            .annotate(Count("id"), Sum("original_minor"))
        )
        ledger = {(code, currency, kind): (count, int(total)) for code, currency, kind, count, total in items}
        for key in sorted(staged.keys() | ledger.keys()):
            if staged.get(key) != ledger.get(key):
                yield BrokenFact(
                    f"I12: import {file.id} should have brought {staged.get(key)} of {'/'.join(key)} into the ledger "
                    f"(documents, sum), and brought {ledger.get(key)}",
                    company_id=file.company_id,
                )


def _not_moved() -> Iterator[BrokenFact]:
    """A posted list moved the documents that it found by exactly what it says."""
    for file in ImportFile.objects.filter(state=ImportFile.State.POSTED, is_list=True).order_by("id"):
        rows = file.rows.filter(verdict__in=(StagedRow.Verdict.CHANGED, StagedRow.Verdict.MISSING)).order_by()
        told = dict(rows.values_list("currency").annotate(Sum("moved_minor")))
        entries = Entry.objects.filter(
            posting__import_file_id=file.id, posting__kind=Posting.Kind.ERP_SETTLEMENT, item__isnull=False
        ).exclude(item__import_file_id=file.id)
        moved = dict(entries.order_by().values_list("currency").annotate(Sum("amount_minor")))
        for currency in sorted(told.keys() | moved.keys()):
            if told.get(currency, 0) != moved.get(currency, 0):
                yield BrokenFact(
                    f"I12: import {file.id} should have moved documents by {told.get(currency, 0)} {currency}, and "
                    f"moved them by {moved.get(currency, 0)}",
                    company_id=file.company_id,
                )


def _decided_otherwise() -> Iterator[BrokenFact]:
    """A decision for the ERP's figure moved its document by exactly what it says, until it was taken back."""
    for one in DifferenceDecision.objects.order_by("id").iterator():
        entries = Entry.objects.filter(posting__company_id=one.company_id, posting__batch=one.batch, item__isnull=False)
        moved = list(entries.values_list("item_id", "amount_minor"))
        told = [(one.item_id, one.moved_minor)] if one.moved_minor else []
        back = Posting.objects.filter(company_id=one.company_id, reverses__batch=one.batch).exists()
        if moved != told or back != bool(told and one.taken_back_at):
            text = f"I12: decision {one.id} should have moved its document by {one.moved_minor}, and did not"
            yield BrokenFact(text, company_id=one.company_id, customer_id=one.customer_id)


def _not_kept() -> Iterator[BrokenFact]:
    """Every row of a posted file of records leads to the record that it made or changed, and no other row does."""
    posted = ImportFile.objects.filter(state=ImportFile.State.POSTED).exclude(content=ImportFile.Content.OPEN_ITEMS)
    waiting = (StagedRow.Verdict.NEW, StagedRow.Verdict.CHANGED)
    for file in posted.order_by("id"):
        to_write, led = Q(verdict__in=waiting), Q(record_id__isnull=False)
        wrong = file.rows.filter((to_write & ~led) | (~to_write & led)).order_by("line").first()
        if wrong is not None:
            text = f"I12: import {file.id} is posted, and line {wrong.line} ({wrong.verdict}) leads to no record of it"
            yield BrokenFact(text, company_id=file.company_id)


def _left_after_undo() -> Iterator[BrokenFact]:
    undone = ImportFile.objects.filter(state=ImportFile.State.UNDONE).values("id")
    items = OpenItem.objects.filter(import_file_id__in=undone).filter(Q(voided_on=None) | ~Q(open_minor=0))
    for item in items.order_by("id")[:MOST_NAMED]:
        yield _of(
            item, f"I12: item {item.id} ({item.number}) still counts, and its import {item.import_file_id} was undone"
        )
    postings = Posting.objects.filter(import_file_id__in=undone, reverses=None, reversed_by=None)
    for posting in postings.order_by("id")[:MOST_NAMED]:
        text = f"I12: posting {posting.id} still counts, and its import {posting.import_file_id} was undone"
        yield BrokenFact(text, company_id=posting.company_id)


def _taken_twice() -> Iterator[BrokenFact]:
    twice = (
        ImportFile.objects.filter(state__in=_IN_FORCE)
        .values_list("sha256", "company_id")
        .annotate(times=Count("id"))
        .filter(times__gt=1)
        .order_by("sha256", "company_id")
    )
    for sha256, company_id, times in twice[:MOST_NAMED]:
        yield BrokenFact(
            f"I13: the file with SHA-256 {sha256} is in effect {times} times in company {company_id}",
            company_id=company_id,
        )


def _bytes_missing() -> Iterator[BrokenFact]:
    files = (
        ImportFile.objects.filter(state__in=(*_IN_FORCE, ImportFile.State.UNDONE))
        .annotate(kept=Coalesce(Sum(Length("parts__content")), 0))
        .exclude(kept=F("size"))
        .order_by("id")
    )
    for file in files[:MOST_NAMED]:
        text = f"I13: import {file.id} has {file.size} bytes, and {file.kept} are kept"
        yield BrokenFact(text, company_id=file.company_id)


def _void_without_undo() -> Iterator[BrokenFact]:
    undone = (ImportFile.State.UNDOING, ImportFile.State.UNDONE)
    taken_back = ImportFile.objects.filter(state__in=undone).values("id")
    void = OpenItem.objects.filter(voided_on__isnull=False).exclude(import_file_id__in=taken_back)
    # A payment that was on the wrong account, or in a bank file that was undone, came with no file of items: the cash
    # proves it.
    kinds = (Posting.Kind.TRANSFER, Posting.Kind.REVERSAL)
    of_cash = Entry.objects.filter(item=OuterRef("pk"), posting__kind__in=kinds, amount_minor__gt=0)
    items = void.exclude(Exists(of_cash), kind=OpenItem.Kind.PAYMENT, import_file_id__isnull=True).order_by("id")
    for item in items[:MOST_NAMED]:
        yield _of(item, f"I12: item {item.id} ({item.number}) is void, and no import of it was undone")


def _of(item: OpenItem, text: str) -> BrokenFact:
    return BrokenFact(text, company_id=item.company_id, customer_id=item.customer_id)
