"""Which of the records to look up a user may see: those of the customers whom he sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet

from creditdesk.parties.access import NotVisible, visible_customers
from creditdesk.parties.models import User
from creditdesk.receivables.access import item_for
from creditdesk.receivables.models import OpenItem
from creditdesk.reference.models import CoopAgreement, Deal, InvoiceLine, ReturnAuthorisation, RoutingRule, Shipment

# What each kind is called in addresses, lists and files.
KINDS: Mapping[str, type[Model]] = {
    "shipments": Shipment,
    "returns": ReturnAuthorisation,
    "deals": Deal,
    "coop_agreements": CoopAgreement,
    "routing_rules": RoutingRule,
    "invoice_lines": InvoiceLine,
}


def records_for(user: User, kind: str, *, as_of: dt.date, customer_id: int | None = None) -> QuerySet[Any]:
    """The records of a kind, of one customer or of all whom the user sees, with company and customer.

    Raises KeyError for a kind that is none.
    """
    found = KINDS[kind]._default_manager.select_related("company", "customer")
    found = found.filter(customer__in=visible_customers(user, as_of=as_of))
    return found if customer_id is None else found.filter(customer_id=customer_id)


def deduction_for(user: User, item_id: int, *, as_of: dt.date) -> OpenItem:
    """The deduction with customer, company and the invoice it was kept back from. Raises NotVisible."""
    item = item_for(user, item_id, as_of=as_of)
    if item.kind != OpenItem.Kind.DEDUCTION:
        raise NotVisible(f"deduction {item_id}")
    return item
