"""Reading promises: those of an account, those of a span of days, and how many were kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum

from creditdesk.domain.promises import KeptRate, PromiseState
from creditdesk.followup.access import visible_promises
from creditdesk.followup.models import Promise, PromiseJudgement
from creditdesk.parties.in_order import Order, page_after
from creditdesk.parties.models import User
from creditdesk.parties.reach import Reach
from creditdesk.receivables.models import OpenItem

_JUDGED = (PromiseState.KEPT, PromiseState.PARTLY, PromiseState.BROKEN)


@dataclass(frozen=True, slots=True)
class PromiseFilter:
    """What a list of promises is narrowed to; empty narrows nothing. The days are those that were promised."""

    first: dt.date | None = None
    last: dt.date | None = None
    state: str = ""
    portfolio_id: int | None = None
    customer_id: int | None = None


def promises(user: User, *, chosen: PromiseFilter, as_of: dt.date, reach: Reach | None = None) -> QuerySet[Promise]:
    """The promises that the user may see, by the promised day, with customer, portfolio and conversation."""
    exact = {
        "date__gte": chosen.first,
        "date__lte": chosen.last,
        "state": chosen.state or None,
        "customer__portfolio": chosen.portfolio_id,
        "customer": chosen.customer_id,
    }
    narrowed = {name: value for name, value in exact.items() if value is not None}
    found = visible_promises(user, as_of=as_of, reach=reach).filter(**narrowed)
    return found.select_related("customer__portfolio__rep", "activity__by").order_by("date", "id")


# How a list of promises is sorted.
PROMISE_ORDERS = {"date": Order("date", dt.date.fromisoformat)}


def promises_page(
    user: User, *, chosen: PromiseFilter, as_of: dt.date, after: str, size: int, newest_first: bool = False
) -> tuple[list[Promise], str]:
    """A page of the promises by their day, and where the next one begins; empty at the end."""
    sort = "-date" if newest_first else "date"
    found = promises(user, chosen=chosen, as_of=as_of)
    return page_after(found, sort=sort, orders=PROMISE_ORDERS, after=after, size=size)


def items_of(promise: Promise) -> list[OpenItem]:
    """The items that the promise names, oldest due first; none means the whole account."""
    found = OpenItem.objects.filter(id__in=promise.items, customer=promise.customer_id)
    return list(found.order_by("due_date", "id"))


def judgements_of(promise: Promise) -> QuerySet[PromiseJudgement]:
    """What became of the promise, oldest first."""
    return promise.judgements.order_by("id")


@dataclass(frozen=True, slots=True)
class PromisedDay:
    """One day of the calendar in one currency: how much is promised, and what of it is still to come. Minor units."""

    date: dt.date
    currency: str
    promises: int
    promised_minor: int
    to_come_minor: int


def promised_days(user: User, *, first: dt.date, last: dt.date, as_of: dt.date) -> list[PromisedDay]:
    """What is promised day by day, by currency; what was cancelled is left out."""
    rows = (
        visible_promises(user, as_of=as_of)
        .filter(date__gte=first, date__lte=last)
        .exclude(state=Promise.State.CANCELLED)
        .order_by()
        .values("date", "currency")
        .annotate(
            count=Count("id"),
            promised=Sum("amount_minor"),
            to_come=Sum(F("amount_minor") - F("received_minor"), filter=Q(state=Promise.State.OPEN), default=0),
        )
        .order_by("date", "currency")
    )
    return [PromisedDay(row["date"], row["currency"], row["count"], row["promised"], row["to_come"]) for row in rows]


def kept_rate(user: User, *, first: dt.date, last: dt.date, as_of: dt.date) -> dict[str, KeptRate]:
    """Currency → how many of the promises for these days were kept, of those that were judged.

    Source: docs/rules/promises.md.
    """
    rows = (
        visible_promises(user, as_of=as_of)
        .filter(date__gte=first, date__lte=last, state__in=_JUDGED)
        .order_by()
        .values("currency")
        .annotate(
            kept=Count("id", filter=Q(state=Promise.State.KEPT)),
            judged=Count("id"),
            received=Sum("received_minor"),
            promised=Sum("amount_minor"),
        )
        .order_by("currency")
    )
    return {row["currency"]: KeptRate(row["kept"], row["judged"], row["received"], row["promised"]) for row in rows}
