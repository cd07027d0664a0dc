"""Plain SQL that does the same work as the desk, with no desk around it: what the ratios are taken against."""

from __future__ import annotations

from time import perf_counter

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from benchmarks.data import TODAY
from creditdesk.domain.policy import default_policy

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


def ranking_seconds() -> float:
    """Seconds for J2's rule part by plain SQL, from nothing, undone again once its references are proved."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM followup_worklistrow")
        cursor.execute("DELETE FROM followup_exceptionrow")
        began = perf_counter()
        rank_and_write()
        if connection.vendor == "postgresql":
            connection.check_constraints()
        seconds = perf_counter() - began
        transaction.set_rollback(True)
    return seconds


def rank_and_write() -> None:
    """J2: overdue total, oldest item, score and next step per customer, and the exception list, set-based, as rows of
    the desk's own tables.

    Plain in what it knows: of the policy the weights and the days of the steps, of reasons two figures each.
    """
    with connection.cursor() as cursor:
        _write_worklist(cursor)
        _write_exceptions(cursor)


def _write_worklist(cursor: CursorWrapper) -> None:
    days = _days_late("i.due_date")
    weight = "CASE c.risk_class WHEN 'A' THEN 100 WHEN 'B' THEN 150 WHEN 'C' THEN 200 ELSE 300 END"
    claims = f"i.closed_date IS NULL AND {_CLAIM} AND i.due_date < '{_DAY}'"
    cursor.execute(
        "INSERT INTO followup_worklistrow (company_id, customer_id, portfolio_id, as_of, jump, score_minor, "
        "at_stake_minor, reasons, next_step_kind, next_step_name, next_step_date) "
        f"SELECT t.company_id, t.customer_id, t.portfolio_id, {_day()}, 0, t.score, t.past_due, "
        f"{_as_json('past_due', 't.past_due', 'days', _days_late('t.oldest'))}, 'call', {_step('t')}, t.oldest "
        "FROM (SELECT c.company_id, i.customer_id, c.portfolio_id, c.risk_class, MIN(i.due_date) AS oldest, "
        "SUM(i.open_minor - i.disputed_minor) AS past_due, "
        f"CAST(SUM((i.open_minor - i.disputed_minor) * (30 + {days})) * MAX({weight}) AS BIGINT) / 3000 AS score "
        f"FROM receivables_openitem i JOIN parties_customer c ON c.id = i.customer_id WHERE {claims} "
        "GROUP BY c.company_id, i.customer_id, c.portfolio_id, c.risk_class) t"
    )


def _step(table: str) -> str:
    """SQL for the name of the last step of the customer's strategy whose day has come."""
    strategies = default_policy().strategies
    classes = []
    for risk_class, name in strategies.by_class.items():
        steps = [step for step in reversed(strategies.segments[name].steps) if step.every_days is None]
        days = _days_late(f"{table}.oldest")
        cases = " ".join(f"WHEN {days} >= {step.day} THEN '{step.name}'" for step in steps)
        classes.append(f"WHEN '{risk_class.value}' THEN CASE {cases} ELSE 'wait' END")
    return f"CASE {table}.risk_class {' '.join(classes)} ELSE 'decide' END"


def _write_exceptions(cursor: CursorWrapper) -> None:
    """Accounts with items more than 30 days past due and neither a dated tickler nor a promise to come."""
    cursor.execute(
        "INSERT INTO followup_exceptionrow (company_id, customer_id, portfolio_id, as_of, currency, amount_minor, "
        f"items, oldest_due_date, reason) SELECT i.company_id, i.customer_id, c.portfolio_id, {_day()}, i.currency, "
        f"SUM(i.open_minor - i.disputed_minor), COUNT(*), MIN(i.due_date), {_as_json('items', 'COUNT(*)')} "
        "FROM receivables_openitem i JOIN parties_customer c ON c.id = i.customer_id "
        f"WHERE i.closed_date IS NULL AND {_CLAIM} AND i.open_minor > i.disputed_minor "
        f"AND {_days_late('i.due_date')} > 30 "
        "AND NOT EXISTS (SELECT 1 FROM followup_tickler t WHERE t.customer_id = i.customer_id AND t.state = 'open' "
        f"AND t.due_date >= '{_DAY}') AND NOT EXISTS (SELECT 1 FROM followup_activity a "
        f"WHERE a.customer_id = i.customer_id AND a.promised_date >= '{_DAY}') "
        "GROUP BY i.company_id, i.customer_id, c.portfolio_id, i.currency"
    )


def _day() -> str:
    return f"DATE '{_DAY}'" if connection.vendor == "postgresql" else f"'{_DAY}'"


def _as_json(*names_and_values: str) -> str:
    """SQL for an object of these names and values."""
    function = "jsonb_build_object" if connection.vendor == "postgresql" else "json_object"
    pairs = [f"'{one}'" if place % 2 == 0 else one for place, one in enumerate(names_and_values)]
    return f"{function}({', '.join(pairs)})"
