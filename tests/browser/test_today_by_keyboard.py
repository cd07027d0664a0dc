"""Today in a real Chromium, by keyboard alone: the keys that a task takes are counted here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from creditdesk.config import clock
from creditdesk.followup.models import Activity, Tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.parties.models import Customer
from tests import builders
from tests.plugins.browser import accessibility_violations, violations_in_either_theme
from tests.web.clients import client_of
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(autouse=True)
def a_monday_morning() -> Iterator[None]:
    """Whether a call may be recorded depends on the hour: it is ten o'clock for everybody, and time goes on."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def today(page: Page, live_server: Any, world: World) -> Page:
    """Alice's list of three accounts, the largest first."""
    day = clock.today()
    for name, amount in (("Birch Studio", 900_00), ("Cedar Optics", 700_00), ("Dove Photo", 500_00)):
        customer = builders.customer(
            world.northlight, name=name, portfolio=world.portfolio, time_zone="America/New_York"
        )
        due = day - dt.timedelta(days=33)
        builders.invoice(customer, amount=amount, due_date=due, document_date=due, as_of=day)
    refresh_worklist(as_of=day)
    client = client_of(world.alice)
    cookies = [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(live_server.url + "/today/")
    return page


def press(page: Page, *keys: str) -> int:
    """Press the keys one after the other, once the page has answered each; returns how many."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def marked(page: Page) -> Any:
    return page.locator("[data-row].is-current a[data-open]")


def test_a_call_without_answer_and_a_callback_in_two_days_takes_three_keys_and_goes_on(
    today: Page, transactional_db: None
) -> None:
    used = press(today, "l")
    expect(today.locator("#follow-up input[value=no_answer]")).to_be_focused()
    used += press(today, "1", "Enter")
    expect(today.locator("#follow-up")).not_to_be_visible()
    expect(today.get_by_text("Kept for Birch Studio")).to_be_visible()
    expect(marked(today)).to_have_text("Cedar Optics")
    assert used == 3
    activity, tickler = Activity.objects.get(), Tickler.objects.get()
    assert (activity.customer.name, activity.outcome) == ("Birch Studio", "no_answer")
    assert (tickler.cause, tickler.due_date) == ("Call again", clock.today() + dt.timedelta(days=2))


def test_a_promise_of_all_that_is_past_due_for_friday_takes_seven_keys_and_goes_on(
    today: Page, transactional_db: None
) -> None:
    used = press(today, "l")
    expect(today.locator("#follow-up input[value=no_answer]")).to_be_focused()
    used += press(today, "4")
    expect(today.locator("#follow-up input[name=promised_date]")).to_be_focused()
    used += press(today, "f", "r", "i", "Enter")
    expect(marked(today)).to_have_text("Cedar Optics")
    assert used <= 7
    activity = Activity.objects.get()
    assert activity.promised_date is not None
    assert (activity.promised_minor, activity.promised_date.weekday()) == (900_00, 4)


def test_keys_that_are_pressed_before_the_form_has_come_are_not_lost(today: Page, transactional_db: None) -> None:
    press(today, "l", "4", *"fri", "Enter")
    expect(marked(today)).to_have_text("Cedar Optics")
    activity = Activity.objects.get()
    assert (activity.outcome, activity.promised_minor) == ("promised", 900_00)


def test_a_note_that_was_half_typed_survives_a_reload(today: Page, transactional_db: None) -> None:
    press(today, "n")
    note = today.locator("#follow-up textarea")
    expect(note).to_be_focused()
    today.keyboard.type("Ask about the credit memo")
    today.reload()
    press(today, "n")
    expect(today.locator("#follow-up textarea")).to_have_value("Ask about the credit memo")
    press(today, "Control+Enter")
    expect(today.get_by_text("Kept for Birch Studio")).to_be_visible()
    assert Activity.objects.get().note == "Ask about the credit memo"


def test_a_mistake_stands_in_the_dialog_again_beside_its_field(today: Page, transactional_db: None) -> None:
    press(today, "l")
    expect(today.locator("#follow-up input[value=no_answer]")).to_be_focused()
    press(today, "1", "d")
    today.keyboard.type("someday")
    press(today, "Enter")
    expect(today.locator("#follow-up .field-error")).to_contain_text("is not a date")
    expect(today.locator("#follow-up input[name=next_date]")).to_be_focused()
    assert not Activity.objects.exists()


def test_a_tickler_is_planned_and_snoozed_from_the_row(today: Page, transactional_db: None) -> None:
    press(today, "t")
    expect(today.locator("#follow-up input[name=next_cause]")).to_be_focused()
    today.keyboard.type("Send the statement")
    press(today, "Enter")
    expect(today.get_by_text("Planned for Birch Studio")).to_be_visible()
    today.goto(today.url.split("?")[0] + "?show=all")
    press(today, "s")
    expect(today.locator("#follow-up input[name=until]")).to_be_focused()
    today.keyboard.type("+5")
    press(today, "Enter")
    expect(today.get_by_text("Comes up again on")).to_be_visible()
    assert Tickler.objects.get().due_date == clock.today() + dt.timedelta(days=5)


def test_a_day_typed_in_short_says_which_day_it_is(today: Page, transactional_db: None) -> None:
    press(today, "l")
    meant = clock.today() + dt.timedelta(days=2)
    expect(today.locator("#follow-up [data-day-meant]")).to_contain_text(f"{meant:%a}, {meant:%b} {meant.day}")


def test_the_marked_row_is_as_high_as_the_others(today: Page, transactional_db: None) -> None:
    today.goto(today.url + "?show=all")
    expect(marked(today)).to_be_visible()
    heights = today.locator("[data-row]").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert len(set(heights)) == 1, heights


def test_back_from_an_account_leads_to_the_list_that_it_was_opened_from(today: Page, transactional_db: None) -> None:
    today.goto(today.url + "?show=all")
    press(today, "Enter")
    expect(today.locator("h1")).to_have_text("Birch Studio")
    expect(today.locator("[data-back]")).to_have_text("← Today")
    press(today, "Escape")
    expect(today).to_have_url(re.compile(r"/today/\?show=all$"))


def test_the_way_back_is_told_in_no_language_that_was_left(today: Page, transactional_db: None) -> None:
    press(today, "Enter")
    expect(today.locator("[data-back]")).to_have_text("← Today")
    today.locator("[name=language][value=fr]").evaluate("button => button.click()")
    expect(today.locator("html")).to_have_attribute("lang", "fr")
    expect(today.locator("[data-back]")).to_have_text("← Comptes")


def test_axe_finds_nothing_on_the_list_and_in_the_form_in_either_theme(today: Page, transactional_db: None) -> None:
    assert violations_in_either_theme(today) == []
    press(today, "l")
    expect(today.locator("#follow-up input[value=no_answer]")).to_be_focused()
    assert violations_in_either_theme(today) == []


def test_axe_finds_nothing_on_the_ticklers(today: Page, live_server: Any, world: World) -> None:
    for path in ("/ticklers/", "/ticklers/?show=coming"):
        today.goto(live_server.url + path)
        assert accessibility_violations(today) == [], path


def test_axe_finds_nothing_on_the_exceptions(page: Page, live_server: Any, world: World) -> None:
    day = clock.today()
    customer: Customer = world.acme
    due = day - dt.timedelta(days=40)
    builders.invoice(customer, amount=100_00, due_date=due, document_date=due, as_of=day)
    refresh_worklist(as_of=day)
    client = client_of(world.bob)
    cookies = [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(live_server.url + "/exceptions/")
    expect(page.get_by_role("link", name="Acme Camera", exact=True)).to_be_visible()
    assert accessibility_violations(page) == []


def test_a_phone_needs_no_sideways_scrolling(today: Page, transactional_db: None) -> None:
    today.set_viewport_size({"width": 360, "height": 780})
    assert today.evaluate("document.documentElement.scrollWidth") == 360
