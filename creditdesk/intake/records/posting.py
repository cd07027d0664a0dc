"""Writing a previewed file of records, chunk by chunk.

Records, the journal's entries and the marks on the rows commit together or not at all. A row that was written carries
the key of its record; whatever kills the process, the next one goes on with the rows that carry none. Customers that
others of the chunk hang on are written with it, wherever they stand in the file, and so are the rows without which
those of the chunk would make customers parents of one another.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet

from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.intake.records.circles import customer, opening, refused_lines
from creditdesk.intake.records.holding import CHUNK, at_once, hold
from creditdesk.intake.records.judging import Ground, Judged, change_of, ground, judge, problem
from creditdesk.intake.records.keepers import KEEPERS
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import Customer, User
from creditdesk.parties.records.kept import Fault, Source

Verdict = StagedRow.Verdict
_WAITING = (Verdict.NEW, Verdict.CHANGED)
_HANG_ON = {"parent", "payer"}


def post_records(file_id: int, *, at: dt.datetime, chunk: int = CHUNK) -> bool:
    """Write the next rows of a file that is being posted; False once there are none left.

    Raises Refusal where postings are stopped for an account of the chunk; then nothing of it is written.
    """
    try:
        return _post_chunk(file_id, at=at, chunk=chunk)
    except IntegrityError:  # another file made the same record at the same moment: judged anew, the row changes it
        return _post_chunk(file_id, at=at, chunk=chunk)


@action
def _post_chunk(file_id: int, *, at: dt.datetime, chunk: int) -> bool:
    file = ImportFile.objects.select_for_update().get(id=file_id)
    if file.state != ImportFile.State.POSTING:
        return False
    waiting = file.rows.filter(verdict__in=_WAITING, record_id__isnull=True, line__gt=file.cursor)
    next_rows = list(waiting.order_by("line")[:chunk])
    pending = at_once(file, next_rows)
    if pending:
        _post(file, pending, at=at)
    if len(next_rows) == chunk or len(pending) < len(next_rows):
        return True
    _finish(file, at=at)
    return False


def _post(file: ImportFile, pending: list[StagedRow], *, at: dt.datetime) -> None:
    last_line = pending[-1].line
    by = User.objects.get(username=file.posted_by)
    on = ground(content=file.content, by=by, columns=file.understood["mapping"]["columns"])
    rows = [*pending, *_belonging(file, pending)]
    mine = [one for one in rows if one.company_code in on.companies]
    hold((on.companies[one.company_code].id, one.row["values"]) for one in mine)
    written = _judged_again(file, rows, on)
    source = Source(by=file.posted_by, at=at, import_file_id=file.id)
    changes = [change_of(one.row, judged, on=on) for one, judged in written]
    for (one, _), record_id in zip(written, KEEPERS[file.content].keep(changes, source=source), strict=True):
        one.record_id = record_id
    StagedRow.objects.bulk_update([one for one, _ in written], ["record_id"])
    file.cursor = last_line
    file.rows_done += len(written)
    file.heartbeat_at = at
    file.save(update_fields=["cursor", "rows_done", "heartbeat_at"])
    counts = Counter(judged.verdict for _, judged in written)
    append(
        "import.chunk_posted",
        by=file.posted_by,
        at=at,
        subject=("import_file", file.id),
        company_id=file.company_id,
        facts={
            "content": file.content,
            "from_line": pending[0].line,
            "to_line": last_line,
            "new": counts[Verdict.NEW],
            "changed": counts[Verdict.CHANGED],
        },
    )


def _belonging(file: ImportFile, pending: Sequence[StagedRow]) -> list[StagedRow]:
    """The rows further down that must be written with these."""
    if file.content == ImportFile.Content.ORDERS:
        return list(_other_lines(file, pending))
    if file.content != ImportFile.Content.CUSTOMERS:
        return []
    waiting = file.rows.filter(verdict__in=_WAITING, record_id__isnull=True, line__gt=file.cursor)
    found: list[StagedRow] = []
    while newest := [
        *_hung_on([*pending, *found], waiting),
        *opening([*pending, *found], waiting, parent=lambda one: one.row["values"]["parent"]),
    ]:
        found += {one.id: one for one in newest}.values()
    return found


def _other_lines(file: ImportFile, pending: Sequence[StagedRow]) -> QuerySet[StagedRow]:
    """The rows below of which these are the first lines of an order: the first row brings all of them."""
    beyond = file.rows.filter(verdict__in=_WAITING, record_id__isnull=True, line__gt=pending[-1].line)
    return beyond.filter(row__belongs_to__in=[one.line for one in pending])


def _hung_on(rows: Sequence[StagedRow], waiting: QuerySet[StagedRow]) -> list[StagedRow]:
    """The rows that make the customers which these name as parent or payer, and those which they name."""
    taken = {one.id for one in rows}
    found: list[StagedRow] = []
    newest: Iterable[StagedRow] = rows
    while named := _named(newest):
        numbers = {number for _, number in named}
        newest = [
            one
            for one in waiting.filter(verdict=Verdict.NEW, row__values__customer_number__in=sorted(numbers))
            if one.id not in taken and customer(one) in named
        ]
        taken |= {one.id for one in newest}
        found += newest
    return found


def _named(rows: Iterable[StagedRow]) -> set[tuple[str, str]]:
    """Company and number of those whom the rows name as parent or payer and who are not there yet."""
    named = {
        (one.company_code, said[name])
        for one in rows
        for said in [one.row["values"]]
        for name in _HANG_ON & said.keys()
    }
    there = Customer.objects.filter(
        company__code__in={code for code, _ in named}, number__in={number for _, number in named}
    )
    return named - set(there.values_list("company__code", "number"))


def _judged_again(file: ImportFile, rows: Sequence[StagedRow], on: Ground) -> list[tuple[StagedRow, Judged]]:
    """The rows that are still to be written, with what they change now; the others get their new verdict."""
    judgements = judge([one.row for one in rows], on=on)
    while faults := {**_lost(rows, judgements), **_in_circles(rows, judgements)}:
        for place, those in faults.items():
            problems = [problem(fault, row=rows[place].row, columns=on.columns) for fault in those]
            judgements[place] = Judged(Verdict.REFUSED, problems)
    moved: list[StagedRow] = []
    before = Counter(one.verdict for one in rows)
    for one, judged in zip(rows, judgements, strict=True):
        if (one.verdict, one.changes) != (judged.verdict, judged.changes):
            one.verdict, one.problems, one.changes = judged.verdict, judged.problems, judged.changes
            moved.append(one)
    StagedRow.objects.bulk_update(moved, ["verdict", "problems", "changes"])
    _recount(file, before=before, after=Counter(one.verdict for one in rows))
    return [(one, judged) for one, judged in zip(rows, judgements, strict=True) if judged.verdict in _WAITING]


def _lost(rows: Sequence[StagedRow], judgements: Sequence[Judged]) -> dict[int, list[Fault]]:
    """Place → the customers that a row names and that nobody brings any more."""
    coming = {
        (one.company_code, one.row["values"].get("customer_number"))
        for one, judged in zip(rows, judgements, strict=True)
        if judged.verdict == Verdict.NEW
    }
    lost = {
        place: [fault for fault in judged.awaits if (one.company_code, fault[1].facts["number"]) not in coming]
        for place, (one, judged) in enumerate(zip(rows, judgements, strict=True))
    }
    return {place: faults for place, faults in lost.items() if faults}


def _in_circles(rows: Sequence[StagedRow], judgements: Sequence[Judged]) -> dict[int, list[Fault]]:
    """Place → the circle of parents that a row would close, since another file or an undo came between."""
    places = {
        one.line: place
        for place, (one, judged) in enumerate(zip(rows, judgements, strict=True))
        if "parent" in judged.changes
    }
    stated = {
        customer(rows[place]): (line, rows[place].row["values"]["parent"]) for line, place in sorted(places.items())
    }
    return {places[line]: [("parent", reason)] for line, reason in refused_lines(stated).items()}


def _recount(file: ImportFile, *, before: Counter[Any], after: Counter[Any]) -> None:
    """Let the file's counts follow the rows that have another verdict than in the preview."""
    if before == after:
        return
    moved = {verdict: after[verdict] - before[verdict] for verdict in Verdict}
    file.rows_accepted += moved[Verdict.NEW] + moved[Verdict.CHANGED]
    file.rows_changed += moved[Verdict.CHANGED]
    file.rows_unchanged += moved[Verdict.UNCHANGED]
    file.rows_refused += moved[Verdict.REFUSED]
    file.save(update_fields=["rows_accepted", "rows_changed", "rows_unchanged", "rows_refused"])


def _finish(file: ImportFile, *, at: dt.datetime) -> None:
    if file.rows_done != file.rows_accepted:
        raise AssertionError(f"import {file.id}: {file.rows_done} rows written of {file.rows_accepted}")
    file.state = ImportFile.State.POSTED
    file.posted_at = at
    file.heartbeat_at = None
    file.save(update_fields=["state", "posted_at", "heartbeat_at"])
    append(
        "import.posted",
        by=file.posted_by,
        at=at,
        subject=("import_file", file.id),
        company_id=file.company_id,
        facts={
            "content": file.content,
            "new": file.rows_accepted - file.rows_changed,
            "changed": file.rows_changed,
            "unchanged": file.rows_unchanged,
            "refused": file.rows_refused,
        },
    )
