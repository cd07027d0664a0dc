"""What became of orders, for the ERP that keeps them: it asks for what is not answered, carries it out, and answers.

In the order in which it was decided, as [our postings](docs/rules/erp-postings.md) go: what was answered is not asked
for any more, the same answer again changes nothing, and another one is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from creditdesk.credit.models import Order, OrderDecision
from creditdesk.domain.order_releases import Standing
from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User

DECIDED: Mapping[Standing, OrderDecision.Kind] = {
    Standing.HELD: OrderDecision.Kind.HOLD,
    Standing.PASSES: OrderDecision.Kind.MAY_SHIP,
    Standing.RELEASED: OrderDecision.Kind.RELEASE,
}


def tell_erp(
    order: Order, kind: OrderDecision.Kind, *, facts: Mapping[str, Any], by: str, at: dt.datetime
) -> OrderDecision:
    """Have the ERP told of a decision about the order. Runs in the transaction of the decision."""
    return OrderDecision.objects.create(
        order=order, company_id=order.company_id, version=order.version, kind=kind, facts=dict(facts), by=by, at=at
    )


def decisions(company_ids: Iterable[int], *, waiting: bool) -> QuerySet[OrderDecision]:
    """Decisions about orders of these companies, the oldest first; `waiting`: those that the ERP has not answered."""
    found = OrderDecision.objects.filter(company__in=list(company_ids)).select_related("order__customer", "company")
    return (found.filter(accepted__isnull=True) if waiting else found).order_by("id")


@action
def answer_decision(
    decision: OrderDecision, *, accepted: bool, reason: str = "", by: User, at: dt.datetime
) -> OrderDecision:
    """Record what the ERP did with it. Raises Refusal for another answer than before, or a no without a reason."""
    one = OrderDecision.objects.select_for_update(of=("self",)).select_related("order").get(id=decision.id)
    if one.accepted is not None:
        if one.accepted is accepted:
            return one
        raise refuse("order_decision.answered", "the ERP answered otherwise before")
    if not accepted and not reason.strip():
        raise refuse("order_decision.reason", "say why it is refused")
    one.accepted, one.reason, one.answered_at, one.answered_by = accepted, reason.strip()[:200], at, by
    one.save(update_fields=["accepted", "reason", "answered_at", "answered_by"])
    append(
        "order_decision.accepted" if accepted else "order_decision.refused",
        by=by.username,
        at=at,
        subject=("order", one.order_id),
        company_id=one.company_id,
        customer_id=one.order.customer_id,
        facts={"decision": one.id, "kind": one.kind, "version": one.version},
        private={"reason": one.reason},
    )
    return one
