"""Letters in a real Chromium, by keyboard alone: drafted, looked at, let go one by one or many at once, as files."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from docx import Document as WordDocument
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from creditdesk.config import clock
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.followup.models import Promise
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.letters.drafting import Wanted, draft_letter
from creditdesk.letters.models import Letter
from creditdesk.letters.running import step
from creditdesk.parties.models import Contact, Customer
from tests import builders
from tests.lettering import DAY, again, furnish, mailbox, send
from tests.plugins.browser import violations_in_either_theme
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

PAPER = "article.letter-paper"
pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(autouse=True)
def a_monday_morning() -> Iterator[None]:
    """It is ten o'clock, and time goes on."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def owing(world: World) -> World:
    """Acme owes 500.00 and Birch 900.00, both late, each with somebody to write to."""
    furnish(world)
    mailbox(world.northlight)
    birch = builders.customer(world.northlight, name="Birch Studio", portfolio=world.portfolio)
    Contact.objects.create(customer=birch, name="Bea Birch", email="bea@birch.example")
    for customer, number, amount in ((world.acme, "88077", 500_00), (birch, "88120", 900_00)):
        builders.invoice(customer, amount=amount, number=number, due_date=TODAY - 33 * DAY)
    refresh_worklist(as_of=TODAY)
    return world


def desk(page: Page, live_server: Any, world: World, path: str) -> Page:
    """Alice at the desk, on a page of it."""
    client = client_of(world.alice)
    cookies = [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}{path}", timeout=30_000)
    return page


def press(page: Page, *keys: str) -> int:
    """Press the keys one after the other; returns how many."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def drafted(world: World, customer: Customer, kind: LetterKind = LetterKind.REMINDER_1) -> Letter:
    wanted = Wanted(kind)
    return draft_letter(customer, wanted=wanted, by=world.alice, at=NOW, as_of=TODAY, key=f"{kind} {customer.id}")


def stands(page: Page, text: str, *, within: str = "h1") -> None:
    """The page with the text stands there, and its keys answer."""
    expect(page.locator(within)).to_contain_text(text)
    page.wait_for_load_state("load")


def birch() -> Customer:
    return Customer.objects.get(name="Birch Studio")


def test_a_letter_is_drafted_on_the_account_looked_at_and_sent(
    page: Page, live_server: Any, owing: World, transactional_db: None
) -> None:
    at = desk(page, live_server, owing, f"/accounts/{owing.acme.id}/")
    stands(at, "Acme Camera")
    press(at, "m")
    stands(at, "New letter")
    press(at, "j", "Enter")
    stands(at, "Reminder 1")
    at.locator("select[name=language]").focus()
    press(at, "Control+Enter")
    stands(at, "500.00 USD past due", within=PAPER)
    stands(at, "Invoice 88077", within=PAPER)
    assert violations_in_either_theme(at) == []
    press(at, "s")
    expect(at.get_by_text("It is on its way to ann@acme.example.")).to_be_visible()
    (wire,) = send(at=clock.now())
    assert b"reminder-1" in wire and Letter.objects.get().state == "sent"


def test_the_next_draft_stands_there_once_one_is_sent(
    page: Page, live_server: Any, owing: World, transactional_db: None
) -> None:
    drafted(owing, birch())
    drafted(owing, owing.acme)
    at = desk(page, live_server, owing, "/letters/")
    expect(at.locator("[data-row].is-current")).to_contain_text("Acme Camera")
    press(at, "Enter")
    stands(at, "Acme Camera", within=PAPER)
    press(at, "s")
    stands(at, "Birch Studio", within=PAPER)
    press(at, "s")
    stands(at, "Letters")
    assert len(send(at=clock.now())) == 2


def test_a_batch_is_chosen_let_go_and_followed_and_what_is_blocked_is_told(
    page: Page, live_server: Any, owing: World, transactional_db: None
) -> None:
    blocked = drafted(owing, owing.acme, LetterKind.HOLD_NOTICE)  # nobody told which orders wait
    letters = [drafted(owing, owing.acme), drafted(owing, birch())]
    at = desk(page, live_server, owing, "/letters/")
    expect(at.locator("[data-row].is-current")).to_contain_text("Birch Studio")
    press(at, "x", "j", "x", "j", "x")
    expect(at.locator("[data-bulk-count]")).to_have_text("3")
    press(at, "s")
    expect(at.get_by_text("0 of 3")).to_be_visible()
    while step(now=clock.now):
        pass
    at.reload()
    expect(at.get_by_text("Done", exact=True).first).to_be_visible()
    expect(at.get_by_text("1 were left out")).to_be_visible()
    assert [again(one).state for one in (*letters, blocked)] == ["queued", "queued", "draft"]
    assert len(send(at=clock.now())) == 2
    assert {again(one).state for one in letters} == {"sent"}


def test_all_drafts_go_by_one_key(page: Page, live_server: Any, owing: World, transactional_db: None) -> None:
    letters = [drafted(owing, owing.acme), drafted(owing, birch())]
    at = desk(page, live_server, owing, "/letters/")
    expect(at.locator("[data-row].is-current")).to_have_count(1)
    press(at, "A")
    expect(at.get_by_text("0 of 2")).to_be_visible()
    while step(now=clock.now):
        pass
    assert {again(one).state for one in letters} == {"queued"}


def test_the_letter_is_fetched_as_pdf_and_as_word_and_both_say_what_the_page_shows(
    page: Page, live_server: Any, owing: World, transactional_db: None
) -> None:
    letter = drafted(owing, owing.acme)
    at = desk(page, live_server, owing, f"/letters/{letter.id}/")
    stands(at, "Ann Miller", within=PAPER)
    said = ("Acme Camera", "Ann Miller", letter.subject, "Invoice 88077", "500.00")

    with at.expect_download() as fetched:
        press(at, "p")
    assert fetched.value.suggested_filename.endswith(".pdf")
    pages = PdfReader(BytesIO(Path(fetched.value.path()).read_bytes())).pages
    printed = " ".join(" ".join(one.extract_text() for one in pages).split())
    for words in said:
        assert words in printed

    with at.expect_download() as fetched:
        press(at, "w")
    assert fetched.value.suggested_filename.endswith(".docx")
    word = WordDocument(BytesIO(Path(fetched.value.path()).read_bytes()))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    written = " ".join([*(one.text for one in word.paragraphs), *cells])
    for words in said:
        assert words in written


def test_a_promise_that_is_confirmed_in_a_call_is_a_draft_one_click_away(
    page: Page, live_server: Any, owing: World, transactional_db: None
) -> None:
    at = desk(page, live_server, owing, f"/accounts/{owing.acme.id}/call/")
    expect(at.locator("[data-clock][data-read]")).to_be_visible()
    press(at, "4")
    expect(at.locator("input[name=promised_date]")).to_be_focused()
    at.keyboard.type("fri")
    # Out of the field, so that single keys are keys of the page again.
    at.locator("input[name=confirmation_wanted]").focus()
    press(at, "Space", "s")
    expect(at.get_by_text("The confirmation is drafted in Letters.")).to_be_visible()
    look = at.locator("[data-toast] [data-look]")
    expect(look).to_have_attribute("href", f"/letters/{Letter.objects.get().id}/")
    look.focus()
    press(at, "Enter")
    stands(at, "500.00 USD on June 19, 2026", within=PAPER)
    press(at, "s")
    expect(at.get_by_text("It is on its way to ann@acme.example.")).to_be_visible()
    assert Promise.objects.get().state == "open" and len(send(at=clock.now())) == 1
