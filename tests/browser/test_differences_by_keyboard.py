"""Differences of a list decided in a real Chromium, by keyboard alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.config import clock
from creditdesk.intake import actions
from creditdesk.intake.models import DifferenceDecision
from creditdesk.intake.worker import run_pending
from creditdesk.receivables.models import OpenItem
from tests.actions.importing import HEADER, TWO_INVOICES, load
from tests.plugins.browser import accessibility_violations
from tests.web.clients import sign_in
from tests.world import World

pytestmark = pytest.mark.browser
ROWS = "".join(TWO_INVOICES.splitlines(keepends=True)[1:])
OTHER = HEADER + ROWS.replace("1200.00,1200.00", "1100.00,1100.00").replace("300.50,100.50", "280.00,80.00")


def test_both_answers_and_the_way_back(page: Page, live_server: Any, world: World, transactional_db: None) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    today, now = clock.today(), clock.now()
    file = actions.receive(
        [OTHER.encode()], name="all.csv", company=world.northlight, is_list=True, by=world.dave, at=now, as_of=today
    )
    run_pending(at=now, as_of=today)
    sign_in(page, live_server, world.dave, f"/imports/{file.id}/")
    expect(page.get_by_text("2 differences wait for a decision")).to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_role("heading", name="Differences that a person decides")).to_be_visible()
    assert accessibility_violations(page) == []
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("w")
    expect(page.get_by_role("textbox", name="Why")).to_be_focused()
    page.keyboard.type("their credit of May")
    page.keyboard.press("Enter")  # decides nothing: neither answer is the likely one
    assert not DifferenceDecision.objects.exists()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=re.compile("Take the ERP"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 document is decided.").first).to_be_visible()
    assert OpenItem.objects.get(number="A-1").open_minor == 110_000
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("w")
    page.keyboard.type("ours is right")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing waits for a decision")).to_be_visible()
    assert DifferenceDecision.objects.get(item__number="A-2").answer == "keep"
    page.get_by_role("link", name=re.compile(r"Take back\s*:\s*A-1")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Why")).to_be_focused()
    assert accessibility_violations(page) == []
    page.keyboard.type("they corrected it")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The difference is open again").first).to_be_visible()
    assert OpenItem.objects.get(number="A-1").open_minor == 120_000
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Reconciliation")).to_be_visible()
    assert accessibility_violations(page) == []
