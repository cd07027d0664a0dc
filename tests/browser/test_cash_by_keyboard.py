"""The Cash screen in a real Chromium, by keyboard alone: the tasks that UI.md counts, and two people on one payment."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.cash.actions import match_receipt
from creditdesk.cash.models import Match
from creditdesk.cash.settling import Choice
from creditdesk.config import clock
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.plugins.browser import accessibility_violations, violations_in_either_theme
from tests.web.clients import sign_in
from tests.web.test_cash import proposed, received
from tests.world import World

pytestmark = pytest.mark.browser


def _press(page: Page, *keys: str) -> int:
    """Press the keys, and say how many they were."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def test_a_proposal_is_accepted_with_one_key_and_the_next_one_comes_up(
    page: Page, live_server: Any, world: World
) -> None:
    day = clock.today()
    items = [builders.invoice(world.acme, amount=amount, as_of=day) for amount in (500_00, 700_00)]
    receipts = [received(world, item.open_minor, of=world.acme) for item in items]
    for receipt, item in zip(receipts, items, strict=True):
        proposed(receipt, (item,))
    sign_in(page, live_server, world.erin, "/cash/")
    expect(page.get_by_role("heading", level=2)).to_contain_text(receipts[0].number)
    assert violations_in_either_theme(page) == []
    assert _press(page, "Enter") == 1
    expect(page.get_by_role("heading", level=2)).to_contain_text(receipts[1].number)
    expect(page.get_by_text(f"{receipts[0].number} matched to 1 item.")).to_be_visible()
    assert _press(page, "Enter") == 1
    expect(page.get_by_text("Every payment is decided")).to_be_visible()
    assert accessibility_violations(page) == []
    assert list(Match.objects.order_by("id").values_list("rank", flat=True)) == [1, 1]
    assert all(seconds is not None for seconds in Match.objects.values_list("seconds", flat=True))


def test_a_short_payment_is_split_in_eight_keys(page: Page, live_server: Any, world: World) -> None:
    item = builders.invoice(world.acme, amount=10_000_00, as_of=clock.today())
    receipt = received(world, 8_000_00, of=world.acme)
    proposed(receipt, (item,))
    kept = receipt.proposal
    kept.answer["proposals"][0]["lines"] = [{"item_id": item.id, "applied_minor": 8_000_00}]
    kept.save()
    sign_in(page, live_server, world.erin, "/cash/")
    expect(page.locator("form[data-accept]")).to_be_visible()
    # Withheld, for a shortage, claim 4411, match.
    assert _press(page, "d", "s", "Tab", "4", "4", "1", "1", "Enter") == 8
    expect(page.get_by_text("Every payment is decided")).to_be_visible()
    deduction = OpenItem.objects.get(kind="deduction")
    assert (deduction.open_minor, deduction.reference) == (2_000_00, "shortage 4411")
    item.refresh_from_db()
    assert item.open_minor == 0


def test_another_proposal_is_chosen_by_its_number(page: Page, live_server: Any, world: World) -> None:
    day = clock.today()
    first, second = (builders.invoice(world.acme, amount=500_00, as_of=day) for _ in range(2))
    receipt = received(world, 500_00, of=world.acme)
    proposed(receipt, (first,), (second,))
    sign_in(page, live_server, world.erin, f"/cash/{receipt.id}/")
    _press(page, "2")
    expect(page.locator(".cash-proposals [aria-current]")).to_contain_text("2.")
    assert accessibility_violations(page) == []
    _press(page, "Enter")
    expect(page.get_by_text("Every payment is decided")).to_be_visible()
    assert Match.objects.get().lines[0]["item_id"] == second.id
    assert Match.objects.get().rank == 2


def test_j_and_enter_open_another_payment_and_match_nothing(page: Page, live_server: Any, world: World) -> None:
    item = builders.invoice(world.acme, amount=500_00, as_of=clock.today())
    receipts = [received(world, 500_00, of=world.acme) for _ in range(2)]
    proposed(receipts[0], (item,))
    sign_in(page, live_server, world.erin, "/cash/")
    _press(page, "j", "Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text(receipts[1].number)
    assert not Match.objects.exists()


def test_the_customer_of_unidentified_money_is_found(page: Page, live_server: Any, world: World) -> None:
    receipt = received(world, 60_00, payer="Unknown Ltd")
    builders.invoice(world.zenith, amount=60_00, as_of=clock.today())
    sign_in(page, live_server, world.erin, "/cash/")
    _press(page, "c")
    page.keyboard.type("zenith")
    _press(page, "Enter")
    link = page.get_by_role("link", name="Zenith Optics")
    expect(link).to_be_visible()
    assert accessibility_violations(page) == []
    link.focus()
    _press(page, "Enter")
    box = page.get_by_role("checkbox").first
    box.focus()
    _press(page, "Space")
    expect(page.locator("[data-apply-rest]")).to_have_text("0.00")
    page.locator("main").focus()
    _press(page, "Enter")
    expect(page.get_by_text("Every payment is decided")).to_be_visible()
    receipt.refresh_from_db()
    assert receipt.customer == world.zenith


def test_whoever_comes_second_is_told_and_loses_nothing(page: Page, live_server: Any, world: World) -> None:
    item = builders.invoice(world.acme, amount=500_00, as_of=clock.today())
    receipt = received(world, 500_00, of=world.acme)
    proposed(receipt, (item,))
    sign_in(page, live_server, world.erin, "/cash/")
    page.locator(f"[name=amount_{item.id}]").fill("123.45")
    choice = Choice(world.acme, (MatchLine(item.id, 100_00),))
    match_receipt(receipt, choice=choice, revision=0, as_of=clock.today(), by=world.dave, at=clock.now(), key="faster")
    page.locator("main").focus()
    _press(page, "Enter")
    expect(page.get_by_text("Dave matched it on")).to_be_visible()
    expect(page.locator(f"[name=amount_{item.id}]")).to_have_value("123.45")
    assert accessibility_violations(page) == []
    assert Match.objects.count() == 1


def test_a_match_is_undone_with_u(page: Page, live_server: Any, world: World) -> None:
    item = builders.invoice(world.acme, amount=500_00, as_of=clock.today())
    receipt = received(world, 500_00, of=world.acme)
    proposed(receipt, (item,))
    sign_in(page, live_server, world.erin, "/cash/")
    _press(page, "Enter")
    expect(page.get_by_text("matched to 1 item.")).to_be_visible()
    _press(page, "u")
    expect(page.get_by_text("The match is taken back")).to_be_visible()
    item.refresh_from_db()
    assert item.open_minor == 500_00


@pytest.mark.parametrize("path", ["/cash/", "/cash/{}/", "/cash/new/"])
def test_cash_fits_a_telephone(page: Page, live_server: Any, world: World, path: str) -> None:
    item = builders.invoice(world.acme, amount=500_00, as_of=clock.today())
    receipt = received(world, 480_00, of=world.acme)
    proposed(receipt, (item,))
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server, world.erin, path.format(receipt.id))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert accessibility_violations(page) == []
