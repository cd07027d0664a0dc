"""The daily hold report and what sales hears of the day, as the credit department wrote them down."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from creditdesk.credit.daily_report import TURN, held_in_turn, report_lines
from creditdesk.credit.hold_report import Change, on_hold
from creditdesk.credit.models import Order
from creditdesk.credit.queries import OrderFilter
from creditdesk.credit.releasing import release_order
from creditdesk.credit.telling import take_order
from creditdesk.exports.asking import rows_of
from creditdesk.exports.making import ask
from creditdesk.exports.registry import LISTINGS
from creditdesk.mail.models import OutgoingMessage
from creditdesk.nightly.background import OrderWork
from creditdesk.parties.models import Customer, User
from tests import builders
from tests.actions.test_orders import review, told
from tests.web.clients import client_of
from tests.world import World

DAY = dt.date(2026, 6, 4)


def at(clock: str) -> dt.datetime:
    """The time of that Thursday by the desk's clock."""
    return dt.datetime.combine(DAY, dt.time.fromisoformat(clock), timezone.get_default_timezone())


@pytest.fixture
def held(world: World) -> World:
    """At six in the morning the ERP tells of two orders of Acme, which has 1,000.00 of its limit left."""
    User.objects.filter(id=world.sam.id).update(email="sam@northlight.example")
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=50_000_00)
    world.acme.refresh_from_db()
    review(world, world.acme, on=DAY - dt.timedelta(days=30))
    due = DAY - dt.timedelta(days=10)
    builders.invoice(world.acme, amount=49_000_00, due_date=due, document_date=DAY - dt.timedelta(40), as_of=DAY)
    for number, amount in (("SO-1", 4_000_00), ("SO-2", 9_000_00)):
        order = told(number, amount=amount, po_number=f"PO of {number}", ship_date=DAY + dt.timedelta(days=1))
        take_order(world.acme, replace(order, placed_on=DAY), as_of=DAY, by="erp", at=at("06:00"))
    return world


def lines(world: World, when: str) -> dict[str, Any]:
    found = held_in_turn(world.alice, chosen=OrderFilter(), as_of=DAY).order_by(*TURN)
    return {line.order.number: line for line in report_lines(list(found), as_of=DAY, at=at(when))}


def test_S95_the_report_at_0730_lists_both_and_the_digest_at_1700_shows_so_1_as_removed(  # noqa: N802
    held: World,
) -> None:
    with time_machine.travel(at("07:30"), tick=False):
        report = lines(held, "07:30")
        assert list(report) == ["SO-2", "SO-1"], "of the same day the larger order stands first"
        first, second = report["SO-1"], report["SO-2"]
        assert [hold.code.value for hold in first.found] == ["H1"]
        assert (first.exposure_minor, first.limit_minor, str(first.over_percent)) == (49_000_00, 50_000_00, "6.00")
        assert (second.exposure_minor, str(second.over_percent)) == (49_000_00, "16.00")
        assert (first.needs, second.needs) == ("rep", "supervisor")
        assert (first.hours_held, second.hours_held) == (1, 1), "an hour and a half"
        assert (first.past_due_minor, first.oldest_days) == (49_000_00, 10)
    released(held)
    with time_machine.travel(at("16:59"), tick=False):
        work = OrderWork()
        assert work.tell_sales(as_of=DAY, at=at("16:59")) == 0, "its time has not come"
    with time_machine.travel(at("17:00"), tick=False):
        assert work.tell_sales(as_of=DAY, at=at("17:00")) == 1
        assert work.tell_sales(as_of=DAY, at=at("17:00")) == 0
        assert OrderWork().tell_sales(as_of=DAY, at=at("17:05")) == 1, "another process finds it told"
    message = OutgoingMessage.objects.get()
    assert (message.to_address, message.subject) == (
        "sam@northlight.example",
        "What became of your held orders: 2026-06-04",
    )
    assert (
        "Removed today:\n- SO-1, Acme Camera, 4,000.00 USD: Over the limit; released 08:10 by Alice\n" in message.text
    )
    assert "Still held:\n- SO-2, Acme Camera, 9,000.00 USD: Over the limit; new today\n" in message.text
    assert [one.number for one in held_in_turn(held.alice, chosen=OrderFilter(), as_of=DAY)] == ["SO-2"]


def released(world: World) -> None:
    order = Order.objects.get(number="SO-1")
    release_order(
        order, comment="they pay", revision=order.revision, as_of=DAY, by=world.alice, at=at("08:10"), key="release"
    )  # fmt: skip


def test_S95_the_page_and_its_file_have_the_same_columns(held: World) -> None:  # noqa: N802
    with time_machine.travel(at("07:30"), tick=False):
        alice = client_of(held.alice)
        page = alice.get(reverse("hold_report")).content.decode()
        for head in ("Purchase order", "Over the limit", "Oldest, days late", "Payment returned", "Authority needed"):
            assert f">{head}</th>" in page
        assert page.index("SO-2") < page.index("SO-1")
        assert "16%" in page
        asked = ask(LISTINGS["hold_report"], user=held.alice, wanted={}, as_of=DAY, today=DAY, now=at("07:30"))
        heads = [column.head for column in asked.table.columns]
        assert [head for head in heads if f">{head}</th>" not in page] == []
        assert page.count("<th scope") == len(heads)
        two, one = (dict(zip(heads, row, strict=True)) for row in rows_of(asked))
        assert (two["Order"], two["Purchase order"], two["Authority needed"]) == ("SO-2", "PO of SO-2", "Supervisor")
        assert (one["Order"], one["Authority needed"], one["Hours held"]) == ("SO-1", "Rep", 1)
        assert client_of(held.sam).get(reverse("hold_report")).status_code == 403


def test_S95_an_account_that_came_and_went_in_one_day_is_told_as_removed(held: World) -> None:  # noqa: N802
    released(held)
    two = Order.objects.get(number="SO-2")
    release_order(
        two, comment="they pay", revision=two.revision, as_of=DAY, by=held.carol, at=at("09:00"), key="second"
    )  # fmt: skip
    found = on_hold([held.northlight.id], as_of=DAY)[held.acme.id]
    assert (found.change, found.ended) == (Change.REMOVED, {"released"})
    assert on_hold([held.northlight.id], as_of=DAY + dt.timedelta(days=1)) == {}
