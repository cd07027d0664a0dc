"""The ledger as of any day: what was open then, by posting date and, where asked, by what was known then.

What is open today less what was posted since gives what was open on a past day, so a recent day costs little. A day
"as it was known at an instant" leaves out every posting that was recorded later, and adds up from the start.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from creditdesk.receivables.models import Entry
from creditdesk.receivables.positions import bucket_conditions


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose items: of companies, of customers, or (both empty) of everyone. Ids are our own keys."""

    company_ids: Sequence[int] = ()
    customer_ids: Sequence[int] = ()

    def sql(self, alias: str) -> str:
        """The condition over the item's columns; `1 = 1` for everyone."""
        parts = []
        if self.company_ids:
            parts.append(f"{alias}.company_id IN ({_list(self.company_ids)})")
        if self.customer_ids:
            parts.append(f"{alias}.customer_id IN ({_list(self.customer_ids)})")
        return " AND ".join(parts) or "1 = 1"


@dataclass(frozen=True, slots=True)
class AgedRow:
    """One customer's claims in one currency on the day, in minor units, with credits beside the buckets."""

    customer_id: int
    currency: str
    open_minor: int
    buckets_minor: tuple[int, ...]
    unapplied_minor: int
    credit_memo_minor: int
    oldest_due_date: dt.date | None


def open_on(*, as_of: dt.date, scope: Scope, known_at: dt.datetime | None = None) -> str:
    """SQL of a relation of the items open on the day: ids, currency, kind, due and document date, open_minor.

    `open_minor` is what was open at the end of the day. Dates are our own values, so they stand in the text.
    """
    if known_at is not None:
        return _known_open_on(as_of=as_of, scope=scope, known_at=known_at)
    day = as_of.isoformat()
    joined, later = _moved_later(day, scope=scope)
    return (
        "SELECT i.id, i.company_id, i.customer_id, i.currency, i.kind, i.due_date, i.document_date, "
        f"i.open_minor - {later} AS open_minor FROM receivables_openitem i {joined} "
        f"WHERE i.posting_date <= '{day}' AND (i.closed_date IS NULL OR i.closed_date > '{day}') "
        f"AND i.open_minor - {later} <> 0 AND {scope.sql('i')}"
    )


def _moved_later(day: str, *, scope: Scope) -> tuple[str, str]:
    """A join, and the expression for what moved an item after the day.

    A few customers are asked item by item through the index of their entries; for everybody, adding up all that was
    posted since the day in one pass is cheaper.
    """
    moved = "SELECT SUM(e.amount_minor) AS moved FROM receivables_entry e"
    if scope.customer_ids:
        return "", f"COALESCE(({moved} WHERE e.item_id = i.id AND e.posting_date > '{day}'), 0)"
    grouped = moved.replace("SELECT", "SELECT e.item_id,")
    joined = (
        f"LEFT JOIN ({grouped} WHERE e.posting_date > '{day}' AND e.item_id IS NOT NULL GROUP BY e.item_id) later "
        "ON later.item_id = i.id"
    )
    return joined, "COALESCE(later.moved, 0)"


def aged(
    *,
    as_of: dt.date,
    edges: Sequence[int],
    scope: Scope,
    basis: str = "due_date",
    known_at: dt.datetime | None = None,
) -> list[AgedRow]:
    """Aging of a day per customer and currency. `basis`: due_date, document_date or extended_date."""
    aged_from = _aged_from(basis, as_of=as_of)
    conditions = bucket_conditions(edges, as_of=as_of, due=aged_from)
    sums = ", ".join(
        f"SUM(CASE WHEN {_CLAIM} AND {condition} THEN r.open_minor ELSE 0 END)" for condition in conditions
    )
    if known_at is None and not _posted_after(as_of):
        # Nothing moved since: what is open now was open then, and the index of open items has all that is needed.
        relation = f"receivables_openitem r WHERE r.closed_date IS NULL AND {scope.sql('r')}"
    else:
        relation = f"({open_on(as_of=as_of, scope=scope, known_at=known_at)}) r"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.customer_id, r.currency, SUM(CASE WHEN {_CLAIM} THEN r.open_minor ELSE 0 END), "
            "SUM(CASE WHEN r.kind = 'payment' THEN r.open_minor ELSE 0 END), "
            "SUM(CASE WHEN r.kind = 'credit_memo' THEN r.open_minor ELSE 0 END), "
            f"MIN(CASE WHEN {_CLAIM} THEN {aged_from} END), {sums} FROM {relation} "
            "GROUP BY r.customer_id, r.currency ORDER BY r.customer_id, r.currency"
        )
        rows = cursor.fetchall()
    return [
        AgedRow(
            customer_id=row[0],
            currency=row[1],
            open_minor=int(row[2]),
            unapplied_minor=int(row[3]),
            credit_memo_minor=int(row[4]),
            oldest_due_date=_date(row[5]),
            buckets_minor=tuple(int(value) for value in row[6:]),
        )
        for row in rows
    ]


def open_amounts(*, as_of: dt.date, scope: Scope, known_at: dt.datetime | None = None) -> dict[int, int]:
    """Item id → what was open of it at the end of the day, in minor units; items with nothing open are left out."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT o.id, o.open_minor FROM ({open_on(as_of=as_of, scope=scope, known_at=known_at)}) o")
        return {row[0]: int(row[1]) for row in cursor.fetchall()}


# What is open of a claim is above zero, of a credit below.
_CLAIM = "r.open_minor > 0"


def _posted_after(day: dt.date) -> bool:
    return Entry.objects.filter(posting_date__gt=day).exists()


def _aged_from(basis: str, *, as_of: dt.date) -> str:
    if basis == "document_date":
        return "r.document_date"
    if basis == "extended_date":
        newest = (
            "SELECT x.extended_date FROM receivables_extension x WHERE x.item_id = r.id "
            f"AND x.granted_on <= '{as_of.isoformat()}' ORDER BY x.granted_on DESC, x.id DESC LIMIT 1"
        )
        return f"COALESCE(({newest}), r.due_date)"
    assert basis == "due_date", basis
    return "r.due_date"


def _known_open_on(*, as_of: dt.date, scope: Scope, known_at: dt.datetime) -> str:
    day = as_of.isoformat()
    instant = known_at.astimezone(dt.UTC)
    known = f"'{instant.isoformat()}'" if connection.vendor == "postgresql" else f"'{_sqlite_instant(instant)}'"
    return (
        "SELECT i.id, i.company_id, i.customer_id, i.currency, i.kind, i.due_date, i.document_date, "
        "SUM(e.amount_minor) AS open_minor "
        "FROM receivables_openitem i JOIN receivables_entry e ON e.item_id = i.id "
        "JOIN receivables_posting p ON p.id = e.posting_id "
        f"WHERE e.posting_date <= '{day}' AND p.recorded_at <= {known} AND {scope.sql('i')} "
        "GROUP BY i.id, i.company_id, i.customer_id, i.currency, i.kind, i.due_date, i.document_date "
        "HAVING SUM(e.amount_minor) <> 0"
    )


def _sqlite_instant(instant: dt.datetime) -> str:
    # Django keeps instants without a zone, and microseconds only where there are any.
    return instant.replace(tzinfo=None).isoformat(sep=" ")


def _list(ids: Sequence[int]) -> str:
    return ", ".join(str(int(key)) for key in ids)


def _date(value: object) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(str(value))
