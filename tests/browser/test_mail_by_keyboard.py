"""The mail in a real Chromium, by keyboard alone: the keys that an answer takes are counted here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from creditdesk.followup.actions import attach_document
from creditdesk.mail.models import OutgoingMessage
from tests import builders
from tests.mail.post import arrived, contact, mailbox, written
from tests.plugins.browser import violations_in_either_theme
from tests.web.clients import client_of
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(autouse=True)
def a_monday_morning() -> Iterator[None]:
    """It is ten o'clock, and time goes on."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def today(page: Page, live_server: Any, world: World) -> Page:
    """Alice's day begins; Ann of Acme asked for papers in the night, and they are kept on the account."""
    box = mailbox(world.northlight, by=world.adam)
    contact(world.acme, email="ann@acme.example")
    builders.invoice(world.acme, amount=9_310_00, number="88077")
    for name in ("invoice-88077.pdf", "POD-88077.pdf"):
        attach_document(world.acme, name=name, content=f"%PDF-1.4 {name}".encode(), by=world.fay, at=NOW)
    arrived(box, written(subject="Papers", text="Please send me invoice 88077 and its POD."))
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


def test_please_send_me_the_invoice_and_its_pod_takes_four_keys_from_today(today: Page, transactional_db: None) -> None:
    used = press(today, "g", "n")
    expect(today.get_by_role("heading", level=1)).to_have_text("Mail")
    expect(today.locator("[data-row].is-current")).to_have_count(1)
    used += press(today, "Enter")
    expect(today.get_by_role("heading", level=1)).to_have_text("Papers")
    today.wait_for_load_state("load")
    expect(today.get_by_text("Please send me invoice 88077 and its POD.").first).to_be_visible()
    expect(today.locator("input[name=document]:checked")).to_have_count(2)
    assert violations_in_either_theme(today) == []
    used += press(today, "s")
    expect(today.get_by_text("The answer is on its way.")).to_be_visible()
    assert used == 4
    sent = OutgoingMessage.objects.get()
    assert sent.to_address == "ann@acme.example" and "Enclosed: POD-88077.pdf, invoice-88077.pdf." in sent.text
    assert {one.name: bytes(one.content) for one in sent.attachments.all()} == {
        name: f"%PDF-1.4 {name}".encode() for name in ("invoice-88077.pdf", "POD-88077.pdf")
    }
