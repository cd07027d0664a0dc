"""A real Chromium for the tests marked `browser`.

    @pytest.mark.browser
    def test_a_note_is_written_by_keyboard_alone(page: Page, live_server: LiveServer) -> None:
        page.goto(live_server.url + "/")
        page.keyboard.press("n")
        assert accessibility_violations(page) == []

The browser is the machine's own (`make test` names it in CHROMIUM): one per process, a fresh profile per test. Any
error on the page's console fails the test at its end, so that a refused script or a missing file is noticed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, sync_playwright

from scripts.test import browser as installed_browser

# A laptop's window; the phone has its own tests.
WINDOW = ViewportSize(width=1280, height=900)
# The ordinary start-up of Chromium calls its maker's servers; a test talks to nobody but the desk.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE_MS = 10_000
# A form that comes back with what is wrong in it is an answer like any other; Chromium complains of it all the same.
DESIGNED_ANSWERS = ("status of 409", "status of 422")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this test process."""
    executable = installed_browser()
    if executable is None:
        pytest.skip("no Chromium on this machine")
    # Playwright keeps an event loop in this thread, and Django takes that for asynchronous code, which it is not.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # Chromium refuses its sandbox to root; the pages it sees here are our own.
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh profile's page; what its console complains about fails the test."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(answer in message.text for answer in DESIGNED_ANSWERS):
            complaints.append(message.text)

    context = chromium.new_context(viewport=WINDOW, locale="en-US", timezone_id="America/New_York")
    context.set_default_timeout(PATIENCE_MS)
    context.on("page", _press_when_it_listens)
    page = context.new_page()
    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints, "\n".join(complaints)


def _press_when_it_listens(page: Page) -> None:
    """A heading can be seen before the scripts at the end of a page have run. Nobody is as fast as a test: its keys
    wait for them.
    """
    press = page.keyboard.press

    def patiently(key: str, **more: Any) -> None:
        page.wait_for_load_state("load")
        press(key, **more)

    page.keyboard.press = patiently  # type: ignore[method-assign]


def violations_in_either_theme(page: Page) -> list[str]:
    """What axe finds on the page in the light theme and in the dark one; the window keeps the dark one."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {fault}" for fault in accessibility_violations(page)]
    return found


def accessibility_violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, one line per place: the rule and the element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(answer => answer.violations)")
    return [f"{rule['id']}: {rule['help']}: {node['html']}" for rule in found for node in rule["nodes"]]
