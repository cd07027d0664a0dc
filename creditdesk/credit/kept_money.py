"""What of a payment is free, and what is kept of it for an order; runs in the transactions of others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Sum

from creditdesk.credit.models import Offer, Order, Prepayment
from creditdesk.domain.order_alternatives import AlternativeKind
from creditdesk.domain.order_releases import Standing
from creditdesk.journal.actions import append
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Company, User
from creditdesk.receivables.models import OpenItem

_IN_ADVANCE = (AlternativeKind.DEPOSIT.value, AlternativeKind.PREPAY.value)


def free_minor(item: OpenItem) -> int:
    """What of a payment pays nothing and is kept for no order, in minor units."""
    kept = Prepayment.objects.filter(item=item, ended_at__isnull=True).aggregate(minor=Sum("amount_minor"))["minor"]
    return max(0, -item.open_minor - (kept or 0))


def free_payments(order: Order) -> list[tuple[OpenItem, int]]:
    """Payments of the order's customer in its currency, each with what of it is free, the newest first."""
    payments = OpenItem.objects.filter(
        customer_id=order.customer_id,
        kind=OpenItem.Kind.PAYMENT,
        currency=order.currency,
        closed_date__isnull=True,
        open_minor__lt=0,
    ).order_by("-document_date", "-id")[:20]
    return [(item, minor) for item in payments if (minor := free_minor(item)) > 0]


def keep_what_was_promised(company: Company, customer_ids: Sequence[int], *, at: dt.datetime) -> int:
    """Keep the payments that came for orders whose customers accepted to pay in advance; returns how many.

    Runs inside the transaction of a look, under its locks. A payment is taken for an offer that it covers, if it came
    on the day of the offer or later; the oldest offer first, and for each the smallest payment that is enough.
    """
    offers = Offer.objects.filter(
        order__company=company,
        order__customer__in=customer_ids,
        order__standing=Standing.HELD.value,
        kind__in=_IN_ADVANCE,
        state=Offer.State.ACCEPTED,
    )
    kept = 0
    for offer in offers.select_related("order__customer").order_by("id"):
        order = offer.order
        if order.currency != order.customer.currency or order.prepayments.filter(ended_at__isnull=True).exists():
            continue
        payments = OpenItem.objects.filter(
            customer_id=order.customer_id,
            kind=OpenItem.Kind.PAYMENT,
            currency=order.currency,
            closed_date__isnull=True,
            open_minor__lte=-offer.pay_minor,
            document_date__gte=offer.at.date(),
        )
        for item in payments.order_by("-open_minor", "id")[:20]:
            if free_minor(item) >= offer.pay_minor:
                keep(order, item, offer.pay_minor, by=machine_user(), at=at, key=f"offer/{offer.id}")
                kept += 1
                break
    return kept


def keep(order: Order, item: OpenItem, minor: int, *, by: User, at: dt.datetime, key: str) -> Prepayment:
    made = Prepayment.objects.create(order=order, item=item, amount_minor=minor, by=by, at=at, key=key)
    tell("prepayment.kept", made, by=by.username, at=at)
    return made


def tell(kind: str, one: Prepayment, *, by: str, at: dt.datetime) -> None:
    append(
        kind,
        by=by,
        at=at,
        subject=("order", one.order_id),
        company_id=one.order.company_id,
        customer_id=one.order.customer_id,
        facts={"prepayment": one.id, "item": one.item_id, "amount_minor": one.amount_minor},
    )
