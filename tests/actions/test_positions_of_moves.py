"""What moves in bulk brings its customers' positions along: they are what adding up everything would make of them."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.db import transaction

from creditdesk.parties.models import Customer
from creditdesk.receivables import positions
from creditdesk.receivables.models import OpenItem, Position
from creditdesk.receivables.recognition import ErpMove, NewItem, Source, recognise
from tests import builders
from tests.world import NOW, TODAY, World

DAY = dt.date(2026, 6, 10)


def move(world: World, *moves: tuple[OpenItem, int], as_of: dt.date = TODAY, key: str = "moves") -> None:
    """What the ERP did to these items, in one batch, with their positions brought along."""
    source = Source(world.northlight.id, "erin", NOW, key)
    acts = [ErpMove(item.customer_id, item.id, item.currency, minor, DAY) for item, minor in moves]
    with transaction.atomic():
        with positions.moving([act.item_id for act in acts], as_of=as_of, edges=builders.EDGES):
            recognise([], source=source, moves=acts)
        builders.told_of(source)


def kept(customer: Customer) -> list[tuple[object, ...]]:
    """The customer's positions as they stand, without their keys."""
    return list(
        Position.objects.filter(customer=customer).order_by("currency").values_list("currency", *positions.COMPARED)
    )


def position(customer: Customer) -> Position:
    return Position.objects.get(customer=customer)


def assert_as_if_added_up(customer: Customer, *, as_of: dt.date = TODAY) -> None:
    before = kept(customer)
    positions.refresh([customer.id], as_of=as_of, edges=builders.EDGES)
    assert before == kept(customer)


def test_a_settlement_in_part_takes_its_amount_out_of_the_bucket_of_its_document(world: World) -> None:
    old = builders.invoice(world.acme, amount=100_000, due_date=dt.date(2026, 5, 1))
    builders.invoice(world.acme, amount=50_000, due_date=dt.date(2026, 7, 1))

    move(world, (old, -30_000))

    found = position(world.acme)
    assert (found.open_minor, found.past_due_minor, found.bucket_2, found.items_open) == (120_000, 70_000, 70_000, 2)
    assert found.oldest_due_date == dt.date(2026, 5, 1)
    assert_as_if_added_up(world.acme)


def test_once_the_oldest_document_is_settled_the_next_one_is_the_oldest(world: World) -> None:
    old = builders.invoice(world.acme, amount=100_000, due_date=dt.date(2026, 5, 1))
    builders.invoice(world.acme, amount=50_000, due_date=dt.date(2026, 6, 1))

    move(world, (old, -100_000))

    found = position(world.acme)
    assert (found.oldest_due_date, found.oldest_collectable_due_date) == (dt.date(2026, 6, 1), dt.date(2026, 6, 1))
    assert found.next_edge_date == dt.date(2026, 7, 2)
    assert_as_if_added_up(world.acme)


def test_nothing_is_left_of_a_position_without_open_documents_and_a_reopened_one_brings_it_back(world: World) -> None:
    only = builders.invoice(world.acme, amount=100_000)

    move(world, (only, -100_000), key="settled")
    assert not Position.objects.filter(customer=world.acme).exists()

    move(world, (only, 40_000), key="reopened")
    assert position(world.acme).open_minor == 40_000
    assert_as_if_added_up(world.acme)


def test_a_position_that_is_not_right_as_of_the_day_is_computed_anew(world: World) -> None:
    due = dt.date(2026, 6, 10)
    item = builders.invoice(world.acme, amount=100_000, due_date=due, as_of=due)
    assert position(world.acme).past_due_minor == 0

    move(world, (item, -10_000))

    assert position(world.acme).past_due_minor == 90_000


def test_a_new_document_beside_one_that_is_settled_counts_once(world: World) -> None:
    old = builders.invoice(world.acme, amount=20_000)
    new = NewItem(world.acme.id, "invoice", "N-1", "USD", 10_000, DAY, DAY, TODAY)
    source = Source(world.northlight.id, "erin", NOW, "both")
    moves = [ErpMove(world.acme.id, old.id, "USD", -20_000, DAY)]
    with transaction.atomic():
        with positions.moving([old.id], as_of=TODAY, edges=builders.EDGES):
            positions.take_in(recognise([new], source=source, moves=moves), as_of=TODAY, edges=builders.EDGES)
        builders.told_of(source)

    assert position(world.acme).open_minor == 10_000
    assert_as_if_added_up(world.acme)


def test_what_is_disputed_falls_with_what_is_open(world: World) -> None:
    item = builders.invoice(world.acme, amount=100_000, due_date=dt.date(2026, 5, 1), disputed=60_000)

    move(world, (item, -50_000))

    found = position(world.acme)
    assert (found.disputed_minor, found.collectable_minor, found.oldest_collectable_due_date) == (50_000, 0, None)
    assert_as_if_added_up(world.acme)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_moves_the_positions_are_what_adding_up_everything_makes_of_them(world: World, seed: int) -> None:
    chance = random.Random(seed)
    customers = [world.acme, world.zenith]
    new = [
        NewItem(
            customer_id=chance.choice(customers).id,
            kind="credit_memo" if credit else "invoice",
            number=f"R-{number}",
            currency=chance.choice(["USD", "EUR"]),
            original_minor=-1_000 if credit else 1_000,
            document_date=DAY - dt.timedelta(days=150),
            posting_date=DAY - dt.timedelta(days=150),
            due_date=TODAY - dt.timedelta(days=chance.choice([-20, -1, 0, 1, 29, 30, 31, 60, 90, 91, 120, 121])),
            disputed_minor=0 if credit else chance.choice([0, 0, 300]),
        )
        for number in range(12)
        for credit in [chance.random() < 0.3]
    ]
    with transaction.atomic():
        ids = builders.take_over(new, source=Source(world.northlight.id, "erin", NOW, "new"))
        positions.refresh(None, as_of=TODAY, edges=builders.EDGES)
    for turn in range(5):
        some = OpenItem.objects.filter(id__in=chance.sample(ids, 4))
        aims = {item: chance.choice([0, 0, item.original_minor // 4, item.original_minor]) for item in some}
        moves = [(item, aim - item.open_minor) for item, aim in aims.items() if aim != item.open_minor]
        if moves:
            move(world, *moves, key=f"turn {turn}")
        for customer in customers:
            assert_as_if_added_up(customer)
