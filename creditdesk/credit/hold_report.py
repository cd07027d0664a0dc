"""The Accounts on Hold Report: whose orders wait, since when and why; who was added and removed since yesterday.

Told from the spells of holds, which say from when to when: the report of any day can be made again. An account is on it
while one of its orders is held, while somebody holds its orders by hand, and while an event does.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q, QuerySet

from creditdesk.credit.models import AccountHold, HoldSpell, Order
from creditdesk.domain.order_releases import Standing
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.followup.models import HoldFinding
from creditdesk.parties.in_order import Order as Sorting
from creditdesk.parties.models import Customer, User
from creditdesk.parties.reach import reach_of

REPORT_ORDERS = {"name": Sorting("search_name", str)}
DAY = dt.timedelta(days=1)


class Change(StrEnum):
    """What the report says of an account beside that it is on it."""

    ADDED = "added"
    REMOVED = "removed"
    STANDS = "stands"


@dataclass(slots=True)
class OnHold:
    """What is known of one account on the day: codes of what holds it (or held it), since when, how that ended."""

    change: Change = Change.STANDS
    codes: set[str] = field(default_factory=set)
    since: dt.date | None = None
    ended: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line of the report: the customer, what holds it, the held orders by currency in minor units."""

    customer: Customer
    on_hold: OnHold
    orders: int
    amounts: Mapping[str, int]


def on_hold(company_ids: Sequence[int], *, as_of: dt.date) -> dict[int, OnHold]:
    """Customer → what holds him on the day, or held him until then; of these companies."""
    now, before = _standing(company_ids, as_of), _standing(company_ids, as_of - DAY)
    for customer_id, one in now.items():
        one.change = Change.STANDS if customer_id in before else Change.ADDED
    for customer_id, was in [*before.items(), *_came_and_went(company_ids, as_of).items()]:
        if customer_id not in now:
            was.change = Change.REMOVED
            now[customer_id] = was
    return now


def _came_and_went(company_ids: Sequence[int], day: dt.date) -> dict[int, OnHold]:
    """What held somebody's orders in the course of the day and not at its end, nor before it."""
    found: dict[int, OnHold] = defaultdict(OnHold)
    spells = HoldSpell.objects.filter(since_day=day, ended_on=day, order__company__in=company_ids)
    _note(found, spells.values_list("order__customer_id", "code", "since_day", "ended_by"))
    return dict(found)


def held_customers(user: User, *, change: str, as_of: dt.date) -> tuple[QuerySet[Customer], dict[int, OnHold]]:
    """The customers of the report that the user may see, and what is known of each; `change` narrows it."""
    if not has_permission(user.desk_role, Permission.SEE_ORDERS):
        return Customer.objects.none(), {}
    within = reach_of(user, as_of=as_of)
    found = on_hold(list(within.company_ids), as_of=as_of)
    wanted = [one for one, told in found.items() if not change or told.change == change]
    customers = Customer.objects.filter(within.customers(), id__in=wanted)
    return customers.select_related("company", "salesperson", "listed_salesperson"), found


def lines_of(customers: Sequence[Customer], found: Mapping[int, OnHold]) -> list[HeldLine]:
    """The lines of these customers, with what waits of their orders."""
    waiting = Order.objects.filter(customer__in=customers, standing=Standing.HELD.value)
    orders: dict[int, int] = defaultdict(int)
    amounts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for customer_id, currency, amount, delivered in waiting.values_list(
        "customer_id", "currency", "amount_minor", "delivered_minor"
    ):
        orders[customer_id] += 1
        amounts[customer_id][currency] += amount - delivered
    return [HeldLine(one, found[one.id], orders[one.id], dict(amounts[one.id])) for one in customers]


def _standing(company_ids: Sequence[int], day: dt.date) -> dict[int, OnHold]:
    """What stood at the end of the day; of today what stands now."""
    found: dict[int, OnHold] = defaultdict(OnHold)
    spells = HoldSpell.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), since_day__lte=day)
    columns = ("order__customer_id", "code", "since_day", "ended_by")
    _note(found, spells.filter(order__company__in=company_ids).values_list(*columns))
    by_hand = AccountHold.objects.filter(company__in=company_ids, order__isnull=True, at__date__lte=day)
    by_hand = by_hand.filter(Q(lifted_at__isnull=True) | Q(lifted_at__date__gt=day), Q(until=None) | Q(until__gte=day))
    code = HoldCode.BY_HAND_OR_EVENT.value
    _note(found, ((one.customer_id, code, one.at.date(), "lifted" if one.lifted_at else "") for one in by_hand))
    events = HoldFinding.objects.filter(company__in=company_ids, since__lte=day)
    events = events.filter(Q(lifted_on__isnull=True) | Q(lifted_on__gt=day), Q(until=None) | Q(until__gte=day))
    told = events.values_list("customer_id", "code", "since", "lifted_on")
    _note(found, ((customer_id, of, since, "lifted" if lifted else "") for customer_id, of, since, lifted in told))
    return dict(found)


def _note(found: dict[int, OnHold], told: Iterable[tuple[int, str, dt.date, str]]) -> None:
    for customer_id, code, since, ended in told:
        one = found[customer_id]
        one.codes.add(code)
        one.since = min(since, one.since or since)
        if ended:
            one.ended.add(ended)
