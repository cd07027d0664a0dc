"""How an offer ends without anybody deciding: its order went, was cancelled or rejected, or its last day is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from creditdesk.credit.models import Offer, Order
from creditdesk.domain.order_releases import MAY_SHIP, Standing
from creditdesk.journal.actions import append

STANDING = (Offer.State.OPEN, Offer.State.ACCEPTED)


def close_offers(order: Order, *, at: dt.datetime) -> None:
    """End the offers of an order that is decided: fulfilled where one was accepted and it goes, else withdrawn."""
    goes = Standing(order.standing) in {*MAY_SHIP, Standing.DELIVERED}
    for offer in Offer.objects.filter(order=order, state__in=STANDING):
        kept = goes and offer.state == Offer.State.ACCEPTED
        end_offer(offer, Offer.State.FULFILLED if kept else Offer.State.WITHDRAWN, at=at)


def lapse_offers(company_id: int, *, as_of: dt.date, by: str, at: dt.datetime) -> int:
    """End the offers whose last day is over; returns how many. Runs in a transaction."""
    over = Offer.objects.select_for_update(of=("self",)).filter(
        order__company=company_id, state__in=STANDING, until__lt=as_of
    )
    lapsed: Iterable[Offer] = list(over.select_related("order"))
    for offer in lapsed:
        end_offer(offer, Offer.State.LAPSED, at=at)
        tell("offer.lapsed", offer, by=by, at=at)
    return len(list(lapsed))


def end_offer(offer: Offer, state: Offer.State, *, at: dt.datetime) -> None:
    """Write the state that an offer has come to."""
    offer.state, offer.decided_at = state, at
    offer.save(update_fields=["state", "decided_at"])


def tell(kind: str, offer: Offer, *, by: str, at: dt.datetime, note: str = "") -> None:
    """Tell the journal of an offer."""
    order = offer.order
    append(
        kind,
        by=by,
        at=at,
        subject=("order", order.id),
        company_id=order.company_id,
        customer_id=order.customer_id,
        facts={
            "offer": offer.id,
            "kind": offer.kind,
            "pay_minor": offer.pay_minor,
            "ship_minor": offer.ship_minor,
            "until": offer.until.isoformat(),
        },
        private={"note": note} if note else {},
    )
