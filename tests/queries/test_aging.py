"""Buckets as queries: the items of the buckets partition the claims, and the same edge rule holds everywhere."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.domain.aging import Buckets
from creditdesk.receivables import history
from creditdesk.receivables.queries import claims_in_bucket, open_items, positions
from tests import builders
from tests.world import TODAY, World

BUCKETS = Buckets(builders.EDGES)
# Each side of each edge, and far beyond both ends.
LATE = (-30, -1, 0, 1, 29, 30, 31, 60, 61, 90, 91, 120, 121, 900)


@pytest.fixture
def aged(world: World) -> World:
    """Acme owes one item for each of those days, every amount different."""
    for number, days in enumerate(LATE):
        due = TODAY - dt.timedelta(days=days)
        builders.invoice(world.acme, amount=2**number, document_date=due - dt.timedelta(days=30), due_date=due)
    return world


@pytest.mark.parametrize("index", range(len(BUCKETS.labels)))
def test_the_items_of_a_bucket_add_up_to_the_kept_figure(aged: World, index: int) -> None:
    claims = open_items([aged.acme.id])
    (kept,) = positions([aged.acme.id], as_of=TODAY, edges=builders.EDGES)

    found = claims_in_bucket(claims, BUCKETS.days(index), as_of=TODAY)

    assert sum(item.open_minor for item in found) == kept.buckets_minor[index]
    assert {BUCKETS.index((TODAY - item.due_date).days) for item in found} == {index}


def test_every_claim_is_in_exactly_one_bucket(aged: World) -> None:
    claims = open_items([aged.acme.id])

    found = [
        item.id
        for index in range(len(BUCKETS.labels))
        for item in claims_in_bucket(claims, BUCKETS.days(index), as_of=TODAY)
    ]

    assert sorted(found) == sorted(item.id for item in claims)


def test_all_ways_to_ask_for_the_aging_of_today_agree(aged: World) -> None:
    builders.payment(aged.acme, amount=77)
    (kept,) = positions([aged.acme.id], as_of=TODAY, edges=builders.EDGES)

    by_customer = history.aged(as_of=TODAY, edges=builders.EDGES, scope=history.Scope(customer_ids=[aged.acme.id]))
    by_company = history.aged(as_of=TODAY, edges=builders.EDGES, scope=history.Scope(company_ids=[aged.northlight.id]))
    known_now = dt.datetime.combine(TODAY + dt.timedelta(days=9), dt.time.min, tzinfo=dt.UTC)
    as_known = history.aged(as_of=TODAY, edges=builders.EDGES, scope=history.Scope(), known_at=known_now)

    assert by_customer == by_company == as_known
    assert by_customer[0].buckets_minor == kept.buckets_minor
    assert by_customer[0].unapplied_minor == kept.unapplied_minor == -77


def test_a_company_is_aged_without_the_others(aged: World) -> None:
    builders.invoice(aged.foreign, amount=1_000)

    rows = history.aged(as_of=TODAY, edges=builders.EDGES, scope=history.Scope(company_ids=[aged.southwind.id]))

    assert [(row.customer_id, row.open_minor) for row in rows] == [(aged.foreign.id, 1_000)]


def test_the_extended_date_of_the_day_counts_and_not_a_later_grant(world: World) -> None:
    item = builders.invoice(
        world.acme, amount=100, document_date=TODAY - dt.timedelta(days=80), due_date=TODAY - dt.timedelta(days=50)
    )
    for granted, until in ((40, 20), (10, -5)):
        day = TODAY - dt.timedelta(days=granted)
        builders.extension(item, extended_date=TODAY - dt.timedelta(days=until), granted_on=day)

    def bucket(days_ago: int) -> int:
        day = TODAY - dt.timedelta(days=days_ago)
        (row,) = history.aged(as_of=day, edges=builders.EDGES, scope=history.Scope(), basis="extended_date")
        return row.buckets_minor.index(100)

    # Before any grant the due date counts; then the first grant; then the second.
    assert [bucket(45), bucket(15), bucket(5)] == [1, 1, 0]
