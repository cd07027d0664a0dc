"""What a person sets up for himself in a real Chromium, by keyboard alone: the calendar of his ticklers, a token."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.parties.models import ApiToken, CalendarKey
from tests.plugins.browser import accessibility_violations
from tests.web.clients import sign_in
from tests.world import World

pytestmark = pytest.mark.browser


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_palette_leads_to_the_calendar_whose_address_a_calendar_can_read(
    page: Page, live_server: Any, world: World
) -> None:
    sign_in(page, live_server, world.alice, "/ticklers/")
    _press(page, "Control+k")
    page.keyboard.type("calendar")
    expect(page.get_by_role("option", name="Calendar of your ticklers")).to_be_visible()
    _press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Calendar of your ticklers")
    assert accessibility_violations(page) == []

    _press(page, "s")
    address = page.get_by_role("textbox", name="Address")
    expect(address).to_be_focused()
    assert accessibility_violations(page) == []
    feed = page.request.get(address.input_value())
    assert feed.ok
    assert feed.text().startswith("BEGIN:VCALENDAR")

    _press(page, "Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tokens for programs")
    page.get_by_role("button", name="Revoke").focus()
    _press(page, "Enter")
    expect(page.get_by_role("link", name="Make an address")).to_be_visible()
    assert CalendarKey.objects.get().revoked_at is not None


def test_a_token_is_made_shown_once_and_revoked(page: Page, live_server: Any, world: World) -> None:
    sign_in(page, live_server, world.alice, "/tokens/")
    _press(page, "n")
    expect(page.get_by_label("What is it for?")).to_be_focused()
    page.keyboard.type("The spreadsheet")
    _press(page, "Enter")
    expect(page.get_by_role("textbox", name="Token")).to_be_focused()
    assert accessibility_violations(page) == []
    _press(page, "Escape")
    expect(page.get_by_role("row", name="The spreadsheet")).to_be_visible()
    page.get_by_role("button", name="Revoke").focus()
    _press(page, "Enter")
    expect(page.get_by_text("revoked")).to_be_visible()
    assert ApiToken.objects.get().revoked_at is not None


def test_signing_in_begins_in_the_name(page: Page, live_server: Any, world: World) -> None:
    world.alice.set_password("a sentence that only she would write")
    world.alice.save()
    page.goto(live_server.url + "/account/login/?next=/ticklers/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("alice")
    _press(page, "Tab")
    page.keyboard.type("a sentence that only she would write")
    _press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ticklers")


def test_a_form_that_comes_back_begins_in_the_field_that_is_wrong(page: Page, live_server: Any, world: World) -> None:
    sign_in(page, live_server, world.alice, "/account/password/change/")
    expect(page.locator("input[name=oldpassword]")).to_be_focused()
    page.keyboard.type("wrong")
    for _ in range(2):
        page.keyboard.press("Tab")
        page.keyboard.type("a sentence that only she would write")
    _press(page, "Enter")
    expect(page.locator("input[aria-invalid=true]").first).to_be_focused()


def test_the_desk_is_read_in_another_language_from_the_menu_on(page: Page, live_server: Any, world: World) -> None:
    sign_in(page, live_server, world.alice, "/ticklers/")
    page.get_by_role("button", name="Your menu").focus()
    _press(page, "Enter")
    page.get_by_role("button", name="Español").focus()
    _press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Seguimientos")
    assert page.locator("html").get_attribute("lang") == "es"
    assert accessibility_violations(page) == []
    world.alice.refresh_from_db()
    assert world.alice.language == "es"
