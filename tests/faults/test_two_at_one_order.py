"""F4, orders: eight people let one order go at the same moment, and eight orders want the room of one limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from creditdesk.credit import verify
from creditdesk.credit.models import CreditReview, Order, OrderDecision, Release
from creditdesk.credit.telling import ToldOrder, take_order
from creditdesk.journal.actions import begin_chain
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer
from tests import builders
from tests.faults.crowd import EIGHT, send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, TODAY, World, make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]
ROUNDS = figure(6, full=100)
LIMIT = 4_000_00


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast in a database that other processes see."""
    begin_chain()
    return make_world()


def buyer(world: World, name: str, **facts: object) -> Customer:
    """A customer with a limit, who was reviewed and has bought before."""
    made = builders.customer(world.northlight, name=name, credit_limit_minor=LIMIT, **facts)  # type: ignore[arg-type]
    CreditReview.objects.create(
        company=made.company,
        customer=made,
        reviewed_on=TODAY,
        risk_class="B",
        by=world.carol,
        at=NOW,
        key=f"r{made.id}",
    )
    builders.invoice(made, amount=1, due_date=TODAY, document_date=TODAY, as_of=TODAY)
    return made


def test_of_eight_who_let_an_order_go_one_does_and_the_others_are_told(
    world: World, tmp_path: Path, counted: Counted
) -> None:
    customer = buyer(world, "Wanted")
    orders = [
        take_order(customer, ToldOrder(f"SO-{one}", 1, TODAY, "USD", LIMIT), as_of=TODAY, by="erp", at=NOW)
        for one in range(ROUNDS)
    ]
    assert {one.standing for one in orders} == {"held"}
    work = {"task": "release_orders", "orders": [one.id for one in orders], "by": world.dave.id}

    answers = send_crowd(work, folder=tmp_path)

    for order, told in zip(orders, zip(*answers, strict=True), strict=True):
        (winner,) = (one for one in told if one.startswith("release "))
        assert sorted(one for one in told if one != winner) == ["release.already"] * (EIGHT - 1)
        assert Release.objects.get(order=order).id == int(winner.split()[1])
        assert OrderDecision.objects.filter(order=order, kind="release").count() == 1
        assert JournalEntry.objects.filter(kind="order.released", subject_id=order.id).count() == 1
    assert verify.broken_facts() == []
    counted("F4 orders let go", f"{ROUNDS} races of {EIGHT}")


def test_the_room_of_a_family_is_given_away_once(world: World, tmp_path: Path, counted: Counted) -> None:
    families = []
    for number in range(ROUNDS):
        head = buyer(world, f"Head {number}")
        families.append([head.id, buyer(world, f"Child {number}", parent=head).id])
    work = {"task": "take_orders", "customers": families, "minor": 900_00}

    answers = send_crowd(work, folder=tmp_path)

    for ids, told in zip(families, zip(*answers, strict=True), strict=True):
        # Four of 900.00 fit under 4,000.00 with a cent that is open on each of the two accounts.
        assert sorted(told) == ["held"] * 4 + ["passes"] * 4
        shipping = Order.objects.filter(customer__in=ids, standing="passes").values_list("amount_minor", flat=True)
        assert sum(shipping) <= LIMIT
    assert verify.broken_facts() == []
    counted("0.10 limit", f"{ROUNDS} races of {EIGHT}")


def test_eight_who_let_different_orders_of_a_family_go_stay_within_limit_and_authority(
    world: World, tmp_path: Path, counted: Counted
) -> None:
    rounds = []
    for number in range(ROUNDS):
        head = buyer(world, f"Head {number}")
        family = [head, buyer(world, f"Child {number}", parent=head)]
        builders.invoice(head, amount=3_900_00, due_date=TODAY, document_date=TODAY, as_of=TODAY)
        orders = [
            take_order(
                family[one % 2], ToldOrder(f"F{number}-{one}", 1, TODAY, "USD", 150_00), as_of=TODAY, by="erp", at=NOW
            )
            for one in range(EIGHT)
        ]
        assert {one.standing for one in orders} == {"held"}, "3,900.02 and 150.00 are more than 4,000.00"
        rounds.append([one.id for one in orders])
    work = {"task": "release_own", "orders": rounds, "by": world.alice.id}

    answers = send_crowd(work, folder=tmp_path)

    for ids, told in zip(rounds, zip(*answers, strict=True), strict=True):
        # A rep may let go up to 10 % over the limit: 4,400.00, which is 3,900.02 and three orders.
        assert sorted(told) == ["authority.percent"] * (EIGHT - 3) + ["released"] * 3
        shipping = Order.objects.filter(id__in=ids, standing="released").values_list("amount_minor", flat=True)
        assert 3_900_02 + sum(shipping) <= LIMIT * 110 // 100
    assert verify.broken_facts() == []
    counted("0.10 limit and authority", f"{ROUNDS} races of {EIGHT}")
