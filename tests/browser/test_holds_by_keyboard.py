"""Holds in a real Chromium, by keyboard alone: the tasks that UI.md counts."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from creditdesk.approvals.models import Request
from creditdesk.config import clock
from creditdesk.credit.models import CreditReview, Offer, Order, Release
from creditdesk.credit.telling import ToldOrder, take_order
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.letters.models import Letter
from creditdesk.parties.models import Customer
from tests import builders
from tests.browser.test_cash_by_keyboard import _press
from tests.mail.post import contact
from tests.plugins.browser import accessibility_violations, violations_in_either_theme
from tests.web.clients import sign_in
from tests.world import World

pytestmark = pytest.mark.browser


def held(world: World, number: str) -> Order:
    """An order of Acme over its limit."""
    day, at = clock.today(), clock.now()
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=1_000_00)
    world.acme.refresh_from_db()
    if not CreditReview.objects.exists():
        CreditReview.objects.create(
            company=world.northlight, customer=world.acme, reviewed_on=day, risk_class="B", by=world.carol, at=at,
            key="r",
        )  # fmt: skip
        builders.invoice(world.acme, amount=950_00, document_date=day, due_date=day, as_of=day)
    return take_order(world.acme, ToldOrder(number, 1, day, "USD", 100_00, ship_date=day), as_of=day, by="erp", at=at)


def test_an_order_is_let_go_with_three_keys_and_a_comment(page: Page, live_server: Any, world: World) -> None:
    first, second = held(world, "SO-1"), held(world, "SO-2")
    sign_in(page, live_server, world.alice, "/")
    keys = _press(page, "h")
    expect(page.get_by_role("heading", level=2)).to_contain_text(first.number)
    assert violations_in_either_theme(page) == []
    keys += _press(page, "r")
    page.keyboard.type("they pay on Friday")
    keys += _press(page, "Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text(second.number)
    assert keys == 3
    assert (Release.objects.get().order_id, Release.objects.get().comment) == (first.id, "they pay on Friday")


def test_a_way_out_is_offered_in_four_keys(page: Page, live_server: Any, world: World) -> None:
    contact(world.acme, email="ann@acme.example")
    held(world, "SO-1")
    sign_in(page, live_server, world.alice, "/")
    keys = _press(page, "h")
    expect(page.get_by_role("button", name="Offer").first).to_be_visible()
    keys += _press(page, "1")
    expect(page.get_by_role("button", name="Offer").first).to_be_focused()
    assert not Offer.objects.exists(), "its key chooses the offer, and Enter makes it"
    keys += _press(page, "Enter")
    expect(page.get_by_text("The offer is made, and its letter waits among the drafts.")).to_be_visible()
    assert keys == 3
    assert accessibility_violations(page) == []
    assert Offer.objects.get().state == "open"
    assert Letter.objects.get().kind == "order_offer"


def test_what_is_typed_beside_a_field_makes_no_offer(page: Page, live_server: Any, world: World) -> None:
    contact(world.acme, email="ann@acme.example")
    order = held(world, "SO-1")
    sign_in(page, live_server, world.alice, f"/holds/{order.id}/")
    expect(page.get_by_role("button", name="Offer").first).to_be_visible()
    for typed in ("1 of 2 paid", "12 days"):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Offer").first).to_be_visible()
    sign_in(page, live_server, world.alice, f"/holds/{order.id}/")
    expect(page.get_by_role("button", name="Offer").first).to_be_visible()
    assert not Offer.objects.exists()
    assert not Release.objects.exists()


def test_beyond_ones_authority_r_asks_whoever_may(page: Page, live_server: Any, world: World) -> None:
    held(world, "SO-1")
    order = take_order(
        world.acme, ToldOrder("SO-9", 1, clock.today(), "USD", 40_000_00), as_of=clock.today(), by="erp", at=clock.now()
    )
    sign_in(page, live_server, world.alice, f"/holds/{order.id}/")
    expect(page.get_by_text("Beyond your authority")).to_be_visible()
    assert violations_in_either_theme(page) == []
    _press(page, "r")
    expect(page.get_by_label("Why").first).to_be_focused()
    page.keyboard.type("1 call, they pay 3 on Friday")
    _press(page, "Enter")
    expect(page.get_by_text("Asked to let order SO-9 go")).to_be_visible()
    asked = Request.objects.get()
    assert (asked.kind, asked.content["terms"]["order_id"]) == ("release", order.id)
    assert asked.words == "1 call, they pay 3 on Friday"
    assert not Offer.objects.exists()


def test_a_write_off_of_five_small_items_is_prepared_with_evidence_in_ten_keys(
    page: Page, live_server: Any, world: World
) -> None:
    today = clock.today()
    late = {"document_date": today - dt.timedelta(90), "due_date": today - dt.timedelta(60), "as_of": today}
    for number, amount in enumerate((12_00, 40_00, 8_50, 249_99, 250_00, 9_000_00), start=1):
        builders.invoice(world.acme, amount=amount, number=f"INV-{number}", **late)
    called = Said("call", "outbound", "no_answer", note="nobody there", breach_reason="asked for it")
    record_activity(world.acme, said=called, by=world.alice, at=clock.now(), as_of=today, key="call")
    refresh_worklist(as_of=today)
    sign_in(page, live_server, world.alice, "/")
    expect(page.get_by_role("link", name="Acme Camera").first).to_be_visible()
    keys = _press(page, "j")
    keys += _press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Acme Camera")
    keys += _press(page, "S")
    expect(page.get_by_text("5 selected")).to_be_visible()
    assert violations_in_either_theme(page) == []
    keys += _press(page, "W")
    expect(page.get_by_label("Why", exact=True)).to_have_value(
        "5 items of 560.49 USD in all, the oldest 60 days late: collecting them costs more than they are worth."
    )
    expect(page.get_by_label("In words").first).to_have_value(re.compile(r"\(calls: 1\)\. Last on .*: No answer\."))
    assert accessibility_violations(page) == []
    keys += _press(page, "a")
    keys += _press(page, "Enter")
    expect(page.get_by_text("Asked for.")).to_be_visible()
    assert keys <= 10
    asked = Request.objects.get()
    assert (asked.state, asked.amount_minor, len(asked.asked.lines)) == ("submitted", 560_49, 5)
    assert asked.asked.evidence[0].shows == "efforts"
