"""A file from the upload to its undo in a real Chromium, by keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.config import clock
from creditdesk.intake.worker import run_pending
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import OpenItem
from tests.actions.importing import TWO_INVOICES
from tests.actions.test_import_corrections import corrected, put
from tests.actions.test_import_customer_files import FAMILY
from tests.plugins.browser import accessibility_violations, violations_in_either_theme
from tests.web.clients import client_of
from tests.world import World

pytestmark = pytest.mark.browser
BAD_ROW = "C3,Bad Amount,A-3,2026-05-01,2026-05-31,USD,12x,12x\n"


@pytest.fixture
def imports(page: Page, live_server: Any, world: World) -> Page:
    """Erin's list of imports."""
    client = client_of(world.erin)
    cookies = [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(live_server.url + "/imports/")
    return page


def _work() -> None:
    """What the server does in the background."""
    run_pending(at=clock.now(), as_of=clock.today())


def test_load_preview_post_and_undo(imports: Page, transactional_db: None) -> None:
    page = imports
    assert accessibility_violations(page) == []
    page.keyboard.press("n")
    expect(page.get_by_label("File", exact=False).first).to_be_focused()
    assert accessibility_violations(page) == []
    # The dialog of the operating system is outside of the page: the file is given to the focused field.
    content = (TWO_INVOICES + BAD_ROW).encode()
    page.set_input_files("input[type=file]", {"name": "may.csv", "mimeType": "text/csv", "buffer": content})
    page.keyboard.press("s")
    expect(page.get_by_text("Reading the file")).to_be_visible()
    _work()
    expect(page.get_by_text("2 documents go into the ledger")).to_be_visible()
    expect(page.get_by_text("12x is not an amount").first).to_be_visible()
    assert accessibility_violations(page) == []
    page.keyboard.press("p")
    expect(page.get_by_text("0 of 2 rows")).to_be_visible()
    _work()
    expect(page.get_by_text("By erin on")).to_be_visible()
    assert OpenItem.objects.count() == 2
    page.keyboard.press("z")
    expect(page.get_by_label("Reason")).to_be_focused()
    assert accessibility_violations(page) == []
    page.keyboard.type("wrong month")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Taking it back")).to_be_visible()
    _work()
    expect(page.get_by_text("Every posting of the import was reversed")).to_be_visible()
    assert not OpenItem.objects.filter(voided_on=None).exists()


def test_who_a_customer_is_gets_decided_and_the_workbook_of_the_rest_comes_back(
    imports: Page, world: World, transactional_db: None
) -> None:
    page = imports
    page.keyboard.press("n")
    content = (TWO_INVOICES + BAD_ROW + "88,Acme Camera Inc.,A-7,2026-05-01,2026-05-31,USD,10.00,10.00\n").encode()
    page.set_input_files("input[type=file]", {"name": "may.csv", "mimeType": "text/csv", "buffer": content})
    page.keyboard.press("s")
    expect(page.get_by_text("Reading the file")).to_be_visible()
    _work()
    known = page.get_by_label(f"{world.acme.number} Acme Camera")
    expect(known).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations_in_either_theme(page) == []
    known.press("Space")
    page.keyboard.press("c")
    expect(page.get_by_text("Reading the file")).to_be_visible()
    _work()
    expect(page.get_by_text("3 documents go into the ledger")).to_be_visible()
    with page.expect_download() as started:
        page.keyboard.press("e")
    book = Path(started.value.path()).read_bytes()
    amounts = [put(3, heading, "12.00") for heading in ("Amount", "Open amount")]
    page.goto(page.url.rsplit("/imports/")[0] + "/imports/new/")
    page.set_input_files(
        "input[type=file]", {"name": "back.xlsx", "mimeType": "application/zip", "buffer": corrected(book, *amounts)}
    )
    page.keyboard.press("s")
    expect(page.get_by_text("Reading the file")).to_be_visible()
    _work()
    expect(page.get_by_text("Corrected rows of another import")).to_be_visible()
    expect(page.get_by_text("1 document goes into the ledger")).to_be_visible()
    assert violations_in_either_theme(page) == []
    page.goto(page.url.rsplit("/imports/")[0] + "/imports/numbers/")
    expect(page.get_by_role("row", name="88 Acme Camera Inc.")).to_be_visible()
    assert violations_in_either_theme(page) == []


def test_a_customer_master_is_loaded_compared_and_undone(imports: Page, transactional_db: None, world: World) -> None:
    page = imports
    world.zenith.number = "C1"
    world.zenith.save()
    page.keyboard.press("n")
    bad = "C4,Bad,,Atlantis,,,,,,\n"
    # Erin applies cash: what a customer may owe is not hers to change.
    family = FAMILY.replace('"5,000.00",USD,C', ",USD,")
    file = {"name": "customers.csv", "mimeType": "text/csv", "buffer": (family + bad).encode()}
    page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
    page.keyboard.press("s")
    expect(page.get_by_text("Reading the file")).to_be_visible()
    _work()
    expect(page.get_by_text("2 records are new")).to_be_visible()
    expect(page.get_by_text("Zenith Optics → Fenwick Optical")).to_be_visible()
    assert accessibility_violations(page) == []
    page.keyboard.press("p")
    expect(page.get_by_text("0 of 3 rows")).to_be_visible()
    _work()
    expect(page.get_by_text("By erin on")).to_be_visible()
    Customer.objects.filter(number="C1").update(street="3 Elm St")
    page.keyboard.press("z")
    expect(page.get_by_text("Of 1 row something stays")).to_be_visible()
    assert accessibility_violations(page) == []
    page.keyboard.type("wrong file")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Taking it back")).to_be_visible()
    _work()
    expect(page.get_by_text("to 3 Elm St: it is not put back")).to_be_visible()
    assert accessibility_violations(page) == []
    assert Customer.objects.get(number="C1").name == "Zenith Optics"
