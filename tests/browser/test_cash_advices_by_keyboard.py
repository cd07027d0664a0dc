"""A held list in a real Chromium, by keyboard alone: found, entered from the scan, accepted; and a payer is asked."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.cash.models import Remittance
from creditdesk.config import clock
from creditdesk.letters.models import Letter
from tests import builders
from tests.mail.post import contact
from tests.plugins.browser import accessibility_violations, violations_in_either_theme
from tests.web.clients import sign_in
from tests.web.test_cash import received
from tests.web.test_cash_advices import held
from tests.world import World

pytestmark = pytest.mark.browser


def test_a_held_list_is_entered_and_accepted(page: Page, live_server: Any, world: World) -> None:
    item = builders.invoice(world.acme, amount=500_00, as_of=clock.today())
    one = held(world, of=world.acme)
    sign_in(page, live_server, world.erin, "/cash/remittances/")
    assert violations_in_either_theme(page) == []
    for key in ("j", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Remittance")
    assert violations_in_either_theme(page) == []
    page.keyboard.press("a")
    page.keyboard.type(item.number)
    page.keyboard.press("Tab")
    page.keyboard.type("500.00")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The list is accepted, and waits for its payment.")).to_be_visible()
    assert accessibility_violations(page) == []
    one.refresh_from_db()
    assert (one.state, one.lines) == ("waiting", [{"number": item.number, "paid_minor": 500_00}])


def test_the_payer_is_asked_with_one_key(page: Page, live_server: Any, world: World) -> None:
    contact(world.acme, email="ann@acme.example")
    receipt = received(world, 500_00, of=world.acme)
    sign_in(page, live_server, world.erin, f"/cash/{receipt.id}/")
    expect(page.get_by_role("heading", level=2)).to_contain_text(receipt.number)
    page.keyboard.press("r")
    expect(page.get_by_text("What does your payment of 500.00 USD pay?").first).to_be_visible()
    assert Letter.objects.get().kind == "remittance_request"
    assert not Remittance.objects.exists()
