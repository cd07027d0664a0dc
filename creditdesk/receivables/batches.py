"""What was written in bulk together, and that the journal tells of all of it.

A single act has its own journal entry. A thousand documents of a file have one, which states how many postings and
entries were written under the batch's key; a posting slipped into a batch, or lost from it, contradicts that number::

    "batches": [[1, "import/7/00000001", 12, 2011]]        # company, key, postings, entries
"""

from __future__ import annotations

from django.db.models import Count, Sum

from creditdesk.journal.models import JournalEntry
from creditdesk.receivables.models import Posting

# The kinds of journal entries that tell of batches.
TELLING = ("documents.taken_over", "import.chunk_posted", "import.chunk_undone")

# (company, key of the batch) → (postings, entries).
Batches = dict[tuple[int, str], tuple[int, int]]


def stated(*keys: str) -> list[list[int | str]]:
    """The batches with these keys as the journal states them: company, key, postings, entries."""
    return [[company_id, key, *counts] for (company_id, key), counts in sorted(_kept(keys).items())]


def broken_facts() -> list[str]:
    """The first batch of which the journal does not tell what the ledger holds, in words."""
    kept, told = _kept(), _told()
    for batch in sorted(kept.keys() | told.keys()):
        if kept.get(batch) != told.get(batch):
            company_id, key = batch
            found, known = kept.get(batch, (0, 0)), told.get(batch, (0, 0))
            return [
                f"I23: the batch {key} of company {company_id} has {found[0]} postings with {found[1]} entries, "
                f"the journal tells of {known[0]} with {known[1]}"
            ]
    return []


def _kept(keys: tuple[str, ...] = ()) -> Batches:
    chosen = Posting.objects.filter(batch__in=keys) if keys else Posting.objects.exclude(batch="")
    counted = chosen.order_by().values_list("company_id", "batch").annotate(Count("id"), Sum("entry_count"))
    return {(company_id, key): (postings, entries) for company_id, key, postings, entries in counted}


def _told() -> Batches:
    found: Batches = {}
    for facts in JournalEntry.objects.filter(kind__in=TELLING).values_list("facts", flat=True).iterator():
        for company_id, key, postings, entries in facts.get("batches", []):
            found[company_id, key] = (postings, entries)
    return found
