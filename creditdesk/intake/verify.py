"""Proof of the imports: every row accounted for and every sum tied (I12), every file in effect once (I13)."""

from __future__ import annotations

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce, Length

from creditdesk.intake import totals
from creditdesk.intake.models import ImportFile
from creditdesk.receivables.models import OpenItem, Posting

_IN_FORCE = (ImportFile.State.PREVIEWED, ImportFile.State.POSTING, ImportFile.State.POSTED, ImportFile.State.UNDOING)


def broken_facts() -> list[str]:
    """The first broken fact of each kind, in words; nothing is the proof."""
    found = []
    for check in (_untied, _not_in_ledger, _left_after_undo, _taken_twice, _bytes_missing, _void_without_undo):
        if fault := check():
            found.append(fault)
    return found


def _untied() -> str | None:
    for file in ImportFile.objects.filter(state__in=_IN_FORCE).order_by("id"):
        if reasons := totals.untied(file):
            return f"I12: import {file.id} ({file.name}): {reasons[0]}"
    return None


def _not_in_ledger() -> str | None:
    """A posted file brought exactly the rows that it says, per company, currency and kind."""
    for file in ImportFile.objects.filter(state=ImportFile.State.POSTED).order_by("id"):
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
                return (
                    f"I12: import {file.id} should have brought {staged.get(key)} of {'/'.join(key)} into the ledger "
                    f"(documents, sum), and brought {ledger.get(key)}"
                )
    return None


def _left_after_undo() -> str | None:
    undone = ImportFile.objects.filter(state=ImportFile.State.UNDONE).values("id")
    item = OpenItem.objects.filter(import_file_id__in=undone).filter(Q(voided_on=None) | ~Q(open_minor=0)).first()
    if item is not None:
        return f"I12: item {item.number} still counts, and its import {item.import_file_id} was undone"
    posting = Posting.objects.filter(import_file_id__in=undone, reverses=None, reversed_by=None).first()
    if posting is not None:
        return f"I12: posting {posting.id} still counts, and its import {posting.import_file_id} was undone"
    return None


def _taken_twice() -> str | None:
    twice = (
        ImportFile.objects.filter(state__in=_IN_FORCE)
        .values_list("sha256", "company_id")
        .annotate(times=Count("id"))
        .filter(times__gt=1)
        .order_by("sha256", "company_id")
        .first()
    )
    return f"I13: the file with SHA-256 {twice[0]} is in effect {twice[2]} times" if twice else None


def _bytes_missing() -> str | None:
    file = (
        ImportFile.objects.filter(state__in=(*_IN_FORCE, ImportFile.State.UNDONE))
        .annotate(kept=Coalesce(Sum(Length("parts__content")), 0))
        .exclude(kept=F("size"))
        .first()
    )
    return f"I13: import {file.id} has {file.size} bytes, and {file.kept} are kept" if file else None


def _void_without_undo() -> str | None:
    undone = (ImportFile.State.UNDOING, ImportFile.State.UNDONE)
    taken_back = ImportFile.objects.filter(state__in=undone).values("id")
    item = OpenItem.objects.filter(voided_on__isnull=False).exclude(import_file_id__in=taken_back).first()
    return f"I12: item {item.number} is void, and no import of it was undone" if item else None
