"""What was written in bulk together, and that the journal tells of all of it.

A single act has its own journal entry. A thousand documents of a file have one, which states how many postings and
entries were written under the batch's key, and the fingerprint of the applications among them; a posting slipped into a
batch, or lost from it, contradicts that number::

    "batches": [[1, "import/7/00000001", 12, 2011, ""]]    # company, key, postings, entries, fingerprint
"""

from __future__ import annotations

from django.db.models import Count, Sum

from creditdesk.domain.proof import BrokenFact, named
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables import fingerprints
from creditdesk.receivables.models import Posting

# The kinds of journal entries that tell of batches.
TELLING = (
    "documents.taken_over",
    "import.chunk_posted",
    "import.chunk_undone",
    "difference.taken",
    "difference.taken_back",
)

# (company, key of the batch) → (postings, entries).
Batches = dict[tuple[int, str], tuple[int, int]]
# (company, key of the batch) → fingerprint of its applications, where an entry states one.
Fingerprints = dict[tuple[int, str], str]


def stated(*keys: str) -> list[list[int | str]]:
    """The batches with these keys as the journal states them: company, key, postings, entries, fingerprint."""
    of_batches = fingerprints.of_batches(keys)
    return [
        [company_id, key, *counts, of_batches.get((company_id, key), "")]
        for (company_id, key), counts in sorted(_kept(keys).items())
    ]


def broken_facts() -> list[BrokenFact]:
    """The batches of which the journal does not tell what the ledger holds, in words."""
    told, told_fingerprints = _told()
    return _miscounted(told) + _changed(told_fingerprints)


def _miscounted(told: Batches) -> list[BrokenFact]:
    kept = _kept()
    untold = [batch for batch in sorted(kept.keys() | told.keys()) if kept.get(batch) != told.get(batch)]
    none = (0, 0)
    return named(
        "I23",
        sentence="the batch {1} of company {0} has {2} postings with {3} entries, the journal tells of {4} with {5}",
        rows=((*batch, *kept.get(batch, none), *told.get(batch, none), batch[0], None) for batch in untold),
    )


def _changed(told: Fingerprints) -> list[BrokenFact]:
    """What an entry of an earlier release tells has no fingerprint, and is proved by its sums alone."""
    kept = fingerprints.of_batches()
    return named(
        "I4",
        sentence="the applications of the batch {1} of company {0} are not those of which the journal tells",
        rows=((*batch, batch[0], None) for batch in sorted(told) if told[batch] != kept.get(batch, "")),
    )


def _kept(keys: tuple[str, ...] = ()) -> Batches:
    chosen = Posting.objects.filter(batch__in=keys) if keys else Posting.objects.exclude(batch="")
    counted = chosen.order_by().values_list("company_id", "batch").annotate(Count("id"), Sum("entry_count"))
    return {(company_id, key): (postings, entries) for company_id, key, postings, entries in counted}


def _told() -> tuple[Batches, Fingerprints]:
    counts: Batches = {}
    prints: Fingerprints = {}
    for facts in JournalEntry.objects.filter(kind__in=TELLING).values_list("facts", flat=True).iterator():
        for company_id, key, postings, entries, *fingerprint in facts.get("batches", []):
            counts[company_id, key] = (postings, entries)
            if fingerprint:
                prints[company_id, key] = fingerprint[0]
    return counts, prints
