"""The same work record by record, as an ORM invites to write it: objects, one after the other, added up in Python.

It is run at the size of the run or not at all: what a loop takes at a million items is not guessed from a sample.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from time import perf_counter, process_time

from django.db import transaction

from benchmarks import data
from benchmarks.measuring import Figure
from creditdesk.followup.models import Activity, ExceptionRow, Tickler, WorklistRow
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import OpenItem

ITEMS_MAX = 200_000
# Customer and currency → what is not yet due, and what is late by each span of days, in minor units.
Aging = dict[tuple[int, str], tuple[int, ...]]

_WEIGHTS = {"A": 100, "B": 150, "C": 200}


def aging_figure(ours: Figure, *, items: int) -> Figure:
    """J1 by the loop, beside the desk's own."""
    what = "aging record by record, ORM objects added up in Python"
    if items > ITEMS_MAX:
        return _left_out(ours.job, what)
    wall, cpu = perf_counter(), process_time()
    aging(as_of=data.TODAY, edges=data.EDGES)
    return _beside(ours, what, wall=perf_counter() - wall, cpu=process_time() - cpu)


def ranking_figure(ours: Figure, *, items: int) -> Figure:
    """J2's rule part by the loop, beside the desk's own, from nothing and undone again."""
    what = "what the set-based SQL does, record by record, ORM objects saved row by row"
    if items > ITEMS_MAX:
        return _left_out(ours.job, what)
    with transaction.atomic():
        WorklistRow.objects.all().delete()
        ExceptionRow.objects.all().delete()
        wall, cpu = perf_counter(), process_time()
        rank_and_write(as_of=data.TODAY)
        wall, cpu = perf_counter() - wall, process_time() - cpu
        transaction.set_rollback(True)
    return _beside(ours, what, wall=wall, cpu=cpu)


def aging(*, as_of: dt.date, edges: Sequence[int]) -> Aging:
    """Six buckets by customer and currency, item by item."""
    sums: dict[tuple[int, str], list[int]] = {}
    for customer in Customer.objects.order_by("id"):
        for item in customer.items.filter(closed_date__isnull=True):
            buckets = sums.setdefault((customer.id, item.currency), [0] * (len(edges) + 1))
            if item.original_minor > 0:
                days = (as_of - item.due_date).days
                buckets[sum(days > edge for edge in edges)] += item.open_minor
    return {key: tuple(buckets) for key, buckets in sums.items()}


def rank_and_write(*, as_of: dt.date) -> int:
    """What the set-based SQL of J2 does, customer by customer, with a reason; returns the rows of the worklist."""
    rows = 0
    for customer in Customer.objects.order_by("id"):
        late = [
            item
            for item in customer.items.filter(closed_date__isnull=True)
            if item.original_minor > 0 and item.due_date < as_of
        ]
        if late:
            _write_worklist_row(customer, late, as_of=as_of)
            _write_exceptions(customer, late, as_of=as_of)
            rows += 1
    return rows


def _write_worklist_row(customer: Customer, late: Sequence[OpenItem], *, as_of: dt.date) -> None:
    past_due = sum(item.open_minor - item.disputed_minor for item in late)
    aged = sum((item.open_minor - item.disputed_minor) * (30 + (as_of - item.due_date).days) for item in late)
    oldest = min(item.due_date for item in late)
    WorklistRow.objects.create(
        company_id=customer.company_id,
        customer=customer,
        portfolio_id=customer.portfolio_id,
        as_of=as_of,
        score_minor=aged * _WEIGHTS.get(customer.risk_class, 300) // 3000,
        at_stake_minor=past_due,
        reasons=[{"past_due_minor": past_due, "items": len(late), "oldest": oldest.isoformat()}],
        next_step_kind="call",
        next_step_name="call",
        next_step_date=as_of,
    )


def _write_exceptions(customer: Customer, late: Sequence[OpenItem], *, as_of: dt.date) -> None:
    forgotten: dict[str, list[OpenItem]] = {}
    for item in late:
        if (as_of - item.due_date).days > 30 and item.open_minor > item.disputed_minor:
            forgotten.setdefault(item.currency, []).append(item)
    if not forgotten or _is_planned(customer, as_of=as_of):
        return
    for currency, items in forgotten.items():
        ExceptionRow.objects.create(
            company_id=customer.company_id,
            customer=customer,
            portfolio_id=customer.portfolio_id,
            as_of=as_of,
            currency=currency,
            amount_minor=sum(item.open_minor - item.disputed_minor for item in items),
            items=len(items),
            oldest_due_date=min(item.due_date for item in items),
            reason={"items": len(items)},
        )


def _is_planned(customer: Customer, *, as_of: dt.date) -> bool:
    """Whether a dated tickler or a promise to come stands for the account."""
    ticklers = Tickler.objects.filter(customer=customer, state=Tickler.State.OPEN, due_date__gte=as_of)
    return ticklers.exists() or Activity.objects.filter(customer=customer, promised_date__gte=as_of).exists()


def _beside(ours: Figure, what: str, *, wall: float, cpu: float) -> Figure:
    beside = f"the desk's {ours.what.split()[0]}, above"
    return Figure(ours.job, what, wall, cpu, beside, ours.seconds, is_ours=False)


def _left_out(job: str, what: str) -> Figure:
    return Figure(job, f"{what}: left out above {ITEMS_MAX:,} items", None, None, is_ours=False)
