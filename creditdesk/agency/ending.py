"""A placement comes to its end, in the transactions of others: its state, the contact that is free, the journal."""

from __future__ import annotations

import datetime as dt
from typing import Any

from creditdesk.agency.models import Placement
from creditdesk.domain.agency import State
from creditdesk.domain.money import Money
from creditdesk.journal.actions import append
from creditdesk.parties.changing import change_customer, journal_changed
from creditdesk.parties.models import Customer, User

BLOCK = Customer.ContactBlock.AGENCY.value


def end(placement: Placement, state: State, *, why: str, by: User, at: dt.datetime, as_of: dt.date) -> None:
    """End a standing placement of a locked customer. Our own work goes on where nothing else of his is placed."""
    placement.state, placement.ended_on, placement.ended_why = state.value, as_of, why[:500]
    placement.save(update_fields=["state", "ended_on", "ended_why"])
    free(placement, by=by, at=at)
    tell(f"placement.{state.value}", placement, by=by, at=at, why=why)


def free(placement: Placement, *, by: User, at: dt.datetime) -> None:
    """Lift the block that the placement set, unless another one stands."""
    others = Placement.objects.filter(customer_id=placement.customer_id, state=State.PLACED.value)
    blocked = Customer.objects.filter(id=placement.customer_id, contact_block=BLOCK).exists()
    if blocked and not others.exists():
        changed = change_customer(placement.customer_id, {"contact_block": ""})
        journal_changed(changed, cause=("placement", placement.id), by=by, at=at)


def tell(kind: str, placement: Placement, *, by: User, at: dt.datetime, **facts: Any) -> None:
    """The journal's entry."""
    append(
        kind,
        by=by.username,
        at=at,
        subject=("placement", placement.id),
        company_id=placement.company_id,
        customer_id=placement.customer_id,
        facts={
            "request": placement.request_id,
            "agency": placement.agency_id,
            "debt": str(Money(placement.debt_minor, placement.currency)),
            **facts,
        },
    )
