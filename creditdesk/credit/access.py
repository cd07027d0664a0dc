"""The only way to an order or a hold: through the customers that the user may see."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.credit.models import AccountHold, Offer, Order, OrderDecision, Prepayment, TemporaryLimit
from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import NotVisible, companies_of
from creditdesk.parties.models import User
from creditdesk.parties.reach import Reach, reach_of
from creditdesk.receivables.access import item_for
from creditdesk.receivables.models import OpenItem

__all__ = [
    "AccountHold",
    "Offer",
    "Order",
    "OrderDecision",
    "Prepayment",
    "TemporaryLimit",
    "account_hold_for",
    "decision_for",
    "offer_for",
    "order_for",
    "orders_for",
    "payment_named",
    "prepayment_for",
    "temporary_limit_for",
]


def orders_for(user: User, *, as_of: dt.date, reach: Reach | None = None) -> QuerySet[Order]:
    """The orders of the customers that the user may see, with company and customer."""
    if not _sees(user):
        return Order.objects.none()
    within = reach or reach_of(user, as_of=as_of)
    return Order.objects.filter(within.customers("customer__")).select_related("company", "customer")


def order_for(user: User, order_id: int, *, as_of: dt.date) -> Order:
    """One of them. Raises NotVisible."""
    order = orders_for(user, as_of=as_of).filter(id=order_id).first()
    if order is None:
        raise NotVisible(f"order {order_id}")
    return order


def account_hold_for(user: User, hold_id: int, *, as_of: dt.date) -> AccountHold:
    """A hold that a person placed on an account that the user may see. Raises NotVisible."""
    within = reach_of(user, as_of=as_of)
    found = AccountHold.objects.filter(within.customers("customer__")) if _sees(user) else AccountHold.objects.none()
    hold = found.select_related("company", "customer", "order").filter(id=hold_id).first()
    if hold is None:
        raise NotVisible(f"account hold {hold_id}")
    return hold


def offer_for(user: User, offer_id: int, *, as_of: dt.date) -> Offer:
    """An offer of an order that the user may see. Raises NotVisible."""
    found = Offer.objects.filter(id=offer_id).select_related("order__company", "order__customer").first()
    if found is None or not orders_for(user, as_of=as_of).filter(id=found.order_id).exists():
        raise NotVisible(f"offer {offer_id}")
    return found


def prepayment_for(user: User, prepayment_id: int, *, as_of: dt.date) -> Prepayment:
    """Money kept for an order that the user may see. Raises NotVisible."""
    found = Prepayment.objects.filter(id=prepayment_id).select_related("order__company", "order__customer", "item")
    one = found.first()
    if one is None or not orders_for(user, as_of=as_of).filter(id=one.order_id).exists():
        raise NotVisible(f"prepayment {prepayment_id}")
    return one


def payment_named(item_id: int, *, user: User, as_of: dt.date) -> OpenItem:
    """The payment that somebody names beside an order. Raises Refusal where he sees none: what he asks for is the
    order, and that is there.
    """
    try:
        return item_for(user, item_id, as_of=as_of)
    except NotVisible:
        raise refuse("prepayment.other", "it is no payment of this customer") from None


def decision_for(user: User, decision_id: int) -> OrderDecision:
    """A decision about an order of a company that the user works for. Raises NotVisible."""
    mine = OrderDecision.objects.filter(company__in=companies_of(user)) if _sees(user) else OrderDecision.objects.none()
    one = mine.select_related("order__customer", "company").filter(id=decision_id).first()
    if one is None:
        raise NotVisible(f"order decision {decision_id}")
    return one


def temporary_limit_for(user: User, limit_id: int, *, as_of: dt.date) -> TemporaryLimit:
    """A limit for a time of a customer that the user may see. Raises NotVisible."""
    within = reach_of(user, as_of=as_of)
    mine = (
        TemporaryLimit.objects.filter(within.customers("customer__")) if _sees(user) else TemporaryLimit.objects.none()
    )
    one = mine.select_related("company", "customer").filter(id=limit_id).first()
    if one is None:
        raise NotVisible(f"temporary limit {limit_id}")
    return one


def _sees(user: User) -> bool:
    return has_permission(user.desk_role, Permission.SEE_ORDERS)
