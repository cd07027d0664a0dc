"""The facts of the rule for many accounts at once: a handful of reads, none per account."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max

from creditdesk.approvals.facts import in_policy_currency
from creditdesk.domain.agency import AccountFacts
from creditdesk.domain.customer_events import EventState
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_events import EventKind
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.settlements import State as Offer
from creditdesk.followup.models import Activity, CustomerEvent, Promise
from creditdesk.letters.models import Letter
from creditdesk.parties.models import Customer
from creditdesk.plans.models import PlanItem
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.statements import extended_dates
from creditdesk.settlements.models import SettlementClaim

Key = tuple[int, str]
_UNREACHABLE = frozenset({EventKind.RETURNED_MAIL.value, EventKind.DEAD_PHONE.value})


@dataclass
class _Found:
    items: list[OpenItem] = field(default_factory=list)
    disputed: list[str] = field(default_factory=list)
    planned: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    extended: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Account:
    """A customer in one currency: its facts, and the documents that could be placed, the first due first."""

    customer: Customer
    facts: AccountFacts
    items: tuple[OpenItem, ...]


def accounts(customers: Sequence[Customer], *, policy: PolicyDocument, as_of: dt.date) -> list[Account]:
    """Every account of these customers of one company that owes something past due, by customer and currency."""
    ids = [one.id for one in customers]
    by_id = {one.id: one for one in customers}
    owed = _owed(ids, as_of=as_of)
    promises = Counter(Promise.objects.filter(customer__in=ids, state="broken").values_list("customer_id", "currency"))
    demands = dict(
        Letter.objects.filter(customer__in=ids, kind=LetterKind.FINAL_DEMAND.value, state="sent")
        .order_by()
        .values_list("customer_id")
        .annotate(day=Max("business_day"))
    )
    skips = _skips(ids)
    made = []
    for (customer_id, currency), found in sorted(owed.items()):
        customer = by_id[customer_id]
        debt = sum(item.open_minor for item in found.items)
        facts = AccountFacts(
            currency=currency,
            debt_minor=debt,
            debt_policy_minor=_converted(debt, currency, policy=policy, as_of=as_of),
            oldest_due=found.items[0].due_date if found.items else None,
            broken_promises=promises[customer_id, currency],
            skip=customer_id in skips,
            demanded_on=demands.get(customer_id),
            disputed=tuple(found.disputed),
            planned=tuple(found.planned),
            settled=tuple(found.settled),
            extended=tuple(found.extended),
            bankrupt=customer.status == Customer.Status.BANKRUPT or customer.contact_block == "bankruptcy",
            block=customer.contact_block,
        )
        made.append(Account(customer, facts, tuple(found.items)))
    return made


def account(customer: Customer, *, currency: str, policy: PolicyDocument, as_of: dt.date) -> Account:
    """One account, also where nothing of it is past due."""
    for one in accounts([customer], policy=policy, as_of=as_of):
        if one.facts.currency == currency:
            return one
    bankrupt = customer.status == Customer.Status.BANKRUPT
    return Account(customer, AccountFacts(currency, 0, 0, None, bankrupt=bankrupt, block=customer.contact_block), ())


def efforts(customer_id: int) -> dict[str, int]:
    """How often the customer was called, written to and visited, and what he promised: the log in numbers."""
    rows = Activity.objects.filter(customer_id=customer_id, direction="outbound", corrections__isnull=True)
    counted = dict(rows.order_by().values_list("channel").annotate(times=Count("id")))
    counted["promises"] = Promise.objects.filter(customer_id=customer_id).count()
    return {name: counted.get(name, 0) for name in ("call", "email", "letter", "visit", "promises")}


def _owed(ids: Sequence[int], *, as_of: dt.date) -> dict[Key, _Found]:
    items = list(
        OpenItem.objects.filter(
            customer__in=ids, open_minor__gt=0, due_date__lt=as_of, voided_on__isnull=True
        ).order_by("due_date", "id")
    )
    keys = [item.id for item in items]
    extended = extended_dates(keys, as_of=as_of)
    planned = set(PlanItem.objects.filter(item__in=keys, stands=True).values_list("item_id", flat=True))
    offers = SettlementClaim.objects.filter(item__in=keys, settlement__state=Offer.OFFERED.value)
    settled = set(offers.values_list("item_id", flat=True))
    found: dict[Key, _Found] = defaultdict(_Found)
    for item in items:
        of = found[item.customer_id, item.currency]
        later = extended.get(item.id)
        if item.on_plan or item.id in planned:
            of.planned.append(item.number)
        elif item.disputed_minor:
            of.disputed.append(item.number)
        elif item.id in settled:
            of.settled.append(item.number)
        elif later is not None and later >= as_of:
            of.extended.append(item.number)
        else:
            of.items.append(item)
    return found


def _skips(ids: Iterable[int]) -> set[int]:
    """Customers whom neither mail nor telephone reaches, or who are out of business, by events that were verified."""
    states = [EventState.VERIFIED.value, EventState.ACTIONED.value]
    kinds = [*_UNREACHABLE, EventKind.OUT_OF_BUSINESS.value]
    told: dict[int, set[str]] = defaultdict(set)
    rows = CustomerEvent.objects.filter(customer__in=list(ids), state__in=states, kind__in=kinds)
    for customer_id, kind in rows.values_list("customer_id", "kind"):
        told[customer_id].add(kind)
    return {one for one, found in told.items() if found >= _UNREACHABLE or EventKind.OUT_OF_BUSINESS.value in found}


def _converted(minor: int, currency: str, *, policy: PolicyDocument, as_of: dt.date) -> int | None:
    try:
        return in_policy_currency(minor, currency=currency, policy=policy, as_of=as_of)
    except Refusal:
        return None
