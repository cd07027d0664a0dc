"""F12 in a real Chromium: pages full of payloads run nothing, load nothing, send nothing, and report nothing.

What only looks dead to a parser of ours could live in a browser. Each window counts what its payloads would do, every
report of the page's own policy, every dialog, and every request to somewhere else; an error on the console fails the
test as well (`tests/plugins/browser.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Dialog, Page, Request

from creditdesk.followup.worklist import refresh_worklist
from creditdesk.parties.models import User
from tests.faults.poisoned_day import poison_day
from tests.faults.test_injection import packs, poison_customer, poison_followup, poison_items
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.web.clients import sign_in
from tests.world import NOW, TODAY, World

pytestmark = [pytest.mark.browser, pytest.mark.long]
# Of the accounts and of each kind of object, how many are opened.
ACCOUNTS, OBJECTS = figure(3, full=100), figure(2, full=100)
LISTEN = """
window.reports = [];
window.xq7 = () => window.reports.push("ran");
document.addEventListener("securitypolicyviolation", (event) =>
  window.reports.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""


@pytest.fixture(autouse=True)
def on_the_worlds_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def addresses(world: World) -> Iterator[tuple[User, str]]:
    """Who opens which page: lists, accounts and objects whose every text is a payload."""
    some = packs(150)[:ACCOUNTS]
    customers = [poison_customer(world, number, pack) for number, pack in enumerate(some)]
    for customer, pack in zip(customers, some, strict=True):
        with transaction.atomic():
            poison_items(customer, pack)
        poison_followup(world, customer, pack)
    objects = poison_day(world)
    refresh_worklist(as_of=TODAY)
    for name in ("today", "accounts", "letters", "mail", "ticklers", "delinquent"):
        yield world.alice, reverse(name)
    for customer in customers:
        for name in ("account", "account_timeline", "account_contacts", "call"):
            yield world.alice, reverse(name, args=[customer.id])
    for name, argument in (
        ("mail_in", "incoming_id"),
        ("mail_out", "outgoing_id"),
        ("letter", "letter_id"),
        ("customer_event", "event_id"),
        ("data_change", "change_id"),
    ):
        for key in objects[argument][:OBJECTS]:
            yield world.carol, reverse(name, args=[key])


@pytest.mark.timeout(figure(300, full=1800))
def test_pages_full_of_payloads_run_load_and_report_nothing(
    page: Page, live_server: Any, world: World, transactional_db: None, counted: Counted
) -> None:
    happened: list[str] = []

    def told(dialog: Dialog) -> None:
        happened.append(dialog.message)
        dialog.dismiss()

    def requested(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:", "about:")):
            happened.append(f"asked {request.url[:80]}")

    page.add_init_script(LISTEN)
    page.on("dialog", told)
    page.on("request", requested)
    looked_at = 0
    for user, path in addresses(world):
        sign_in(page, live_server, user, path)
        assert page.url.startswith(f"{live_server.url}{path}"), page.url
        page.locator("body").hover()
        happened += [f"{path}: {report}" for report in page.evaluate("window.reports")]
        looked_at += 1
    assert happened == []
    counted("F12 in a browser", f"{looked_at} pages full of payloads, 0 reports of the policy, nothing ran or left")
