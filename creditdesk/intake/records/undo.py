"""Taking a file of records back, chunk by chunk and from its end: former values come back where nothing changed since.

What somebody changed after the file stays as it is and is listed on the row. A record that the file made goes, unless
something stands on it. The rows that still carry the key of their record are the cursor.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from creditdesk.domain.reasons import Reason
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.intake.records.circles import opening
from creditdesk.intake.records.holding import CHUNK, at_once, hold
from creditdesk.intake.records.judging import problem
from creditdesk.intake.records.keepers import KEEPERS
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import Company, Customer
from creditdesk.parties.records.kept import Change, Source

Verdict = StagedRow.Verdict
# More than these help nobody to read.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class GoingBack:
    """What an undo would do today: rows that go back whole, and what stays as it is, with line and reason."""

    rows: int
    made: int
    staying: int
    reasons: Sequence[tuple[int, str, Reason]]  # line, field, why


@action
def undo_records(file_id: int, *, at: dt.datetime, chunk: int = CHUNK) -> bool:
    """Take back the last rows of the import that were not yet; False once there is none.

    Raises Refusal where postings are stopped for an account of the chunk; then nothing of it is taken back.
    """
    file = ImportFile.objects.select_for_update().get(id=file_id)
    if file.state != ImportFile.State.UNDOING:
        return False
    rows = at_once(file, _next(file, chunk))
    if not rows:
        _finish(file, at=at)
        return False
    companies = _companies()
    changes = [_change(one, companies) for one in rows]
    hold((one.company.id, one.values) for one in changes)
    columns = file.understood["mapping"]["columns"]
    source = Source(by=file.undone_by, at=at, import_file_id=file.id)
    for one, faults in zip(rows, KEEPERS[file.content].take_back(changes, source=source), strict=True):
        one.problems = [problem(fault, row=one.row, columns=columns) for fault in faults]
        one.record_id = None
    StagedRow.objects.bulk_update(rows, ["problems", "record_id"])
    file.rows_done -= len(rows)
    file.cursor = min(one.line for one in rows) - 1
    file.heartbeat_at = at
    file.save(update_fields=["rows_done", "cursor", "heartbeat_at"])
    staying = sum(bool(one.problems) for one in rows)
    _journal("import.chunk_undone", file, at=at, facts={"rows": len(rows), "staying": staying})
    return True


def going_back(file: ImportFile) -> GoingBack:
    """What undoing the import would do to the records today."""
    companies = _companies()
    rows = made = staying = 0
    reasons: list[tuple[int, str, Reason]] = []
    after = 0
    while page := list(_written(file).filter(line__gt=after).order_by("line")[: CHUNK * 4]):
        after = page[-1].line
        together = [_change(one, companies) for one in [*page, *_belonging(file, page)]]
        for one, faults in zip(page, KEEPERS[file.content].lasting(together), strict=False):
            rows += not faults
            made += one.verdict == Verdict.NEW
            staying += bool(faults)
            reasons += [(one.line, name, reason) for name, reason in faults[: SHOWN - len(reasons)]]
    return GoingBack(rows=rows, made=made, staying=staying, reasons=reasons)


def not_taken_back(file: ImportFile) -> list[StagedRow]:
    """The rows of an undone file of which something stayed as it was, with why, in the order of the file."""
    stayed = file.rows.filter(verdict__in=(Verdict.NEW, Verdict.CHANGED)).exclude(problems=[])
    return list(stayed.order_by("line")[:SHOWN])


def touched_by_records(file_ids: Sequence[int]) -> set[int]:
    """The customers that rows of these files of records name, posted or taken back: risk, terms and owner rank them."""
    found: set[int] = set()
    rows = StagedRow.objects.filter(
        file__in=file_ids,
        file__content__in=(ImportFile.Content.CUSTOMERS, ImportFile.Content.PORTFOLIOS),
        verdict__in=(Verdict.NEW, Verdict.CHANGED),
    )
    named: dict[str, set[str]] = defaultdict(set)
    for code, number in rows.values_list("company_code", "row__values__customer_number"):
        named[code].add(number)
    for code, numbers in named.items():
        those = Customer.objects.filter(company__code=code, number__in=numbers - {None})
        found |= set(those.values_list("id", flat=True))
    return found


def _written(file: ImportFile) -> QuerySet[StagedRow]:
    return file.rows.filter(record_id__isnull=False)


def _next(file: ImportFile, chunk: int) -> list[StagedRow]:
    """The last rows that are to be taken back; of customers that the file made, first those on whom none hangs."""
    rows = _written(file).order_by("-line")
    if file.content == ImportFile.Content.CUSTOMERS:
        hanging = Customer.objects.filter(id__in=_written(file).values("record_id"))
        heads = {head for pair in hanging.values_list("parent_id", "payer_id") for head in pair if head}
        free = list(rows.exclude(verdict=Verdict.NEW, record_id__in=heads)[:chunk])
        if free:
            return [*free, *_belonging(file, free)]
    return list(rows[:chunk])


def _belonging(file: ImportFile, rows: Sequence[StagedRow]) -> list[StagedRow]:
    """The rows that must be taken back with these, or customers would be parents of one another between."""
    if file.content != ImportFile.Content.CUSTOMERS:
        return []
    changed = [one for one in rows if one.verdict == Verdict.CHANGED]
    others = _written(file).filter(verdict=Verdict.CHANGED)
    return opening(changed, others, parent=lambda one: (one.changes or {})["parent"][0])


def _companies() -> dict[str, Company]:
    """All of them by code: whoever undoes was asked before whether he works for those of the file."""
    return {company.code: company for company in Company.objects.all()}


def _change(one: StagedRow, companies: Mapping[str, Company]) -> Change:
    return Change(
        company=companies[one.company_code],
        values=one.row["values"],
        changes=one.changes or {},
        record_id=one.record_id,
        is_new=one.verdict == Verdict.NEW,
    )


def _finish(file: ImportFile, *, at: dt.datetime) -> None:
    file.state = ImportFile.State.UNDONE
    file.undone_at = at
    file.heartbeat_at = None
    file.save(update_fields=["state", "undone_at", "heartbeat_at"])
    staying = file.rows.filter(verdict__in=(Verdict.NEW, Verdict.CHANGED)).exclude(problems=[]).count()
    _journal("import.undone", file, at=at, facts={"rows": file.rows_accepted, "staying": staying})


def _journal(kind: str, file: ImportFile, *, at: dt.datetime, facts: dict[str, object]) -> None:
    append(
        kind,
        by=file.undone_by,
        at=at,
        subject=("import_file", file.id),
        company_id=file.company_id,
        facts={"content": file.content, **facts},
    )
