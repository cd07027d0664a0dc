"""The shell in a real Chromium: all of it by keyboard, in both themes, at phone width, and axe finds nothing.

The page under test is the gallery, because it has every component in every state; the palette's answer is fixed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import path, reverse
from playwright.sync_api import Page, expect

from creditdesk.config.urls import urlpatterns as desk_urls
from tests.plugins.browser import accessibility_violations, violations_in_either_theme
from tests.world import World

PHONE = 360


def palette(request: HttpRequest) -> HttpResponse:
    """Two fixed customers for any words."""
    results = [{"url": f"/gallery/?found={name}", "label": name, "hint": ""} for name in ("Alder", "Birch")]
    context = {"q": request.GET.get("q", ""), "groups": [{"label": "Customers", "results": results}]}
    return render(request, "components/palette_results.html", context)


urlpatterns = [path("palette/", palette, name="palette"), *desk_urls]

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.urls(__name__)]


@pytest.fixture
def desk(page: Page, live_server: Any, client: Client, world: World) -> Page:
    """The gallery as Alice sees it."""
    client.force_login(world.alice)
    cookies = [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(live_server.url + "/gallery/")
    return page


def test_axe_finds_nothing_on_any_component_in_either_theme(desk: Page) -> None:
    assert violations_in_either_theme(desk) == []


def test_a_phone_needs_no_sideways_scrolling_and_axe_finds_nothing(desk: Page) -> None:
    desk.set_viewport_size({"width": PHONE, "height": 780})
    assert desk.evaluate("document.documentElement.scrollWidth") == PHONE
    assert accessibility_violations(desk) == []


def test_rows_are_walked_selected_and_opened_by_keys(desk: Page) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    expect(desk.locator("[data-row].is-current")).to_contain_text("Brightwater")
    desk.keyboard.press("k")
    expect(desk.locator("[data-row].is-current")).to_contain_text("Alder & Finch")
    desk.keyboard.press("x")
    expect(desk.locator("[data-bulk]")).to_contain_text("1 selected")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(desk.url.split("#")[0] + "#account-1")


def test_keys_are_plain_letters_while_a_person_types(desk: Page) -> None:
    desk.keyboard.press("f")
    desk.keyboard.type("jxc?")
    expect(desk.locator("#q")).to_have_value("jxc?")
    expect(desk.locator("dialog[open]")).to_have_count(0)
    desk.keyboard.press("Escape")
    desk.keyboard.press("c")
    expect(desk.get_by_role("dialog", name="Log a call")).to_be_visible()


def test_the_help_lists_the_keys_that_the_page_declares(desk: Page) -> None:
    desk.keyboard.press("?")
    dialog = desk.get_by_role("dialog", name="Keys of this page")
    expect(dialog).to_contain_text("Log a call")
    expect(dialog).to_contain_text("Search in the list")
    assert accessibility_violations(desk) == []


def test_single_keys_can_be_switched_off_and_stay_off(desk: Page) -> None:
    desk.keyboard.press("?")
    desk.locator("[data-single-keys]").uncheck()
    desk.reload()
    desk.keyboard.press("c")
    expect(desk.locator("dialog[open]")).to_have_count(0)
    desk.keyboard.press("Control+k")
    expect(desk.locator("#palette")).to_be_visible()


def test_the_palette_opens_finds_and_goes_by_keyboard(desk: Page) -> None:
    desk.keyboard.press("Control+k")
    desk.keyboard.type("bir")
    expect(desk.get_by_role("option", name="Birch")).to_be_visible()
    desk.keyboard.press("ArrowDown")
    expect(desk.get_by_role("option", name="Birch")).to_have_attribute("aria-selected", "true")
    assert accessibility_violations(desk) == []
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/gallery/?found=Birch")
    desk.keyboard.press("/")
    expect(desk.get_by_role("group", name="Customers")).to_be_visible()


def test_a_half_typed_note_survives_a_reload(desk: Page) -> None:
    desk.keyboard.press("c")
    desk.keyboard.type("She pays on Thursday")
    desk.reload()
    expect(desk.locator("#what")).to_have_value("She pays on Thursday")


def test_a_lost_connection_says_so(desk: Page) -> None:
    desk.wait_for_load_state("networkidle")
    desk.context.set_offline(True)
    expect(desk.locator("[data-connection]")).to_contain_text("The connection is lost")
    desk.context.set_offline(False)
    expect(desk.locator("[data-connection]")).to_be_empty()


def test_the_theme_is_kept_by_the_server(desk: Page) -> None:
    desk.get_by_role("button", name="Your menu").click()
    with desk.expect_response("**/theme/"):
        desk.get_by_role("button", name="Dark").click()
    desk.reload()
    assert desk.locator("html").get_attribute("data-theme") == "dark"


def test_an_undo_toast_from_an_answer_answers_to_its_key(desk: Page) -> None:
    told = {"text": "Released", "tone": "success", "undo": "/gallery/"}
    desk.evaluate("told => document.dispatchEvent(new CustomEvent('toast', {detail: told}))", told)
    expect(desk.get_by_role("status", name="Messages")).to_contain_text("Released")
    with desk.expect_request(lambda request: request.method == "POST" and request.url.endswith("/gallery/")):
        desk.keyboard.press("u")


def test_the_next_page_was_fetched_ahead_and_opens_without_a_visit_to_the_server(desk: Page) -> None:
    desk.wait_for_load_state("networkidle")
    desk.evaluate("window.stillHere = true")
    visits: list[str] = []
    desk.on("request", lambda request: visits.append(request.url) if request.resource_type == "document" else None)
    desk.keyboard.press("]")
    expect(desk).to_have_url(re.compile(r"/gallery/\?next=1$"))
    assert desk.evaluate("window.stillHere") is True
    assert visits == []
    desk.keyboard.press("j")
    expect(desk.locator("[data-row].is-current")).to_contain_text("Alder & Finch")
    desk.go_back()
    expect(desk).to_have_url(re.compile(r"/gallery/$"))
    expect(desk.locator("html")).to_be_visible()
    assert visits != []


def test_the_pages_of_the_sign_in_library_wear_the_look_of_the_desk(desk: Page, live_server: Any) -> None:
    for name in ("account_change_password", "mfa_index", "account_logout", "account_reauthenticate"):
        desk.goto(live_server.url + reverse(name))
        expect(desk.get_by_role("heading", level=1)).to_have_count(1)
        expect(desk.get_by_role("main")).to_have_count(1)
        assert accessibility_violations(desk) == [], name


def test_a_role_that_decides_is_led_to_set_up_its_second_factor(
    page: Page, live_server: Any, client: Client, world: World
) -> None:
    page.goto(live_server.url + reverse("account_login"))
    assert accessibility_violations(page) == []
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    client.force_login(world.carol)
    cookies = [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(live_server.url + reverse("mfa_activate_totp"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert accessibility_violations(page) == []
