"""Lists leave the desk with a second factor, and ten in an hour; statements of one account leave as work needs them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from creditdesk.demo.people import totp_code
from creditdesk.domain.reasons import Refusal
from creditdesk.exports.actions import record_taken
from creditdesk.exports.making import ask
from creditdesk.exports.registry import LISTINGS
from creditdesk.journal.models import JournalEntry
from tests.web.clients import client_of
from tests.web.files import taken
from tests.world import NOW, TODAY, World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LISTS = ("delinquent_log", "exceptions", "accounts", "worklist")


def take(client: Client, times: int, *, at: dt.datetime = NOW) -> list[int]:
    """The answers to so many lists, one after the other through all kinds."""
    with time_machine.travel(at, tick=False):
        return [taken(client, LISTS[turn % len(LISTS)]).status_code for turn in range(times)]


def test_the_eleventh_list_within_an_hour_is_refused_and_says_when_the_next_is_possible(world: World) -> None:
    bob = client_of(world.bob)
    assert take(bob, 6) == [200] * 6
    assert take(bob, 4, at=NOW + dt.timedelta(minutes=20)) == [200] * 4
    with time_machine.travel(NOW + dt.timedelta(minutes=29, seconds=30), tick=False):
        answer = taken(bob, "delinquent_log", form="xlsx")
    assert (answer.status_code, answer["Retry-After"]) == (429, "1830")
    shown = answer.content.decode()
    assert "10 lists within an hour" in shown
    assert "the next one is possible at 11:00" in shown  # New York; the world's instant is 14:00 UTC
    assert JournalEntry.objects.filter(kind__startswith="export.").count() == 10
    assert take(client_of(world.bob), 7, at=NOW + dt.timedelta(hours=1)) == [200] * 6 + [429]


def test_lists_are_counted_for_each_person_and_once_for_all_his_companies(world: World) -> None:
    world.bob.companies.add(world.southwind)
    assert take(client_of(world.bob), 11) == [200] * 10 + [429]
    assert JournalEntry.objects.filter(kind__startswith="export.").count() == 20
    assert take(client_of(world.carol), 1) == [200]


def test_the_limit_is_a_setting(world: World, settings: Any) -> None:
    settings.EXPORTS_PER_HOUR = 2
    assert take(client_of(world.bob), 3) == [200, 200, 429]


def test_two_at_once_do_not_pass_the_limit_together(world: World) -> None:
    def take_one() -> None:
        asked = ask(LISTINGS["exceptions"], user=world.bob, wanted={}, as_of=TODAY, today=TODAY, now=NOW)
        record_taken(asked, rows=1, at=NOW, limit=1)

    take_one()
    with pytest.raises(Refusal):  # asked again under the lock, whatever the page asked before
        take_one()


def test_statements_of_single_accounts_are_ordinary_work_and_not_counted(world: World) -> None:
    alice = client_of(world.alice)
    with time_machine.travel(NOW, tick=False):
        for _ in range(25):
            assert taken(alice, "statement", customer_id=world.acme.id).status_code == 200
    assert JournalEntry.objects.filter(kind="export.statement").count() == 25
    assert take(client_of(world.bob), 1) == [200]


@pytest.mark.parametrize("name", ["alice", "erin", "fay", "audrey"])
def test_an_exporter_without_a_second_factor_sets_it_up_before_the_first_list(name: str, world: World) -> None:
    user = getattr(world, name)
    client = client_of(user)
    assert client.get(reverse("delinquent")).status_code == 200
    for listing in ("delinquent_log", "accounts"):
        answer = taken(client, listing)
        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_activate_totp"))
    assert not JournalEntry.objects.filter(kind__startswith="export.").exists()
    page = client.get(reverse("mfa_activate_totp"))
    assert "A list leaves the desk with a second factor only" in page.content.decode()
    secret = page.context["form"].secret
    with time_machine.travel(NOW, tick=False):
        client.post(reverse("mfa_activate_totp"), {"code": totp_code(at=NOW, secret=secret)})
        assert taken(client, "delinquent_log").status_code == 200


def test_the_right_to_the_list_is_asked_for_first(world: World) -> None:
    assert taken(client_of(world.sam), "delinquent_log").status_code == 403
    assert taken(client_of(world.alice), "exceptions").status_code == 403


def test_in_the_demo_the_page_shows_the_code_that_the_telephone_would(world: World, settings: Any) -> None:
    settings.DEMO = True
    client = client_of(world.alice)
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("mfa_activate_totp"))
        assert totp_code(at=NOW) in page.content.decode()
        client.post(reverse("mfa_activate_totp"), {"code": totp_code(at=NOW)})
        assert taken(client, "delinquent_log").status_code == 200
