"""The same return told by two sources: by a statement and by a file of returns, or by a person before the bank.

It is one event with one row; the second telling adds to it what the first one lacked. What is not proved to be the same
waits as a return of its own, for a person. Runs in the caller's transaction. docs/rules/cash_returns.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from creditdesk.cash.models import ReturnedPayment
from creditdesk.domain.cash_returns import SAME_DAYS, Known, ReturnFacts, same_return
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.parties.models import Company

State = ReturnedPayment.State


def told_before(company: Company, told: Mapping[str, Any]) -> ReturnedPayment | None:
    """The return that another source told and that is this one, locked; None where that is not proved."""
    apart = dt.timedelta(days=SAME_DAYS)
    first, last = told["day"] - apart, told["day"] + apart
    found = ReturnedPayment.objects.filter(
        company=company,
        currency=told["currency"],
        amount_minor=told["amount_minor"],
        day__gte=first,
        day__lte=last,
        other_key="",
    ).exclude(state=State.SET_ASIDE)
    # A source tells each return once: two rows of it are two returns.
    by_line, by_hand = Q(line__isnull=False), Q(file_id__isnull=True)
    found = found.exclude(by_line) if told.get("line") is not None else found.filter(by_line | by_hand)
    facts = ReturnFacts(
        told["currency"], told["amount_minor"], told["day"], told["reference"] or "", told["party_name"] or ""
    )
    rows = {row.id: row for row in found.select_for_update(of=("self",)).select_related("receipt").order_by("id")}
    same = same_return(facts, among=map(_known, rows.values()))
    return None if same is None else rows[same]


def _known(row: ReturnedPayment) -> Known:
    references, names = [row.reference], [row.party_name]
    if row.receipt is not None:
        references.append(row.receipt.trace)
        names.append(row.receipt.payer_name)
    return Known(row.id, row.day, tuple(filter(None, references)), tuple(filter(None, names)))


def tell_again(row: ReturnedPayment, *, key: str, told: Mapping[str, Any]) -> int:
    """Note that another source told a locked return too; what it says and the first did not is kept. Returns its id."""
    row.other_key = key
    row.line = row.line or told.get("line")
    for column in ("code", "reason", "reference", "party_name"):
        if not getattr(row, column):
            setattr(row, column, told[column])
    row.save(update_fields=["other_key", "line", "code", "reason", "reference", "party_name"])
    return row.id


def untell(rows: QuerySet[ReturnedPayment], *, file: ImportFile, why: str) -> None:
    """Take back that a file told these returns: one that another source told stays as that told it, the rest is set
    aside.
    """
    for row in rows.select_for_update(of=("self",)).select_related("line__statement").order_by("id"):
        of_line = row.line.statement.file_id if row.line is not None else None
        others = {one for one in (of_line, *_files_with(row)) if one not in (None, file.id)}
        if of_line == file.id:
            row.line = None
        if row.file_id != file.id:
            row.other_key = ""
        elif row.other_key and others:
            row.file_id, row.key, row.other_key = min(others), row.other_key, ""
        else:
            row.state, row.why = State.SET_ASIDE, why
        row.save(update_fields=["line", "file_id", "key", "other_key", "state", "why"])


def _files_with(row: ReturnedPayment) -> Iterable[int]:
    """The files of returns that told it and stand."""
    rows = StagedRow.objects.filter(row__sort="return", record_id=row.id)
    return list(rows.order_by("file_id").values_list("file_id", flat=True))
