"""Promises on their pages: by day, of an account, one by one; and the field of the form that makes them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from time_machine import travel

from creditdesk.domain.money import Money
from creditdesk.domain.visibility import Role, Visibility
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.models import Promise
from creditdesk.followup.promise_judging import judge_company
from creditdesk.followup.timeline import Kind, timeline
from tests import builders
from tests.plugins.browser import accessibility_violations
from tests.web.clients import client_of, sign_in
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)
FRIDAY = dt.date(2026, 6, 19)


@pytest.fixture
def promised(world: World) -> Iterator[World]:
    """Acme owes 1,000.00 and promised 400.00 for Friday, and 300.00 before that were broken."""
    builders.invoice(world.acme, amount=1_000_00, number="A", due_date=TODAY - 40 * DAY)
    past = TODAY - 10 * DAY
    for minor, day, made in ((300_00, past, past - 5 * DAY), (400_00, FRIDAY, TODAY)):
        said = Said("call", "inbound", "promised", promised=Money(minor, "USD"), promised_date=day, method="check")
        at = NOW + (made - TODAY)
        record_activity(world.acme, said=said, by=world.alice, at=at, as_of=made, key=str(day))
        judge_company(world.northlight, as_of=TODAY, at=NOW)
    with travel(NOW, tick=False):
        yield world


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_what_is_open_and_how_many_were_kept(promised: World) -> None:
    page = page_of(client_of(promised.alice), reverse("promises"))
    assert "400.00" in page and "promised 2 times" in page
    assert "Promises kept" in page and "0 of 1, last 90 days" in page
    broken = page_of(client_of(promised.alice), reverse("promises") + "?state=broken")
    assert "300.00" in broken and "Broken" in broken


def test_a_promise_tells_what_became_of_it(promised: World) -> None:
    broken = Promise.objects.get(amount_minor=300_00)
    page = page_of(client_of(promised.alice), reverse("promise", args=[broken.id]))
    assert "nothing of 300.00 USD came by" in page
    assert "The whole account." in page
    account = page_of(client_of(promised.alice), reverse("account_promises", args=[promised.acme.id]))
    assert "300.00" in account and "400.00" in account


def test_the_timeline_tells_what_became_of_it_to_those_who_read_history(promised: World) -> None:
    page = page_of(client_of(promised.alice), reverse("account_timeline", args=[promised.acme.id]) + "?show=cases")
    broken = Promise.objects.get(amount_minor=300_00)
    assert reverse("promise", args=[broken.id]) in page
    told = timeline(promised.acme, user=promised.alice, kinds=[Kind.CASES]).entries
    assert [str(one.what) for one in told] == [f"promise for {broken.date}: broken"]
    sales = builders.user("sally", role=Role.SALES, companies=[promised.northlight])
    assert timeline(promised.acme, user=sales, kinds=[Kind.CASES]).entries == []


def test_a_restricted_note_does_not_stand_beside_the_promise(promised: World) -> None:
    for visibility, stands in ((Visibility.HISTORY, True), (Visibility.RESTRICTED, False)):
        said = Said("call", "inbound", "promised", "the guarantor pays", visibility)
        said = replace(said, promised=Money(100_00, "USD"), promised_date=FRIDAY)
        told = record_activity(promised.acme, said=said, by=promised.bob, at=NOW, as_of=TODAY, key=visibility.value)
        page = page_of(client_of(promised.alice), reverse("promise", args=[told.promise.id]))
        assert ("the guarantor pays" in page) is stands


def test_a_promise_is_cancelled_on_its_page(promised: World) -> None:
    alice, promise = client_of(promised.alice), Promise.objects.get(amount_minor=400_00)
    address = reverse("promise_cancel", args=[promise.id])
    assert alice.post(address, {"reason": ""}).status_code == 422
    assert alice.post(address, {"reason": "he takes it back"})["Location"] == reverse("promise", args=[promise.id])
    assert "he takes it back" in page_of(alice, reverse("promise", args=[promise.id]))
    assert alice.post(address, {"reason": "again"}).status_code == 422


def test_the_form_asks_whether_a_promise_stands_beside_the_others(promised: World) -> None:
    alice = client_of(promised.alice)
    form = page_of(alice, reverse("contact_new") + f"?customer={promised.acme.id}")
    assert "In addition to 400.00 USD for" in form
    said = {
        "customer": promised.acme.id,
        "key": "second",
        "channel": "call",
        "direction": "outbound",
        "outcome": "promised",
        "visibility": "history",
        "promised": "600",
        "promised_date": "2026-06-26",
        "method": "wire",
        "in_addition": "on",
        "owner": promised.alice.id,
    }
    assert alice.post(reverse("contact_new"), said).status_code in (200, 302)
    standing = Promise.objects.filter(state="open").order_by("date").values_list("amount_minor", "method")
    assert list(standing) == [(400_00, "check"), (600_00, "wire")]


@pytest.mark.browser
def test_the_pages_are_accessible(promised: World, live_server: LiveServer, page: Page) -> None:
    sign_in(page, live_server, promised.alice, reverse("promises"))
    assert accessibility_violations(page) == []
    page.goto(live_server.url + reverse("promise", args=[Promise.objects.get(amount_minor=400_00).id]))
    assert accessibility_violations(page) == []
