"""Releases that add up: what the same person let go on the same family counts, on the spot and by request alike."""

from __future__ import annotations

from typing import Any

import pytest

from creditdesk.credit.models import Order
from creditdesk.credit.releasing import hold_account, lift_hold, reject_order
from creditdesk.domain.reasons import Refusal
from creditdesk.parties.models import Absence, Customer, User
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.actions.test_orders import DAY, codes, on_account, release, take, told
from tests.actions.test_release_requests import ask
from tests.asking import approve, write_off
from tests.asking import ask as ask_for
from tests.world import NOW, TODAY, World


@pytest.fixture
def acme(world: World) -> Customer:
    return on_account(world)


def late(customer: Customer, *, amount: int = 5_000_00) -> OpenItem:
    """An invoice 20 days past due: within the rep's 30 days."""
    made, due = TODAY - 50 * DAY, TODAY - 20 * DAY
    return builders.invoice(customer, amount=amount, document_date=made, due_date=due, as_of=TODAY)


def roomy(customer: Customer) -> None:
    Customer.objects.filter(id=customer.id).update(credit_limit_minor=500_000_00)
    customer.refresh_from_db()


def test_orders_let_go_for_what_is_past_due_add_up(acme: Customer, world: World) -> None:
    late(acme)
    roomy(acme)
    first, second = (take(acme, told(f"SO-{n}", amount=9_900_00)) for n in (1, 2))
    assert codes(first) == ["H2"]
    release(first, by=world.alice, key="first")
    with pytest.raises(Refusal, match=r"19,800\.00 USD.*9,900\.00 USD granted in the last 30 days is added up"):
        release(second, by=world.alice)
    release(second, by=world.bob)
    second.refresh_from_db()
    assert second.standing == "released"


def test_a_request_and_a_release_on_the_spot_count_each_other(acme: Customer, world: World) -> None:
    late(acme)
    roomy(acme)
    orders = [take(acme, told(f"SO-{n}", amount=30_000_00)) for n in (1, 2, 3)]
    asked = ask(orders[0], by=world.alice, key="first")
    approve(asked, by=world.bob)
    with pytest.raises(Refusal, match=r"30,000\.00 USD granted"):
        release(orders[1], by=world.bob)
    second = ask(orders[1], by=world.alice, key="second")
    assert second.needs_level == "supervisor"
    with pytest.raises(Refusal, match=r"30,000\.00 USD granted"):
        approve(second, by=world.bob)
    approve(second, by=world.carol)
    with pytest.raises(Refusal):
        release(orders[2], by=world.bob)


def test_over_the_limit_alone_is_a_level_and_nothing_is_added_up(acme: Customer, world: World) -> None:
    builders.invoice(acme, amount=49_000_00, due_date=TODAY + 10 * DAY, as_of=TODAY)
    orders = [take(acme, told(f"SO-{n}", amount=2_500_00)) for n in (1, 2)]
    assert codes(orders[0]) == ["H1"]
    for order in orders:
        release(order, by=world.alice, key=order.number)
    assert {Order.objects.get(id=one.id).standing for one in orders} == {"released"}


def test_an_order_that_was_rejected_took_nothing_with_it(acme: Customer, world: World) -> None:
    late(acme)
    roomy(acme)
    first, second = (take(acme, told(f"SO-{n}", amount=9_900_00)) for n in (1, 2))
    release(first, by=world.alice, key="first")
    Order.objects.filter(id=first.id).update(standing="cancelled")
    release(second, by=world.alice)
    second.refresh_from_db()
    assert second.standing == "released"


def test_what_a_substitute_approved_counts_for_whoever_he_stood_in_for(acme: Customer, world: World) -> None:
    late(acme)
    roomy(acme)
    first, second = (take(acme, told(f"SO-{n}", amount=150_000_00)) for n in (1, 2))
    away = Absence.objects.create(user=world.carol, substitute=world.bob, first_day=TODAY, last_day=TODAY)
    approve(ask(first, by=world.alice, key="first"), by=world.bob)
    away.delete()
    with pytest.raises(Refusal, match=r"150,000\.00 USD granted"):
        approve(ask(second, by=world.alice, key="second"), by=world.carol)


def test_whoever_left_decides_nothing(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=51_000_00))
    hold = hold_account(acme, why="talk first", as_of=TODAY, by=world.bob, at=NOW, key="hold")
    asked = ask_for(acme, write_off(late(acme)), by=world.alice)
    User.objects.filter(id=world.carol.id).update(is_active=False)
    order.refresh_from_db()
    told_by: dict[str, Any] = {"as_of": TODAY, "by": world.carol, "at": NOW}
    for act in (
        lambda: approve(asked, by=world.carol),
        lambda: release(order, by=world.carol),
        lambda: reject_order(order, comment="no", revision=order.revision, **told_by),
        lambda: lift_hold(hold, because="paid", **told_by),
        lambda: hold_account(acme, why="again", key="again", **told_by),
    ):
        with pytest.raises(Refusal, match="does not work here any more"):
            act()
