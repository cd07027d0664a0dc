"""Requests to let an order go that is held no more: they are withdrawn by themselves, with the reason.

Runs in the transaction that found it, under the locks of the customers, so that nobody finds a request in the inbox
that can only be refused. A request that is being carried out right now is not withdrawn by what its approval does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import F

from creditdesk.approvals.models import Request, RequestDecision
from creditdesk.credit.models import Order
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason
from creditdesk.domain.requests import OPEN, Kind, State
from creditdesk.domain.visibility import Role
from creditdesk.journal.actions import append

_OPEN = [one.value for one in OPEN]


def close_requests(orders: Sequence[Order], *, at: dt.datetime) -> None:
    """Withdraw what is asked for about these orders, which are held no more; the machine does, and says why."""
    standing = {one.id: one for one in orders}
    if not standing:
        return
    waiting = Request.objects.filter(
        customer__in={one.customer_id for one in orders}, kind=Kind.RELEASE, state__in=_OPEN
    )
    carried_out = RequestDecision.objects.filter(what=RequestDecision.What.APPROVE, revision=F("request__revision"))
    for request in waiting.exclude(id__in=carried_out.values("request_id")).select_for_update().order_by("id"):
        order = standing.get(request.content["terms"].get("order_id"))
        if order is not None:
            _withdraw(request, order, at=at)


def _withdraw(request: Request, order: Order, *, at: dt.datetime) -> None:
    text = "order %(number)s is held no more: it is %(standing)s"
    because = Reason("request.moot", text, {"number": order.number, "standing": order.standing})
    request.state, request.decided_at = State.WITHDRAWN.value, at
    request.save(update_fields=["state", "decided_at"])
    append(
        "request.withdrawn",
        by=Role.MACHINE.value,
        at=at,
        subject=("request", request.id),
        company_id=request.company_id,
        customer_id=request.customer_id,
        facts={
            "kind": request.kind,
            "revision": request.revision,
            "amount": str(Money(request.amount_minor, request.currency)),
            "sha256": request.sha256,
            "why": because.as_dict(),
        },
    )
