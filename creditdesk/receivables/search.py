"""Finding documents: by number, purchase order or amount, among those that the reader may see.

Each look goes through an index and stops after so many candidates, so that a million items answer as fast as a
hundred: who may see little and types two letters finds less, and types on.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from creditdesk.parties.models import Customer
from creditdesk.parties.queries import beginning_with
from creditdesk.receivables.models import OpenItem

# So many rows of an index are looked at before the reader's own are picked out.
_CANDIDATES = 1500
# A shorter beginning fits half of all documents.
_SHORTEST_BEGINNING = 3


def items_by_number(visible: QuerySet[Customer], text: str, *, limit: int) -> list[OpenItem]:
    """Items of exactly this number first, then those whose number or purchase order begins with it."""
    number = text.strip()
    if not number:
        return []
    looks = [Q(number=number), Q(po_number=number) & ~Q(po_number="")]
    if len(number) >= _SHORTEST_BEGINNING:
        looks += [beginning_with("number", number), beginning_with("po_number", number) & ~Q(po_number="")]
    found: dict[int, OpenItem] = {}
    for look in looks:
        if len(found) < limit:
            found |= {item.id: item for item in _among(visible, look, limit=limit) if item.id not in found}
    return list(found.values())[:limit]


def items_by_amount(visible: QuerySet[Customer], amounts_minor: Collection[int], *, limit: int) -> list[OpenItem]:
    """Items whose original or open amount is one of these, whatever the sign; open ones first, then newest."""
    signed = sorted({sign * minor for minor in amounts_minor for sign in (1, -1) if minor})
    if not signed:
        return []
    still_open = _among(visible, Q(open_minor__in=signed, closed_date__isnull=True), limit=limit)
    original = _among(visible, Q(original_minor__in=signed), limit=limit)
    found = {item.id: item for item in [*still_open, *original]}
    ranked = sorted(found.values(), key=lambda item: (item.closed_date is not None, -item.id))
    return ranked[:limit]


def _among(visible: QuerySet[Customer], look: Q, *, limit: int) -> list[OpenItem]:
    candidates = OpenItem.objects.filter(look).values("id")[:_CANDIDATES]
    found = OpenItem.objects.filter(id__in=candidates, customer__in=visible)
    return list(found.select_related("customer", "company").order_by("-id")[:limit])
