"""Positions: what each customer owes in each currency, kept in step with the ledger by one set-based statement.

The statement adds up the open items of the given customers and replaces their rows. An action runs it for the
customers it touched; the nightly run for those of whom an item crosses the edge of a bucket that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from creditdesk.parties.locks import lock_customers
from creditdesk.parties.plain_sql import rows_of
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
    new = _these(item_ids)
    stale = _refresh_stale(new, as_of=as_of, edges=edges)
    others = f"AND i.customer_id NOT IN ({','.join(map(str, stale))})" if stale else ""
    _put_in(f"{new} {others}", as_of=as_of, edges=edges)


@contextmanager
def moving(item_ids: Sequence[int], *, as_of: dt.date, edges: Sequence[int]) -> Iterator[None]:
    """Bring positions along while what is open of these items changes inside: their share is taken out of what stands,
    and what it is afterwards is put in.

    A first day that came from an item which is settled now is to be looked for among the customer's others: then he is
    computed anew at the end. What is new of him is therefore taken in inside as well, or it would count twice.
    """
    if not item_ids:
        yield
        return
    moved = _these(item_ids)
    _refresh_stale(moved, as_of=as_of, edges=edges)
    firsts = _firsts(moved, as_of=as_of, edges=edges, leading=True)
    _take_out(moved, as_of=as_of, edges=edges)
    yield
    _put_in(moved, as_of=as_of, edges=edges)
    now = _firsts(moved, as_of=as_of, edges=edges)
    refresh(sorted({who[0] for who, days in firsts.items() if now.get(who) != days}), as_of=as_of, edges=edges)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM receivables_position WHERE items_open = 0 "
            f"AND customer_id IN (SELECT i.customer_id FROM receivables_openitem i WHERE {moved})"
        )


def _these(item_ids: Sequence[int]) -> str:
    return f"i.id IN ({','.join(str(int(item_id)) for item_id in item_ids)})"


def _refresh_stale(items: str, *, as_of: dt.date, edges: Sequence[int]) -> list[int]:
    """Compute the customers of the items anew whose positions are not right as of the day; returns them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.customer_id FROM receivables_position p WHERE (p.next_edge_date <= %s "
            "OR p.as_of > %s OR p.edges <> %s) "
            f"AND p.customer_id IN (SELECT i.customer_id FROM receivables_openitem i WHERE {items})",
            [as_of, as_of, stated(edges)],
        )
        stale = [customer_id for (customer_id,) in cursor.fetchall()]
    refresh(stale, as_of=as_of, edges=edges)
    return stale


def _put_in(items: str, *, as_of: dt.date, edges: Sequence[int]) -> None:
    columns = _columns(edges, as_of=as_of)
    updates = ", ".join(f"{name} = {_joined(name)}" for name in columns if name not in _SAME_OF_BOTH)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO receivables_position ({', '.join(columns)}) {_select(columns, f'AND {items}')} "
            f"ON CONFLICT (customer_id, currency) DO UPDATE SET {updates}"
        )


def _take_out(items: str, *, as_of: dt.date, edges: Sequence[int]) -> None:
    """Subtract what the items add up to; the first days stay, for most of the items do."""
    columns = _columns(edges, as_of=as_of)
    less = (f"{name} = receivables_position.{name} - t.{name}" for name in columns if name not in _NO_SUMS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE receivables_position SET {', '.join(less)} FROM ({_select(columns, f'AND {items}')}) t "
            f"WHERE {_same_place('receivables_position')}"
        )


def _firsts(
    items: str, *, as_of: dt.date, edges: Sequence[int], leading: bool = False
) -> dict[tuple[int, str], tuple[Any, ...]]:
    """Customer and currency → the first days of these items as the database keeps them; `leading` leaves out those
    that are later than the first days of the whole position.
    """
    days = sorted(_EARLIEST)
    columns = {name: value for name, value in _columns(edges, as_of=as_of).items() if name in {*_PLACE, *days}}
    named = ", ".join(f"t.{name}" for name in (*_PLACE, *days))
    statement = f"SELECT {named} FROM ({_select(columns, f'AND {items}')}) t"
    if leading:
        same = " OR ".join(f"p.{name} = t.{name}" for name in days)
        statement += f" JOIN receivables_position p ON {_same_place('p')} WHERE {same}"
    return {(customer_id, currency): tuple(found) for customer_id, currency, *found in rows_of(statement)}


def _same_place(table: str) -> str:
    return " AND ".join(f"t.{name} = {table}.{name}" for name in _PLACE)


_PLACE = ("customer_id", "currency")
_SAME_OF_BOTH = frozenset({"company_id", "customer_id", "currency", "edges"})
_EARLIEST = frozenset({"next_edge_date", "oldest_due_date", "oldest_collectable_due_date"})
_NO_SUMS = _SAME_OF_BOTH | _EARLIEST | {"as_of"}


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
    # What a payment plan collects is late all the same, and nobody asks for it by its age.
    asked = f"{collectable} AND NOT i.on_plan"
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
        "collectable_minor": _sum(asked, "i.open_minor - i.disputed_minor"),
        "collectable_due_product": _sum(asked, f"(i.open_minor - i.disputed_minor) * {sql_day_number('i.due_date')}"),
        "unapplied_minor": _sum("i.kind = 'payment'"),
        "credit_memo_minor": _sum("i.kind = 'credit_memo'"),
    }
    for index in range(MOST_BUCKETS):
        condition = f"{_CLAIMS} AND {conditions[index]}" if index < len(conditions) else "1 = 0"
        columns[f"bucket_{index}"] = _sum(condition)
    columns["items_open"] = "COUNT(*)"
    columns["oldest_due_date"] = f"MIN(CASE WHEN {_CLAIMS} THEN i.due_date END)"
    undisputed = f"{asked} AND i.open_minor > i.disputed_minor"
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
