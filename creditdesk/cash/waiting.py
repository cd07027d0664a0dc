"""Whether money or lists came of which the rules were not asked yet; looked at every second, so by keys only."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Max

from creditdesk.cash.models import Receipt, Remittance
from creditdesk.cash.proposing import open_receipts


def newest() -> tuple[int, int]:
    """The newest receipt and the newest list of a payer."""
    ids = (model._default_manager.aggregate(last=Max("id"))["last"] or 0 for model in (Receipt, Remittance))
    receipt, remittance = ids
    return receipt, remittance


def not_asked(*, after: int) -> dict[int, list[int]]:
    """Company → its open receipts since that one about which the rules were never asked; none where only lists wait."""
    found: dict[int, list[int]] = defaultdict(list)
    open_ones = open_receipts().filter(id__gt=after, proposal__isnull=True, matches__isnull=True)
    for company_id, receipt_id in open_ones.values_list("company_id", "id"):
        found[company_id].append(receipt_id)
    for company_id in Remittance.objects.filter(state=Remittance.State.WAITING).values_list("company_id", flat=True):
        found.setdefault(company_id, [])
    return found
