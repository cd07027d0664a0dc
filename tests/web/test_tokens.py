"""One's own tokens: made after a fresh sign-in, shown once, listed, ended."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from creditdesk.config import clock
from creditdesk.domain.scopes import Scope
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import ApiToken
from creditdesk.parties.tokens import make_token
from tests.builders import PASSWORD
from tests.plugins.browser import accessibility_violations
from tests.web.clients import client_of
from tests.world import NOW, World

pytestmark = pytest.mark.one_database

FORM = {"name": "ERP", "scopes": "read", "days": "30"}


def _secret(page: str) -> str:
    found = re.search(r'value="(cdt_[^"]+)"', page)
    assert found
    return found[1]


def test_a_new_token_is_shown_once_and_works(world: World) -> None:
    client = client_of(world.alice)
    secret = _secret(client.post("/tokens/new/", FORM).content.decode())
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/me").json()["username"] == "alice"
    assert secret not in client.get("/tokens/").content.decode()
    assert JournalEntry.objects.filter(kind="token.made", by="alice").count() == 1


def test_making_a_token_asks_for_the_password_again(world: World) -> None:
    client = client_of(world.alice, fresh=False)
    for answer in (client.get("/tokens/new/"), client.post("/tokens/new/", FORM)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/reauthenticate/")
    assert ApiToken.objects.count() == 0


def test_who_signed_in_a_moment_ago_is_not_asked_again_until_five_minutes_later(world: World) -> None:
    client = Client()
    said = {"login": world.alice.username, "password": PASSWORD}
    with time_machine.travel(NOW, tick=False) as time:
        client.post("/account/login/", said)
        assert client.get("/tokens/new/").status_code == 200
        time.shift(dt.timedelta(minutes=5))
        assert client.get("/tokens/new/")["Location"].startswith("/account/reauthenticate/")


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 81}, {"days": "0"}, {"days": "366"}, {"scopes": "all"}, {"scopes": ""}]
)
def test_a_form_that_makes_no_sense_says_so_beside_the_field(world: World, wrong: dict[str, str]) -> None:
    answer = client_of(world.alice).post("/tokens/new/", FORM | wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong)
    assert ApiToken.objects.count() == 0


def test_a_revoked_token_stops_and_stays_in_the_list(world: World) -> None:
    client = client_of(world.alice)
    program = Client(headers={"Authorization": f"Bearer {_secret(client.post('/tokens/new/', FORM).content.decode())}"})
    token = ApiToken.objects.get()
    assert client.post(f"/tokens/{token.id}/revoke/").status_code == 302
    assert program.get("/api/v1/me").status_code == 401
    assert "revoked" in client.get("/tokens/").content.decode()


def test_nobody_ends_or_sees_the_token_of_another(world: World) -> None:
    made = make_token(world.alice, name="Mine", scopes=[Scope.READ], days=9, by=world.alice, at=clock.now())
    client = client_of(world.bob)
    assert "Mine" not in client.get("/tokens/").content.decode()
    assert client.post(f"/tokens/{made.token.id}/revoke/").status_code == 404
    assert ApiToken.objects.get().revoked_at is None


def test_sales_have_no_tokens(world: World) -> None:
    assert client_of(world.sam).get("/tokens/").status_code == 403
    assert "/tokens/" not in client_of(world.sam).get("/accounts/").content.decode()
    assert "/tokens/" in client_of(world.alice).get("/policy/").content.decode()


@pytest.mark.browser
def test_axe_finds_nothing_on_the_token_pages(page: Page, live_server: LiveServer, world: World) -> None:
    make_token(world.alice, name="ERP", scopes=[Scope.READ], days=9, by=world.alice, at=clock.now())
    session = client_of(world.alice).cookies["creditdesk_session"].value
    page.context.add_cookies([{"name": "creditdesk_session", "value": session, "url": live_server.url}])
    for path in ("/tokens/", "/tokens/new/"):
        page.goto(live_server.url + path)
        assert accessibility_violations(page) == []
    page.fill("#id_name", "Bank")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Shown once")
    assert accessibility_violations(page) == []
