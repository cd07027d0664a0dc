"""Offering a customer a way to have his held order, followed until the order goes or the offer lapses.

An offer is one of the alternatives that the rules compute now, as it was computed. What the customer accepts takes
effect as far as it is ours to do: an order on delivery is one from then on, a part is told to the ERP, which splits the
order, a higher limit is granted by whoever may; for money and kept promises the desk waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from creditdesk.credit.erp_decisions import tell_erp
from creditdesk.credit.facts import ground_for
from creditdesk.credit.looking import look_at
from creditdesk.credit.models import Offer, Order, OrderDecision
from creditdesk.credit.offer_states import lapse_offers, tell
from creditdesk.credit.queries import alternatives_of
from creditdesk.credit.temporary_limits import grant
from creditdesk.domain.order_alternatives import Alternative, AlternativeKind
from creditdesk.domain.order_releases import Checkpoint, Standing
from creditdesk.domain.reasons import refuse
from creditdesk.followup.scope import scope_of
from creditdesk.journal.transactions import action
from creditdesk.parties.families import lock_families
from creditdesk.parties.models import Company, User


@action
def make_offer(
    order: Order, kind: AlternativeKind, *, revision: int, as_of: dt.date, by: User, at: dt.datetime, key: str
) -> Offer:
    """Offer the customer this way out, as the rules find it now. Raises Refusal where it is none (any more).

    The same way is offered once while it is open: asked again, the open offer is returned.
    """
    lock_families([order.customer])
    order = Order.objects.select_for_update(of=("self",)).select_related("company", "customer").get(id=order.id)
    if done := Offer.objects.filter(key=key).first():
        return done
    if standing := Offer.objects.filter(order=order, kind=kind, state=Offer.State.OPEN).first():
        return standing
    if Standing(order.standing) is not Standing.HELD:
        text = "order %(number)s is not held: it is %(standing)s"
        raise refuse("release.not_held", text, number=order.number, standing=order.standing)
    if order.revision != revision:
        text = "order %(number)s changed since you looked at it: look again"
        raise refuse("release.changed_meanwhile", text, number=order.number)
    scope = scope_of(order.company, as_of=as_of, customer_ids=[order.customer_id])
    way = next((one for one in alternatives_of(order, on=ground_for(scope)) if one.kind is kind), None)
    if way is None:
        raise refuse("offer.no_way", "with what is known now, this would not let the order go")
    last = scope.calendar.add_business_days(as_of, scope.policy.orders.offer_days)
    made = _offer(order, way, until=max(last, way.until or last), by=by, at=at, key=key)
    tell("offer.made", made, by=by.username, at=at)
    return made


@action
def accept_offer(offer: Offer, *, note: str, as_of: dt.date, by: User, at: dt.datetime) -> Offer:
    """Record that the customer takes the offer, and do what follows of it. Raises Refusal where it is over."""
    lock_families([offer.order.customer])
    offer = _open(offer, as_of=as_of)
    offer.state, offer.decided_by, offer.decided_at, offer.decision_note = Offer.State.ACCEPTED, by, at, note[:200]
    offer.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    tell("offer.accepted", offer, by=by.username, at=at, note=note)
    order = Order.objects.select_for_update(of=("self",)).select_related("company", "customer").get(id=offer.order_id)
    if effect := _EFFECTS.get(AlternativeKind(offer.kind)):
        effect(offer, order, as_of, by, at)
    look_at(order.company, [order.customer_id], checkpoint=Checkpoint.CHANGE, as_of=as_of, by=by.username, at=at)
    offer.refresh_from_db()
    return offer


@action
def decline_offer(offer: Offer, *, note: str, as_of: dt.date, by: User, at: dt.datetime) -> Offer:
    """Record that the customer does not take the offer. Raises Refusal where it is over."""
    return _ended(offer, Offer.State.DECLINED, note=note, as_of=as_of, by=by, at=at)


@action
def withdraw_offer(offer: Offer, *, note: str, as_of: dt.date, by: User, at: dt.datetime) -> Offer:
    """Take back an offer that nobody answered, for a reason. Raises Refusal where it is over."""
    if not note.strip():
        raise refuse("offer.why", "say why the offer is withdrawn")
    return _ended(offer, Offer.State.WITHDRAWN, note=note, as_of=as_of, by=by, at=at)


@action
def lapse(company: Company, *, as_of: dt.date, by: str, at: dt.datetime) -> int:
    """End the company's offers whose last day is over; returns how many."""
    return lapse_offers(company.id, as_of=as_of, by=by, at=at)


def _ended(offer: Offer, state: Offer.State, *, note: str, as_of: dt.date, by: User, at: dt.datetime) -> Offer:
    offer = _open(offer, as_of=as_of)
    offer.state, offer.decided_by, offer.decided_at, offer.decision_note = state, by, at, note.strip()[:200]
    offer.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    tell(f"offer.{state.value}", offer, by=by.username, at=at, note=note)
    return offer


def _open(offer: Offer, *, as_of: dt.date) -> Offer:
    """The locked offer. Raises Refusal where it is not open any more."""
    locked = Offer.objects.select_for_update(of=("self",)).select_related("order__company", "order__customer")
    now = locked.get(id=offer.id)
    if now.state != Offer.State.OPEN:
        raise refuse("offer.over", "the offer is not open any more: it is %(state)s", state=now.state)
    if now.until < as_of:
        raise refuse("offer.lapsed", "the offer was valid until %(day)s", day=now.until.isoformat())
    return now


def _offer(order: Order, way: Alternative, *, until: dt.date, by: User, at: dt.datetime, key: str) -> Offer:
    return Offer.objects.create(
        order=order,
        kind=way.kind.value,
        words=way.words.as_dict(),
        pay_minor=way.pay_minor,
        ship_minor=way.ship_minor,
        exposure_minor=way.exposure_minor,
        lines=list(way.lines),
        until=until,
        by=by,
        at=at,
        key=key,
    )


def _on_delivery(offer: Offer, order: Order, as_of: dt.date, by: User, at: dt.datetime) -> None:
    """From now on the order is handed out against payment, until the ERP says otherwise."""
    order.is_cod = True
    order.revision += 1
    order.save(update_fields=["is_cod", "revision"])
    tell_erp(order, OrderDecision.Kind.COD, facts={"pay_minor": offer.pay_minor}, by=by.username, at=at)


def _in_parts(offer: Offer, order: Order, as_of: dt.date, by: User, at: dt.datetime) -> None:
    """The ERP splits it and tells of both parts: that which fits goes by itself, the rest is held."""
    facts = {"lines": offer.lines, "ship_minor": offer.ship_minor}
    tell_erp(order, OrderDecision.Kind.SPLIT, facts=facts, by=by.username, at=at)


def _with_more_limit(offer: Offer, order: Order, as_of: dt.date, by: User, at: dt.datetime) -> None:
    until = dt.date.fromisoformat(str(offer.words["facts"]["day"]))
    grant(
        order.customer,
        limit_minor=offer.exposure_minor,
        until=until,
        why=f"order {order.number}",
        as_of=as_of,
        by=by,
        at=at,
        key=f"offer/{offer.id}",
    )


_EFFECTS: Mapping[AlternativeKind, Callable[[Offer, Order, dt.date, User, dt.datetime], None]] = {
    AlternativeKind.COD: _on_delivery,
    AlternativeKind.SHIP_PART: _in_parts,
    AlternativeKind.TEMPORARY_LIMIT: _with_more_limit,
}
