"""Changes of limits, classes and statuses, for the ERP that keeps them too: it asks for what is not answered, takes it
over, and answers once, as it does with [decisions about orders](docs/rules/holds.md).

Until it answered yes, no file of the ERP changes what it was told of: it would put the old ones back.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.creditfile import limits, statuses
from creditdesk.creditfile.models import CreditChange
from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.changing import free_fields
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import User


def waiting_first(changes: QuerySet[CreditChange], *, waiting: bool) -> QuerySet[CreditChange]:
    """The changes, the oldest first; `waiting`: those that the ERP has not answered."""
    return (changes.filter(accepted__isnull=True) if waiting else changes).order_by("id")


@action
def answer_change(change: CreditChange, *, accepted: bool, reason: str = "", by: User, at: dt.datetime) -> CreditChange:
    """Record what the ERP did with it. Raises Refusal for another answer than before, or a no without a reason."""
    lock_customers([change.customer_id])
    one = CreditChange.objects.select_for_update(of=("self",)).get(id=change.id)
    if one.accepted is not None:
        if one.accepted is accepted:
            return one
        raise refuse("credit_change.answered", "the ERP answered otherwise before")
    if not accepted and not reason.strip():
        raise refuse("credit_change.reason", "say why it is refused")
    one.accepted, one.reason, one.answered_at, one.answered_by = accepted, reason.strip()[:200], at, by
    one.save(update_fields=["accepted", "reason", "answered_at", "answered_by"])
    later = CreditChange.objects.filter(customer=one.customer_id, id__gt=one.id)
    is_status = bool(one.status_after)
    of_kind = later.exclude(status_after="") if is_status else later.filter(status_after="")
    if accepted and not of_kind.exists():
        free_fields(one.customer_id, statuses.FIELDS if is_status else limits.FIELDS)
    append(
        "credit_change.accepted" if accepted else "credit_change.refused",
        by=by.username,
        at=at,
        subject=("customer", one.customer_id),
        company_id=one.company_id,
        customer_id=one.customer_id,
        facts={"change": one.id},
        private={"reason": one.reason} if one.reason else {},
    )
    return one
