"""Open payments that the ERP brought, taken over as receipts so that they are proposed and worked like any other.

Nothing is posted: the payment stands on the account already, with the ERP's number, day and amount. The machine never
applies one by itself, because the ERP may do so too.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.cash.models import Receipt
from creditdesk.journal.actions import Told, append_all
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.machine import machine_user
from creditdesk.receivables.bulk import CHUNK, reserve_ids
from creditdesk.receivables.models import OpenItem


def adopt_payments(company_id: int, *, at: dt.datetime) -> int:
    """Give every open payment of the company that has none a receipt; returns how many."""
    adopted = 0
    while some := _adopt_some(company_id, at=at):
        adopted += some
    return adopted


@action
def _adopt_some(company_id: int, *, at: dt.datetime) -> int:
    waiting = OpenItem.objects.filter(
        company_id=company_id, kind=OpenItem.Kind.PAYMENT, closed_date__isnull=True, receipt__isnull=True
    ).order_by("id")
    lock_customers(waiting.values_list("customer_id", flat=True)[:CHUNK])
    items = list(waiting[:CHUNK])
    if not items:
        return 0
    by = machine_user().username
    made = Receipt.objects.bulk_create(
        Receipt(
            id=receipt_id,
            company_id=company_id,
            channel=Receipt.Channel.ERP,
            number=f"RC{receipt_id}",
            currency=item.currency,
            amount_minor=-item.original_minor,
            value_date=item.document_date,
            posting_date=item.posting_date,
            trace=item.number[:80],
            text=item.reference,
            customer_id=item.customer_id,
            item=item,
            recorded_at=at,
            recorded_by=by,
        )
        for receipt_id, item in zip(reserve_ids(Receipt, len(items)), items, strict=True)
    )
    told = [
        Told("receipt.adopted", ("receipt", one.id), company_id, one.customer_id, {"item": one.item_id}, {})
        for one in made
    ]
    append_all(told, by=by, at=at)
    return len(made)
