"""The worklist and the exception list as kept rows: rewritten each night, and for one account after each act on it.

What is read, ranked and written is set-based; only rows that changed are written, in short transactions of their own
unless one is open already. Positions must be rolled to the day before (`receivables.positions.roll`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, transaction

from creditdesk.domain.reasons import Reason
from creditdesk.domain.worklist import ANSWER_CLAIM, PAR_PPM, NextKind, NextStep, Ranked, rank_account, rank_accounts
from creditdesk.followup.account_facts import Account, PlannedTickler, accounts_by_customer
from creditdesk.followup.models import ExceptionRow, WorklistRow
from creditdesk.followup.planning import AccountException, account_exceptions
from creditdesk.followup.scope import Scope, scope_of
from creditdesk.parties.models import Company
from creditdesk.receivables import positions
from creditdesk.receivables.bulk import insert_rows
from creditdesk.receivables.models import Position

# Rows in one transaction: people at their desks never wait long.
CHUNK = 2000

# Steps for which a planned day later than today takes the place of "now".
_POSTPONABLE = frozenset({NextKind.CALL, NextKind.EMAIL, NextKind.LETTER, NextKind.CHECK, NextKind.ESCALATE})

# What a row holds of a JSON column.
_AS_JSON = frozenset({dict, list})

# Column → value: at this number of rows an object for each would cost more than its rank.
Row = dict[str, Any]

_WORKLIST_COLUMNS = (
    "company_id",
    "portfolio_id",
    "jump",
    "score_minor",
    "at_stake_minor",
    "reasons",
    "next_step_kind",
    "next_step_name",
    "next_step_date",
)
_EXCEPTION_COLUMNS = ("company_id", "portfolio_id", "amount_minor", "items", "oldest_due_date", "reason")


def refresh_worklist(*, as_of: dt.date, customer_ids: Sequence[int] | None = None) -> int:
    """Bring the rows of the customers (all, if None) to the day; returns how many rows were written or removed.

    docs/rules/worklist.md, docs/rules/exceptions.md.
    """
    companies = Company.objects.all()
    if customer_ids is not None:
        companies = companies.filter(customers__in=customer_ids).distinct()
    written = 0
    for company in companies:
        scope = scope_of(company, as_of=as_of, customer_ids=customer_ids)
        if customer_ids is not None:
            _roll_stale(scope)
        written += _write(
            WorklistRow, worklist_rows(scope), scope=scope, key=("customer_id",), columns=_WORKLIST_COLUMNS
        )
        written += _write(
            ExceptionRow,
            _exception_rows(scope),
            scope=scope,
            key=("customer_id", "currency"),
            columns=_EXCEPTION_COLUMNS,
        )
    return written


def _roll_stale(scope: Scope) -> None:
    """An account whose bucket edge no night has rolled yet is rolled now, so that its row is right for the day."""
    stale = Position.objects.filter(customer_id__in=scope.customer_ids or (), next_edge_date__lte=scope.as_of)
    ids = sorted(set(stale.values_list("customer_id", flat=True)))
    positions.refresh(ids, as_of=scope.as_of, edges=scope.policy.aging.buckets)


def worklist_rows(scope: Scope) -> Iterator[Row]:
    """One row per customer: the first in rank of its currencies leads, the others add their money."""
    for accounts in accounts_by_customer(scope):
        ranked = rank_accounts([account.facts for account in accounts], as_of=scope.as_of, policy=scope.policy)
        if ranked:
            yield _worklist_row(scope, ranked, {account.facts.currency: account for account in accounts})


def _worklist_row(scope: Scope, ranked: Sequence[Ranked], by_currency: dict[str, Account]) -> Row:
    first = ranked[0]
    leading = by_currency[first.account.currency]
    known = {one.account.currency: one for one in ranked}
    others = [
        known.get(currency) or rank_account(account.facts, as_of=scope.as_of, policy=scope.policy)
        for currency, account in by_currency.items()
        if currency != first.account.currency
    ]
    reasons = [*first.reasons, *_others_past_due(others), *_without_rate(by_currency.values(), scope)]
    step = _postponed(first, planned=leading.planned)
    return {
        "customer_id": first.account.customer_id,
        "company_id": scope.company.id,
        "portfolio_id": leading.portfolio_id,
        "jump": first.jump,
        "score_minor": first.score + sum(other.score for other in others),
        "at_stake_minor": _at_stake(by_currency.values(), scope),
        "reasons": [reason.as_dict() for reason in [*reasons, *_step_reasons(first.next_step, step)]],
        "next_step_kind": step.kind.value,
        "next_step_name": step.name[:80],
        "next_step_date": step.due_date,
    }


def _postponed(ranked: Ranked, *, planned: PlannedTickler | None) -> NextStep:
    """A person who planned the account for a later day decided that it waits until then; a retailer's window does not
    wait for a day after it has closed.
    """
    step, deadline = ranked.next_step, ranked.account.retailer_deadline
    if planned is None or planned.due_date is None or step.kind not in _POSTPONABLE:
        return step
    if step.name == ANSWER_CLAIM and deadline is not None and planned.due_date > deadline:
        return step
    facts = {"cause": planned.cause, "date": str(planned.due_date)}
    reason = Reason("worklist.planned", "planned for %(date)s: %(cause)s", facts)
    return replace(step, kind=NextKind.WAIT, name=planned.cause, due_date=planned.due_date, reason=reason)


def _step_reasons(decided: NextStep, shown: NextStep) -> list[Reason]:
    return [] if shown is decided else [shown.reason]


def _others_past_due(others: Iterable[Ranked]) -> Iterator[Reason]:
    for other in others:
        yield from (reason for reason in other.reasons if reason.code == "worklist.past_due")


def _without_rate(accounts: Iterable[Account], scope: Scope) -> Iterator[Reason]:
    for account in accounts:
        if not account.has_rate:
            text = "no exchange rate from %(currency)s to %(base)s: ranked one to one"
            facts = {"currency": account.facts.currency, "base": scope.policy.currency}
            yield Reason("worklist.no_rate", text, facts)


def _at_stake(accounts: Iterable[Account], scope: Scope) -> int:
    """What may be asked for now, in minor units of the company's currency."""
    ours = scope.rates.get(scope.company.currency, PAR_PPM)
    return sum(
        account.facts.past_due_minor
        if account.facts.currency == scope.company.currency
        else account.facts.past_due_minor * account.facts.rate_ppm // ours
        for account in accounts
    )


