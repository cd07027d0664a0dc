"""Reading the journal."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from creditdesk.journal.models import JournalEntry, JournalHead

__all__ = ["PAGE", "JournalEntry", "entries", "last_seq"]

PAGE = 50


def last_seq() -> int:
    """The sequence number of the newest entry; 0 while there is none."""
    return JournalHead.objects.values_list("seq", flat=True).first() or 0


def entries(
    *,
    before: int | None = None,
    kind: str = "",
    by: Collection[str] = (),
    customer_id: int | None = None,
    subject: tuple[str, int] | None = None,
    company_ids: list[int] | None = None,
) -> QuerySet[JournalEntry]:
    """Entries, newest first; `before` continues after the last sequence number that a page showed.

    `by` are usernames; none means everybody.
    """
    found = JournalEntry.objects.order_by("-seq")
    if before is not None:
        found = found.filter(seq__lt=before)
    if kind:
        found = found.filter(kind__startswith=kind)
    if by:
        found = found.filter(by__in=by)
    if customer_id is not None:
        found = found.filter(customer_id=customer_id)
    if subject is not None:
        found = found.filter(subject_kind=subject[0], subject_id=subject[1])
    if company_ids is not None:
        found = found.filter(company_id__in=company_ids) | found.filter(company_id__isnull=True)
    return found
