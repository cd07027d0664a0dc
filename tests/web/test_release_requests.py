"""A release beyond authority on the screens: asked for on the order's page, looked at and given among the approvals."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from creditdesk import dispatch
from creditdesk.approvals.models import Request
from creditdesk.credit.models import Order, Release
from tests import builders
from tests.actions.test_orders import on_account, take, told
from tests.asking import ask, write_off
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def on_the_worlds_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def asked(world: World) -> Request:
    order = take(on_account(world), told("SO-9", amount=58_000_00))
    return dispatch.ask_for_release(
        order, words="good for it", revision=order.revision, by=world.alice, at=NOW, as_of=TODAY, key="asked"
    )


def test_the_approver_sees_why_it_is_held_what_is_at_risk_and_gives_it(asked: Request, world: World) -> None:
    page = client_of(world.carol).get(reverse("request", args=[asked.id])).content.decode()
    for said in (
        "Release of an order",
        "SO-9",
        "good for it",
        "over the limit",
        "58,001.00 USD",
        "Credit limit",
    ):
        assert said in page
    data = {"sha256": asked.sha256, "words": "agreed", "act": "approve"}
    answer = client_of(world.carol).post(reverse("request_decide", args=[asked.id]), data)
    assert answer.status_code == 302
    assert Release.objects.get().by == world.carol
    assert Order.objects.get().standing == "released"


def test_asked_anew_it_says_the_order_as_it_stands(asked: Request, world: World) -> None:
    client = client_of(world.alice)
    assert client.get(reverse("request_change", args=[asked.id]))["Location"] == reverse(
        "release_change", args=[asked.id]
    )
    page = client.get(reverse("release_change", args=[asked.id]))
    assert "58,000.00</span> USD are still to be delivered" in page.content.decode()
    revision = Order.objects.get().revision
    data = {"revision": revision, "seen": asked.revision, "comment": "they pay on Friday"}
    assert client.post(reverse("release_change", args=[asked.id]), data).status_code == 302
    asked.refresh_from_db()
    assert (asked.revision, asked.words) == (2, "they pay on Friday")
    stale = client.post(reverse("release_change", args=[asked.id]), {**data, "comment": "x"})
    assert stale.status_code == 409


def test_another_request_is_no_release(world: World) -> None:
    other = ask(world.acme, write_off(builders.invoice(world.acme, amount=100_00)), by=world.alice)
    assert client_of(world.alice).get(reverse("release_change", args=[other.id])).status_code == 404


def test_sales_asks_for_nothing(asked: Request, world: World) -> None:
    order = Order.objects.get()
    data = {"key": str(uuid4()), "revision": str(order.revision), "comment": "please"}
    assert client_of(world.sam).post(reverse("order_ask", args=[order.id]), data).status_code in (403, 404)
