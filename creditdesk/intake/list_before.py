"""The list before a list: what it said need not be read again, but for what happened to the ledger since.

The reader compares the two files (`formats.unchanged`). Here stands which list is the one before, and which documents
of the ledger must be looked at although their line is the same: those that were moved, put off, answered by the ERP,
decided about or came due to be listed since. docs/rules/snapshots.md, "The list before".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from creditdesk.intake import files
from creditdesk.intake.comparing import Facts, facts_of, listed_by
from creditdesk.intake.dating import Row, documents_of
from creditdesk.intake.judging import Ground, in_ledger, key_of, unfit_rows
from creditdesk.intake.models import ONCE, DifferenceDecision, ImportFile, StagedRow
from creditdesk.journal.models import JournalEntry
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.erp import OWN_KINDS
from creditdesk.receivables.models import Entry, Extension, OpenItem

# After so many lists that were read beside the one before, one is read whole.
IN_A_ROW = 6
# Where so many documents must be looked at anyway, the list is read whole.
WATCHED_MOST = 50_000
# Clocks of several machines differ, and an act is written a while after it began.
MARGIN = dt.timedelta(hours=1)
_DECIDED = ("import.customers_decided", "import.number_forgotten")


@dataclass(slots=True)
class ListBefore:
    """The list before, the documents to be looked at in any case, and in how many lists in a row this was done."""

    file: ImportFile
    watched: frozenset[int]
    numbers: Sequence[str]
    in_a_row: int
    # Documents of the list before whose line is not as it was.
    gone: set[int] = field(default_factory=set)

    def note_gone(self, rows: Sequence[Row], *, on: Ground) -> None:
        """Take in documents of the list before whose line is not as it was: they may be missing now."""
        unfit_rows(rows, on=on)
        known = in_ledger(rows, on)
        documents = [document for row in rows for document in documents_of(row)]
        self.gone.update(there["id"] for document in documents if (there := known.get(key_of(document))))

    def expected(self, file: ImportFile, company_ids: Iterable[int], *, seen: set[int]) -> Iterator[list[Facts]]:
        """What may be missing: of all other documents the line stands on both lists."""
        ids = sorted((self.watched | self.gone) - seen)
        for start in range(0, len(ids), 2000):
            items = listed_by(file, company_ids).filter(id__in=ids[start : start + 2000])
            yield facts_of(items.order_by("id"))

    def rests(self) -> dict[tuple[str, str], int]:
        """Company and currency → what nothing explained of the list before."""
        return rests(self.file.totals)


def rests(totals: dict[str, Any]) -> dict[tuple[str, str], int]:
    """Company and currency → what nothing explains of a list, where that is not zero."""
    lines = totals.get("listed", {}).get("lines", [])
    return {(line["company"], line["currency"]): line["rest"] for line in lines if line["rest"]}


def list_before(file: ImportFile, *, codes: Iterable[str]) -> ListBefore | None:
    """The newest posted list of the company beside which this one can be read by somebody who works for companies with
    these codes; None where it is to be read whole.
    """
    if not file.is_list or file.corrects_id or file.choices.get("compared") == "whole":
        return None
    posted = ImportFile.objects.filter(company=file.company, is_list=True, state=ImportFile.State.POSTED)
    before = posted.filter(as_of__lte=file.as_of).order_by("-as_of", "-id").first()
    if before is None or not _is_alike(before, file) or not set(_codes(before)) <= set(codes):
        return None
    in_a_row = before.totals.get("before", {}).get("in_a_row", 0) + 1
    if in_a_row > IN_A_ROW or _decided_since(before):
        return None
    watched = _watched(before, file)
    if len(watched) > WATCHED_MOST:
        return None
    return ListBefore(before, frozenset(watched), _numbers(watched), in_a_row)


@contextmanager
def as_job(before: ListBefore | None) -> Iterator[dict[str, Any] | None]:
    """The list before as the reading program takes it, with its file on disk."""
    if before is None:
        yield None
        return
    refused = before.file.rows.filter(verdict=StagedRow.Verdict.REFUSED, in_file=True)
    with files.on_disk(before.file) as path:
        yield {
            "path": str(path),
            "understood": before.file.understood,
            "sums": before.file.totals["read"],
            "refused": list(refused.values_list("line", flat=True)),
            "wanted": before.numbers,
        }


def _is_alike(before: ImportFile, file: ImportFile) -> bool:
    """Whether both are read by the same choices under the same policy."""
    first, second = ({**one.choices, **dict.fromkeys(ONCE)} for one in (before, file))
    return before.default_currency == file.default_currency and first == second and _versions(before) == _versions(file)


def _versions(file: ImportFile) -> list[int]:
    return [policy_in_force(as_of=file.as_of, company_id=company_id).number for company_id in (None, file.company_id)]


def _codes(before: ImportFile) -> list[str]:
    return [line[0] for line in before.totals["read"]]


def _decided_since(before: ImportFile) -> bool:
    """Whether it was decided since who a number of files means: then the same line may mean another customer."""
    return JournalEntry.objects.filter(kind__in=_DECIDED, at__gte=before.received_at - MARGIN).exists()


def _watched(before: ImportFile, file: ImportFile) -> set[int]:
    """The documents that must be looked at although their line is the same."""
    companies = list(before.companies.values_list("id", flat=True))
    since = before.received_at - MARGIN
    entries = Entry.objects.filter(company_id__in=companies, item_id__isnull=False).order_by()
    moved = entries.filter(posting__recorded_at__gte=since).exclude(posting__import_file_id=before.id)
    known = Q(posting__erp_answer__accepted=True, posting__erp_answer__answered_on__lt=before.as_of)
    known_before = known & Q(posting__erp_answer__answered_at__lt=since)
    ours = entries.filter(posting__batch="", posting__kind__in=OWN_KINDS).exclude(known_before)
    put_off = Extension.objects.filter(item__company_id__in=companies, granted_on__gte=before.as_of).order_by()
    items = OpenItem.objects.filter(company_id__in=companies).order_by()
    between = ImportFile.objects.filter(as_of__gt=before.as_of, as_of__lte=file.as_of).values("id")
    later = items.filter(Q(posting_date__gt=before.as_of) | Q(import_file_id__in=between))
    decisions = DifferenceDecision.objects.filter(company_id__in=companies).order_by()
    decided = decisions.filter(Q(taken_back_at__isnull=True) | Q(taken_back_at__gte=since))
    left_out = before.rows.filter(verdict=StagedRow.Verdict.REFUSED, in_file=False)
    found: set[Any] = {row["item"] for row in left_out.values_list("row", flat=True)}
    reads = [one.values_list("item_id", flat=True) for one in (moved, ours, put_off, decided)]
    for read in (*reads, later.values_list("id", flat=True)):
        found.update(read[: WATCHED_MOST + 1])
    return found


def _numbers(item_ids: Iterable[int]) -> list[str]:
    """The numbers under which the ERP lists the documents: their own, and those that it gave to what was made here."""
    ids = list(item_ids)
    found: set[str] = set()
    for start in range(0, len(ids), 2000):
        some = OpenItem.objects.filter(id__in=ids[start : start + 2000]).order_by()
        for number, erp_document in some.values_list("number", "entries__posting__erp_answer__erp_document"):
            # An instalment is listed under the number of its document.
            found |= {number, number.rsplit("/", 1)[0], erp_document or number}
    return sorted(found)
