"""Every page of the desk in a real Chromium, as the matrix lists them: axe finds nothing, a phone will do.

A test is a person who walks through all pages of theirs in one window: looking at a page changes nothing for the next.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize

from creditdesk.parties.models import User
from tests.plugins.browser import WINDOW, accessibility_violations
from tests.web.clients import sign_in
from tests.web.permission_matrix import Row
from tests.web.routes import CAST, PAGE_ROWS, answer, in_address
from tests.world import ROLES, World

pytestmark = [pytest.mark.browser, pytest.mark.long]

PHONE = 390
# One row for each address that answers a GET; a file or a part of a page is told from a page by what it answers.
ASKED = {row.route: row for row in PAGE_ROWS if row.method == "GET" and not row.gone}


def _readers(row: Row) -> list[str]:
    """Those who may open the page and see the object in its address."""
    sees = row.who & row.kind.sees_own if row.kind else row.who
    return [name for name in CAST if ROLES[name] in sees]


def _walks() -> dict[str, list[str]]:
    """Who walks through which pages: each falls to the first who may open it."""
    walks = defaultdict(list)
    for route in sorted(ASKED):
        walks[_readers(ASKED[route])[0]].append(route)
    return walks


# Who opens each page, None where the answer is none: what one walk has found out, the next ones need not ask again.
_openers: dict[tuple[str, ...], str | None] = {}


def _opened(row: Row, world: World, *, readers: list[str]) -> tuple[User, str] | None:
    """Who opens the page at which path, None where the answer is a file, a part of a page or the way to another."""
    known = (row.route, *readers)
    if known in _openers and _openers[known] is None:
        return None
    arguments = row.kind.own(world) if row.kind else {}
    if known not in _openers:
        _openers[known] = _opener(row, world, arguments, readers=readers)
    if (name := _openers[known]) is None:
        return None
    path = reverse(row.route, kwargs=in_address(row, arguments))
    return getattr(world, name), f"{path}?{urlencode(arguments)}" if row.place == "query" else path


def _opener(row: Row, world: World, arguments: dict[str, Any], *, readers: list[str]) -> str | None:
    for name in readers:
        seen = answer(row, getattr(world, name), arguments)
        if seen.status_code == 200 and not seen.streaming and b"<!DOCTYPE html>" in seen.content:
            return name
        if seen.status_code != 404:  # who has no second factor has no page about it; somebody else has
            break
    return None


def _faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands in the window, in the light theme, and on a phone in the dark one."""
    found = accessibility_violations(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": PHONE, "height": 844})
    if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE:
        found.append(f"a phone of {PHONE} scrolls sideways to {width}")
    return found + accessibility_violations(page)


def _found(page: Page, live_server: Any, opened: tuple[User, str]) -> list[str]:
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WINDOW)
    sign_in(page, live_server, *opened)
    return _faults(page)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("name", "routes"), _walks().items(), ids=_walks())
def test_axe_finds_nothing_in_either_theme_and_a_phone_needs_no_sideways_scrolling(
    page: Page, live_server: Any, world: World, name: str, routes: list[str]
) -> None:
    faults = {}
    for route in routes:
        if opened := _opened(ASKED[route], world, readers=_readers(ASKED[route])):
            faults[route] = _found(page, live_server, opened)
    assert faults, "no page was looked at"
    assert {route: found for route, found in faults.items() if found} == {}


@pytest.mark.timeout(600)
def test_the_pages_of_imports_are_as_sound_for_an_auditor_whom_they_offer_no_act(
    page: Page, live_server: Any, world: World
) -> None:
    faults = {}
    for route, row in ASKED.items():
        if "import" in route and "audrey" in _readers(row) and (opened := _opened(row, world, readers=["audrey"])):
            faults[route] = _found(page, live_server, opened)
    assert {"imports", "import", "import_rows", "import_differences"} <= faults.keys()
    assert {route: found for route, found in faults.items() if found} == {}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", ["es", "fr"])
def test_longer_words_need_no_sideways_scrolling(page: Page, live_server: Any, world: World, language: str) -> None:
    User.objects.update(language=language)
    wide = {}
    looked_at = 0
    for routes in _walks().values():
        for route in routes:
            if opened := _opened(ASKED[route], world, readers=_readers(ASKED[route])):
                looked_at += 1
                page.set_viewport_size(WINDOW)
                sign_in(page, live_server, *opened)
                assert page.locator("html").get_attribute("lang") == language, route
                for window in (WINDOW, ViewportSize(width=PHONE, height=844)):
                    page.set_viewport_size(window)
                    if (width := page.evaluate("document.documentElement.scrollWidth")) > window["width"]:
                        wide[route, window["width"]] = width
    assert looked_at > 50
    assert wide == {}
