"""The screen Exceptions: the team's day, and what nobody has planned, with a next action assigned from there."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from creditdesk.followup.models import Tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.parties.models import Absence
from tests import builders
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

LATE = TODAY - dt.timedelta(days=31)


@pytest.fixture(autouse=True)
def the_day() -> object:
    """The desk's clock stands at the world's noon."""
    with travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def bob(world: World) -> Client:
    builders.invoice(world.acme, amount=500_00, number="88120", due_date=LATE)
    builders.invoice(world.foreign, amount=700_00, due_date=LATE)
    refresh_worklist(as_of=TODAY)
    return client_of(world.bob)


def test_an_account_is_listed_with_rep_amount_days_and_why(bob: Client) -> None:
    page = bob.get(reverse("exceptions")).content.decode()
    reason = "88120 is 31 days past due; no promise, plan, dispute or dated next action"
    for words in ("Acme Camera", "Alice", "500.00", reason, "never"):
        assert words in page
    assert "Foreign Retail" not in page


def test_the_team_is_told_by_portfolio_with_who_is_away(world: World, bob: Client) -> None:
    Absence.objects.create(user=world.alice, substitute=world.fay, first_day=TODAY, last_day=TODAY)
    page = bob.get(reverse("exceptions")).content.decode()
    assert "A–M" in page and "away until" in page and "Fay" in page


def test_a_next_action_assigned_to_the_rep_takes_the_account_off_the_list(world: World, bob: Client) -> None:
    form = bob.get(f"{reverse('tickler_new')}?customer={world.acme.id}&owner=rep").content.decode()
    assert f'<option value="{world.alice.id}" selected>' in form
    given = {"customer": world.acme.id, "key": "k", "next_cause": "Call", "next_date": "+1", "owner": world.alice.id}
    bob.post(reverse("tickler_new"), given | {"next": "/exceptions/"})
    assert Tickler.objects.get().owner == world.alice
    assert "Every account has a next action" in bob.get(reverse("exceptions")).content.decode()


def test_an_auditor_reads_the_list_and_is_offered_no_act(world: World, bob: Client) -> None:
    page = client_of(world.audrey).get(reverse("exceptions")).content.decode()
    assert "Acme Camera" in page and "Assign" not in page


def test_queries_do_not_grow_with_the_rows(
    world: World, bob: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        customer = builders.customer(world.northlight, name=f"C{number}", portfolio=world.portfolio)
        builders.invoice(customer, amount=100_00, due_date=LATE)
    refresh_worklist(as_of=TODAY)
    with django_assert_max_num_queries(25):
        page = bob.get(reverse("exceptions")).content.decode()
    assert page.count("data-row") == 50
    assert "after=" in page
