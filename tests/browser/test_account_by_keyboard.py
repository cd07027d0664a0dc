"""The account in a real Chromium, by keyboard alone: find, read, ask why, apply, print; axe looks at every page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.config import clock
from creditdesk.followup.models import Activity
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.plugins.browser import accessibility_violations
from tests.web.clients import client_of
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def days_ago(world: World) -> Any:
    """A day so long before the real today, which the server goes by."""
    return lambda days: clock.today() - dt.timedelta(days=days)


@pytest.fixture
def acme(world: World, days_ago: Any) -> World:
    """Acme owes three invoices of different age, and has paid 431.27 that nobody applied."""
    for number, (amount, late) in enumerate(((10_000, 50), (20_000, 10), (40_000, -20)), start=1):
        dates = {"document_date": days_ago(late + 30), "due_date": days_ago(late), "as_of": clock.today()}
        builders.invoice(world.acme, amount=amount, number=f"INV-{number}", **dates)
    builders.payment(world.acme, amount=43_127, document_date=days_ago(2), as_of=clock.today(), number="PAY-1")
    refresh_worklist(as_of=clock.today())
    return world


def _sign_in(page: Page, live_server: Any, user: Any, path: str = "/accounts/") -> Page:
    client = client_of(user)
    cookies = [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(live_server.url + path)
    return page


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_everything_about_a_payment_takes_the_palette_its_amount_and_enter(
    page: Page, live_server: Any, acme: World
) -> None:
    _sign_in(page, live_server, acme.alice)

    _press(page, "/")
    page.keyboard.type("431.27")
    expect(page.get_by_role("option", name="PAY-1")).to_be_visible()
    _press(page, "Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Payment PAY-1")
    assert accessibility_violations(page) == []


def test_the_account_is_read_by_its_keys(page: Page, live_server: Any, acme: World) -> None:
    _sign_in(page, live_server, acme.alice)
    assert accessibility_violations(page) == []

    _press(page, "j", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Acme Camera")
    assert accessibility_violations(page) == []

    _press(page, "j", "x", "j", "x")
    expect(page.locator("[data-selected-sum]")).to_have_text("300.00")
    for key, heading in (("2", "Closed"), ("3", "Payments and credits"), ("4", "Family"), ("5", "Contacts")):
        _press(page, key)
        expect(page.locator(".tabs a[aria-current]").first).to_contain_text(heading)
        assert accessibility_violations(page) == []
    for key, heading in (("6", "Orders"), ("7", "Promises"), ("8", "Letters"), ("9", "Mail"), ("0", "Events")):
        _press(page, key)
        expect(page.locator(".tabs a[aria-current]").first).to_contain_text(heading)
        assert accessibility_violations(page) == []
    _press(page, "Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accounts")


def test_a_figure_answers_why_and_the_statement_is_one_key_away(page: Page, live_server: Any, acme: World) -> None:
    _sign_in(page, live_server, acme.alice, f"/accounts/{acme.acme.id}/")

    page.get_by_role("link", name="300.00", exact=False).first.focus()
    _press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Past due: 300.00 USD")
    assert accessibility_violations(page) == []

    _press(page, "Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Acme Camera")
    _press(page, "s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Statement of account")
    assert accessibility_violations(page) == []
    page.emulate_media(media="print")
    expect(page.locator(".statement")).to_be_visible()
    expect(page.locator(".rail")).to_be_hidden()
    expect(page.locator(".page-head")).to_be_hidden()


def test_a_note_is_written_without_leaving_the_account(page: Page, live_server: Any, acme: World) -> None:
    _sign_in(page, live_server, acme.alice, f"/accounts/{acme.acme.id}/")

    _press(page, "n")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert accessibility_violations(page) == []
    page.keyboard.type("Check run is on Thursdays")
    _press(page, "Control+Enter")

    expect(page.locator(".timeline")).to_contain_text("Check run is on Thursdays")
    expect(page.get_by_role("heading", level=1)).to_have_text("Acme Camera")
    assert Activity.objects.get().note == "Check run is on Thursdays"


def test_a_payment_is_applied_as_proposed(page: Page, live_server: Any, acme: World) -> None:
    payment = OpenItem.objects.get(number="PAY-1")
    _sign_in(page, live_server, acme.erin, f"/items/{payment.id}/")

    _press(page, "a")
    expect(page.get_by_label("Amount applied to INV-1")).to_be_focused()
    assert accessibility_violations(page) == []
    _press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Application, posting")
    assert accessibility_violations(page) == []
    assert dict(OpenItem.objects.values_list("number", "open_minor")) == {
        "INV-1": 0,
        "INV-2": 0,
        "INV-3": 26_873,
        "PAY-1": 0,
    }

    _press(page, "r")
    expect(page.get_by_label("Why it is taken back")).to_be_focused()
    assert accessibility_violations(page) == []
    page.keyboard.type("wrong customer")
    _press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reversal, posting")
    assert OpenItem.objects.get(number="INV-1").open_minor == 10_000


def test_the_next_account_of_the_worklist_is_one_key_away(
    page: Page, live_server: Any, acme: World, days_ago: Any
) -> None:
    other = builders.customer(acme.northlight, name="Brightwater", portfolio=acme.portfolio)
    dates = {"document_date": days_ago(40), "due_date": days_ago(10), "as_of": clock.today()}
    builders.invoice(other, amount=1_000, **dates)
    refresh_worklist(as_of=clock.today())
    _sign_in(page, live_server, acme.alice, f"/accounts/{acme.acme.id}/")

    _press(page, "]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Brightwater")
    _press(page, "[")
    expect(page.get_by_role("heading", level=1)).to_have_text("Acme Camera")


def test_the_pages_fit_a_telephone(page: Page, live_server: Any, acme: World) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    item = OpenItem.objects.get(number="INV-1")
    _sign_in(page, live_server, acme.sam)

    for path in (
        "/accounts/",
        f"/accounts/{acme.acme.id}/",
        f"/items/{item.id}/",
        f"/accounts/{acme.acme.id}/statement/",
    ):
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert accessibility_violations(page) == []
