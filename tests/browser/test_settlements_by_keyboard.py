"""A settlement in a real Chromium, by keyboard alone: asked for with what it comes to in sight, and looked at."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.approvals.models import Request
from creditdesk.config import clock
from creditdesk.settlements.models import Settlement
from tests import builders
from tests.asking import approve
from tests.browser.test_cash_by_keyboard import _press
from tests.plugins.browser import accessibility_violations, violations_in_either_theme
from tests.web.clients import sign_in
from tests.world import World

pytestmark = pytest.mark.browser


def test_a_settlement_is_asked_for_with_what_it_comes_to_in_sight(page: Page, live_server: Any, world: World) -> None:
    day = clock.today()
    builders.invoice(world.acme, amount=4_000_00, due_date=day - dt.timedelta(days=90), as_of=day)
    sign_in(page, live_server, world.alice, f"/accounts/{world.acme.id}/")
    keys = _press(page, "j", "x", "Shift+L")
    expect(page.get_by_role("heading", level=1)).to_have_text("Settlement")
    assert violations_in_either_theme(page) == []
    assert keys == 3
    page.get_by_label("Offer").focus()
    page.keyboard.type("3k")
    expect(page.get_by_text("1,000.00 USD")).to_be_visible()
    expect(page.get_by_text("Credit manager")).to_be_visible()
    page.get_by_label("Why").focus()
    page.keyboard.type("better than nothing")
    for number, said in enumerate(("ten calls", "two banks called their loans")):
        page.get_by_label("In words").nth(number).focus()
        page.keyboard.type(said)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Asked for. It is offered once somebody with the authority approves it.")).to_be_visible()
    request = Request.objects.get()
    assert (request.kind, request.state) == ("settlement", "submitted")
    approve(request, by=world.carol, as_of=day, at=clock.now())
    made = Settlement.objects.get()
    sign_in(page, live_server, world.carol, "/settlements/")
    _press(page, "j", "Enter")
    expect(page.get_by_text("Still to be paid")).to_be_visible()
    assert accessibility_violations(page) == [] and made.offer_minor == 3_000_00
