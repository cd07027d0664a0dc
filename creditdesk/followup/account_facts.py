"""The facts of the worklist for many accounts at once: a handful of reads per company, none per account.

What is past due comes from the kept positions, so the cost grows with the accounts that owe, never with their history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.contact_rules import Stop, StopCause
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.worklist import PAR_PPM, AccountFacts, CreditStatus
from creditdesk.followup.claim_windows import closing_windows
from creditdesk.followup.models import Tickler
from creditdesk.followup.promise_cash import AccountKey
from creditdesk.followup.scope import Scope
from creditdesk.followup.standing_promises import Promised, newest_promises
from creditdesk.followup.strategy_facts import Place, StrategyRead, place_of, read_strategies
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import Position
from creditdesk.receivables.positions import day_number

STOPS = {
    Customer.ContactBlock.ATTORNEY.value: StopCause.ATTORNEY,
    Customer.ContactBlock.BANKRUPTCY.value: StopCause.BANKRUPTCY,
    Customer.ContactBlock.AGENCY.value: StopCause.AGENCY,
    Customer.ContactBlock.REQUEST.value: StopCause.OPT_OUT,
}
# What a column says as the rules' value: looked up, for a night asks it of every account.
_STATUSES = {"prospect": CreditStatus.ACTIVE} | {status.value: status for status in CreditStatus}
_CLASSES = {risk_class.value: risk_class for risk_class in RiskClass}


# Customers that are asked about at once.
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class PlannedTickler:
    """A tickler still to be done; `due_date` is None where nobody gave it a day."""

    id: int
    cause: str
    due_date: dt.date | None


@dataclass(frozen=True, slots=True)
class Account:
    """One customer in one currency as the worklist ranks it, with what is planned on it."""

    facts: AccountFacts
    portfolio_id: int | None
    has_rate: bool
    planned: PlannedTickler | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Read:
    """Everything that was read once for all accounts of a scope."""

    promises: dict[AccountKey, Promised]
    due: dict[int, list[str]]
    planned: dict[int, PlannedTickler]
    strategies: StrategyRead
    # Accounts with a deduction whose window closes soon → its last day.
    windows: dict[AccountKey, dt.date]


def shown_until(as_of: dt.date, *, calendar: Calendar) -> dt.date:
    """The latest due date whose tickler shows on the day: over a closed day nothing new comes up."""
    while not calendar.is_business_day(as_of):
        as_of -= dt.timedelta(days=1)
    return as_of


def open_accounts(scope: Scope) -> list[Account]:
    """Every account with something collectable past due, with a step of its strategy before that, or with a tickler
    that shows on the day; by customer, then by currency.
    """
    return list(chain.from_iterable(accounts_by_customer(scope)))


def accounts_by_customer(scope: Scope) -> Iterator[list[Account]]:
    """The same, the accounts of one customer at a time.

    What was read lies there as plain values. What the rules make of it is made when it is asked for and gone again
    when it was used: a hundred thousand accounts at once would cost as much in looking for garbage as in ranking them.
    """
    read = _read(scope)
    windows = sorted({customer_id for customer_id, _ in read.windows})
    rows = list(_positions(scope, ticklers_of=list(read.due), windows_of=windows, coming=read.strategies.coming))
    with_position = {row["customer_id"] for row in rows}
    rows += _without_position(scope, [customer_id for customer_id in read.due if customer_id not in with_position])
    rows.sort(key=itemgetter("customer_id", "currency"))
    for _, group in groupby(rows, key=itemgetter("customer_id")):
        yield [_account(scope, read, row) for row in group]


def _read(scope: Scope) -> Read:
    due, planned = _ticklers(scope)
    return Read(
        promises=newest_promises(scope),
        due=due,
        planned=planned,
        strategies=read_strategies(scope),
        windows=closing_windows(scope),
    )


_COLUMNS = (
    "customer_id",
    "currency",
    "collectable_minor",
    "collectable_due_product",
    "oldest_collectable_due_date",
    "open_minor",
    "disputed_minor",
    "unapplied_minor",
    "customer__risk_class",
    "customer__status",
    "customer__contact_block",
    "customer__segment",
    "customer__portfolio_id",
)


def _positions(
    scope: Scope, *, ticklers_of: list[int], windows_of: list[int], coming: Collection[AccountKey]
) -> Iterator[dict[str, Any]]:
    wanted: Any = Q(collectable_minor__gt=0)
    if scope.customer_ids is not None:
        wanted |= Q(customer_id__in=ticklers_of)
    elif ticklers_of:
        wanted |= Exists(_due(scope).filter(customer=OuterRef("customer")))
    yield from scope.of(Position.objects.all()).filter(wanted).values(*_COLUMNS)
    without = set(ticklers_of)
    closing = [customer_id for customer_id in windows_of if customer_id not in without]
    for start in range(0, len(closing), _CHUNK):
        some = Position.objects.filter(customer_id__in=closing[start : start + _CHUNK])
        yield from scope.of(some).exclude(collectable_minor__gt=0).values(*_COLUMNS)
    if coming:
        without.update(closing)
        for row in scope.of(Position.objects.all()).filter(open_minor__gt=0, collectable_minor=0).values(*_COLUMNS):
            if (row["customer_id"], row["currency"]) in coming and row["customer_id"] not in without:
                yield row


def _without_position(scope: Scope, customer_ids: list[int]) -> list[dict[str, Any]]:
    """Accounts that owe nothing, as rows of nothing: a tickler on them is to be done all the same."""
    nothing = dict.fromkeys(_COLUMNS, 0) | {"oldest_collectable_due_date": None}
    names = ("currency", "risk_class", "status", "contact_block", "segment", "portfolio_id")
    return [
        nothing
        | {"customer_id": row["id"], "currency": row["currency"]}
        | {f"customer__{name}": row[name] for name in names[1:]}
        for row in Customer.objects.filter(id__in=customer_ids).values("id", *names)
    ]


def _account(scope: Scope, read: Read, row: dict[str, Any]) -> Account:
    customer_id, currency = row["customer_id"], row["currency"]
    rate = scope.rates.get(currency)
    promised = read.promises.get((customer_id, currency))
    place = place_of(scope, read.strategies, row, promised=promised)
    coming = read.strategies.coming.get((customer_id, currency)) if not row["collectable_minor"] else None
    block = STOPS.get(row["customer__contact_block"])
    oldest = row["oldest_collectable_due_date"]
    contacts = read.strategies.contacts.get(customer_id)
    facts = AccountFacts(
        customer_id=customer_id,
        currency=currency,
        risk_class=_CLASSES[row["customer__risk_class"]],
        past_due_minor=row["collectable_minor"],
        minor_days=row["collectable_minor"] * day_number(scope.as_of) - row["collectable_due_product"],
        oldest_days=max(0, (scope.as_of - oldest).days) if oldest else 0,
        disputed_minor=row["disputed_minor"],
        unapplied_minor=-row["unapplied_minor"],
        rate_ppm=rate or PAR_PPM,
        status=_STATUSES[row["customer__status"]],
        stops=(Stop(block),) if block else (),
        broken_promise=promised.facts if promised and promised.is_broken else None,
        open_promise=promised.facts if promised and not promised.is_broken else None,
        nsf_date=read.strategies.returned.get(customer_id),
        retailer_deadline=read.windows.get((customer_id, currency)),
        ticklers_due=tuple(read.due.get(customer_id, ())),
        last_contact=max(contacts.values()) if contacts else None,
        progress=place.progress if place else None,
        pause=place.pause if place else None,
        coming_minor=coming.minor if coming else 0,
        coming_due_date=coming.due_date if coming else None,
    )
    return Account(facts, row["customer__portfolio_id"], rate is not None, read.planned.get(customer_id), place)


def _due(scope: Scope) -> QuerySet[Tickler]:
    until = shown_until(scope.as_of, calendar=scope.calendar)
    found: QuerySet[Tickler] = scope.of(Tickler.objects.filter(state=Tickler.State.OPEN, due_date__lte=until))
    return found


def _ticklers(scope: Scope) -> tuple[dict[int, list[str]], dict[int, PlannedTickler]]:
    """Causes of the ticklers that show today, and of each account the first that is planned for a later day."""
    until = shown_until(scope.as_of, calendar=scope.calendar)
    rows = scope.of(Tickler.objects.filter(state=Tickler.State.OPEN, due_date__isnull=False))
    due: dict[int, list[str]] = {}
    planned: dict[int, PlannedTickler] = {}
    ordered = rows.order_by("due_date", F("due_time").asc(nulls_last=True), "id")
    ordered = ordered.values_list("id", "customer_id", "cause", "due_date")
    for tickler_id, customer_id, cause, day in ordered.iterator():
        if day <= until:
            due.setdefault(customer_id, []).append(cause)
        else:
            planned.setdefault(customer_id, PlannedTickler(tickler_id, cause, day))
    return due, planned
