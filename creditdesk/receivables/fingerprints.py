"""The fingerprint of applications: what the journal keeps of them, so that none is exchanged for another unseen.

The entries of a posting say how much each item moved. Cash and discount of two applications can be exchanged so that
every item moves as before; the fingerprint, which stands in the journal's chain, then fits no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from creditdesk.domain.proof import BrokenFact, named
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables.models import Application, Posting

# What is in the fingerprint, in the order in which it is: the posting, who pays what, in minor units.
_FIELDS = ("posting_id", "credit_item_id", "debit_item_id", "amount_minor", "discount_minor")
APPLIED = "applications_sha256"


def of_posting(posting: Posting) -> str:
    """The fingerprint of the applications of one posting, as its journal entry states it."""
    return _sha256(Application.objects.filter(posting=posting).order_by(*_FIELDS).values_list(*_FIELDS))


def of_rows(rows: Iterable[tuple[int, ...]]) -> str:
    """The same of applications that are about to be written: posting, credit, claim, amount and discount of each."""
    return _sha256(sorted(rows))


def of_batches(keys: tuple[str, ...] = ()) -> dict[tuple[int, str], str]:
    """(company, key of the batch) → the fingerprint of its applications, of the batches that have any."""
    applied = Posting.objects.filter(kind=Posting.Kind.APPLICATION)
    if keys:
        # Asked apart: an import applies nothing, and then nothing more is asked.
        ids = list(applied.filter(batch__in=keys).values_list("id", flat=True))
        found = Application.objects.filter(posting_id__in=ids) if ids else Application.objects.none()
    else:
        found = Application.objects.exclude(posting__batch="")
    whose = ("company_id", "posting__batch")
    rows = found.order_by(*whose, *_FIELDS).values_list(*whose, *_FIELDS).iterator()
    return {
        (company_id, batch): _sha256(row[len(whose) :] for row in group)
        for (company_id, batch), group in groupby(rows, key=itemgetter(0, 1))
    }


def broken_facts() -> list[BrokenFact]:
    """The single acts of which the applications are not those that the journal tells of.

    What an earlier release wrote has no fingerprint, and is proved by its sums alone.
    """
    told = JournalEntry.objects.filter(kind="credit.applied", subject_kind="posting")
    stated = {
        posting_id: facts[APPLIED]
        for posting_id, facts in told.values_list("subject_id", "facts").iterator()
        if APPLIED in facts
    }
    return named(
        "I4",
        sentence="the applications of posting {0} are not those of which the journal tells",
        rows=_changed(stated),
    )


def _changed(stated: dict[int, str]) -> Iterator[tuple[int, int, int | None]]:
    """(posting, company, customer) of each posting whose applications have another fingerprint than stated."""
    single = Application.objects.filter(posting__batch="").order_by(*_FIELDS)
    rows = single.values_list(*_FIELDS, "company_id", "customer_id").iterator()
    for posting_id, group in groupby(rows, key=itemgetter(0)):
        applications = list(group)
        if stated.get(posting_id, "") not in ("", _sha256(row[: len(_FIELDS)] for row in applications)):
            customers = {row[-1] for row in applications}
            yield posting_id, applications[0][-2], customers.pop() if len(customers) == 1 else None


def _sha256(rows: Iterable[tuple[int, ...]]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update((",".join(map(str, row)) + "\n").encode())
    return digest.hexdigest()
