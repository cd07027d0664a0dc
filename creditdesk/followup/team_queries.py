"""Reading for those who lead: each portfolio's day, and the exception list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from creditdesk.domain.exceptions import LateItem
from creditdesk.domain.ticklers import planned_since
from creditdesk.followup.decisions import newest_decisions
from creditdesk.followup.models import ExceptionDecision, ExceptionRow, Tickler, WorklistRow
from creditdesk.followup.planning import listed_items
from creditdesk.followup.promise_cash import AccountKey
from creditdesk.followup.queries import PAGE, RESTING, own_rows
from creditdesk.followup.scope import policies_of, scope_of
from creditdesk.followup.standing_in import absences_on
from creditdesk.parties.access import portfolios_of
from creditdesk.parties.models import User
from creditdesk.parties.reach import reach_of, seat_of


@dataclass(frozen=True, slots=True)
class RepDay:
    """A portfolio's day as its supervisor sees it. Money in minor units of the portfolio's company."""

    portfolio_id: int
    portfolio: str
    rep: User
    absent_until: dt.date | None
    substitute: User | None
    currency: str
    accounts: int
    to_work: int
    at_stake_minor: int
    ticklers_overdue: int
    exceptions: int


def team(user: User, *, as_of: dt.date) -> list[RepDay]:
    """Each portfolio that the user supervises, himself or as substitute (all that he sees, if none), by name."""
    seat = seat_of(user, as_of=as_of)
    portfolios = list(portfolios_of(seat).select_related("company").order_by("name"))
    portfolios = [one for one in portfolios if one.supervisor_id in seat.covered_reps] or portfolios
    ids = [one.id for one in portfolios]
    working = ~Q(next_step_kind__in=RESTING)
    rows: dict[int | None, dict[str, Any]] = {
        row["portfolio_id"]: dict(row)
        for row in WorklistRow.objects.filter(portfolio_id__in=ids)
        .values("portfolio_id")
        .annotate(accounts=Count("id"), minor=Sum("at_stake_minor"), to_work=Count("id", filter=working))
    }
    overdue = _counts(_overdue_ticklers(user, as_of=as_of), "customer__portfolio_id", ids)
    exceptions = _counts(ExceptionRow.objects.all(), "portfolio_id", ids)
    away = {one.user_id: one for one in absences_on(as_of)}
    return [
        RepDay(
            portfolio_id=one.id,
            portfolio=one.name,
            rep=one.rep,
            absent_until=away[one.rep_id].last_day if one.rep_id in away else None,
            substitute=away[one.rep_id].substitute if one.rep_id in away else None,
            currency=one.company.currency,
            accounts=rows.get(one.id, {}).get("accounts", 0),
            to_work=rows.get(one.id, {}).get("to_work", 0),
            at_stake_minor=rows.get(one.id, {}).get("minor", 0),
            ticklers_overdue=overdue.get(one.id, 0),
            exceptions=exceptions.get(one.id, 0),
        )
        for one in portfolios
    ]


def exceptions(user: User, *, portfolio_id: int | None = None, as_of: dt.date) -> QuerySet[ExceptionRow]:
    """The exception list that the user may see, longest past due first. docs/rules/exceptions.md."""
    rows = ExceptionRow.objects.filter(own_rows(reach_of(user, as_of=as_of)))
    if portfolio_id is not None:
        rows = rows.filter(portfolio_id=portfolio_id)
    return rows.order_by("oldest_due_date", "customer_id", "currency")


def exceptions_page(
    rows: QuerySet[ExceptionRow], *, after: tuple[dt.date, int, str] | None = None, size: int = PAGE
) -> list[ExceptionRow]:
    """One page (and one row more) after (oldest due date, customer id, currency)."""
    if after is not None:
        day, customer_id, currency = after
        rows = rows.filter(
            Q(oldest_due_date__gt=day)
            | Q(oldest_due_date=day, customer_id__gt=customer_id)
            | Q(oldest_due_date=day, customer_id=customer_id, currency__gt=currency)
        )
    return list(rows.select_related("customer__company", "customer__portfolio__rep")[: size + 1])


@dataclass(frozen=True, slots=True)
class ListedItem:
    """One item behind a line of the exception list, with what was decided last about its account."""

    row: ExceptionRow
    item: LateItem
    decided: ExceptionDecision | None


def listed(rows: Sequence[ExceptionRow], *, as_of: dt.date) -> Iterator[ListedItem]:
    """The lines of the exception list item by item, in their order, for a file."""
    decided = newest_decisions([row.customer_id for row in rows])
    items: dict[AccountKey, list[LateItem]] = {}
    for company in {row.company_id: row.customer.company for row in rows}.values():
        ids = sorted({row.customer_id for row in rows if row.company_id == company.id})
        items |= listed_items(scope_of(company, as_of=as_of, customer_ids=ids))
    for row in rows:
        key = (row.customer_id, row.currency)
        yield from (ListedItem(row, item, decided.get(key)) for item in items.get(key, ()))


def _overdue_ticklers(user: User, *, as_of: dt.date) -> QuerySet[Tickler]:
    """Those that have gone to the supervisor, by the policy of each company."""
    gone = Q(pk__in=[])
    for company_id, policy in policies_of(user, as_of=as_of).items():
        gone |= Q(
            company_id=company_id,
            due_date__lt=planned_since(
                as_of,
                calendar=policy.company_calendar,
                escalation_business_days=policy.ticklers.escalation_business_days,
            ),
        )
    return Tickler.objects.filter(gone, state=Tickler.State.OPEN)


def _counts(rows: QuerySet[Any], column: str, portfolio_ids: list[int]) -> dict[int, int]:
    grouped = rows.filter(**{f"{column}__in": portfolio_ids}).order_by().values(column).annotate(count=Count("id"))
    return {row[column]: row["count"] for row in grouped}
