"""Posting a previewed bank file, and taking one back, chunk by chunk.

What a chunk makes, the marks on its rows and the journal's entry commit together or not at all. A row that was posted
carries the key of its record; whatever kills the process, the next one goes on with the rows that carry none.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

from creditdesk.intake import totals
from creditdesk.intake.bank.keepers import Written, keeper
from creditdesk.intake.bank.staging import problems
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action

# Rows in one transaction; a row of a collective entry brings as many receipts as it has payments.
CHUNK = 200
Verdict = StagedRow.Verdict


@action
def post_bank(file_id: int, *, at: dt.datetime, as_of: dt.date, chunk: int = CHUNK) -> bool:
    """Post the next rows of a bank file; False once there are none left, and the file is posted.

    Raises Refusal where the books refuse the chunk; then nothing of it is posted.
    """
    file = ImportFile.objects.select_for_update(of=("self",)).select_related("company").get(id=file_id)
    if file.state != ImportFile.State.POSTING:
        return False
    waiting = file.rows.filter(verdict=Verdict.NEW, record_id__isnull=True, line__gt=file.cursor)
    rows = list(waiting.order_by("line")[:chunk])
    if not rows:
        _finish(file, at=at)
        return False
    written = keeper().post(file, rows, at=at, as_of=as_of)
    _mark(file, rows, written)
    file.cursor, file.heartbeat_at = rows[-1].line, at
    file.save()
    facts = {"content": file.content, "from_line": rows[0].line, "to_line": rows[-1].line, "rows": len(rows)}
    _journal("import.chunk_posted", file, by=file.posted_by, at=at, facts=facts)
    return True


def _mark(file: ImportFile, rows: list[StagedRow], written: list[Written]) -> None:
    """Write down what became of the rows; what another file brought meanwhile is unchanged here."""
    for row, one in zip(rows, written, strict=True):
        row.verdict, row.record_id = one.verdict, one.record_id
        row.row = {**row.row, **one.added}
        if one.reasons:
            row.problems = problems(row.row, one.reasons)
    StagedRow.objects.bulk_update(rows, ["verdict", "record_id", "row", "problems"])
    counts = Counter(one.verdict for one in written)
    file.rows_done += counts[Verdict.NEW]
    file.rows_accepted -= len(rows) - counts[Verdict.NEW]
    file.rows_unchanged += counts[Verdict.UNCHANGED]
    file.rows_refused += counts[Verdict.REFUSED]


def _finish(file: ImportFile, *, at: dt.datetime) -> None:
    if file.rows_done != file.rows_accepted:
        raise AssertionError(f"import {file.id}: {file.rows_done} rows posted of {file.rows_accepted}")
    file.state, file.posted_at, file.heartbeat_at = ImportFile.State.POSTED, at, None
    file.totals = {**file.totals, "staged": totals.by_verdict(totals.staged(file, only_counted={}))}
    file.save()
    facts = {
        "content": file.content,
        "new": file.rows_accepted,
        "unchanged": file.rows_unchanged,
        "refused": file.rows_refused,
    }
    _journal("import.posted", file, by=file.posted_by, at=at, facts=facts)


@action
def undo_bank(file_id: int, *, at: dt.datetime, as_of: dt.date) -> bool:
    """Take back the next part of a bank file; False once there is none.

    Raises Refusal where matches or returns stand on its receipts, or the books are closed; then nothing is taken back.
    """
    file = ImportFile.objects.select_for_update(of=("self",)).select_related("company").get(id=file_id)
    if file.state != ImportFile.State.UNDOING:
        return False
    if keeper().take_back(file, at=at, as_of=as_of):
        file.rows_done = file.rows.filter(record_id__isnull=False).count()
        file.heartbeat_at = at
        file.save(update_fields=["rows_done", "heartbeat_at"])
        _journal("import.chunk_undone", file, by=file.undone_by, at=at, facts={"content": file.content})
        return True
    file.state, file.undone_at, file.heartbeat_at = ImportFile.State.UNDONE, at, None
    file.rows_done = file.cursor = 0
    file.save(update_fields=["state", "undone_at", "heartbeat_at", "rows_done", "cursor"])
    facts = {"content": file.content, "rows": file.rows_accepted}
    _journal("import.undone", file, by=file.undone_by, at=at, facts=facts)
    return False


def _journal(kind: str, file: ImportFile, *, by: str, at: dt.datetime, facts: dict[str, object]) -> None:
    append(kind, by=by, at=at, subject=("import_file", file.id), company_id=file.company_id, facts=facts)
