"""What of a payment is free, and what is kept of it for an order; runs in the transactions of others."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q, Sum

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
        key = f"offer/{offer.id}"
        # What was kept for the offer once, and given back by a person or paid a document since, is not taken again.
        is_kept = order.prepayments.filter(Q(ended_at__isnull=True) | Q(key=key)).exists()
        if order.currency != order.customer.currency or is_kept:
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
                keep(order, item, offer.pay_minor, by=machine_user(), at=at, key=key)
                kept += 1
                break
    return kept


def cut_to_what_is_left(customer_ids: Sequence[int], *, at: dt.datetime) -> int:
    """Keep no more of a payment than there is: what a document was paid with is not kept for an order any more.

    What is left of a payment goes to the orders in the turn in which it was kept, first for what is to be delivered of
    each: the invoice of a part is paid with what was kept for that part. What is beyond it ends, and the rest stands
    anew. Returns how many were cut. Runs inside the transaction of a look, under its locks.
    """
    rows = Prepayment.objects.filter(ended_at__isnull=True, item__customer__in=customer_ids)
    of_item: dict[int, list[Prepayment]] = defaultdict(list)
    for one in rows.select_related("order", "item").order_by("id"):
        of_item[one.item_id].append(one)
    by, cut = machine_user(), 0
    for those in of_item.values():
        for one, rest in zip(those, _shares(those), strict=True):
            if rest == one.amount_minor:
                continue
            one.ended_at, one.ended_by = at, by
            one.save(update_fields=["ended_at", "ended_by"])
            tell("prepayment.applied", one, by=by.username, at=at)
            if rest:
                keep(one.order, one.item, rest, by=by, at=at, key=f"rest/{one.id}")
            cut += 1
    return cut


def _shares(those: Sequence[Prepayment]) -> list[int]:
    """What each of the rows of one payment keeps of what is left of it, in minor units."""
    left = -those[0].item.open_minor
    shares = []
    for one in those:
        shares.append(max(0, min(one.amount_minor, one.order.open_minor, left)))
        left -= shares[-1]
    for place, one in enumerate(those):
        more = max(0, min(one.amount_minor - shares[place], left))
        shares[place] += more
        left -= more
    return shares


def give_back_all(order: Order, *, by: str, at: dt.datetime) -> None:
    """Let what is kept for an order that goes another way be free again; runs in the transaction that ends it."""
    for one in Prepayment.objects.filter(order=order, ended_at__isnull=True).select_related("order"):
        one.ended_at = at
        one.save(update_fields=["ended_at"])
        tell("prepayment.given_back", one, by=by, at=at)


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
