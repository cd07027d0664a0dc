"""An item, the periods and the journal in a real Chromium, by keyboard alone."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.approvals.models import Request
from creditdesk.config import clock
from creditdesk.parties.models import User
from creditdesk.receivables.actions import mark_disputed
from creditdesk.receivables.models import OpenItem, Period
from tests import builders
from tests.plugins.browser import accessibility_violations
from tests.web.clients import sign_in
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def invoice(world: World) -> OpenItem:
    """Acme's invoice of 12,345.67, ten days late."""
    day = clock.today()
    due = day - dt.timedelta(days=10)
    return builders.invoice(
        world.acme, amount=1_234_567, number="INV-1", due_date=due, document_date=due - dt.timedelta(days=30), as_of=day
    )


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_manager_asks_for_a_later_day_of_an_item(
    page: Page, live_server: Any, world: World, invoice: OpenItem
) -> None:
    sign_in(page, live_server, world.carol, f"/items/{invoice.id}/")
    _press(page, "x")
    expect(page.get_by_label("Collect from")).to_be_focused()
    assert accessibility_violations(page) == []
    page.keyboard.type("+30")
    _press(page, "Tab")
    page.keyboard.type("Refit of the store")
    _press(page, "Tab")
    page.keyboard.type("Ann Miller wrote that it will be paid then")
    _press(page, "Enter")
    expect(page.get_by_text("Asked for. It counts once somebody with the authority approves it.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Refit of the store")
    assert accessibility_violations(page) == []
    assert not invoice.extensions.exists()
    asked = Request.objects.get()
    assert (asked.state, asked.asked.until) == ("submitted", clock.today() + dt.timedelta(days=30))


def test_the_rest_of_a_short_pay_is_moved_to_a_deduction(
    page: Page, live_server: Any, world: World, invoice: OpenItem
) -> None:
    sign_in(page, live_server, world.erin, f"/items/{invoice.id}/")
    _press(page, "m")
    expect(page.get_by_label("Amount to move")).to_be_focused()
    assert accessibility_violations(page) == []
    page.keyboard.type("345.67")
    _press(page, "Tab", "Tab")
    expect(page.get_by_label("What the customer withheld it for")).to_be_focused()
    page.keyboard.type("Shortage, claim 77")
    _press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Deduction")
    assert accessibility_violations(page) == []
    assert OpenItem.objects.get(kind="deduction").open_minor == 34_567
    _press(page, "Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Acme Camera")


def test_an_item_and_its_trail_fit_a_telephone(page: Page, live_server: Any, world: World, invoice: OpenItem) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server, world.erin, f"/items/{invoice.id}/")
    trail = page.locator("#trail .table-wrap")
    assert trail.evaluate("one => one.scrollWidth - one.clientWidth") == 0
    assert accessibility_violations(page) == []


def test_the_controller_closes_the_next_month(page: Page, live_server: Any, world: World, invoice: OpenItem) -> None:
    sign_in(page, live_server, world.dave, "/periods/")
    month = (invoice.document_date.replace(day=1)).strftime("%B %Y")
    _press(page, "c")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Close {month}")
    assert accessibility_violations(page) == []
    _press(page, "s")
    expect(page.get_by_text("Closed. These days take no postings any more.")).to_be_visible()
    expect(page.get_by_role("row", name=month)).to_be_visible()
    assert accessibility_violations(page) == []
    assert Period.objects.get().first_day == invoice.document_date.replace(day=1)


def test_the_journal_is_narrowed_to_a_person_by_name_and_leads_to_the_document(
    page: Page, live_server: Any, world: World, invoice: OpenItem
) -> None:
    User.objects.filter(username="erin").update(first_name="Erin", last_name="Tanaka")
    mark_disputed(invoice, disputed_minor=500, reason="short", as_of=clock.today(), by=world.erin, at=clock.now())
    sign_in(page, live_server, world.audrey, "/journal/")
    _press(page, "f")
    page.get_by_label("Who").focus()
    page.keyboard.type("Erin Tanaka")
    _press(page, "Enter")
    expect(page).to_have_url(re.compile(r"by=Erin\+Tanaka"))
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.locator("[data-row]")).to_contain_text("Invoice INV-1")
    assert accessibility_violations(page) == []
    page.locator("main").focus()
    _press(page, "j", "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Entry")
    page.get_by_role("link", name="Invoice INV-1").focus()
    _press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Invoice INV-1")


def test_the_chain_is_proved_by_one_key(page: Page, live_server: Any, world: World) -> None:
    sign_in(page, live_server, world.audrey, "/journal/")
    _press(page, "v")
    expect(page.get_by_text("The journal is whole")).to_be_visible()
