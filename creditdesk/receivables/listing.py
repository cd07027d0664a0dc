"""Items of many customers at once, for lists and for programs."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from django.db.models import OuterRef, QuerySet, Subquery

from creditdesk.parties.in_order import Order
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import Extension, OpenItem

ITEM_ORDERS = {
    "number": Order("number", str),
    "document": Order("document_date", dt.date.fromisoformat),
    "due": Order("due_date", dt.date.fromisoformat),
    "late": Order("due_date", dt.date.fromisoformat, mirrored=True),
    "original": Order("original_minor", int),
    "open": Order("open_minor", int),
    "disputed": Order("disputed_minor", int),
}


class ItemState(StrEnum):
    """Which items a list shows."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


def items_of(
    customers: QuerySet[Customer], *, state: ItemState, kind: str = "", number: str = "", currency: str = ""
) -> QuerySet[OpenItem]:
    """Items of the customers, undone imports left out; each has `extended_date`, the newest extension or None."""
    newest = Extension.objects.filter(item=OuterRef("pk")).order_by("-granted_on", "-id").values("extended_date")[:1]
    found = OpenItem.objects.filter(customer__in=customers.order_by().values("id"), voided_on__isnull=True)
    if state is not ItemState.ALL:
        found = found.filter(closed_date__isnull=state is ItemState.OPEN)
    if kind:
        found = found.filter(kind=kind)
    if number:
        found = found.filter(number=number)
    if currency:
        found = found.filter(currency=currency)
    return found.annotate(extended_date=Subquery(newest)).select_related("customer", "company").order_by("id")
