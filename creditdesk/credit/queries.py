"""Reading orders: the queue of held ones, and one of them with everything that a decision about it needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from creditdesk.credit.access import orders_for
from creditdesk.credit.facts import Ground, credit_facts, ground_for, order_facts
from creditdesk.credit.looking import weighed
from creditdesk.credit.models import (
    AccountHold,
    CreditReview,
    HoldSpell,
    Offer,
    Order,
    OrderVersion,
    Prepayment,
    Release,
    TemporaryLimit,
)
from creditdesk.credit.releasing import authority_for
from creditdesk.domain.authority import Decision
from creditdesk.domain.exposure import Exposure
from creditdesk.domain.order_alternatives import Alternative, LivePromise, OrderLine, alternatives
from creditdesk.domain.order_exclusions import ExcludedHold
from creditdesk.domain.order_holds import FoundHold, over_percent_of
from creditdesk.domain.order_releases import Standing
from creditdesk.domain.reasons import Reason
from creditdesk.followup.scope import scope_of
from creditdesk.parties.in_order import Order as Sorting
from creditdesk.parties.in_order import page_after
from creditdesk.parties.models import Customer, User

QUEUE_ORDERS = {
    "ship_date": Sorting("ships_on", dt.date.fromisoformat),
    "amount": Sorting("amount_minor", int),
    "since": Sorting("standing_since", dt.datetime.fromisoformat),
}


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What a list of orders is narrowed to; empty narrows nothing but the standing, which is held."""

    standing: str = Standing.HELD.value
    code: str = ""
    company: str = ""
    customer_id: int | None = None
    text: str = ""


def orders(user: User, *, chosen: OrderFilter, as_of: dt.date) -> QuerySet[Order]:
    """The orders that the user may see, as the filter narrows them."""
    # What has no day to ship on comes last.
    rows = orders_for(user, as_of=as_of).annotate(ships_on=Coalesce("ship_date", Value(dt.date.max)))
    if chosen.standing in {one.value for one in Standing}:
        rows = rows.filter(standing=chosen.standing)
    if chosen.code:
        standing = HoldSpell.objects.filter(code=chosen.code, ended_at__isnull=True)
        rows = rows.filter(id__in=standing.values("order_id"))
    if chosen.company:
        rows = rows.filter(company__code=chosen.company)
    if chosen.customer_id is not None:
        rows = rows.filter(customer_id=chosen.customer_id)
    if chosen.text:
        rows = rows.filter(number__startswith=chosen.text.strip())
    return rows


def queue_page(
    user: User, *, chosen: OrderFilter, sort: str, after: str, size: int, as_of: dt.date
) -> tuple[list[Order], str]:
    """A page of the queue, and where the next one begins."""
    rows = orders(user, chosen=chosen, as_of=as_of)
    return page_after(rows, sort=sort, orders=QUEUE_ORDERS, after=after, size=size)


@dataclass(frozen=True, slots=True)
class OrderInQuestion:
    """A held order as it is judged now, for the person who decides."""

    order: Order
    found: tuple[FoundHold, ...]
    exposure: Exposure
    limit_minor: int | None
    over_percent: Decimal | None
    amount_minor: int | None
    authority: Decision
    alternatives: tuple[Alternative, ...]
    promises: tuple[LivePromise, ...]
    excluded: tuple[ExcludedHold, ...] = ()


def in_question(order: Order, *, user: User, as_of: dt.date) -> OrderInQuestion:
    """What holds the order now, what is at risk, who may let it go, and what could be done instead."""
    scope = scope_of(order.company, as_of=as_of, customer_ids=[order.customer_id])
    on = ground_for(scope)
    facts, credit = order_facts(order, on=on), credit_facts(order, on=on)
    now = weighed(order, on=on)
    found = now.holding
    promises = on.promised.get(order.customer_id, ())
    ways = alternatives_of(order, on=on)
    return OrderInQuestion(
        order=order,
        found=found,
        exposure=credit.exposure,
        limit_minor=credit.limit_minor,
        over_percent=over_percent_of(found),
        amount_minor=facts.amount_minor if facts is not None else None,
        authority=authority_for(order, found, by=user, on=on),
        alternatives=ways,
        promises=promises,
        excluded=now.excluded,
    )


def alternatives_of(order: Order, *, on: Ground) -> tuple[Alternative, ...]:
    """The ways out of the hold, as the rules find them now; none where no rate tells what the order is worth."""
    facts = order_facts(order, on=on)
    if facts is None:
        return ()
    return alternatives(
        facts,
        credit_facts(order, on=on),
        lines=lines_of(order, on=on),
        promises=on.promised.get(order.customer_id, ()),
        as_of=on.scope.as_of,
        policy=on.scope.policy,
    )


def lines_of(order: Order, *, on: Ground) -> tuple[OrderLine, ...]:
    """The lines of the newest version, in the customer's currency; none where something of it was delivered already."""
    if order.delivered_minor:
        return ()
    newest = OrderVersion.objects.filter(order=order, version=order.version).first()
    customer = on.customers[order.customer_id]
    lines = []
    for line in newest.lines if newest is not None else ():
        minor = on.convert(line["amount_minor"], of=order.currency, to=customer.currency)
        if minor is None:
            return ()
        day = dt.date.fromisoformat(line["ship_date"]) if line["ship_date"] else None
        lines.append(OrderLine(line["number"], minor, day))
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class OrderStory:
    """What happened to an order: its versions, what held it from when to when, releases, offers, holds by hand."""

    versions: list[OrderVersion]
    spells: list[HoldSpell]
    releases: list[Release]
    offers: list[Offer]
    own_holds: list[AccountHold]
    kept: list[Prepayment]


def story_of(order: Order) -> OrderStory:
    """The order's story, the newest first."""
    holds = AccountHold.objects.filter(customer=order.customer_id, lifted_at__isnull=True).select_related("by")
    return OrderStory(
        versions=list(order.versions.order_by("-version")[:20]),
        spells=list(order.spells.order_by("-id")[:40]),
        releases=list(order.releases.select_related("by")[:20]),
        offers=list(order.offers.select_related("by", "order__customer")[:20]),
        kept=list(order.prepayments.select_related("item", "by")[:20]),
        own_holds=[one for one in holds if one.order_id in (None, order.id)],
    )


def holds_in_words(order: Order) -> list[tuple[str, Reason]]:
    """Code and why of each reason that held the order at the last look."""
    return [(one["code"], Reason.from_dict(one["why"])) for one in order.holds]


@dataclass(frozen=True, slots=True)
class StandingCredit:
    """What stands about all orders of a customer: holds by hand, limits for a time, the newest review."""

    holds: list[AccountHold]
    limits: list[TemporaryLimit]
    review: CreditReview | None


def credit_of(customer: Customer, *, as_of: dt.date) -> StandingCredit:
    """What stands about the customer's orders on the day."""
    holds = AccountHold.objects.filter(customer=customer, order__isnull=True, lifted_at__isnull=True)
    limits = TemporaryLimit.objects.filter(customer=customer, ended_at__isnull=True, until__gte=as_of)
    return StandingCredit(
        list(holds.select_related("by")),
        list(limits.select_related("by", "customer")),
        CreditReview.objects.filter(customer=customer).select_related("by").first(),
    )


def orders_of(customer: Customer, *, most: int = 50) -> list[Order]:
    """The customer's newest orders."""
    return list(Order.objects.filter(customer=customer).order_by("-placed_on", "-id")[:most])
