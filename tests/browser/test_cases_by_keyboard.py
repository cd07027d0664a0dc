"""Cases in a real Chromium, by keyboard alone: a dispute on two invoices is opened and routed, and a case decided."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.config import clock
from creditdesk.disputes.models import Case
from tests import builders, disputing
from tests.browser.test_cash_by_keyboard import _press
from tests.plugins.browser import violations_in_either_theme
from tests.web.clients import sign_in
from tests.world import World

pytestmark = pytest.mark.browser


def test_a_dispute_on_two_invoices_is_opened_and_routed_in_seven_keys(
    page: Page, live_server: Any, world: World
) -> None:
    today = clock.today()
    for minor in (500_00, 300_00):
        builders.invoice(world.acme, amount=minor, document_date=today, as_of=today)
    sign_in(page, live_server, world.fay, f"/accounts/{world.acme.id}/")
    keys = _press(page, "j", "x", "j", "x", "O")
    expect(page.get_by_role("heading", name="Open a case", exact=True)).to_be_visible()
    assert violations_in_either_theme(page) == []
    keys += _press(page, "S", "Control+Enter")
    expect(page.get_by_text("Opened. What is contested leaves dunning and the exposure.")).to_be_visible()
    assert keys == 7
    made = Case.objects.get()
    assert (made.claimed_minor, made.reason, made.department) == (800_00, "shortage", "logistics")
    assert violations_in_either_theme(page) == []


def test_a_deduction_is_taken_and_decided_by_keys(page: Page, live_server: Any, world: World) -> None:
    case = disputing.deducted(world.acme, 1_800_00, by=world.dave, on=clock.today())
    sign_in(page, live_server, world.fay, "/disputes/")
    assert violations_in_either_theme(page) == []
    _press(page, "j", "Enter")
    expect(page.get_by_role("heading", name="Decide")).to_be_visible()
    _press(page, "t")
    expect(page.get_by_text("The case is yours.")).to_be_visible()
    _press(page, "d")
    page.keyboard.type("750")
    page.get_by_label("Why", exact=True).focus()
    page.keyboard.type("POD signed 5 short")
    _press(page, "Control+Enter")
    expect(page.get_by_text("Decided.", exact=True)).to_be_visible()
    assert Case.objects.get(id=case.id).stage == "partly"
    page.goto(f"{live_server.url}/disputes/board/")
    expect(page.get_by_text("Partly valid")).to_be_visible()
    assert violations_in_either_theme(page) == []
