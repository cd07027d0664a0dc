"""Holds in a real Chromium, by keyboard alone: the tasks that UI.md counts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.config import clock
from creditdesk.credit.models import CreditReview, Offer, Order, Release
from creditdesk.credit.telling import ToldOrder, take_order
from creditdesk.letters.models import Letter
from creditdesk.parties.models import Customer
from tests import builders
from tests.browser.test_cash_by_keyboard import _press
from tests.mail.post import contact
from tests.plugins.browser import accessibility_violations, violations_in_either_theme
from tests.web.clients import sign_in
from tests.world import World

pytestmark = pytest.mark.browser


def held(world: World, number: str) -> Order:
    """An order of Acme over its limit."""
    day, at = clock.today(), clock.now()
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=1_000_00)
    world.acme.refresh_from_db()
    if not CreditReview.objects.exists():
        CreditReview.objects.create(
            company=world.northlight, customer=world.acme, reviewed_on=day, risk_class="B", by=world.carol, at=at,
            key="r",
        )  # fmt: skip
        builders.invoice(world.acme, amount=950_00, document_date=day, due_date=day, as_of=day)
    return take_order(world.acme, ToldOrder(number, 1, day, "USD", 100_00, ship_date=day), as_of=day, by="erp", at=at)


def test_an_order_is_let_go_with_three_keys_and_a_comment(page: Page, live_server: Any, world: World) -> None:
    first, second = held(world, "SO-1"), held(world, "SO-2")
    sign_in(page, live_server, world.alice, "/")
    keys = _press(page, "h")
    expect(page.get_by_role("heading", level=2)).to_contain_text(first.number)
    assert violations_in_either_theme(page) == []
    keys += _press(page, "r")
    page.keyboard.type("they pay on Friday")
    keys += _press(page, "Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text(second.number)
    assert keys == 3
    assert (Release.objects.get().order_id, Release.objects.get().comment) == (first.id, "they pay on Friday")


def test_a_way_out_is_offered_in_four_keys(page: Page, live_server: Any, world: World) -> None:
    contact(world.acme, email="ann@acme.example")
    held(world, "SO-1")
    sign_in(page, live_server, world.alice, "/")
    keys = _press(page, "h")
    expect(page.get_by_role("button", name="Offer").first).to_be_visible()
    keys += _press(page, "1")
    expect(page.get_by_text("The offer is made, and its letter waits among the drafts.")).to_be_visible()
    assert keys <= 4
    assert accessibility_violations(page) == []
    assert Offer.objects.get().state == "open"
    assert Letter.objects.get().kind == "order_offer"
