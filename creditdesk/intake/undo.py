"""Undoing an import, chunk by chunk and backwards: the ledger forgets nothing, and the documents count no more.

What one chunk posted, one transaction takes back, so that no document is ever seen with its settlement gone and its
invoice still there. The postings that still count are the cursor: whatever kills the process, the next one goes on.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from creditdesk.domain.reasons import Refusal
from creditdesk.intake.list_dates import take_back_dates
from creditdesk.intake.models import TO_POST, ImportFile
from creditdesk.intake.queries import blockers, open_postings, standing_on
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import batches, positions
from creditdesk.receivables.models import Entry, OpenItem, Posting
from creditdesk.receivables.withdrawal import UNDONE, withdraw


@action
def undo_chunk(file_id: int, *, at: dt.datetime, as_of: dt.date) -> bool:
    """Take back the newest chunk of the import that still counts; False once there is none.

    Raises Refusal where a later posting stands on its items, or where the day is closed; then nothing is taken back.
    """
    file = ImportFile.objects.select_for_update().get(id=file_id)
    if file.state != ImportFile.State.UNDOING:
        return False
    newest = open_postings(file).order_by("-id").first()
    if newest is None:
        _finish(file, at=at, as_of=as_of)
        return False
    prefix = newest.key.rsplit("/", 2)[0] + "/"
    postings = list(open_postings(file).filter(key__startswith=prefix).order_by("id"))
    moved = Entry.objects.filter(posting__in=postings, item__isnull=False).values_list("customer_id", "item_id")
    lock_customers({customer_id for customer_id, _ in moved})
    # The keys themselves: after a large import, PostgreSQL's statistics mislead it about a query inside a query.
    ids = {item_id for _, item_id in moved}
    brought = set(OpenItem.objects.filter(id__in=ids, import_file_id=file.id).values_list("id", flat=True))
    if later := blockers(standing_on(brought, moved=ids - brought, after=newest.id), file=file):
        raise Refusal(tuple(later))
    voided = withdraw(postings, by=file.undone_by, at=at, as_of=as_of, reason=f"import {file.id} undone")
    _refresh(voided, as_of=as_of)
    # Rows and not documents: of a row with instalments several came.
    first_line = int(prefix.rstrip("/").rsplit("/", 1)[1])
    file.rows_done -= file.rows.filter(verdict__in=TO_POST, line__gte=first_line, line__lte=file.cursor).count()
    file.cursor = first_line - 1
    file.heartbeat_at = at
    file.save(update_fields=["rows_done", "cursor", "heartbeat_at"])
    _journal("import.chunk_undone", file, at=at, facts=_facts(postings, voided))
    return True


def _refresh(item_ids: list[int], *, as_of: dt.date) -> None:
    touched: dict[int, set[int]] = defaultdict(set)
    for company_id, customer_id in OpenItem.objects.filter(id__in=item_ids).values_list("company_id", "customer_id"):
        touched[company_id].add(customer_id)
    for company_id, customer_ids in touched.items():
        edges = policy_in_force(as_of=as_of, company_id=company_id).document.aging.buckets
        positions.refresh(sorted(customer_ids), as_of=as_of, edges=edges)


def _facts(postings: list[Posting], voided: list[int]) -> dict[str, object]:
    chunk = postings[0].key.rsplit("/", 2)[0]
    undone = batches.stated(f"{chunk}{UNDONE}")
    return {"chunk": chunk, "postings": len(postings), "items": len(voided), "batches": undone}


def _finish(file: ImportFile, *, at: dt.datetime, as_of: dt.date) -> None:
    take_back_dates(file, at=at, as_of=as_of)
    # What moved nothing but dates left no posting to take back.
    file.rows_done = 0
    file.state = ImportFile.State.UNDONE
    file.undone_at = at
    file.heartbeat_at = None
    file.save(update_fields=["state", "rows_done", "undone_at", "heartbeat_at"])
    _journal("import.undone", file, at=at, facts={"rows": file.rows_accepted})


def _journal(kind: str, file: ImportFile, *, at: dt.datetime, facts: dict[str, object]) -> None:
    append(kind, by=file.undone_by, at=at, subject=("import_file", file.id), company_id=file.company_id, facts=facts)
