"""Money that came for an order before it was delivered: kept for it, so that it makes no room for other orders.

A person keeps a payment for an order; where the customer accepted to pay in advance, the machine does so with the
payment that comes. What is kept is given back when the order goes another way, or by a person.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.credit.kept_money import free_minor, keep, tell
from creditdesk.credit.looking import look_at
from creditdesk.credit.models import Order, Prepayment
from creditdesk.domain.order_releases import WAITING, Checkpoint, Standing
from creditdesk.domain.reasons import refuse
from creditdesk.journal.transactions import action
from creditdesk.parties.families import lock_families
from creditdesk.parties.models import User
from creditdesk.receivables.models import OpenItem


@action
def keep_for_order(
    order: Order, item: OpenItem, *, amount_minor: int, as_of: dt.date, by: User, at: dt.datetime, key: str
) -> Prepayment:
    """Keep so much of a payment, in minor units of its currency, for an order. Raises Refusal beyond what is free."""
    lock_families([order.customer])
    order = Order.objects.select_for_update(of=("self",)).select_related("company", "customer").get(id=order.id)
    if done := Prepayment.objects.filter(key=key).first():
        return done
    if Standing(order.standing) not in WAITING:
        raise refuse("prepayment.order_over", "nothing is to be paid for the order any more")
    if item.customer_id != order.customer_id or item.kind != OpenItem.Kind.PAYMENT:
        raise refuse("prepayment.other", "it is no payment of this customer")
    if item.currency != order.currency:
        raise refuse("prepayment.currency", "the payment is in %(currency)s", currency=item.currency)
    if not 0 < amount_minor <= free_minor(item):
        raise refuse("prepayment.amount", "so much of the payment is not free")
    made = keep(order, item, amount_minor, by=by, at=at, key=key)
    look_at(order.company, [order.customer_id], checkpoint=Checkpoint.CHANGE, as_of=as_of, by=by.username, at=at)
    return made


@action
def give_back(prepayment: Prepayment, *, as_of: dt.date, by: User, at: dt.datetime) -> Prepayment:
    """Let what was kept for an order be free again. Raises Refusal where it is already."""
    lock_families([prepayment.order.customer])
    found = Prepayment.objects.select_for_update(of=("self",)).select_related("order__company", "order__customer")
    one = found.get(id=prepayment.id)
    if one.ended_at is not None:
        raise refuse("prepayment.over", "it is not kept for the order any more")
    one.ended_at, one.ended_by = at, by
    one.save(update_fields=["ended_at", "ended_by"])
    tell("prepayment.given_back", one, by=by.username, at=at)
    order = one.order
    look_at(order.company, [order.customer_id], checkpoint=Checkpoint.CHANGE, as_of=as_of, by=by.username, at=at)
    return one
