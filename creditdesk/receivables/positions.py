"""Positions: what each customer owes in each currency, kept in step with the ledger by one set-based statement.

The statement adds up the open items of the given customers and replaces their rows. An action runs it for the
customers it touched; the nightly run for those of whom an item crosses the edge of a bucket that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Q

from creditdesk.parties.locks import lock_customers
from creditdesk.receivables.models import Position

DAY_ZERO = dt.date(2000, 1, 1)
MOST_BUCKETS = 8

# What is open has the sign of its document. Asked so, and for the company of the customer, the index of what is open
# has all that the sums need, and no document is looked up.
_CLAIMS = "i.open_minor > 0"
_COMPANY = "(SELECT c.company_id FROM parties_customer c WHERE c.id = i.customer_id)"

# What the verifier compares between a kept position and its replay.
COMPARED = (
    "open_minor",
    "disputed_minor",
    "past_due_minor",
    "collectable_minor",
    "collectable_due_product",
    "unapplied_minor",
    "credit_memo_minor",
    "items_open",
    "oldest_due_date",
    "oldest_collectable_due_date",
    "next_edge_date",
    *(f"bucket_{index}" for index in range(MOST_BUCKETS)),
)


def day_number(day: dt.date) -> int:
    """Days since 2000-01-01, the unit of `collectable_due_product`."""
    return (day - DAY_ZERO).days


def sql_day_number(column: str) -> str:
    """SQL for `day_number` of a date column on the connected database."""
    if connection.vendor == "postgresql":
        return f"({column} - DATE '2000-01-01')"
    return f"CAST(julianday({column}) - julianday('2000-01-01') AS INTEGER)"


def sql_add_days(column: str, days: int) -> str:
    """SQL for a date column plus whole days on the connected database."""
    if connection.vendor == "postgresql":
        return f"({column} + {days})"
    return f"date({column}, '{days:+d} days')"


def bucket_conditions(edges: Sequence[int], *, as_of: dt.date, due: str) -> list[str]:
    """One SQL condition per bucket over the due-date column: not due, then 1 to the first edge, and so on."""
    oldest = [as_of - dt.timedelta(days=edge) for edge in edges]
    conditions = [f"{due} >= '{as_of.isoformat()}'"]
    for index, younger in enumerate(oldest):
        condition = f"{due} < '{younger.isoformat()}'"
        if index + 1 < len(oldest):
            condition += f" AND {due} >= '{oldest[index + 1].isoformat()}'"
        conditions.append(condition)
    return conditions


def refresh(customer_ids: Sequence[int] | None, *, as_of: dt.date, edges: Sequence[int]) -> None:
    """Recompute the positions of the customers (all, if None) from their open items, as of a day.

    `edges` are the policy's bucket edges in days past due, the first being 0.
    """
    if customer_ids is not None and not customer_ids:
        return
    chosen = "" if customer_ids is None else f"AND i.customer_id IN ({','.join(str(int(x)) for x in customer_ids)})"
    columns = _columns(edges, as_of=as_of)
    names = ", ".join(columns)
    updates = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in {"customer_id", "currency"})
    scope = chosen.replace("i.customer_id", "receivables_position.customer_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO receivables_position ({names}) {_select(columns, chosen)} "
            f"ON CONFLICT (customer_id, currency) DO UPDATE SET {updates}"
        )
        cursor.execute(
            "DELETE FROM receivables_position WHERE NOT EXISTS (SELECT 1 FROM receivables_openitem i "
            "WHERE i.closed_date IS NULL AND i.customer_id = receivables_position.customer_id "
            f"AND i.currency = receivables_position.currency) {scope}"
        )


def take_in(item_ids: Sequence[int], *, as_of: dt.date, edges: Sequence[int]) -> None:
    """Add open items that were just written to the positions of their customers.

    Adding up a customer's items anew costs as much as he has; where a thousand documents come in, they are added to
    what stands. A position that is not right as of the day, or was computed with other edges, is computed anew.
    """
    if not item_ids:
        return
    new = f"i.id IN ({','.join(str(int(item_id)) for item_id in item_ids)})"
    stale = _stale_customers(new, as_of=as_of, edges=edges)
    refresh(stale, as_of=as_of, edges=edges)
    columns = _columns(edges, as_of=as_of)
    updates = ", ".join(f"{name} = {_joined(name)}" for name in columns if name not in _SAME_OF_BOTH)
    others = f"AND i.customer_id NOT IN ({','.join(map(str, stale))})" if stale else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO receivables_position ({', '.join(columns)}) {_select(columns, f'AND {new} {others}')} "
            f"ON CONFLICT (customer_id, currency) DO UPDATE SET {updates}"
        )


def _stale_customers(new: str, *, as_of: dt.date, edges: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.customer_id FROM receivables_position p WHERE (p.next_edge_date <= %s "
            "OR p.as_of > %s OR p.edges <> %s) "
            f"AND p.customer_id IN (SELECT i.customer_id FROM receivables_openitem i WHERE {new})",
            [as_of, as_of, stated(edges)],
        )
        return [customer_id for (customer_id,) in cursor.fetchall()]


_SAME_OF_BOTH = frozenset({"company_id", "customer_id", "currency", "edges"})
_EARLIEST = frozenset({"next_edge_date", "oldest_due_date", "oldest_collectable_due_date"})


def _joined(name: str) -> str:
    """What a position has in the column once new items were added to it: the sum, or the earlier day."""
    kept, added = f"receivables_position.{name}", f"excluded.{name}"
    if name == "as_of":
        return added
    if name in _EARLIEST:
        return f"CASE WHEN {added} < {kept} OR {kept} IS NULL THEN {added} ELSE {kept} END"
    return f"{kept} + {added}"


def replay_sql(edges: Sequence[int], *, as_of: dt.date) -> str:
    """SQL of what every position should be on the day, for the verifier to compare with what is kept."""
    return _select(_columns(edges, as_of=as_of), "")


def _select(columns: dict[str, str], chosen: str) -> str:
    values = ", ".join(f"{value} AS {name}" for name, value in columns.items())
    return (
        f"SELECT {values} FROM receivables_openitem i WHERE i.closed_date IS NULL {chosen} "
        "GROUP BY i.customer_id, i.currency"
    )


def roll(company_id: int, *, as_of: dt.date, edges: Sequence[int], chunk: int = 2000) -> int:
    """Bring the company's positions of which an item crosses an edge by `as_of` up to that day.

    So are those that were computed with other edges, or by a clock that was ahead. Returns how many were rolled.
    """
    outdated = Q(next_edge_date__lte=as_of) | ~Q(edges=stated(edges)) | Q(as_of__gt=as_of)
    due = Position.objects.filter(outdated, company_id=company_id).order_by("customer_id")
    rolled = 0
    while ids := list(due.values_list("customer_id", flat=True).distinct()[:chunk]):
        with transaction.atomic():
            # Or a posting between our reading and our writing would be lost from the position.
            lock_customers(ids)
            refresh(ids, as_of=as_of, edges=edges)
        rolled += len(ids)
    return rolled


def stated(edges: Sequence[int]) -> str:
    """The bucket edges as a position keeps them."""
    return ",".join(str(edge) for edge in edges)


def _columns(edges: Sequence[int], *, as_of: dt.date) -> dict[str, str]:
    """Column name → the SQL that computes it, in one order for the insert and the select."""
    day = f"'{as_of.isoformat()}'"
    typed_day = f"DATE {day}" if connection.vendor == "postgresql" else day
    collectable = f"{_CLAIMS} AND i.due_date < {day}"
    conditions = bucket_conditions(edges, as_of=as_of, due="i.due_date")
    columns = {
        "company_id": _COMPANY,
        "customer_id": "i.customer_id",
        "currency": "i.currency",
        "as_of": typed_day,
        "next_edge_date": _next_edge(edges, conditions),
        "open_minor": _sum(_CLAIMS),
        "disputed_minor": "SUM(i.disputed_minor)",
        "past_due_minor": _sum(collectable),
        "collectable_minor": _sum(collectable, "i.open_minor - i.disputed_minor"),
        "collectable_due_product": _sum(
            collectable, f"(i.open_minor - i.disputed_minor) * {sql_day_number('i.due_date')}"
        ),
        "unapplied_minor": _sum("i.kind = 'payment'"),
        "credit_memo_minor": _sum("i.kind = 'credit_memo'"),
    }
    for index in range(MOST_BUCKETS):
        condition = f"{_CLAIMS} AND {conditions[index]}" if index < len(conditions) else "1 = 0"
        columns[f"bucket_{index}"] = _sum(condition)
    columns["items_open"] = "COUNT(*)"
    columns["oldest_due_date"] = f"MIN(CASE WHEN {_CLAIMS} THEN i.due_date END)"
    undisputed = f"{collectable} AND i.open_minor > i.disputed_minor"
    columns["oldest_collectable_due_date"] = f"MIN(CASE WHEN {undisputed} THEN i.due_date END)"
    columns["edges"] = f"'{stated(edges)}'"
    return columns


def _sum(condition: str, value: str = "i.open_minor") -> str:
    return f"COALESCE(SUM(CASE WHEN {condition} THEN {value} ELSE 0 END), 0)"


def _next_edge(edges: Sequence[int], conditions: Sequence[str]) -> str:
    """The first day on which an item of the group changes its bucket: its due date + the edge above + 1."""
    firsts = []
    for edge, condition in zip(edges, conditions, strict=False):
        first = f"MIN(CASE WHEN {_CLAIMS} AND {condition} THEN i.due_date END)"
        firsts.append(f"COALESCE({sql_add_days(first, edge + 1)}, {_far_date()})")
    least = "LEAST" if connection.vendor == "postgresql" else "MIN"
    joined = f"{least}({', '.join(firsts)})" if len(firsts) > 1 else firsts[0]
    return f"NULLIF({joined}, {_far_date()})"


def _far_date() -> str:
    return "DATE '9999-12-31'" if connection.vendor == "postgresql" else "'9999-12-31'"
