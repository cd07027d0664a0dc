"""Which documents a payment plan collects: what the room of the plans writes, inside its open transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import positions
from creditdesk.receivables.models import OpenItem


def collect_by_plan(item_ids: Sequence[int], *, customer_id: int, on_plan: bool, as_of: dt.date) -> None:
    """Let a plan collect these documents of a locked customer, or let them be collected by their due dates again."""
    items = OpenItem.objects.filter(id__in=item_ids, customer_id=customer_id)
    company_id = items.values_list("company_id", flat=True).first()
    if company_id is None:
        return
    items.exclude(on_plan=on_plan).update(on_plan=on_plan)
    edges = policy_in_force(as_of=as_of, company_id=company_id).document.aging.buckets
    positions.refresh([customer_id], as_of=as_of, edges=edges)
