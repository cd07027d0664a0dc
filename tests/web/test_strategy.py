"""The strategy of an account on its page: where it stands, and what a person decides about it."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from time_machine import travel

from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.models import StrategyDecision, Tickler
from creditdesk.followup.strategy_actions import pause_strategy
from creditdesk.followup.worklist import refresh_worklist
from tests import builders
from tests.plugins.browser import accessibility_violations
from tests.web.clients import client_of, sign_in
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)


@pytest.fixture
def owing(world: World) -> Iterator[World]:
    """Acme, class B, is asked for a call and an action plan."""
    builders.invoice(world.acme, amount=1_000_00, due_date=TODAY - 33 * DAY)
    refresh_worklist(as_of=TODAY)
    with travel(NOW, tick=False):
        yield world


def page_of(client: Client, world: World, name: str = "account_strategy") -> str:
    answer = client.get(reverse(name, args=[world.acme.id]))
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, world: World, name: str, **typed: str) -> int:
    return client.post(reverse(name, args=[world.acme.id]), {"key": "k", **typed}).status_code


def test_it_shows_every_step_with_where_it_stands_and_why(owing: World) -> None:
    page = page_of(client_of(owing.alice), owing)
    for text in (
        "Medium risk, USD",
        "Strategy Medium risk because the risk class is B",
        "call: Call and action plan",
        "due",
        "passed over",
        "coming",
    ):
        assert text in page
    assert "Agency review, after: Final demand" in page


def test_an_account_that_owes_nothing_says_so(world: World) -> None:
    assert "No strategy is at work" in page_of(client_of(world.alice), world)


def test_it_rests_until_the_day_that_was_typed_and_goes_on_again(owing: World) -> None:
    client = client_of(owing.alice)
    assert "+7" in page_of(client, owing, "strategy_pause")
    assert post(client, owing, "strategy_pause", until="+10", reason="away") == 302
    page = page_of(client, owing)
    assert "It rests" in page and "away" in page and "let it rest" in page
    assert post(client, owing, "strategy_resume", key="r", reason="back") == 302
    assert "It rests" not in page_of(client, owing)


@pytest.mark.parametrize(
    ("typed", "said"), [({"until": "+90"}, "the policy lets a strategy rest no longer"), ({"until": "soon"}, "soon")]
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(owing: World, typed: dict[str, str], said: str) -> None:
    client = client_of(owing.alice)
    answer = client.post(
        reverse("strategy_pause", args=[owing.acme.id]), {"key": "k", "reason": "their clerk is ill", **typed}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page and "their clerk is ill" in page
    assert not StrategyDecision.objects.exists()


def test_the_step_that_is_asked_for_is_left_out(owing: World) -> None:
    client = client_of(owing.alice)
    assert "Call and action plan" in page_of(client, owing, "strategy_skip")
    assert post(client, owing, "strategy_skip", step="Call and action plan", reason="signed") == 302
    page = page_of(client, owing)
    assert "left a step out" in page and "signed" in page


def test_a_step_that_leaves_no_trace_is_said_to_be_done(world: World) -> None:
    builders.invoice(world.acme, amount=1_000_00, due_date=TODAY - 17 * DAY)
    with travel(NOW, tick=False):
        client = client_of(world.alice)
        assert "It is done" in page_of(client, world)
        assert "Hold orders" in page_of(client, world, "strategy_done")
        assert post(client, world, "strategy_done", step="Hold orders", reason="held in the ERP") == 302
        page = page_of(client, world)
        assert "did a step" in page and "held in the ERP" in page and "It is done" not in page
        assert "step done: hold orders" in page_of(client, world, "account_timeline").lower()


def test_a_step_is_handed_up_by_a_button(world: World) -> None:
    builders.invoice(world.acme, amount=1_000_00, due_date=TODAY - 80 * DAY)
    said = Said("letter", "outbound", "sent", happened_at=NOW - 10 * DAY)
    record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="demand")
    with travel(NOW, tick=False):
        client = client_of(world.alice)
        assert "Hand up to the supervisor" in page_of(client, world)
        assert post(client, world, "strategy_escalate", step="Agency review") == 302
        assert Tickler.objects.get().owner == world.bob
        assert post(client, world, "strategy_escalate", step="Something else") == 302
        assert "does not ask for Something else" in page_of(client, world)


def test_the_timeline_tells_it_to_those_who_read_history(owing: World) -> None:
    pause_strategy(owing.acme, until=TODAY + 5 * DAY, reason="away", by=owing.alice, at=NOW, as_of=TODAY, key="p")
    page = page_of(client_of(owing.alice), owing, "account_timeline")
    assert "the strategy rests until" in page and "away" in page


@pytest.mark.browser
def test_by_keyboard_from_the_account_and_back(owing: World, live_server: LiveServer, page: Page) -> None:
    sign_in(page, live_server, owing.alice, reverse("account", args=[owing.acme.id]))
    page.keyboard.press("w")
    page.wait_for_url("**/strategy/")
    assert not accessibility_violations(page)
    page.keyboard.press("p")
    page.wait_for_url("**/strategy/pause/")
    page.get_by_label("It goes on").fill("+3")
    page.get_by_label("Why").fill("their clerk is ill")
    assert not accessibility_violations(page)
    page.get_by_role("button", name="Let it rest").click()
    page.wait_for_url("**/strategy/")
    assert page.get_by_text("The strategy rests.").is_visible()
    assert StrategyDecision.objects.get().until == TODAY + 3 * DAY
