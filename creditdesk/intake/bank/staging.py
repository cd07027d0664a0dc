"""Staging a bank file: each statement, entry, remittance and return becomes a row, judged by who keeps the cash.

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

from creditdesk.domain.reasons import Reason
from creditdesk.intake import totals
from creditdesk.intake.bank.keepers import Judged, keeper
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.intake.staging import BATCH, Superseded, without_places
from creditdesk.journal.actions import append

Verdict = StagedRow.Verdict
Fact = tuple[str, Any]


@dataclass(slots=True)
class _Reading:
    file: ImportFile
    now: Callable[[], dt.datetime]
    seen: dict[Any, Any] = field(default_factory=dict)
    refused_for: Counter[tuple[str, str]] = field(default_factory=Counter)
    held: int = 0
    end: dict[str, Any] = field(default_factory=dict)


def take_in_bank(
    file: ImportFile, facts: Iterator[Fact], *, understood: dict[str, Any], now: Callable[[], dt.datetime]
) -> None:
    """Stage the rows that follow, and bring the file to its preview. Raises Superseded where another reading began."""
    reading = _Reading(file, now)
    # Kept before the rows are read: a person corrects by it how a table is read that is refused further down.
    _still_mine(reading, lines=0, understood=understood)
    while batch := list(islice(facts, BATCH)):
        if batch[-1][0] == "end":
            reading.end = batch.pop()[1]
        _write(reading, [fact for _, fact in batch])
    _finish(reading, understood)


def _write(reading: _Reading, rows: list[dict[str, Any]]) -> None:
    judged = keeper().judge(rows, file=reading.file, seen=reading.seen)
    with transaction.atomic():
        _still_mine(reading, lines=len(rows))
        StagedRow.objects.bulk_create(
            (_staged(reading.file, row, one) for row, one in zip(rows, judged, strict=True)), batch_size=500
        )
    for one in judged:
        reading.held += bool(one.added.get("held")) and one.verdict == Verdict.NEW
        for reason in one.reasons[:1] if one.verdict == Verdict.REFUSED else ():
            reading.refused_for[reason.code, reason.text] += 1


def _staged(file: ImportFile, row: dict[str, Any], judged: Judged) -> StagedRow:
    of_entry = row["sort"] == "entry"
    return StagedRow(
        file=file,
        line=row["line"],
        verdict=judged.verdict,
        row={**row, **judged.added},
        company_code=row["company"],
        # Entries alone are summed: the others say the same money again.
        kind="entry" if of_entry else "",
        currency=row["currency"][:3] if of_entry else "",
        original_minor=row["minor"] if of_entry else None,
        open_minor=0 if of_entry else None,
        problems=problems(row, judged.reasons),
    )


def problems(row: dict[str, Any], reasons: list[Reason]) -> list[dict[str, Any]]:
    """The reasons as they stand on a row; the value is the account or the number that it is about."""
    named = row.get("account") or row.get("payment_reference") or row.get("reference") or ""
    return [{"field": row["sort"], "column": "", "value": str(named), "reason": one.as_dict()} for one in reasons]


def _still_mine(reading: _Reading, *, lines: int, **also: Any) -> None:
    mine = ImportFile.objects.filter(
        id=reading.file.id, state=ImportFile.State.RECEIVED, revision=reading.file.revision
    ).update(heartbeat_at=reading.now(), rows_read=F("rows_read") + lines, **also)
    if not mine:
        raise Superseded


@transaction.atomic(durable=True)
def _finish(reading: _Reading, understood: dict[str, Any]) -> None:
    _still_mine(reading, lines=0)
    file = ImportFile.objects.select_for_update().get(id=reading.file.id)
    counts = Counter(file.rows.order_by().values_list("verdict", flat=True))
    file.state, file.content, file.is_list = ImportFile.State.PREVIEWED, ImportFile.Content.BANK, False
    file.heartbeat_at = None
    file.understood = understood
    file.rows_read = 0 if understood["missing"] or understood["questions"] else reading.end["rows_read"]
    file.rows_accepted, file.rows_changed, file.rows_missing = counts[Verdict.NEW], 0, 0
    file.rows_unchanged, file.rows_refused = counts[Verdict.UNCHANGED], counts[Verdict.REFUSED]
    file.totals = _totals(reading, file)
    file.save()
    file.companies.set([file.company])
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
            "new": file.rows_accepted,
            "unchanged": file.rows_unchanged,
            "refused": file.rows_refused,
            "held": reading.held,
        },
    )


def _totals(reading: _Reading, file: ImportFile) -> dict[str, Any]:
    return {
        "read": reading.end["totals"],
        "staged": totals.by_verdict(totals.staged(file, only_counted={})),
        "warnings": reading.end["warnings"],
        "refused_for": [
            {"code": code, "text": without_places(text), "count": count}
            for (code, text), count in reading.refused_for.most_common()
        ],
        "held": reading.held,
        "new_customers": 0,
        "new_companies": [],
    }
