"""Plain SQL that does the same work as the desk, with no desk around it: what the ratios are taken against."""

from __future__ import annotations

from django.db import connection
from django.db.backends.utils import CursorWrapper

from benchmarks.data import TODAY

_DAY = TODAY.isoformat()
_CLAIM = "i.original_minor > 0"


def bucket_sums(days: str) -> str:
    """The six sums of an item `i` that is so many days late, as columns of a SELECT."""
    edges = (0, 30, 60, 90, 120)
    parts = [f"SUM(CASE WHEN {_CLAIM} AND {days} <= 0 THEN i.open_minor ELSE 0 END)"]
    for low, high in zip(edges, [*edges[1:], 100_000], strict=True):
        parts.append(f"SUM(CASE WHEN {_CLAIM} AND {days} > {low} AND {days} <= {high} THEN i.open_minor ELSE 0 END)")
    return ", ".join(parts)


def _days_late(column: str) -> str:
    if connection.vendor == "postgresql":
        return f"(DATE '{_DAY}' - {column})"
    return f"(julianday('{_DAY}') - julianday({column}))"


def fetch(sql: str) -> list[tuple[object, ...]]:
    """Run one statement and take all of its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def aging() -> list[tuple[object, ...]]:
    """J1: six buckets by customer and currency over the partial covering index."""
    return fetch(
        f"SELECT i.customer_id, i.currency, {bucket_sums(_days_late('i.due_date'))} FROM receivables_openitem i "
        "WHERE i.closed_date IS NULL GROUP BY i.customer_id, i.currency"
    )


def aging_on(day: str) -> list[tuple[object, ...]]:
    """J1h: the same as of a past day, from the entries up to it."""
    return fetch(
        "SELECT o.customer_id, o.currency, "
        + bucket_sums(_days_late("i.due_date"))
        .replace("i.open_minor", "o.left_minor")
        .replace("i.", "o.")
        .replace(_DAY, day)
        + " FROM (SELECT i.id, i.customer_id, i.currency, i.due_date, i.original_minor, "
        "SUM(e.amount_minor) AS left_minor "
        "FROM receivables_entry e JOIN receivables_openitem i ON i.id = e.item_id "
        f"WHERE e.posting_date <= '{day}' GROUP BY i.id, i.customer_id, i.currency, i.due_date, i.original_minor "
        "HAVING SUM(e.amount_minor) <> 0) o GROUP BY o.customer_id, o.currency"
    )


def rank_and_write() -> int:
    """J2: overdue total, oldest item and score per customer, and the exception list, written to tables, set-based."""
    days = _days_late("i.due_date")
    weight = "CASE c.risk_class WHEN 'A' THEN 100 WHEN 'B' THEN 150 WHEN 'C' THEN 200 ELSE 300 END"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_worklist")
        cursor.execute(
            "CREATE TABLE bench_worklist AS "
            "SELECT i.customer_id, SUM(i.open_minor - i.disputed_minor) AS past_due, MIN(i.due_date) AS oldest, "
            f"SUM((i.open_minor - i.disputed_minor) * (30 + {days})) * MAX({weight}) / 3000 AS score, "
            "'call' AS next_step FROM receivables_openitem i JOIN parties_customer c ON c.id = i.customer_id "
            f"WHERE i.closed_date IS NULL AND {_CLAIM} AND i.due_date < '{_DAY}' GROUP BY i.customer_id"
        )
        cursor.execute("CREATE INDEX bench_worklist_rank ON bench_worklist (score)")
        cursor.execute("SELECT COUNT(*) FROM bench_worklist")
        rows = int(cursor.fetchone()[0])
        cursor.execute("DROP TABLE bench_worklist")
        _write_exceptions(cursor, days)
    return rows


def _write_exceptions(cursor: CursorWrapper, days: str) -> None:
    """Accounts with items more than 30 days past due and neither a dated tickler nor a promise to come."""
    cursor.execute("DROP TABLE IF EXISTS bench_exceptions")
    cursor.execute(
        "CREATE TABLE bench_exceptions AS SELECT i.customer_id, i.currency, "
        "SUM(i.open_minor - i.disputed_minor) AS amount, COUNT(*) AS items, MIN(i.due_date) AS oldest "
        "FROM receivables_openitem i "
        f"WHERE i.closed_date IS NULL AND {_CLAIM} AND i.open_minor > i.disputed_minor AND {days} > 30 "
        "AND NOT EXISTS (SELECT 1 FROM followup_tickler t WHERE t.customer_id = i.customer_id AND t.state = 'open' "
        f"AND t.due_date >= '{_DAY}') AND NOT EXISTS (SELECT 1 FROM followup_activity a "
        f"WHERE a.customer_id = i.customer_id AND a.promised_date >= '{_DAY}') GROUP BY i.customer_id, i.currency"
    )
    cursor.execute("DROP TABLE bench_exceptions")
