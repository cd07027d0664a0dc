"""Kept positions: always a replay of the open items, never stale, never netted."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.db import transaction

from creditdesk.receivables import positions as kept
from creditdesk.receivables.models import Position
from creditdesk.receivables.queries import live_positions, positions, summed
from creditdesk.receivables.recognition import NewItem, Source
from tests import builders
from tests.world import NOW, TODAY, World


def _days_ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def test_claims_payments_and_credit_memos_stand_gross_beside_each_other(world: World) -> None:
    builders.invoice(world.acme, amount=100_000, due_date=_days_ago(10), disputed=30_000)
    builders.payment(world.acme, amount=40_000)
    builders.credit_memo(world.acme, amount=5_000)

    (one,) = positions([world.acme.id], as_of=TODAY, edges=builders.EDGES)

    assert (one.open_minor, one.past_due_minor, one.disputed_minor, one.collectable_minor) == (
        100_000,
        100_000,
        30_000,
        70_000,
    )
    assert (one.unapplied_minor, one.credit_memo_minor, one.credits_minor, one.balance_minor) == (
        -40_000,
        -5_000,
        -45_000,
        55_000,
    )
    assert (one.items_open, one.oldest_days) == (3, 10)


def test_a_row_that_the_night_has_not_rolled_is_added_up_anew(world: World) -> None:
    builders.invoice(world.acme, amount=100_000, due_date=TODAY)

    (today,) = positions([world.acme.id], as_of=TODAY, edges=builders.EDGES)
    (tomorrow,) = positions([world.acme.id], as_of=TODAY + dt.timedelta(days=1), edges=builders.EDGES)

    assert (today.past_due_minor, tomorrow.past_due_minor) == (0, 100_000)
    assert Position.objects.get().past_due_minor == 0


def test_a_row_of_a_later_day_does_not_answer_for_an_earlier_one(world: World) -> None:
    builders.invoice(world.acme, amount=100_000, due_date=_days_ago(1), document_date=_days_ago(30))

    (before,) = positions([world.acme.id], as_of=_days_ago(5), edges=builders.EDGES)

    assert (before.open_minor, before.past_due_minor) == (100_000, 0)


def test_other_bucket_edges_are_answered_from_the_items(world: World) -> None:
    builders.invoice(world.acme, amount=100_000, due_date=_days_ago(10))

    (one,) = positions([world.acme.id], as_of=TODAY, edges=(0, 7, 14))

    assert one.buckets_minor == (0, 0, 100_000, 0)


def test_rolling_moves_what_crosses_an_edge_and_leaves_the_rest(world: World) -> None:
    builders.invoice(world.acme, amount=100_000, due_date=TODAY)
    builders.invoice(world.zenith, amount=100_000, due_date=TODAY + dt.timedelta(days=9))

    rolled = kept.roll(company_id=world.northlight.id, as_of=TODAY + dt.timedelta(days=1), edges=builders.EDGES)

    assert rolled == 1
    assert Position.objects.get(customer=world.acme).bucket_1 == 100_000


def test_positions_of_several_customers_add_up_per_currency_only(world: World) -> None:
    builders.invoice(world.acme, amount=100)
    builders.invoice(world.zenith, amount=50)
    builders.invoice(world.zenith, amount=7, currency="CAD")

    sums = summed(positions([world.acme.id, world.zenith.id], as_of=TODAY, edges=builders.EDGES))

    assert {one.currency: one.open_minor for one in sums} == {"USD": 150, "CAD": 7}


def test_a_customer_who_owes_nothing_has_no_row(world: World) -> None:
    builders.invoice(world.acme, amount=100, settled=100, settled_date=TODAY)

    assert positions([world.acme.id], as_of=TODAY, edges=builders.EDGES) == []
    assert live_positions([world.acme.id], as_of=TODAY, edges=builders.EDGES) == []


@pytest.mark.parametrize("seed", range(12))
def test_documents_that_come_in_are_added_as_if_all_were_added_up_anew(world: World, seed: int) -> None:
    """Whatever stands there, as of whatever day and with whatever edges it was computed."""
    chance = random.Random(seed)
    with transaction.atomic():
        _take_over(world, chance, key="there")
        kept.refresh(None, as_of=TODAY, edges=chance.choice([(0, 7, 14), builders.EDGES]))
    day = TODAY + dt.timedelta(days=chance.randrange(40))

    for key in ("first", "second"):
        with transaction.atomic():
            kept.take_in(_take_over(world, chance, key=key), as_of=day, edges=builders.EDGES)

    added = _rows(as_of=day)
    with transaction.atomic():
        kept.refresh(None, as_of=day, edges=builders.EDGES)
    assert added
    assert added == [row for row in _rows(as_of=day) if row[:2] in {one[:2] for one in added}]


def _take_over(world: World, chance: random.Random, *, key: str) -> list[int]:
    documents = [
        NewItem(
            customer_id=chance.choice([world.acme.id, world.zenith.id]),
            kind="invoice" if amount > 0 else "payment",
            number=f"{key}-{number}",
            currency=chance.choice(["USD", "CAD"]),
            original_minor=amount,
            document_date=_days_ago(200),
            posting_date=_days_ago(200),
            due_date=_days_ago(chance.randrange(-60, 140)),
            disputed_minor=chance.choice([0, 0, 40]) if amount > 100 else 0,
            settled_minor=chance.choice([0, 0, amount // 2, amount]),
            settled_date=_days_ago(3),
        )
        for number, amount in enumerate(chance.choices([-700, -90, 150, 8_000], k=chance.randrange(1, 6)))
    ]
    source = Source(company_id=world.northlight.id, by="builder", at=NOW, key=key)
    return builders.take_over(documents, source=source)


def _rows(*, as_of: dt.date) -> list[tuple[object, ...]]:
    columns = ("customer_id", "currency", *kept.COMPARED, "edges")
    return list(Position.objects.filter(as_of=as_of).order_by("customer_id", "currency").values_list(*columns))
