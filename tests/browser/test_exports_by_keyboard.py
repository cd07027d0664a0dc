"""A table leaves the desk in a real Chromium by one key; a long list shows how far it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from creditdesk.config import clock
from creditdesk.exports import worker
from tests import builders
from tests.plugins.browser import accessibility_violations
from tests.web.clients import sign_in
from tests.web.files import sheet
from tests.world import World

pytestmark = pytest.mark.browser


def test_a_list_is_taken_out_by_one_key_and_the_page_stays(page: Page, live_server: Any, world: World) -> None:
    builders.invoice(world.acme, amount=900_00)
    sign_in(page, live_server, world.bob, "/accounts/")
    with page.expect_download() as told:
        page.keyboard.press("e")
    assert told.value.suggested_filename.startswith("accounts-")
    assert sheet(told.value.path().read_bytes())[1][2] == "Acme Camera"
    expect(page.get_by_role("heading", level=1)).to_have_text("Accounts")
    page.locator("body").press("a")
    page.get_by_label("As of").fill("5/31")
    with page.expect_download() as told:
        page.get_by_role("button", name="CSV").click()
    assert told.value.suggested_filename.startswith("aging-")


def test_a_long_list_shows_how_far_it_is_and_is_fetched_by_one_key(
    page: Page, live_server: Any, world: World, settings: Any
) -> None:
    settings.EXPORT_ROWS_AT_ONCE = 1
    for customer in (world.acme, world.zenith):
        builders.invoice(customer, amount=900_00)
    sign_in(page, live_server, world.bob, "/accounts/")
    page.keyboard.press("e")
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert accessibility_violations(page) == []
    worker.run_pending(now=clock.now)
    expect(page.get_by_text("The file is ready")).to_be_visible()
    assert accessibility_violations(page) == []
    with page.expect_download() as told:
        page.locator("body").press("e")
    assert told.value.suggested_filename.startswith("accounts-")
    page.goto(live_server.url + reverse("exports"))
    expect(page.get_by_role("link", name=told.value.suggested_filename)).to_be_visible()
    assert accessibility_violations(page) == []
