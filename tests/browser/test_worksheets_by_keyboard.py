"""Adjustment worksheets in a real Chromium, by keyboard alone: chosen, filled in, added up, asked for, approved."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.approvals.models import Request, Worksheet
from creditdesk.config import clock
from tests import builders
from tests.browser.test_cash_by_keyboard import _press
from tests.plugins.browser import accessibility_violations, violations_in_either_theme
from tests.web.clients import sign_in
from tests.worksheets import ask_by_worksheet, cell_of, filled_in, line, sheet
from tests.world import World

pytestmark = pytest.mark.browser


def test_documents_chosen_on_the_account_are_adjusted_together(page: Page, live_server: Any, world: World) -> None:
    day = clock.today()
    for _ in "ab":
        builders.invoice(world.acme, amount=1_190_00, goods=1_000_00, document_date=day, due_date=day, as_of=day)
    sign_in(page, live_server, world.alice, f"/accounts/{world.acme.id}/")
    _press(page, "j", "x", "j", "x", "A")
    expect(page.get_by_role("heading", level=1)).to_have_text("Adjustment worksheet")
    assert violations_in_either_theme(page) == []
    _press(page, "r")
    expect(page.locator("#id_reason")).to_be_focused()
    page.keyboard.type("Price")
    _press(page, "Tab")
    page.keyboard.type("595")
    page.locator("#id_reason").press("Escape")
    page.evaluate("document.activeElement.blur()")
    _press(page, "=")
    expect(page.get_by_role("cell", name="sales_allowances")).to_be_visible()
    expect(page.get_by_role("cell", name="1,785.00").first).to_be_visible()  # 595.00 and all of the other
    page.locator("#id_words").focus()
    page.keyboard.type("price list of May")
    _press(page, "Tab", "Tab")
    page.keyboard.type("the list itself")
    _press(page, "Enter")  # adds it up again, and asks for nothing by mistake
    expect(page.locator("#id_said_0")).to_have_value("the list itself")
    assert not Request.objects.exists()
    page.get_by_role("button", name="Ask for it").press("Enter")
    expect(page).to_have_url(re.compile(r"/worksheets/\d+/$"))
    assert violations_in_either_theme(page) == []
    made = Request.objects.get()
    assert (made.reason, made.amount_minor, made.asked.lines[0].tax_minor) == ("pricing", 1_785_00, 95_00)


def test_a_worksheet_is_found_and_approved_with_the_total_in_view(page: Page, live_server: Any, world: World) -> None:
    items = [builders.invoice(world.acme, amount=100_00, as_of=clock.today()) for _ in "ab"]
    told = sheet(line(items[0], 10_00), line(items[1], 20_00, "freight"))
    ask_by_worksheet(world.acme, told, by=world.alice, as_of=clock.today())
    sign_in(page, live_server, world.carol, "/requests/")
    _press(page, "w")
    expect(page.get_by_role("heading", level=1)).to_have_text("Adjustment worksheets")
    assert accessibility_violations(page) == []
    _press(page, "j", "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("AW-")
    _press(page, "a")
    expect(page.get_by_text("30.00 USD")).to_be_visible()
    _press(page, "y")
    expect(page.get_by_text("2 requests are approved and carried out.")).to_be_visible()
    assert set(Request.objects.values_list("state", flat=True)) == {"carried_out"}


def test_a_form_goes_out_and_comes_back(page: Page, live_server: Any, world: World) -> None:
    day = clock.today()
    builders.invoice(world.acme, amount=100_00, document_date=day, due_date=day, as_of=day)
    sign_in(page, live_server, world.alice, f"/accounts/{world.acme.id}/")
    _press(page, "h")
    expect(page.get_by_role("heading", level=1)).to_have_text("Adjustment worksheet")
    with page.expect_download() as download:
        _press(page, "x")
    form = download.value.path().read_bytes()
    _press(page, "u")
    expect(page.get_by_role("heading", level=1)).to_have_text("Load a worksheet form")
    cells = {cell_of(form, 1, "Amount"): 12.5, cell_of(form, 1, "Made for"): "Pity"}
    _load(page, filled_in(form, cells))
    expect(page.get_by_text("Pity: that is not one of the list")).to_be_visible()
    assert violations_in_either_theme(page) == []
    _load(page, filled_in(form, cells | {cell_of(form, 1, "Made for"): "Freight"}))
    expect(page).to_have_url(re.compile(r"/worksheets/\d+/$"))
    assert Worksheet.objects.get().parts.get().request.amount_minor == 12_50


def _load(page: Page, content: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("input[type=file]", {"name": "a.xlsx", "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Load it and ask for it").press("Enter")
