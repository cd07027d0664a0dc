"""What of contested amounts has been contested for longer than the policy lets it stay out of the money at risk.

The day since when an item is contested is that of the newest entry of the journal by which it became so after nothing
of it was; an item that came into the ledger contested has been so since the day it was posted.

Source: docs/rules/holds.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.utils import timezone

from creditdesk.followup.scope import Scope
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables.models import OpenItem


def stale_disputes(scope: Scope) -> dict[tuple[int, str], int]:
    """Customer and currency → what is contested for longer, in minor units: it counts as open again."""
    rows = OpenItem.objects.filter(
        customer_id__in=scope.customer_ids or [], closed_date__isnull=True, disputed_minor__gt=0
    )
    items = list(rows.values_list("id", "customer_id", "currency", "disputed_minor", "posting_date"))
    last = scope.as_of - dt.timedelta(days=scope.policy.exposure.disputed_excluded_max_case_age_days)
    since = _since([item_id for item_id, *_ in items])
    found: dict[tuple[int, str], int] = defaultdict(int)
    for item_id, customer_id, currency, minor, posted in items:
        if since.get(item_id, posted) < last:
            found[customer_id, currency] += minor
    return found


def _since(item_ids: list[int]) -> dict[int, dt.date]:
    """Item → the day since when something of it is contested, where a person said so."""
    told = JournalEntry.objects.filter(kind="item.disputed", subject_kind="item", subject_id__in=item_ids)
    rows = told.order_by("seq").values_list("subject_id", "at", "facts")
    return {item_id: timezone.localtime(at).date() for item_id, at, facts in rows if not facts.get("before_minor")}
