"""What of the money on some accounts is kept for orders and counts as paid for them, and which checks may still bounce.

What was kept and was applied to a document since is there no more, however many orders it was kept for: the payments of
each are counted out once, to the orders in the turn in which they were kept, each up to what of it is still to be
delivered. A check that the bank has not cleared is kept and pays nothing yet.

Source: docs/rules/holds.md.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F, QuerySet, Sum

from creditdesk.cash.models import Receipt
from creditdesk.credit.models import Prepayment
from creditdesk.followup.scope import Scope
from creditdesk.receivables.models import OpenItem

_CHECKS = (Receipt.Channel.CHECK, Receipt.Channel.LOCKBOX)


@dataclass(frozen=True, slots=True)
class KeptMoney:
    """Minor units of the payment's currency. `uncleared` are checks, without what of them is kept for orders."""

    for_order: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    of_customer: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    uncleared: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))


def kept_money_of(scope: Scope) -> KeptMoney:
    """What is kept for the orders of these customers and still there, and what has not cleared."""
    found = KeptMoney()
    checks = _uncleared(scope)
    pending = dict(checks.values_list("item_id", "item__open_minor"))
    taken: dict[int, int] = defaultdict(int)
    rows = Prepayment.objects.filter(ended_at__isnull=True, order__customer_id__in=scope.customer_ids or [])
    columns = (
        rows.annotate(wanted=F("order__amount_minor") - F("order__delivered_minor"))
        .order_by("id")
        .values_list(
            "order_id", "wanted", "amount_minor", "item_id", "item__open_minor", "item__customer_id", "item__currency"
        )
    )
    for order_id, wanted, minor, item_id, opened, customer_id, currency in columns:
        counts = max(0, min(minor, wanted - found.for_order[order_id], -opened - taken[item_id]))
        taken[item_id] += counts
        found.of_customer[customer_id, currency] += counts
        if item_id not in pending:
            found.for_order[order_id] += counts
    free = checks.values_list("customer_id", "currency", "item_id").annotate(minor=Sum("item__open_minor"))
    for customer_id, currency, item_id, minor in free:
        found.uncleared[customer_id, currency] += max(0, -minor - taken[item_id])
    return found


def _uncleared(scope: Scope) -> QuerySet[Receipt]:
    """Checks that the bank has not had the time to return, and of which something is not applied."""
    days = scope.policy.exposure.check_clearing_business_days
    since = scope.calendar.add_business_days(scope.as_of, -days) if days else scope.as_of
    return Receipt.objects.filter(
        customer_id__in=scope.customer_ids or [],
        channel__in=_CHECKS,
        value_date__gt=since,
        item__kind=OpenItem.Kind.PAYMENT,
        item__open_minor__lt=0,
    )
