"""The only way to an order or a hold: through the customers that the user may see."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.credit.models import AccountHold, Order
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import User
from creditdesk.parties.reach import Reach, reach_of


def orders_for(user: User, *, as_of: dt.date, reach: Reach | None = None) -> QuerySet[Order]:
    """The orders of the customers that the user may see, with company and customer."""
    if not has_permission(user.desk_role, Permission.SEE_ORDERS):
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
    seen = has_permission(user.desk_role, Permission.SEE_ORDERS)
    found = AccountHold.objects.filter(within.customers("customer__")) if seen else AccountHold.objects.none()
    hold = found.select_related("company", "customer", "order").filter(id=hold_id).first()
    if hold is None:
        raise NotVisible(f"account hold {hold_id}")
    return hold
