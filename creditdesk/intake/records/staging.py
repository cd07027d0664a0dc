"""Staging a file of records: each row is judged against the desk's records, and the preview is drawn up.

The reading was claimed by `intake.staging`; whoever reads writes only while the number of the reading is still his own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F

from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.intake.records.circles import circles
from creditdesk.intake.records.judging import Ground, Judged, ground, judge, problem
from creditdesk.intake.staging import BATCH, Superseded, without_places
from creditdesk.journal.actions import append
from creditdesk.parties.models import Company, User
from creditdesk.parties.records.kept import Fault

Verdict = StagedRow.Verdict
Fact = tuple[str, Any]


@dataclass(slots=True)
class _Reading:
    file: ImportFile
    on: Ground
    now: Callable[[], dt.datetime]
    codes: set[str] = field(default_factory=set)
    # Line → company and faults, where a row names customers that only the file itself may bring.
    awaiting: dict[int, tuple[str, list[Fault]]] = field(default_factory=dict)
    end: dict[str, Any] = field(default_factory=dict)


def take_in_records(
    file: ImportFile, facts: Iterator[Fact], *, understood: dict[str, Any], now: Callable[[], dt.datetime]
) -> None:
    """Stage the rows that follow, and bring the file to its preview. Raises Superseded where another reading began."""
    by = User.objects.get(username=file.received_by)
    on = ground(content=understood["content"], by=by, columns=understood["mapping"]["columns"])
    reading = _Reading(file, on, now)
    while batch := list(islice(facts, BATCH)):
        if batch[-1][0] == "end":
            reading.end = batch.pop()[1]
        _write(reading, batch)
    _refuse_awaiting(reading)
    _refuse_circles(reading)
    _finish(reading, understood)


def _write(reading: _Reading, batch: list[Fact]) -> None:
    rows = [fact for what, fact in batch if what == "row"]
    judgements = iter(judge(rows, on=reading.on))
    staged = []
    for what, fact in batch:
        line = fact.pop("line")
        judged = next(judgements) if what == "row" else Judged(Verdict.REFUSED, [fact])
        row = fact if what == "row" else {}
        if judged.awaits:
            reading.awaiting[line] = row["company"], judged.awaits
        if judged.verdict != Verdict.REFUSED:
            reading.codes.add(row["company"])
        staged.append((line, row, judged))
    with transaction.atomic():
        _still_mine(reading, lines=len(staged))
        StagedRow.objects.bulk_create(_staged(reading.file, *one) for one in staged)


def _staged(file: ImportFile, line: int, row: dict[str, Any], judged: Judged) -> StagedRow:
    return StagedRow(
        file=file,
        line=line,
        verdict=judged.verdict,
        row=row,
        company_code=row.get("company", ""),
        problems=judged.problems,
        changes=judged.changes,
    )


def _still_mine(reading: _Reading, *, lines: int) -> None:
    mine = ImportFile.objects.filter(
        id=reading.file.id, state=ImportFile.State.RECEIVED, revision=reading.file.revision
    ).update(heartbeat_at=reading.now(), rows_read=F("rows_read") + lines)
    if not mine:
        raise Superseded


def _refuse_awaiting(reading: _Reading) -> None:
    """Refuse the rows that name customers whom nobody knows: neither the desk nor a row of the file that goes in.

    Repeated, because a refused row may be the one for which another waits.
    """
    while reading.awaiting:
        named = {
            line: {str(fault[1].facts["number"]) for fault in faults} for line, (_, faults) in reading.awaiting.items()
        }
        coming = _coming(reading, {number for numbers in named.values() for number in numbers})
        lost = [
            line
            for line, (company, _) in reading.awaiting.items()
            if not all((company, number) in coming for number in named[line])
        ]
        if not lost:
            return
        for start in range(0, len(lost), BATCH):
            _refuse(reading, lost[start : start + BATCH], coming)


def _coming(reading: _Reading, numbers: set[str | int]) -> set[tuple[str, str]]:
    """Company and number of the customers that the file makes, among these numbers."""
    made = reading.file.rows.filter(verdict=Verdict.NEW, row__values__customer_number__in=sorted(map(str, numbers)))
    return set(made.values_list("company_code", "row__values__customer_number"))


def _refuse(reading: _Reading, lines: list[int], coming: set[tuple[str, str]]) -> None:
    refused = list(reading.file.rows.filter(line__in=lines))
    for one in refused:
        company, faults = reading.awaiting.pop(one.line)
        missing = [fault for fault in faults if (company, fault[1].facts["number"]) not in coming]
        one.verdict, one.changes = Verdict.REFUSED, {}
        one.problems = [problem(fault, row=one.row, columns=reading.on.columns) for fault in missing]
    with transaction.atomic():
        _still_mine(reading, lines=0)
        StagedRow.objects.bulk_update(refused, ["verdict", "problems", "changes"])


def _refuse_circles(reading: _Reading) -> None:
    """Refuse the rows by which a customer would be his own parent, by way of others."""
    while found := circles(reading.file):
        refused = list(reading.file.rows.filter(line__in=found))
        for one in refused:
            one.verdict, one.changes = Verdict.REFUSED, {}
            one.problems = [problem(("parent", found[one.line]), row=one.row, columns=reading.on.columns)]
        with transaction.atomic():
            _still_mine(reading, lines=0)
            StagedRow.objects.bulk_update(refused, ["verdict", "problems", "changes"])


@transaction.atomic(durable=True)
def _finish(reading: _Reading, understood: dict[str, Any]) -> None:
    _still_mine(reading, lines=0)
    file = ImportFile.objects.select_for_update().get(id=reading.file.id)
    counts = Counter(file.rows.order_by().values_list("verdict", flat=True))
    file.state = ImportFile.State.PREVIEWED
    file.content = understood["content"]
    file.heartbeat_at = None
    file.understood = understood
    file.rows_read = 0 if understood["missing"] or understood["questions"] else reading.end["rows_read"]
    file.rows_accepted = counts[Verdict.NEW] + counts[Verdict.CHANGED]
    file.rows_changed = counts[Verdict.CHANGED]
    file.rows_unchanged = counts[Verdict.UNCHANGED]
    file.rows_refused = counts[Verdict.REFUSED]
    file.totals = _totals(file, understood, reading.end)
    file.save()
    file.companies.set(Company.objects.filter(code__in=reading.codes | {reading.file.company.code}))
    append(
        "import.previewed",
        by=file.received_by,
        at=reading.now(),
        subject=("import_file", file.id),
        company_id=file.company_id,
        facts={
            "content": file.content,
            "revision": file.revision,
            "read": file.rows_read,
            "new": counts[Verdict.NEW],
            "changed": file.rows_changed,
            "unchanged": file.rows_unchanged,
            "refused": file.rows_refused,
        },
    )


def _totals(file: ImportFile, understood: dict[str, Any], end: dict[str, Any]) -> dict[str, Any]:
    """What the preview shows beside the rows; records have counts and no sums."""
    refused: Counter[tuple[str, str]] = Counter()
    fields: Counter[str] = Counter()
    for verdict, problems, changes in file.rows.values_list("verdict", "problems", "changes").iterator():
        for one in problems[:1] if verdict == Verdict.REFUSED else ():
            refused[one["reason"]["code"], one["reason"]["text"]] += 1
        fields.update(list(changes or ()) if verdict == Verdict.CHANGED else ())
    return {
        "read": [],
        "staged": [],
        "warnings": [*understood["warnings"], *end["warnings"]],
        "refused_for": [
            {"code": code, "text": without_places(text), "count": count}
            for (code, text), count in refused.most_common()
        ],
        "changed_fields": [{"field": name, "count": count} for name, count in fields.most_common()],
        "new_customers": 0,
        "new_companies": [],
    }
