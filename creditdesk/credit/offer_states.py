"""How an offer ends without anybody deciding: its order went, was cancelled or rejected, or its last day is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from creditdesk.credit.models import Offer, Order
from creditdesk.domain.order_alternatives import Alternative, AlternativeKind
from creditdesk.domain.order_releases import MAY_SHIP, Standing
from creditdesk.followup.recording import CAUSE_LONGEST, NextAction, journal_tickler, unfit_owner, write_tickler
from creditdesk.journal.actions import append
from creditdesk.parties.machine import machine_user

# Told in the reader's language where it is shown (`exports.planned`).
WAITED = "the promise for %(day)s does not let the order %(number)s go any more: decide about it anew"
STANDING = (Offer.State.OPEN, Offer.State.ACCEPTED)


def close_offers(order: Order, *, by: str, at: dt.datetime) -> None:
    """End the offers of an order that is decided: fulfilled where one was accepted and it goes, else withdrawn."""
    goes = Standing(order.standing) in {*MAY_SHIP, Standing.DELIVERED}
    for offer in Offer.objects.filter(order=order, state__in=STANDING):
        kept = goes and offer.state == Offer.State.ACCEPTED
        state = Offer.State.FULFILLED if kept else Offer.State.WITHDRAWN
        end_offer(offer, state, at=at)
        tell(f"offer.{state.value}", offer, by=by, at=at)


def waiting_for_promises(orders: Iterable[Order]) -> set[int]:
    """Those of the orders that somebody offered to hold until a promise is kept."""
    waits = Offer.objects.filter(
        order__in=[one.id for one in orders], kind=AlternativeKind.WAIT_FOR_PROMISE.value, state__in=STANDING
    )
    return set(waits.values_list("order_id", flat=True))


def end_waits(order: Order, *, ways: Iterable[Alternative], as_of: dt.date, by: str, at: dt.datetime) -> int:
    """End the offers to wait for a promise of a held order with which it would not go any more; returns how many.

    The promise was broken or withdrawn, it is of less or for a later day, or something else holds the order since: who
    made the offer decides about it anew.
    """
    days = [way.until for way in ways if way.kind is AlternativeKind.WAIT_FOR_PROMISE and way.until]
    waits = Offer.objects.filter(order=order, kind=AlternativeKind.WAIT_FOR_PROMISE.value, state__in=STANDING)
    over = 0
    for offer in waits.select_related("by", "order__customer__portfolio__rep"):
        promised = dt.date.fromisoformat(str(offer.words["facts"]["day"]))
        if any(day <= promised for day in days):
            continue
        end_offer(offer, Offer.State.LAPSED, at=at)
        tell("offer.promise_gone", offer, by=by, at=at)
        cause = WAITED % {"number": order.number, "day": promised}
        _task(offer, cause=cause, as_of=as_of, at=at)
        over += 1
    return over


def _task(offer: Offer, *, cause: str, as_of: dt.date, at: dt.datetime) -> None:
    """Give who made the offer, or the rep of the account where he cannot work it, a task of today that leads to it."""
    customer = offer.order.customer
    rep = customer.portfolio.rep if customer.portfolio is not None else None
    fit = (one for one in (offer.by, rep) if one is not None and not unfit_owner(customer, one, as_of=as_of))
    owner = next(fit, None)
    if owner is None:
        return
    then = NextAction(cause[:CAUSE_LONGEST], as_of, owner, about_order=offer.order_id)
    key, by = f"offer/{offer.id}/gone", machine_user()
    journal_tickler(write_tickler(customer, then, by=by, at=at, as_of=as_of, key=key), by=by, at=at)


def lapse_offers(company_id: int, *, as_of: dt.date, by: str, at: dt.datetime) -> int:
    """End the offers whose last day is over; returns how many. Runs in a transaction."""
    over = Offer.objects.select_for_update(of=("self",)).filter(
        order__company=company_id, state__in=STANDING, until__lt=as_of
    )
    # Who accepted to wait waits for as long as the promise stands, its days of grace included: `end_waits` follows it.
    over = over.exclude(kind=AlternativeKind.WAIT_FOR_PROMISE.value, state=Offer.State.ACCEPTED)
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
