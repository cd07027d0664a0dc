"""The delinquent log and the exception list in a real Chromium, by keyboard alone."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.config import clock
from creditdesk.followup.models import ExceptionDecision, Tickler
from creditdesk.followup.worklist import refresh_worklist
from tests import builders
from tests.plugins.browser import accessibility_violations
from tests.web.clients import sign_in
from tests.world import World

pytestmark = pytest.mark.browser
LONG = "Brightwater Photographic and Cinematographic Wholesale Supply Company of the Greater Lakes Region, Incorporated"


@pytest.fixture
def late(world: World) -> World:
    """Acme in US dollars and a customer with a very long name in Canadian ones, both forty days late."""
    day = clock.today()
    due = day - dt.timedelta(days=40)
    dates = {"due_date": due, "document_date": due, "as_of": day}
    builders.invoice(world.acme, amount=900_00, **dates)
    other = builders.customer(world.northlight, name=LONG, portfolio=world.portfolio)
    builders.invoice(other, amount=70_000, currency="CAD", **dates)
    refresh_worklist(as_of=day)
    return world


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _marked(page: Page) -> Any:
    return page.locator("[data-row].is-current a[data-open]")


def test_the_log_is_narrowed_and_its_marked_account_gets_a_tickler(page: Page, live_server: Any, late: World) -> None:
    sign_in(page, live_server, late.alice, "/delinquent/")
    expect(page.locator("[data-row]")).to_have_count(2)

    _press(page, "f")
    expect(page.get_by_label("Portfolio")).to_be_focused()
    page.get_by_label("Currency").focus()
    _press(page, "U", "Enter")
    expect(page).to_have_url(re.compile(r"currency=USD"))
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_text("Delinquent log")
    assert accessibility_violations(page) == []

    page.locator("body").press("t")
    expect(page.locator("#follow-up input[name=next_cause]")).to_be_focused()
    page.keyboard.type("Send the statement")
    _press(page, "Enter")
    expect(page.get_by_text("Planned for Acme Camera")).to_be_visible()
    expect(page.locator("[data-row]")).to_contain_text("Send the statement")
    assert Tickler.objects.get().cause == "Send the statement"


def test_back_from_an_account_leads_to_the_log_as_it_was_narrowed(page: Page, live_server: Any, late: World) -> None:
    sign_in(page, live_server, late.alice, "/delinquent/?currency=USD")
    _press(page, "j", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Acme Camera")
    _press(page, "Escape")
    expect(page).to_have_url(re.compile(r"/delinquent/\?currency=USD$"))


def test_going_back_shows_the_filter_of_the_address(page: Page, live_server: Any, late: World) -> None:
    sign_in(page, live_server, late.alice, "/delinquent/")
    page.get_by_label("Currency").focus()
    _press(page, "U", "Enter")
    expect(page).to_have_url(re.compile(r"currency=USD"))
    page.go_back()
    expect(page.locator("[data-row]")).to_have_count(2)
    expect(page.get_by_label("Currency")).to_have_value("")


def test_the_lists_fit_a_sheet_of_paper_and_nothing_on_it_can_be_pressed(
    page: Page, live_server: Any, late: World
) -> None:
    sheet = 688  # an A4 sheet between its margins
    for path in ("/delinquent/", "/exceptions/"):
        sign_in(page, live_server, late.bob, path)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": sheet, "height": 1000})
        assert page.evaluate("document.documentElement.scrollWidth") <= sheet, path
        expect(page.locator("main").get_by_role("link", name="Decide")).to_have_count(0)
        expect(page.locator("[data-row].is-current")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
        page.emulate_media(media="screen")


def test_a_filter_that_nothing_fits_says_so(page: Page, live_server: Any, late: World) -> None:
    sign_in(page, live_server, late.alice, "/delinquent/?bucket=5")
    expect(page.locator("[data-row]")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("No account fits")
    assert accessibility_violations(page) == []


@pytest.mark.parametrize("path", ["/delinquent/", "/exceptions/"])
def test_a_very_long_name_leaves_the_list_as_wide_as_the_window(
    page: Page, live_server: Any, late: World, path: str
) -> None:
    sign_in(page, live_server, late.bob, path)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        frames = "[...document.querySelectorAll('.table-wrap')].filter(one => one.scrollWidth > one.clientWidth).length"
        assert page.evaluate(frames) == 0, width


def test_the_supervisor_decides_about_an_account_and_it_leaves_the_list(
    page: Page, live_server: Any, late: World
) -> None:
    sign_in(page, live_server, late.bob, "/exceptions/")
    expect(_marked(page)).to_have_count(1)
    decided = str(_marked(page).text_content())

    _press(page, "d")
    expect(page.locator("#follow-up select[name=kind]")).to_be_focused()
    assert accessibility_violations(page) == []
    _press(page, "ArrowDown", "Tab")
    page.keyboard.type("The plant is closed over the holidays")
    _press(page, "Tab")
    page.keyboard.type("+10")
    _press(page, "Enter")

    expect(page.get_by_text(f"Decided for {decided}")).to_be_visible()
    expect(page.locator("[data-worklist] [data-row]")).to_have_count(1)
    expect(page.locator(":focus")).to_have_attribute("data-open", "")
    decision = ExceptionDecision.objects.get()
    assert (decision.kind, decision.reason) == ("accepted", "The plant is closed over the holidays")

    _press(page, "2")
    expect(page.locator("main")).to_contain_text("The plant is closed over the holidays")
    assert accessibility_violations(page) == []


def test_a_decision_without_a_reason_stands_in_the_dialog_beside_its_field(
    page: Page, live_server: Any, late: World
) -> None:
    sign_in(page, live_server, late.bob, "/exceptions/")
    _press(page, "d")
    expect(page.locator("#follow-up select[name=kind]")).to_be_focused()
    page.locator("#follow-up input[name=until]").fill("someday")
    page.locator("#follow-up input[name=reason]").fill("why not")
    _press(page, "Enter")
    expect(page.locator("#follow-up .field-error")).to_contain_text("is not a date")
    expect(page.locator("#follow-up input[name=until]")).to_be_focused()
    assert not ExceptionDecision.objects.exists()
