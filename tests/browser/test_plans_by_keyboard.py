"""Payment plans in a real Chromium, by keyboard alone: asked for with the schedule beside it, approved, signed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.approvals.models import Request
from creditdesk.config import clock
from creditdesk.plans.models import Plan
from tests import builders, planning
from tests.asking import approve
from tests.browser.test_cash_by_keyboard import _press
from tests.plugins.browser import violations_in_either_theme
from tests.web.clients import sign_in
from tests.world import World

pytestmark = pytest.mark.browser


def test_a_plan_is_asked_for_with_its_schedule_beside_it_and_signed(page: Page, live_server: Any, world: World) -> None:
    today = clock.today()
    old = today - dt.timedelta(days=90)
    builders.invoice(world.acme, amount=12_000_00, document_date=old, due_date=old, as_of=today)
    sign_in(page, live_server, world.alice, f"/accounts/{world.acme.id}/")
    keys = _press(page, "z")
    expect(page.get_by_role("heading", name="Payment plan", exact=True)).to_be_visible()
    page.get_by_label("First instalment on").focus()
    page.keyboard.type("+30")
    page.get_by_label("Interest a month").focus()
    page.keyboard.type("1")
    expect(page.locator("#plan-preview")).to_contain_text("2,070.58")
    expect(page.locator("#plan-preview")).to_contain_text("423.48")
    assert violations_in_either_theme(page) == []
    page.get_by_label("Why", exact=True).focus()
    page.keyboard.type("cannot pay at once")
    page.get_by_label("What the customer agreed to").focus()
    page.keyboard.type("his mail of today")
    keys += _press(page, "Control+Enter")
    expect(page.get_by_text("It counts once somebody with the authority approves it.")).to_be_visible()
    assert keys == 2
    approve(Request.objects.get(), by=world.carol, as_of=today, at=planning.at(today))
    made = Plan.objects.get()
    page.goto(f"{live_server.url}/plans/{made.id}/")
    expect(page.get_by_text("It is not active yet")).to_be_visible()
    page.get_by_label("Or a file").set_input_files({"name": "signed.txt", "mimeType": "text/plain", "buffer": b"me"})
    _press(page, "f")
    expect(page.get_by_text("Filed. The plan is active: its documents leave dunning.")).to_be_visible()
    assert violations_in_either_theme(page) == []
    made.refresh_from_db()
    assert made.state == "active"
