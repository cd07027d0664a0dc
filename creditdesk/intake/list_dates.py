"""Due dates that the ERP put off become collection dates; where a list is undone they are what they were before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.receivables.changing import put_off
from creditdesk.receivables.models import Extension, OpenItem
from creditdesk.receivables.statements import extended_dates


def extend_as_erp(moves: Sequence[Mapping[str, Any]], *, file: ImportFile, at: dt.datetime) -> None:
    """Give the documents of the moves the ERP's new due dates as collection dates, from the day of the list."""
    items = OpenItem.objects.in_bulk([move["item"] for move in moves])
    for move in moves:
        put_off(
            items[move["item"]],
            until=dt.date.fromisoformat(move["due_date"]),
            granted_on=file.as_of,
            source=Extension.Source.ERP,
            by=file.posted_by,
            at=at,
            reason=f"the ERP's due date (import {file.id})",
        )


def take_back_dates(file: ImportFile, *, at: dt.datetime, as_of: dt.date) -> list[int]:
    """Give the documents of a list that is undone the collection dates that they had, unless somebody gave them another
    one since; returns their customers.
    """
    rows = file.rows.filter(verdict=StagedRow.Verdict.CHANGED).values_list("row", flat=True)
    moves = {move["item"]: move for row in rows.iterator() for move in row.get("moves", ()) if move["due_date"]}
    dates = extended_dates(moves, as_of=as_of)
    back = {key: move for key, move in moves.items() if dates.get(key) == dt.date.fromisoformat(move["due_date"])}
    for key, item in OpenItem.objects.in_bulk(list(back)).items():
        put_off(
            item,
            until=dt.date.fromisoformat(back[key]["due_before"]),
            granted_on=as_of,
            source=Extension.Source.ERP,
            by=file.undone_by,
            at=at,
            reason=f"import {file.id} undone",
        )
    return sorted({move["customer"] for move in back.values()})
