"""Two people on one account, and a browser that is closed in the middle of a note: nothing that was typed is lost."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, Page, expect

from creditdesk.followup.models import Activity
from creditdesk.parties.models import User
from scripts.test import browser as installed_browser
from tests.plugins.browser import QUIET
from tests.web.clients import client_of
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.long]
HALF = "They pay on Thursday, but only if"


@pytest.fixture(autouse=True)
def a_monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def sign_in(context: BrowserContext, user: User, *, url: str) -> None:
    """Give the browser the cookies of somebody who signed in."""
    cookies = client_of(user).cookies
    context.add_cookies([{"name": name, "value": one.value, "url": url} for name, one in cookies.items()])


def note_form(page: Page, world: World, *, url: str) -> Any:
    """The form of a note for Acme, and its text."""
    page.goto(f"{url}/follow-up/contact/?customer={world.acme.id}&channel=note&next=/accounts/{world.acme.id}/")
    return page.locator("textarea[name=note]")


def keep(page: Page, note: Any) -> None:
    """Send the form in which the note is, and wait for the account's page."""
    expect(note).not_to_have_value("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"^[^?]*/accounts/\d+/$"))


def test_a_browser_closed_in_mid_note_has_it_when_it_is_opened_again(
    chromium: Browser, tmp_path: Path, live_server: Any, world: World, transactional_db: None
) -> None:
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    for attempt in ("typed", "found"):
        # A profile on the disk, as a browser on a desk has one: closing it ends the process.
        context = chromium.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=installed_browser(), args=arguments
        )
        sign_in(context, world.alice, url=live_server.url)
        page = context.new_page()
        note = note_form(page, world, url=live_server.url)
        if attempt == "typed":
            note.click()
            page.keyboard.type(HALF)
        else:
            expect(note).to_have_value(HALF)
            keep(page, note)
        context.close()
    assert [one.note for one in Activity.objects.all()] == [HALF]


def test_what_two_people_write_of_one_account_at_once_is_all_kept(
    chromium: Browser, live_server: Any, world: World, transactional_db: None
) -> None:
    pages = {}
    for name in ("alice", "bob"):
        context = chromium.new_context()
        sign_in(context, getattr(world, name), url=live_server.url)
        pages[name] = context.new_page()
        note = note_form(pages[name], world, url=live_server.url)
        note.click()
        pages[name].keyboard.type(f"Note of {name}")
    for page in pages.values():
        keep(page, page.locator("textarea[name=note]"))
        page.context.close()
    assert {(one.note, one.by.username) for one in Activity.objects.all()} == {
        ("Note of alice", "alice"),
        ("Note of bob", "bob"),
    }
