"""Every page of the desk in a real Chromium, as the matrix lists them: axe finds nothing, a phone will do."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from creditdesk.parties.models import User
from tests.plugins.browser import accessibility_violations
from tests.web import permission_matrix
from tests.web.clients import sign_in
from tests.web.permission_matrix import Row
from tests.web.routes import CAST, answer
from tests.world import World

pytestmark = pytest.mark.browser

PHONE = 390
# One row for each address that answers a GET; a file or a part of a page is told from a page by what it answers.
ASKED = {row.route: row for row in permission_matrix.ROWS if row.method == "GET" and not row.gone}


def _readers(row: Row, world: World) -> list[User]:
    """Those who may open the page and see the object in its address."""
    sees = row.who & row.kind.sees_own if row.kind else row.who
    return [person for name in CAST if (person := getattr(world, name)).desk_role in sees]


def _opened(row: Row, world: World) -> tuple[User, str] | None:
    """Who opens the page at which path, None where the answer is a file, a part of a page or the way to another."""
    arguments = row.kind.own(world) if row.kind else {}
    path = reverse(row.route, kwargs=arguments if row.place == "path" else {})
    for user in _readers(row, world):
        seen = answer(row, user, arguments)
        if seen.status_code == 200 and not seen.streaming and b"<!DOCTYPE html>" in seen.content:
            return user, f"{path}?{urlencode(arguments)}" if row.place == "query" else path
        if seen.status_code != 404:  # who has no second factor has no page about it; somebody else has
            break
    return None


@pytest.mark.parametrize("route", sorted(ASKED))
def test_axe_finds_nothing_in_either_theme_and_a_phone_needs_no_sideways_scrolling(
    page: Page, live_server: Any, world: World, route: str
) -> None:
    opened = _opened(ASKED[route], world)
    if opened is None:
        return
    user, path = opened

    page.emulate_media(color_scheme="light")
    sign_in(page, live_server, user, path)
    assert accessibility_violations(page) == []

    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": PHONE, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert accessibility_violations(page) == []
