"""Somebody who never saw it loads a file that no program of the trade wrote: a handful of steps, each on one screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.config import clock
from creditdesk.intake.worker import run_pending
from creditdesk.receivables.models import OpenItem
from tests.formats.files import text_file
from tests.plugins.browser import accessibility_violations
from tests.web.clients import sign_in
from tests.world import World

pytestmark = pytest.mark.browser
# Polish headings below a title, bars between the cells, a decimal comma, and days that can be months.
ODD = text_file(
    "Zestawienie należności|||||||",
    "Oddział Gdańsk|||||||",
    "",
    "Nr|Kontrahent|Nr faktury sprzedaży|Termin|Wystawiono|Kwota|Do zapłaty|Uwagi",
    "00417|Optyka Błękitna|FV/12/05|06/05/2026|05/04/2026|1.234,50|234,50|",
    "00418|Soczewki Czerwone|FV/13/05|06/06/2026|07/05/2026|98,00|98,00|pilne",
    "00417|Optyka Błękitna|FV/14/05|07/06/2026|07/05/2026|10,00|10,00|",
)


class Steps:
    """What the person does, one thing after the other."""

    def __init__(self, page: Page) -> None:
        self.page, self.done = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.done += 1

    def give(self, name: str, content: bytes) -> None:
        self.page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/plain", "buffer": content})
        self.done += 1

    def choose(self, label: str, answer: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(label=answer)
        self.done += 1


def _work() -> None:
    """What the server does in the background."""
    run_pending(at=clock.now(), as_of=clock.today())


def test_an_unknown_file_is_mapped_and_loaded_in_a_handful_of_steps(
    page: Page, live_server: Any, world: World, transactional_db: None
) -> None:
    sign_in(page, live_server, world.erin, "/imports/new/")
    steps = Steps(page)
    steps.give("zestawienie.txt", ODD)
    steps.press("s")
    expect(page.get_by_text("Reading the file")).to_be_visible()
    _work()
    # One screen: each column with its values, what it may be and why.
    expect(page.get_by_text("No column is known for")).to_be_visible()
    expect(page.get_by_label("Termin", exact=True)).to_have_value("due_date")
    expect(page.get_by_text("Its cells are days, and later than those of Wystawiono.")).to_be_visible()
    assert accessibility_violations(page) == []
    steps.choose("Dates", "day first: 06/05/2026 is May 6, 2026")
    steps.press("a")
    expect(page.get_by_text("Reading the file")).to_be_visible()
    _work()
    expect(page.get_by_text("3 documents go into the ledger")).to_be_visible()
    understood = page.get_by_role("region", name="The first rows, as they were understood")
    expect(understood.get_by_role("row").nth(1)).to_contain_text("Apr 5, 2026")
    assert accessibility_violations(page) == []
    steps.press("p")
    expect(page.get_by_text("0 of 3 rows")).to_be_visible()
    _work()
    expect(page.get_by_text("By erin on")).to_be_visible()
    assert steps.done == 5
    item = OpenItem.objects.get(number="FV/12/05")
    assert (item.customer.number, item.customer.name) == ("00417", "Optyka Błękitna")
    assert (item.original_minor, item.open_minor) == (123_450, 23_450)
    assert (item.document_date, item.due_date) == (dt.date(2026, 4, 5), dt.date(2026, 5, 6))
