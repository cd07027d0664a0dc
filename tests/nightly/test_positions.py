"""What is kept of each account equals a replay of its items, on whatever days the night came by or did not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection

from creditdesk.receivables import positions
from creditdesk.receivables.actions import ApplyTo, apply_credit, mark_disputed
from creditdesk.receivables.models import Position
from creditdesk.receivables.verify import broken_facts
from tests import builders
from tests.builders import EDGES
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)
# Days between one night and the next.
RHYTHMS = {
    "every night": [1] * 45,
    "week by week": [7] * 20,
    "a month is missed": [1, 1, 31, 1, 30, 1, 62],
    "from edge to edge": [30, 30, 30, 30, 1],
    "one before and one after each edge": [29, 2, 28, 2, 28, 2, 28, 2],
    "half a year is missed": [183, 1],
}


@pytest.fixture
def accounts(world: World) -> World:
    """Items on both sides of every edge and on it, with a dispute, credits, and a part paid; two currencies."""
    for number, days in enumerate((-60, -31, -30, -1, 0, 1, 2, 29, 30, 31, 59, 60, 61, 90, 91, 120, 121, 400)):
        due = TODAY - days * DAY
        for customer in (world.acme, world.zenith) if number % 2 else (world.acme,):
            builders.invoice(
                customer, amount=10_000 + number, document_date=min(due, TODAY), due_date=due,
                currency="EUR" if number % 5 == 0 else "USD",
            )  # fmt: skip
    builders.credit_memo(world.acme, amount=700, document_date=TODAY - 50 * DAY)
    payment = builders.payment(world.acme, amount=5_000)
    invoice = builders.invoice(world.acme, amount=9_000, due_date=TODAY - 30 * DAY)
    apply_credit(
        payment, to=[ApplyTo(invoice.id, 4_000)], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="k"
    )
    mark_disputed(invoice, disputed_minor=2_000, reason="short", as_of=TODAY, by=world.alice, at=NOW)
    return world


def kept_and_replayed(day: dt.date) -> Iterator[tuple[object, object]]:
    """Each kept position beside the replay of its items on the day."""
    names = ("customer_id", "currency", *positions.COMPARED)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM ({positions.replay_sql(EDGES, as_of=day)}) r ORDER BY 1, 2")
        replayed = [tuple(map(str, row)) for row in cursor.fetchall()]
    kept = [tuple(map(str, row)) for row in Position.objects.order_by("customer_id", "currency").values_list(*names)]
    assert len(kept) == len(replayed)
    yield from zip(kept, replayed, strict=True)


@pytest.mark.parametrize("rhythm", RHYTHMS.values(), ids=list(RHYTHMS))
def test_a_position_that_is_rolled_equals_its_replay_whatever_the_rhythm(accounts: World, rhythm: list[int]) -> None:
    day, rolled = TODAY, 0
    for gap in rhythm:
        day += gap * DAY
        rolled += positions.roll(accounts.northlight.id, as_of=day, edges=EDGES)
        for kept, replayed in kept_and_replayed(day):
            assert kept == replayed
        assert broken_facts() == []
    assert rolled > 0


def test_what_crosses_no_edge_is_not_touched(accounts: World) -> None:
    positions.roll(accounts.northlight.id, as_of=TODAY + DAY, edges=EDGES)
    assert positions.roll(accounts.northlight.id, as_of=TODAY + DAY, edges=EDGES) == 0


def test_only_the_named_company_is_rolled(accounts: World) -> None:
    builders.invoice(accounts.foreign, amount=10_000, due_date=TODAY)
    before = accounts.foreign.positions.values().get()
    positions.roll(accounts.northlight.id, as_of=TODAY + 31 * DAY, edges=EDGES)
    assert accounts.foreign.positions.values().get() == before


@pytest.mark.parametrize(
    "column", ["open_minor", "past_due_minor", "bucket_2", "collectable_due_product", "items_open"]
)
@pytest.mark.breaks_the_books
def test_a_position_that_drifted_is_found(accounts: World, column: str) -> None:
    position = accounts.zenith.positions.order_by("id")[0]
    Position.objects.filter(id=position.id).update(**{column: getattr(position, column) + 1})
    assert [fact for fact in broken_facts() if f"customer {accounts.zenith.id}" in fact]


@pytest.mark.breaks_the_books
def test_a_drifted_day_of_the_oldest_collectable_item_is_found(accounts: World) -> None:
    position = accounts.zenith.positions.order_by("id")[0]
    Position.objects.filter(id=position.id).update(oldest_collectable_due_date=TODAY - 900 * DAY)
    assert [fact for fact in broken_facts() if f"customer {accounts.zenith.id}" in fact]


@pytest.mark.breaks_the_books
def test_a_position_that_is_missing_is_found(accounts: World) -> None:
    accounts.zenith.positions.filter(currency="EUR").delete()
    assert broken_facts() == [f"I6: customer {accounts.zenith.id} has open items in EUR and no position"]
