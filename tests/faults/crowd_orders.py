"""What eight processes do at once with orders; `crowd` starts them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

TODAY = dt.date(2026, 6, 15)
NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)


def release_orders(worker: int, work: dict[str, Any], meet: Callable[[], object]) -> list[str]:
    """In each round all let the same held order go."""
    from creditdesk.credit.models import Order
    from creditdesk.credit.releasing import release_order
    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.models import User

    by, answers = User.objects.get(id=work["by"]), []
    for order_id in work["orders"]:
        order = Order.objects.get(id=order_id)
        common: dict[str, Any] = {"as_of": TODAY, "by": by, "at": NOW, "key": f"{worker}/{order_id}"}
        meet()
        try:
            made = release_order(order, comment=f"worker {worker}", revision=order.revision, **common)
            answers.append(f"release {made.id}")
        except Refusal as refusal:
            answers.append(refusal.reasons[0].code)
        except Exception as fault:  # whatever it is, the test must see it
            answers.append(f"{type(fault).__name__}: {fault}")
    return answers


def take_orders(worker: int, work: dict[str, Any], meet: Callable[[], object]) -> list[str]:
    """In each round each tells of an order of its own, of one customer or of his sister, at the same moment."""
    from creditdesk.credit.telling import ToldOrder, take_order
    from creditdesk.parties.models import Customer

    answers = []
    for number, ids in enumerate(work["customers"]):
        customer = Customer.objects.select_related("company").get(id=ids[worker % len(ids)])
        told = ToldOrder(f"R{number}-{worker}", 1, TODAY, "USD", work["minor"])
        meet()
        try:
            answers.append(take_order(customer, told, as_of=TODAY, by="erp", at=NOW).standing)
        except Exception as fault:  # whatever it is, the test must see it
            answers.append(f"{type(fault).__name__}: {fault}")
    return answers


def release_own(worker: int, work: dict[str, Any], meet: Callable[[], object]) -> list[str]:
    """In each round each lets a held order of his own go, all of one family, at the same moment."""
    from creditdesk.credit.models import Order
    from creditdesk.credit.releasing import release_order
    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.models import User

    by, answers = User.objects.get(id=work["by"]), []
    for ids in work["orders"]:
        order = Order.objects.get(id=ids[worker])
        meet()
        try:
            release_order(
                order, comment=f"worker {worker}", revision=order.revision, as_of=TODAY, by=by, at=NOW,
                key=f"{worker}/{order.id}",
            )  # fmt: skip
            answers.append("released")
        except Refusal as refusal:
            answers.append(refusal.reasons[0].code)
        except Exception as fault:  # whatever it is, the test must see it
            answers.append(f"{type(fault).__name__}: {fault}")
    return answers


TASKS: dict[str, Callable[[int, dict[str, Any], Callable[[], object]], list[str]]] = {
    "release_orders": release_orders,
    "take_orders": take_orders,
    "release_own": release_own,
}
