"""How much of an item the customer contests: what the verbs share that write it, inside their open transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import append
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import positions
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.stops import refuse_stopped


@dataclass(frozen=True, slots=True)
class Contested:
    """What a customer contests of one item, in minor units (0: nothing any more), and what he says."""

    item_id: int
    disputed_minor: int
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """An item as it is contested now, what was contested before in minor units, and what the customer says."""

    item: OpenItem
    before_minor: int
    reason: str


def write_disputed(item_id: int, *, disputed_minor: int, reason: str, as_of: dt.date) -> Told:
    """Write it for an item of a locked customer. Raises Refusal for a wrong amount, and where posting stops."""
    item = OpenItem.objects.select_for_update().get(id=item_id)
    if not 0 <= disputed_minor <= max(item.open_minor, 0):
        raise refuse(
            "dispute.amount",
            "%(amount)s cannot be disputed: %(open)s is open on %(number)s",
            amount=str(Money(disputed_minor, item.currency)),
            open=str(Money(item.open_minor, item.currency)),
            number=item.number,
        )
    refuse_stopped(item.company_id, [item.customer_id])
    before = item.disputed_minor
    item.contested_minor = item.disputed_minor = disputed_minor
    item.save(update_fields=["contested_minor", "disputed_minor"])
    edges = policy_in_force(as_of=as_of, company_id=item.company_id).document.aging.buckets
    positions.refresh([item.customer_id], as_of=as_of, edges=edges)
    return Told(item, before, reason)


def journal_disputed(told: Sequence[Told], *, by: User, at: dt.datetime) -> None:
    """Append to the journal what is contested now: the amounts as facts, what was said apart."""
    for one in told:
        item = one.item
        append(
            "item.disputed",
            by=by.username,
            at=at,
            subject=("item", item.id),
            company_id=item.company_id,
            customer_id=item.customer_id,
            facts={
                "before_minor": one.before_minor,
                "disputed_minor": item.disputed_minor,
                "currency": item.currency,
            },
            private={"reason": one.reason},
        )
