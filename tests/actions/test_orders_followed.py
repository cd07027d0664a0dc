"""Orders that follow what happens elsewhere: in the family, to a dispute, to a promise that somebody waits for."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.credit.after_journal import look_after_journal
from creditdesk.credit.models import Offer
from creditdesk.credit.offering import accept_offer, lapse, make_offer
from creditdesk.credit.queries import in_question
from creditdesk.credit.temporary_limits import end_temporary_limit, grant_temporary_limit
from creditdesk.domain.order_alternatives import AlternativeKind
from creditdesk.followup.models import Tickler
from creditdesk.followup.promise_judging import judge_company
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer
from creditdesk.receivables.actions import mark_disputed
from tests import builders
from tests.actions.test_orders import DAY, codes, look, on_account, review, take, told
from tests.actions.test_worklist import promise
from tests.world import NOW, TODAY, World


@pytest.fixture
def acme(world: World) -> Customer:
    return on_account(world)


@pytest.fixture
def child(acme: Customer, world: World) -> Customer:
    """A daughter of Acme with a limit of her own above that of the family."""
    made = builders.customer(world.northlight, name="Acme West", parent=acme, credit_limit_minor=100_000_00)
    review(world, made)
    builders.invoice(made, amount=1_00, due_date=TODAY + 5 * DAY, document_date=TODAY - 20 * DAY, as_of=TODAY)
    return made


def machine(as_of: dt.date = TODAY) -> None:
    look_after_journal(as_of=as_of, by="machine", at=NOW)


def test_an_order_that_ends_makes_room_for_the_sister_at_once(acme: Customer, child: Customer) -> None:
    take(child, told("C", amount=45_000_00))
    order = take(acme, told("P", amount=9_000_00))
    assert codes(order) == ["H1"]
    take(child, told("C", amount=45_000_00, version=2, is_cancelled=True))
    machine()
    assert codes(order) == []


def test_a_limit_for_a_time_of_the_head_is_felt_by_the_daughter_at_once(
    acme: Customer, child: Customer, world: World
) -> None:
    order = take(child, told("C", amount=60_000_00))
    assert codes(order) == ["H1"]
    limit = grant_temporary_limit(
        acme, limit_minor=90_000_00, until=TODAY + 5 * DAY, why="x", as_of=TODAY, by=world.dave, at=NOW, key="t"
    )
    machine()
    assert codes(order) == []
    end_temporary_limit(limit, as_of=TODAY, by=world.dave, at=NOW)
    machine()
    assert codes(order) == ["H1"]


def test_how_far_over_is_measured_against_the_limit_that_holds(acme: Customer, world: World) -> None:
    Customer.objects.filter(id=acme.id).update(credit_limit_minor=1_000_000_00)
    acme.refresh_from_db()
    child = builders.customer(world.northlight, name="Acme West", parent=acme, credit_limit_minor=20_000_00)
    review(world, child)
    soon = TODAY + 9 * DAY
    builders.invoice(acme, amount=995_000_00, due_date=soon, document_date=TODAY - DAY, as_of=TODAY)
    builders.invoice(child, amount=1_00, due_date=soon, document_date=TODAY - 9 * DAY, as_of=TODAY)
    seen = in_question(take(child, told("C", amount=9_000_00)), user=world.alice, as_of=TODAY)
    assert str(seen.over_percent) == "0.40"
    assert seen.authority.allowed, "ten per cent of the family's limit are within the rep's authority"


def test_what_is_contested_for_longer_than_the_policy_lets_it_counts_again(acme: Customer, world: World) -> None:
    due = TODAY + 300 * DAY
    item = builders.invoice(acme, amount=49_000_00, due_date=due, document_date=TODAY - 20 * DAY, as_of=TODAY)
    for minor in (20_000_00, 40_000_00):
        mark_disputed(item, disputed_minor=minor, reason="short", as_of=TODAY, by=world.alice, at=NOW)
    order = take(acme, told(amount=10_000_00))
    assert codes(order) == []
    review(world, acme, on=TODAY + 85 * DAY)
    look(acme, as_of=TODAY + 90 * DAY)
    assert codes(order) == []
    look(acme, as_of=TODAY + 91 * DAY)
    assert codes(order) == ["H1"]
    mark_disputed(item, disputed_minor=0, reason="", as_of=TODAY + 91 * DAY, by=world.alice, at=NOW + 91 * DAY)
    again = NOW + 91 * DAY
    mark_disputed(item, disputed_minor=40_000_00, reason="new", as_of=TODAY + 91 * DAY, by=world.alice, at=again)
    look(acme, as_of=TODAY + 92 * DAY)
    assert codes(order) == [], "a new dispute has days of its own"


def test_the_wait_for_a_promise_ends_when_it_is_broken_and_who_offered_it_has_a_task(
    acme: Customer, world: World
) -> None:
    due = TODAY + 10 * DAY
    builders.invoice(acme, amount=44_000_00, due_date=due, document_date=TODAY - 20 * DAY, as_of=TODAY)
    promise(acme, amount=9_000_00, day=TODAY + 3 * DAY, at=NOW, world=world, key="p")
    order = take(acme, told(amount=9_000_00))
    assert codes(order) == ["H1"]
    way = make_offer(
        order, AlternativeKind.WAIT_FOR_PROMISE, revision=order.revision, as_of=TODAY, by=world.alice, at=NOW, key="w"
    )
    accept_offer(way, note="", as_of=TODAY, by=world.alice, at=NOW)
    look(acme)
    way.refresh_from_db()
    assert way.state == Offer.State.ACCEPTED
    late = way.until + DAY
    assert lapse(acme.company, as_of=late, by="machine", at=NOW) == 0, "who waits waits as long as the promise stands"
    assert judge_company(acme.company, as_of=TODAY + 9 * DAY, at=NOW + 9 * DAY) == 1
    look(acme, as_of=TODAY + 9 * DAY)
    way.refresh_from_db()
    assert way.state == Offer.State.LAPSED
    assert JournalEntry.objects.filter(kind="offer.promise_gone", subject_id=order.id).count() == 1
    task = Tickler.objects.get(about_order=order.id)
    assert (task.owner, task.due_date) == (world.alice, TODAY + 9 * DAY)
