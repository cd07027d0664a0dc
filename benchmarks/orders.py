"""J7: orders taken in, looked at by night, and decided one by one, against all open items of a company.

    creditdesk bench --items 1000000 --no-files --orders 10000

Every tenth customer has a limit below what he owes, so that his orders are held; the others pass.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Iterator
from time import perf_counter, process_time

from django.db import transaction

from benchmarks import data
from benchmarks.measuring import Figure
from creditdesk.credit.looking_again import look_by_night
from creditdesk.credit.models import CreditReview, Order
from creditdesk.credit.queries import in_question
from creditdesk.credit.releasing import release_order
from creditdesk.credit.telling import ToldOrder, take_orders
from creditdesk.domain.visibility import Role
from creditdesk.parties.models import Company, Customer, User

_CHUNK = 200
_DECIDED = 200
_NOBODY_OWES = 10**13


def measure(*, orders: int) -> Iterator[Figure]:
    """The figures for so many orders, each of another customer as far as there are so many."""
    company = Company.objects.get(code="BM")
    controller = _controller(company)
    customers = list(Customer.objects.filter(company=company).select_related("company").order_by("id")[:orders])
    _give_credit(customers, by=controller)
    wall, cpu = perf_counter(), process_time()
    for start in range(0, orders, _CHUNK):
        told = [
            (customers[place % len(customers)], _told(place)) for place in range(start, min(start + _CHUNK, orders))
        ]
        with transaction.atomic():
            take_orders(told, as_of=data.TODAY, by="bench", at=data.NOW)
    yield Figure("J7", f"take in {orders:,} orders and look at each", perf_counter() - wall, process_time() - cpu)
    wall, cpu = perf_counter(), process_time()
    seen, held, let_go = look_by_night(company, as_of=data.TODAY, by="machine", at=data.NOW)
    what = f"the night looks at {seen:,} orders again, {held + let_go} stand otherwise"
    yield Figure("J7", what, perf_counter() - wall, process_time() - cpu)
    yield from _decided(controller)


def _decided(controller: User) -> Iterator[Figure]:
    """Each of some held orders is looked at as the page shows it, and let go."""
    waiting = Order.objects.filter(standing="held").select_related("company", "customer__company").order_by("id")
    looks: list[tuple[float, float]] = []
    decisions: list[tuple[float, float]] = []
    for order in list(waiting[:_DECIDED]):
        wall, cpu = perf_counter(), process_time()
        in_question(order, user=controller, as_of=data.TODAY)
        looks.append((perf_counter() - wall, process_time() - cpu))
        wall, cpu = perf_counter(), process_time()
        release_order(
            order, comment="benchmark", revision=order.revision, as_of=data.TODAY, by=controller, at=data.NOW,
            key=f"bench/{order.id}",
        )  # fmt: skip
        decisions.append((perf_counter() - wall, process_time() - cpu))
    if not decisions:
        return
    for what, spent in (("looked at with its ways out", looks), ("let go", decisions)):
        walls, cpus = [wall for wall, _ in spent], [cpu for _, cpu in spent]
        text = f"a held order {what}, p50 {1000 * statistics.median(walls):.1f} ms, of {len(spent)}"
        yield Figure("J7", text, _slowest(walls), _slowest(cpus), goal="p95 < 50 ms")


def _slowest(spent: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(spent, n=20)[-1] if len(spent) > 1 else spent[0]


def _told(place: int) -> ToldOrder:
    ship = data.TODAY + dt.timedelta(days=place % 7)
    return ToldOrder(f"SO-{place:07d}", 1, data.TODAY, "USD", 1_000_00 + place % 9_000, ship_date=ship)


def _controller(company: Company) -> User:
    controller = User.objects.create(username="controller", role=Role.CONTROLLER.value)
    controller.companies.add(company)
    return controller


def _give_credit(customers: list[Customer], *, by: User) -> None:
    """A limit and a review of today for each: one in ten owes more than his."""
    for place, customer in enumerate(customers):
        customer.credit_limit_minor = 1 if place % 10 == 0 else _NOBODY_OWES
    Customer.objects.bulk_update(customers, ["credit_limit_minor"], batch_size=500)
    CreditReview.objects.bulk_create(
        (
            CreditReview(
                company=one.company,
                customer=one,
                reviewed_on=data.TODAY,
                risk_class=one.risk_class,
                by=by,
                at=data.NOW,
                key=f"bench/{one.id}",
            )
            for one in customers
        ),
        batch_size=1000,
    )
