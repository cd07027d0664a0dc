"""Credit reviews in a real Chromium, by keyboard alone: from the calendar to the review and the request."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.approvals.models import Request
from creditdesk.config import clock
from creditdesk.creditfile.calendar import refresh_calendar
from creditdesk.creditfile.models import ReviewFinding
from creditdesk.parties.models import Customer
from tests.browser.test_cash_by_keyboard import _press
from tests.plugins.browser import violations_in_either_theme
from tests.web.clients import sign_in
from tests.world import World

pytestmark = pytest.mark.browser


def test_a_review_is_recorded_and_the_lower_limit_asked_for_without_a_mouse(
    page: Page, live_server: Any, world: World
) -> None:
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=9_000_00)
    refresh_calendar(world.northlight, as_of=clock.today())
    sign_in(page, live_server, world.carol, "/reviews/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reviews")
    assert violations_in_either_theme(page) == []
    _press(page, "j")
    _press(page, "Enter")
    expect(page.get_by_role("heading", name="Scorecard")).to_be_visible()
    assert violations_in_either_theme(page) == []
    expect(page.get_by_label("What was looked at, and what came of it")).to_be_visible()
    page.get_by_label("What was looked at, and what came of it").focus()
    page.keyboard.type("nothing bought, nothing owed")
    page.keyboard.press("Tab")
    _press(page, "Enter")
    expect(page.get_by_text("The review is on record.")).to_be_visible()
    assert ReviewFinding.objects.get().advice == "reduce"
    _press(page, "a")
    expect(page.get_by_label("Limit", exact=True)).to_have_value("0.00")
    assert violations_in_either_theme(page) == []
    page.get_by_role("button", name="Ask for it").press("Enter")
    expect(page.get_by_role("heading", name="Credit limit")).to_be_visible()
    assert (Request.objects.get().kind, Request.objects.get().amount_minor) == ("limit", 0)