def _exception_rows(scope: Scope) -> Iterator[Row]:
    return (_exception_row(one, scope) for one in account_exceptions(scope))


def _exception_row(found: AccountException, scope: Scope) -> Row:
    return {
        "customer_id": found.customer_id,
        "currency": found.currency,
        "company_id": scope.company.id,
        "portfolio_id": found.portfolio_id,
        "amount_minor": found.amount_minor,
        "items": found.items,
        "oldest_due_date": found.oldest_due_date,
        "reason": found.reason.as_dict(),
    }


def _write(
    model: type[WorklistRow] | type[ExceptionRow],
    rows: Iterable[Row],
    *,
    scope: Scope,
    key: Sequence[str],
    columns: Sequence[str],
) -> int:
    """Make the kept rows of the scope equal to `rows`: what changed is written, what is no longer there removed."""
    kept = scope.of(model._default_manager.all()).values_list("id", *key)
    gone = {tuple(name): row_id for row_id, *name in kept.iterator(chunk_size=CHUNK)}
    written = 0
    names = [*key, *columns, "as_of"]
    for chunk in _chunks(rows):
        known: list[Row] = []
        new: list[Row] = []
        for row in chunk:
            row["as_of"] = scope.as_of
            name = tuple(row[column] for column in key)
            (known if gone.pop(name, None) else new).append(row)
        with transaction.atomic():
            written += _upsert(model, known, names=names, key=key) if known else 0
            written += _insert(model, new, names=names, key=key) if new else 0
    for ids in _chunks(gone.values()):
        with transaction.atomic():
            model._default_manager.filter(id__in=ids).delete()
    return written + len(gone)


def _insert(
    model: type[WorklistRow] | type[ExceptionRow], rows: Sequence[Row], *, names: Sequence[str], key: Sequence[str]
) -> int:
    """Insert rows that were not there a moment ago, as fast as the database takes them; returns how many."""
    values = (
        [json.dumps(value) if type(value) in _AS_JSON else value for value in map(row.get, names)] for row in rows
    )
    try:
        with transaction.atomic():
            insert_rows(model, names, values)
    except IntegrityError:
        # Somebody acted on one of the accounts meanwhile, and its row is there.
        return _upsert(model, rows, names=names, key=key)
    return len(rows)


def _upsert(
    model: type[WorklistRow] | type[ExceptionRow], rows: Sequence[Row], *, names: Sequence[str], key: Sequence[str]
) -> int:
    """Insert the rows, or change those with the same key where one of the columns is another; returns how many.

    The database compares, which has both at hand: to read all rows back first would cost as much as to make them.
    """
    columns = [name for name in names if name not in key and name != "as_of"]
    # Names of our own tables and columns; every value is a parameter.
    table, wanted = model._meta.db_table, ", ".join(names)
    changes = ", ".join(f"{column} = excluded.{column}" for column in [*columns, "as_of"])
    kept, new = (", ".join(f"{side}.{column}" for column in columns) for side in (table, "excluded"))
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    conflict = f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes} WHERE ({kept}) {differs} ({new})"
    target = f"INSERT INTO {table} ({wanted})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One statement for all rows: a round to the server for each would take longer than the rows.
            records = json.dumps(rows, default=dt.date.isoformat)
            given = f"SELECT {wanted} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"  # noqa: S608
            cursor.execute(f"{target} {given} {conflict}", [records])
        else:
            values = ", ".join(["%s"] * len(names))
            rows_of_values = [[_plain(row[name]) for name in names] for row in rows]
            cursor.executemany(f"{target} VALUES ({values}) {conflict}", rows_of_values)
        return int(cursor.rowcount)


def _plain(value: Any) -> Any:
    """A value as SQLite takes it from a statement of our own."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return json.dumps(value) if type(value) in _AS_JSON else value


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    coming = iter(rows)
    while chunk := list(islice(coming, CHUNK)):
        yield chunk
