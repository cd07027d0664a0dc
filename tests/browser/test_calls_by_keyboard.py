"""The call mode in a real Chromium, by keyboard alone: the keys that a task takes are counted here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from creditdesk.followup.models import Activity, Tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.parties.models import Contact
from tests import builders
from tests.plugins.browser import violations_in_either_theme
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(autouse=True)
def a_monday_morning() -> Iterator[None]:
    """Whether a call is allowed depends on the hour: it is ten o'clock for everybody, and time goes on."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def today(page: Page, live_server: Any, world: World) -> Page:
    """Alice's list of three accounts, the largest first."""
    for name, amount in (("Birch Studio", 900_00), ("Cedar Optics", 700_00), ("Dove Photo", 500_00)):
        customer = builders.customer(world.northlight, name=name, portfolio=world.portfolio)
        due = TODAY - dt.timedelta(days=33)
        builders.invoice(customer, amount=amount, due_date=due, document_date=due, as_of=TODAY)
        Contact.objects.create(customer=customer, name=f"Ann of {name}", role="AP", phone="212 555 0142")
    refresh_worklist(as_of=TODAY)
    client = client_of(world.alice)
    cookies = [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(live_server.url + "/today/", timeout=30_000)
    return page


def press(page: Page, *keys: str) -> int:
    """Press the keys one after the other; returns how many."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def on_the_line(page: Page, name: str) -> None:
    """The call page of the customer stands there, and its keys answer."""
    expect(heading(page)).to_have_text(name)
    expect(page.locator("[data-clock][data-read]")).to_be_visible()


def test_a_call_with_no_answer_and_a_callback_in_two_days_takes_four_keys_at_most_and_goes_on(
    today: Page, transactional_db: None
) -> None:
    used = press(today, "c")
    on_the_line(today, "Birch Studio")
    used += press(today, "1", "n")
    on_the_line(today, "Cedar Optics")
    expect(today.get_by_text("Kept for Birch Studio")).to_be_visible()
    assert used <= 4
    activity, tickler = Activity.objects.get(), Tickler.objects.get()
    assert (activity.customer.name, activity.outcome) == ("Birch Studio", "no_answer")
    assert (tickler.cause, tickler.due_date) == ("Call again", TODAY + dt.timedelta(days=2))


def test_a_promise_for_all_past_due_items_on_friday_takes_eight_keys_at_most_and_goes_on(
    today: Page, transactional_db: None
) -> None:
    used = press(today, "c")
    on_the_line(today, "Birch Studio")
    used += press(today, "4")
    expect(today.locator("input[name=promised_date]")).to_be_focused()
    used += press(today, "f", "r", "i", "Enter")
    on_the_line(today, "Cedar Optics")
    assert used <= 8
    activity = Activity.objects.get()
    assert activity.promised_date is not None and activity.items
    assert (activity.promised_minor, activity.promised_date.weekday()) == (900_00, 4)


def test_the_account_under_the_keyboard_is_the_one_that_is_called(today: Page, transactional_db: None) -> None:
    press(today, "j", "c")
    on_the_line(today, "Cedar Optics")


def test_the_whole_list_is_called_without_a_hand_on_the_mouse(today: Page, transactional_db: None) -> None:
    press(today, "c")
    for name in ("Birch Studio", "Cedar Optics", "Dove Photo"):
        on_the_line(today, name)
        press(today, "1", "n")
    expect(heading(today)).to_have_text("Today")
    expect(today.get_by_text("Nobody else on your list may be called now")).to_be_visible()
    assert Activity.objects.count() == 3


def test_the_next_account_is_there_before_it_is_asked_for(today: Page, transactional_db: None) -> None:
    press(today, "c")
    on_the_line(today, "Birch Studio")
    with today.expect_response(lambda answer: "/call/" in answer.url and answer.request.method == "GET") as fetched:
        press(today, "1")
    assert fetched.value.request.headers["x-purpose"] == "prefetch"
    today.wait_for_timeout(200)
    visits = []
    today.on("request", lambda asked: visits.append(asked) if asked.is_navigation_request() else None)
    press(today, "n")
    on_the_line(today, "Cedar Optics")
    assert visits == []


def test_a_mistake_keeps_what_was_typed_beside_its_field(today: Page, transactional_db: None) -> None:
    press(today, "c")
    on_the_line(today, "Birch Studio")
    press(today, "w")
    today.keyboard.type("He wants a copy")
    press(today, "Escape", "4")
    expect(today.locator("input[name=promised_date]")).to_be_focused()
    today.keyboard.type("someday")
    press(today, "Enter")
    expect(today.locator(".field-error").first).to_contain_text("is not a date")
    expect(today.locator("textarea[name=note]")).to_have_value("He wants a copy")
    assert not Activity.objects.exists()


def test_a_half_typed_note_survives_a_reload(today: Page, transactional_db: None) -> None:
    press(today, "c")
    on_the_line(today, "Birch Studio")
    press(today, "w")
    today.keyboard.type("Check run is on Thursdays")
    today.reload()
    expect(today.locator("textarea[name=note]")).to_have_value("Check run is on Thursdays")


def test_a_dispute_is_told_by_keyboard(today: Page, transactional_db: None) -> None:
    press(today, "c")
    on_the_line(today, "Birch Studio")
    press(today, "5")
    expect(today.locator("input[name=dispute_item]").first).to_be_visible()
    today.locator("input[name=dispute_item]").first.focus()
    press(today, "Space", "Tab")
    today.keyboard.type("Short by two boxes")
    press(today, "Enter")
    on_the_line(today, "Cedar Optics")
    assert Activity.objects.get().customer.items.get().disputed_minor == 900_00


def test_an_incoming_caller_is_on_the_page_in_a_few_keys(today: Page, transactional_db: None) -> None:
    press(today, "Control+k")
    today.keyboard.type("incoming")
    expect(today.get_by_role("option", name="Incoming call")).to_be_visible()
    press(today, "Enter")
    expect(heading(today)).to_have_text("Incoming call")
    expect(today.locator("input[name=number][aria-keyshortcuts]")).to_be_visible()
    press(today, "f")
    today.keyboard.type("0142")
    press(today, "Enter")
    expect(today.get_by_text("It may be")).to_be_visible()
    expect(today.locator("[aria-keyshortcuts]").first).to_be_attached()
    press(today, "j", "Enter")
    expect(heading(today)).to_have_text("Cedar Optics")
    expect(today.get_by_text("They call us").first).to_be_visible()


def test_axe_finds_nothing_in_either_theme_and_a_phone_needs_no_sideways_scrolling(
    today: Page, live_server: Any, transactional_db: None
) -> None:
    press(today, "c")
    on_the_line(today, "Birch Studio")
    pages = [today.url, live_server.url + "/calls/incoming/?number=0142", live_server.url + "/today/plan/"]
    pages.append(live_server.url + "/calls/incoming/?number=9175550199")
    for address in pages:
        today.set_viewport_size({"width": 1280, "height": 900})
        today.goto(address)
        assert violations_in_either_theme(today) == [], address
        today.set_viewport_size({"width": 360, "height": 780})
        assert today.evaluate("document.documentElement.scrollWidth") == 360, address
