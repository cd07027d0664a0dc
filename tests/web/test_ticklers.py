"""The screen Ticklers: what is due to whom and why, and what becomes of it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from creditdesk.followup.actions import NextAction, open_tickler, snooze_tickler
from creditdesk.followup.models import Tickler
from creditdesk.parties.models import Absence
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def the_day() -> object:
    """The desk's clock stands at the world's noon."""
    with travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def tickler(world: World) -> Tickler:
    return plan(world, cause="Ask for the check number")


@pytest.fixture
def alice(world: World) -> Client:
    return client_of(world.alice)


def plan(world: World, *, cause: str, day: dt.date | None = TODAY, key: str = "") -> Tickler:
    then = NextAction(cause, day, world.alice)
    return open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key=key or cause)


def move(tickler: Tickler, **more: object) -> dict[str, object]:
    return {"version": tickler.version, "key": "m", "next": "/ticklers/", **more}


def test_what_is_due_and_what_comes_stand_on_two_tabs(world: World, tickler: Tickler, alice: Client) -> None:
    plan(world, cause="Next week", day=TODAY + dt.timedelta(days=7))
    plan(world, cause="Some day", day=None)
    due, coming = (alice.get(f"/ticklers/{query}").content.decode() for query in ("", "?show=coming"))
    assert "Ask for the check number" in due and "Next week" not in due
    assert "Next week" in coming and "Some day" in coming and "Ask for the check number" not in coming


def test_the_substitute_sees_whose_it_is_and_why(world: World, tickler: Tickler) -> None:
    Absence.objects.create(user=world.alice, substitute=world.fay, first_day=TODAY, last_day=TODAY)
    page = client_of(world.fay).get("/ticklers/").content.decode()
    assert "Alice is absent: shown to Fay" in page and "substitute" in page


def test_queries_do_not_grow_with_the_rows(
    world: World, alice: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        plan(world, cause=f"Task {number}")
    with django_assert_max_num_queries(25):
        page = alice.get("/ticklers/")
    assert page.content.decode().count("data-row") == 30


def test_done_can_be_undone(tickler: Tickler, alice: Client) -> None:
    response = alice.post(reverse("tickler_done", args=[tickler.id]), move(tickler), follow=True)
    tickler.refresh_from_db()
    assert tickler.state == "done"
    (told,) = list(response.context["messages"])
    undo = told.extra_tags.removeprefix("undo:")
    alice.post(undo)
    tickler.refresh_from_db()
    assert tickler.state == "open"


def test_snoozing_takes_typed_days(tickler: Tickler, alice: Client) -> None:
    answer = alice.post(reverse("tickler_snooze", args=[tickler.id]), move(tickler, until="soon"))
    assert answer.status_code == 422 and "is not a date" in answer.content.decode()
    alice.post(reverse("tickler_snooze", args=[tickler.id]), move(tickler, until="fri"))
    tickler.refresh_from_db()
    assert tickler.due_date == dt.date(2026, 6, 19)


def test_a_lost_race_says_who_did_what_and_keeps_what_was_typed(world: World, tickler: Tickler, alice: Client) -> None:
    day = TODAY + dt.timedelta(days=1)
    snooze_tickler(tickler, until=day, version=1, by=world.bob, at=NOW, as_of=TODAY, key="bob")
    seen = move(tickler) | {"version": 1, "until": "+3", "note": "waiting for the bank"}
    answer = alice.post(reverse("tickler_snooze", args=[tickler.id]), seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bob snoozed this tickler on 2026-06-15 14:00 UTC" in page and "waiting for the bank" in page


def test_it_is_handed_over_to_one_of_those_who_are_offered(world: World, tickler: Tickler, alice: Client) -> None:
    url = reverse("tickler_hand_over", args=[tickler.id])
    assert alice.post(url, move(tickler, to=world.charlie.id)).status_code == 422
    alice.post(url, move(tickler, to=world.erin.id))
    tickler.refresh_from_db()
    assert tickler.owner == world.erin
