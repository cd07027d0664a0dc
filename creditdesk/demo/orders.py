"""Orders of the demo company: what customers ordered of late, most of it free to ship, some held for each reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from random import Random

from django.db import transaction

from creditdesk.credit.models import CreditReview
from creditdesk.credit.telling import ToldLine, ToldOrder, take_orders
from creditdesk.demo.acts import Act, record
from creditdesk.parties.models import Company, Customer, User

_DAY = dt.timedelta(days=1)
# One in so many customers has an order on its way; one in so many was not reviewed for too long.
_ONE_IN, _UNREVIEWED = 3, 23
_CHUNK = 50
_ITEMS = ("LENS-35", "LENS-50", "BODY-X2", "STRAP-01", "CASE-09", "FILTER-58")


def review_credit(*, today: dt.date, at: dt.datetime) -> int:
    """Put on record that the credit of nearly all customers was looked through of late; returns of how many."""
    manager = User.objects.get(username="manager")
    customers = Customer.objects.select_related("company").order_by("number")
    made = [
        CreditReview(
            company=customer.company,
            customer=customer,
            reviewed_on=today - (20 + place % 150) * _DAY,
            risk_class=customer.risk_class,
            limit_minor=customer.credit_limit_minor,
            note="Payment history and purchases of the year looked through",
            by=manager,
            at=at,
            key=f"demo/review/{customer.number}",
        )
        for place, customer in enumerate(customers)
        if place % _UNREVIEWED
    ]
    with transaction.atomic():
        CreditReview.objects.bulk_create(made)
        record(
            Act(
                "credit.reviewed", "manager", at, ("customer", one.customer_id), one.company_id, one.customer_id,
                facts={"review": one.id, "risk_class": one.risk_class, "limit_minor": one.limit_minor},
            )
            for one in made
        )  # fmt: skip
    return len(made)


def take_in_orders(*, today: dt.date, at: dt.datetime, seed: str) -> int:
    """Let the ERP tell of the orders that wait to be shipped; returns of how many."""
    taken = 0
    for company in Company.objects.order_by("code"):
        orders = _orders(company, today=today, random=Random(f"{seed}/orders/{company.code}"))
        while some := list(islice(orders, _CHUNK)):
            with transaction.atomic():
                # What was ordered before today was looked at before today.
                old = [one for one in some if one[1].placed_on < today]
                new = [one for one in some if one[1].placed_on == today]
                taken += len(take_orders(old, as_of=today - _DAY, by="erp", at=at))
                taken += len(take_orders(new, as_of=today, by="erp", at=at))
    return taken


def _orders(company: Company, *, today: dt.date, random: Random) -> Iterator[tuple[Customer, ToldOrder]]:
    customers = Customer.objects.filter(company=company).select_related("company").order_by("number")
    for place, customer in enumerate(customers):
        if place % _ONE_IN:
            continue
        number = f"SO-{5000 + place}"
        lines = tuple(_line(str(line), random) for line in range(1, random.randint(2, 5)))
        yield (
            customer,
            ToldOrder(
                number=number,
                version=1,
                placed_on=today - random.randint(0, 4) * _DAY,
                currency=customer.currency,
                amount_minor=sum(line.amount_minor for line in lines),
                ship_date=today + random.randint(0, 6) * _DAY,
                terms_code=customer.terms_code,
                po_number=f"PO-{random.randint(10_000, 99_999)}",
                lines=lines,
            ),
        )


def _line(number: str, random: Random) -> ToldLine:
    quantity = random.randint(1, 40)
    return ToldLine(number, quantity * random.randint(20, 400) * 100, random.choice(_ITEMS), str(quantity))
