"""Changing the policy in a real Chromium: a manager edits a number and submits, the controller approves."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.config import clock
from creditdesk.parties.models import User
from creditdesk.policy.drafting import begin_draft
from creditdesk.policy.models import PolicyDraft
from tests import builders
from tests.plugins.browser import accessibility_violations
from tests.web.clients import client_of
from tests.world import World

pytestmark = pytest.mark.browser
FIELD = "[id='f-exceptions.days_past_due_gt']"


def be(page: Page, live_server: Any, user: User) -> None:
    """From here on the page is the user's."""
    page.context.clear_cookies()
    cookies = client_of(user).cookies.items()
    page.context.add_cookies(
        [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in cookies]
    )


@pytest.fixture(autouse=True)
def late(world: World, transactional_db: None) -> None:
    """Acme is 25 days late, and nobody has planned anything."""
    day = clock.today()
    due = day - dt.timedelta(days=25)
    builders.invoice(world.acme, amount=100_000, due_date=due, document_date=due, as_of=day)


@pytest.fixture
def draft(world: World, transactional_db: None) -> PolicyDraft:
    return begin_draft(world.northlight, by=world.carol, at=clock.now(), as_of=clock.today(), key="browser")


def test_a_manager_changes_a_number_and_another_approves_by_keyboard_alone(
    page: Page, live_server: Any, world: World, transactional_db: None
) -> None:
    be(page, live_server, world.carol)
    page.goto(live_server.url + "/policy/drafts/")
    page.keyboard.press("c")
    expect(page.locator("h1")).to_have_text(re.compile(r"Draft \d+ of the policy"))
    # The sections are a list: down to the exceptions, open them, and into the first field.
    for _ in range(40):
        page.keyboard.press("j")
        if page.evaluate("document.activeElement.closest('details')?.id") == "exceptions":
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("20")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.get_by_text("1 value differs from")).to_be_visible()
    expect(page.locator("ins")).to_have_text("20 days")
    page.keyboard.press("e")
    expect(page.get_by_role("row", name="Exception list")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("We wait too long.")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("+0")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It waits for somebody else")).to_be_visible()

    address = page.url
    be(page, live_server, world.dave)
    page.goto(address)
    expect(page.get_by_text("We wait too long.")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("h1")).to_have_text("Credit policy, version 1")
    page.goto(live_server.url + "/policy/?company=NL")
    row = page.locator("[id='exceptions.days_past_due_gt']")
    expect(row).to_contain_text("20 days")
    expect(page.get_by_text("Approved by")).to_be_visible()


def test_a_coming_version_is_shown_as_coming_until_its_day(
    page: Page, live_server: Any, world: World, draft: PolicyDraft
) -> None:
    be(page, live_server, world.carol)
    page.goto(f"{live_server.url}/policy/drafts/{draft.id}/")
    page.locator("details#exceptions summary").click()
    page.fill(FIELD, "20")
    page.locator(FIELD).press("Control+Enter")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.goto(f"{live_server.url}/policy/drafts/{draft.id}/changes/")
    page.keyboard.press("r")
    page.keyboard.type("Agreed.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("It waits for somebody else")).to_be_visible()
    be(page, live_server, world.dave)
    page.reload()
    page.keyboard.press("a")
    expect(page.locator("h1")).to_have_text("Credit policy, version 1")
    page.goto(live_server.url + "/policy/?company=NL")
    expect(page.locator("[id='exceptions.days_past_due_gt']")).to_contain_text("30 days")
    page.goto(live_server.url + "/policy/versions/")
    expect(page.get_by_text("coming")).to_be_visible()


def test_two_who_write_at_once_lose_nothing(page: Page, live_server: Any, world: World, draft: PolicyDraft) -> None:
    be(page, live_server, world.carol)
    page.goto(f"{live_server.url}/policy/drafts/{draft.id}/")
    page.locator("details#exceptions summary").click()
    page.fill(FIELD, "20")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("details#nsf summary").click()
    other.fill("[id='f-nsf.fee']", "40")
    other.keyboard.press("Control+Enter")
    expect(other.get_by_text("Saved.", exact=True)).to_be_visible()
    page.locator(FIELD).press("Control+Enter")
    expect(page.get_by_text("Somebody was faster")).to_be_visible()
    expect(page.locator(FIELD)).to_have_value("20")
    expect(page.locator("[id='f-nsf.fee']")).to_have_value("40")
    page.keyboard.press("s")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    draft.refresh_from_db()
    assert "fee: 40\n" in draft.text and "days_past_due_gt: 20\n" in draft.text


def test_what_was_half_typed_survives_a_reload(page: Page, live_server: Any, world: World, draft: PolicyDraft) -> None:
    be(page, live_server, world.carol)
    page.goto(f"{live_server.url}/policy/drafts/{draft.id}/")
    page.locator("details#exceptions summary").click()
    page.fill(FIELD, "20")
    page.reload()
    expect(page.locator(FIELD)).to_have_value("20")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, live_server: Any, world: World, draft: PolicyDraft, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    be(page, live_server, world.carol)
    page.goto(f"{live_server.url}/policy/drafts/{draft.id}/")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert accessibility_violations(page) == []
    page.locator(FIELD).fill("many")
    page.locator(FIELD).press("Control+Enter")
    expect(page.get_by_text("1 mistake:")).to_be_visible()
    assert accessibility_violations(page) == []
    page.locator(FIELD).fill("20")
    page.locator(FIELD).press("Escape")
    page.keyboard.press("c")
    expect(page.locator("ins")).to_have_text("20 days")
    page.keyboard.press("e")
    expect(page.get_by_role("row", name="Exception list")).to_be_visible()
    assert accessibility_violations(page) == []
    page.goto(live_server.url + "/policy/drafts/")
    assert accessibility_violations(page) == []


def test_a_phone_needs_no_sideways_scrolling(page: Page, live_server: Any, world: World, draft: PolicyDraft) -> None:
    be(page, live_server, world.carol)
    page.set_viewport_size({"width": 360, "height": 780})
    for path in ("", f"{draft.id}/", f"{draft.id}/changes/"):
        page.goto(f"{live_server.url}/policy/drafts/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path


def test_a_mistake_in_the_list_leads_to_its_field(
    page: Page, live_server: Any, world: World, draft: PolicyDraft
) -> None:
    be(page, live_server, world.carol)
    page.goto(f"{live_server.url}/policy/drafts/{draft.id}/")
    page.locator("details#nsf summary").click()
    page.fill("[id='f-nsf.fee']", "much")
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="Returned payments: Fee").click()
    expect(page.locator("[id='f-nsf.fee']")).to_be_in_viewport()
