"""Taking documents back out of the ledger in bulk: the undo of an import.

Each posting that brought the documents, or what was settled of them, is reversed; the documents are then void, with
nothing open, and their numbers are free again. Runs inside the transaction that the caller opened, and the caller has
made sure that nothing else stands on the documents.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Max

from creditdesk.parties.locks import keep_books_open
from creditdesk.receivables.bulk import insert_rows, reserve_ids
from creditdesk.receivables.models import Entry, OpenItem, Period, Posting
from creditdesk.receivables.posting import bring_up_to_date, require_open_period
from creditdesk.receivables.recognition import ENTRY_COLUMNS, POSTING_COLUMNS
from creditdesk.receivables.stops import refuse_stopped

# What is taken back of a batch is a batch of its own, whose key ends so.
UNDONE = "/undone"


def withdraw(postings: Sequence[Posting], *, by: str, at: dt.datetime, as_of: dt.date, reason: str) -> list[int]:
    """Reverse the postings on their own dates, and void the items that they brought; returns the ids of all that moved.

    Where that period was closed meanwhile, the reversal is dated `as_of`. Raises Refusal if that day is closed too,
    or a proof has stopped postings.
    """
    entries = list(Entry.objects.filter(posting_id__in=[one.id for one in postings]).order_by("posting_id", "line"))
    days = _reversal_days(postings, entries, as_of=as_of)
    for company_id in sorted({posting.company_id for posting in postings}):
        refuse_stopped(company_id, {entry.customer_id for entry in entries if entry.customer_id is not None})
    ids = reserve_ids(Posting, len(postings))
    reversal_of = dict(zip((posting.id for posting in postings), ids, strict=True))
    insert_rows(
        Posting,
        POSTING_COLUMNS,
        (
            (
                reversal_of[posting.id],
                posting.company_id,
                Posting.Kind.REVERSAL.value,
                days[posting.id],
                at,
                by,
                reason,
                f"{posting.key}{UNDONE}",
                posting.entry_count,
                posting.id,
                posting.policy_version,
                posting.import_file_id,
                f"{posting.batch}{UNDONE}",
            )
            for posting in postings
        ),
    )
    insert_rows(Entry, ENTRY_COLUMNS, (_turned(entry, reversal_of, days) for entry in entries))
    items = sorted({entry.item_id for entry in entries if entry.item_id is not None})
    bring_up_to_date(items)
    taken_over = {posting.id for posting in postings if posting.kind == Posting.Kind.IMPORT}
    brought = {entry.item_id for entry in entries if entry.posting_id in taken_over and entry.item_id is not None}
    OpenItem.objects.filter(id__in=brought).update(voided_on=as_of)
    return items


def _reversal_days(postings: Sequence[Posting], entries: Sequence[Entry], *, as_of: dt.date) -> dict[int, dt.date]:
    """Posting → the day of its reversal: its own, unless that day or a later one was closed."""
    for company_id in sorted({posting.company_id for posting in postings}):
        keep_books_open(company_id)
    closed_to: dict[int, dt.date] = dict(
        Period.objects.filter(company_id__in={posting.company_id for posting in postings})
        .order_by()
        .values_list("company_id")
        .annotate(Max("last_day"))
    )
    days = {}
    used_until = _used_until(postings, entries)
    for posting in postings:
        # All that lies before the last close moves together, so that no balance of a day in between breaks its bounds.
        closed = posting.posting_date <= closed_to.get(posting.company_id, dt.date.min)
        days[posting.id] = as_of if closed else max(posting.posting_date, used_until.get(posting.id, dt.date.min))
    for company_id in closed_to:
        require_open_period(company_id, [days[p.id] for p in postings if p.company_id == company_id])
    return days


def _used_until(postings: Sequence[Posting], entries: Sequence[Entry]) -> dict[int, dt.date]:
    """Posting → the last day on which another act moved one of its items: taken back before it, the item would have
    been below zero on the days between. Acts that were themselves taken back count too."""
    # Keys, not joins: after a large import, PostgreSQL's statistics are of a time when the tables were small.
    items = {entry.item_id for entry in entries if entry.item_id is not None}
    moves = Entry.objects.filter(item_id__in=items).values_list("item_id", "posting_id", "posting_date")
    strange = set(
        Posting.objects.filter(id__in={posting_id for _, posting_id, _ in moves})
        .exclude(import_file_id__in={posting.import_file_id for posting in postings})
        .values_list("id", flat=True)
    )
    last: dict[int, dt.date] = {}
    for item_id, posting_id, day in moves:
        if posting_id in strange:
            last[item_id] = max(last.get(item_id, dt.date.min), day)
    found: dict[int, dt.date] = {}
    for entry in entries:
        if entry.item_id in last:
            found[entry.posting_id] = max(found.get(entry.posting_id, dt.date.min), last[entry.item_id])
    return found


def _turned(entry: Entry, reversal_of: dict[int, int], days: dict[int, dt.date]) -> tuple[object, ...]:
    return (
        reversal_of[entry.posting_id],
        entry.line,
        entry.company_id,
        entry.customer_id,
        entry.item_id,
        entry.account,
        entry.currency,
        -entry.amount_minor,
        days[entry.posting_id],
    )
