"""What customers promised, and what came in since: derived from activities and the ledger, never stored.

A promise stands until its date plus the policy's grace. After that it is broken unless what came in since the day on
which it was made reaches the amount, less the policy's tolerance. A newer promise takes the place of an older one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate

from creditdesk.domain.exceptions import StandingPromise
from creditdesk.domain.money import percent_of, policy_minor
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.worklist import PromiseFacts
from creditdesk.followup.models import Activity
from creditdesk.followup.scope import Scope
from creditdesk.receivables.models import Entry, OpenItem, Position, Posting

# A customer and a currency: what is promised and owed in one currency is never set against another.
AccountKey = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Promised:
    """The newest promise of an account in one currency, and whether it is broken."""

    facts: PromiseFacts
    is_broken: bool


def uncorrected(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    """Those that no later activity corrects."""
    return activities.filter(~Exists(Activity.objects.filter(corrects=OuterRef("pk"))))


def promises_since(as_of: dt.date, *, policy: PolicyDocument) -> dt.date:
    """The earliest promised date that still stands on the day: one date to compare with in a query."""
    grace = policy.promise.grace_business_days
    day = as_of
    while grace and policy.company_calendar.add_business_days(day - dt.timedelta(days=1), grace) >= as_of:
        day -= dt.timedelta(days=1)
    return day


def promises_until(as_of: dt.date, *, policy: PolicyDocument) -> dt.date:
    """The latest promised date that counts: a promise further ahead is no plan."""
    return as_of + dt.timedelta(days=policy.promise.max_days_ahead)


def newest_promises(scope: Scope) -> dict[AccountKey, Promised]:
    """The newest promise of each account that still has something collectable past due."""
    newer = uncorrected(Activity.objects.filter(promised_date__isnull=False)).filter(
        customer=OuterRef("customer"), promised_currency=OuterRef("promised_currency"), id__gt=OuterRef("pk")
    )
    owing = Position.objects.filter(
        customer=OuterRef("customer"), currency=OuterRef("promised_currency"), collectable_minor__gt=0
    )
    rows = (
        _came_in(_promises(scope), scope)
        .filter(Exists(owing), ~Exists(newer))
        .values_list("customer_id", "promised_currency", "promised_minor", "promised_date", "paid", "settled")
    )
    stands_from = promises_since(scope.as_of, policy=scope.policy)
    found: dict[AccountKey, Promised] = {}
    for customer_id, currency, minor, day, paid, settled in rows.iterator():
        assert minor is not None and day is not None  # the table's own check: a promise has both
        came_in = -(paid or 0) - (settled or 0)
        if day >= stands_from:
            found[customer_id, currency] = Promised(PromiseFacts(minor, day), is_broken=False)
        elif came_in < minor - _tolerance(minor, scope.policy):
            found[customer_id, currency] = Promised(PromiseFacts(minor, day), is_broken=True)
    return found


@dataclass(slots=True)
class Standing:
    """The open promises of an account in one currency, and the nearest day of those too far ahead to count."""

    promises: list[StandingPromise] = field(default_factory=list)
    far_date: dt.date | None = None


def standing_promises(scope: Scope) -> dict[AccountKey, Standing]:
    """Every account with a promise whose day has not passed, each promise with what is still to come of it.

    What came in since it was made and was applied is no longer to come.
    """
    unapplied = Position.objects.filter(customer=OuterRef("customer"), currency=OuterRef("promised_currency"))
    rows = (
        _came_in(_promises(scope).filter(promised_date__gte=promises_since(scope.as_of, policy=scope.policy)), scope)
        .annotate(unapplied=Subquery(unapplied.values("unapplied_minor")[:1]))
        .order_by("promised_date", "id")
    )
    until = promises_until(scope.as_of, policy=scope.policy)
    columns = ("id", "customer_id", "promised_currency", "promised_minor", "promised_date", "items")
    found: dict[AccountKey, Standing] = {}
    for number, customer_id, currency, minor, day, items, *money in rows.values_list(
        *columns, "paid", "settled", "unapplied"
    ).iterator():
        assert minor is not None and day is not None
        standing = found.setdefault((customer_id, currency), Standing())
        if day > until:
            standing.far_date = standing.far_date or day
            continue
        paid, settled, waiting = (-(amount or 0) for amount in money)
        left = max(0, minor - max(0, paid + settled - waiting))
        standing.promises.append(StandingPromise(number, left, minor, day, frozenset(items)))
    return found


def _promises(scope: Scope) -> QuerySet[Activity]:
    promises: QuerySet[Activity] = scope.of(Activity.objects.filter(promised_date__isnull=False))
    return uncorrected(promises)


def _came_in(promises: QuerySet[Activity], scope: Scope) -> QuerySet[Any]:
    """With what came in since the day on which each was made, by the company's clock."""
    return promises.annotate(made_on=TruncDate("happened_at", tzinfo=scope.zone)).annotate(
        paid=Subquery(_payments(scope.as_of)), settled=Subquery(_settlements(scope.as_of))
    )


def _payments(as_of: dt.date) -> QuerySet[OpenItem, Any]:
    return (
        OpenItem.objects.filter(
            customer=OuterRef("customer"),
            currency=OuterRef("promised_currency"),
            kind=OpenItem.Kind.PAYMENT,
            voided_on__isnull=True,
            document_date__gte=OuterRef("made_on"),
            document_date__lte=as_of,
        )
        .order_by()
        .values("customer")
        .annotate(total=Sum("original_minor"))
        .values("total")
    )


def _settlements(as_of: dt.date) -> QuerySet[Entry, Any]:
    """Claims that the ERP reports as paid, where the payment itself never came as a document."""
    return (
        Entry.objects.filter(
            item__customer=OuterRef("customer"),
            item__original_minor__gt=0,
            currency=OuterRef("promised_currency"),
            posting__kind=Posting.Kind.ERP_SETTLEMENT,
            posting_date__gte=OuterRef("made_on"),
            posting_date__lte=as_of,
        )
        .order_by()
        .values(owner=F("item__customer"))
        .annotate(total=Sum("amount_minor"))
        .values("total")
    )


def _tolerance(minor: int, policy: PolicyDocument) -> int:
    most = policy_minor(policy.promise.tolerance_max, currency=policy.currency)
    return min(percent_of(minor, percent=policy.promise.tolerance_pct), most)
