"""The screen Exceptions: the team's day, and what nobody has planned, with a next action assigned from there."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from creditdesk.domain.money import Money
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.models import ExceptionDecision, Tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Absence
from tests import builders
from tests.web.clients import client_of
from tests.web.files import csv_rows, taken
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
    assert "Acme Camera" in page and "Assign" not in page and "Decide" not in page


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


def decision(world: World, **given: object) -> dict[str, object]:
    return {
        "customer": world.acme.id,
        "currency": "USD",
        "key": "d",
        "kind": "accepted",
        "reason": "pays after the audit",
        "until": "+7",
        "owner": world.alice.id,
        "next": "/exceptions/",
        **given,
    }


def test_what_the_supervisor_accepts_for_a_while_stands_on_the_second_tab(world: World, bob: Client) -> None:
    form = bob.get(f"{reverse('exception_decide')}?customer={world.acme.id}").content.decode()
    assert "500.00" in form and f'<option value="{world.alice.id}" selected>' in form
    bob.post(reverse("exception_decide"), decision(world))
    assert "Every account has a next action" in bob.get(reverse("exceptions")).content.decode()
    page = bob.get(f"{reverse('exceptions')}?show=accepted").content.decode()
    assert "Acme Camera" in page and "pays after the audit" in page and "Bob" in page
    assert ExceptionDecision.objects.get().until == TODAY + dt.timedelta(days=7)


def test_a_decision_beyond_the_policy_is_told_beside_what_was_typed(world: World, bob: Client) -> None:
    answer = bob.post(reverse("exception_decide"), decision(world, until="2100-01-01"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is more than 30 days ahead: the policy allows no longer" in page and "pays after the audit" in page


def test_an_account_that_left_the_list_is_told_to_whoever_comes_second(world: World, bob: Client) -> None:
    bob.post(reverse("exception_decide"), decision(world))
    answer = client_of(world.carol).post(reverse("exception_decide"), decision(world, key="second"))
    assert answer.status_code in {409, 422}
    assert "is not on the exception list" in answer.content.decode()


def test_the_last_decision_stands_beside_an_account_that_is_back(world: World, bob: Client) -> None:
    bob.post(reverse("exception_decide"), decision(world, until="+1"))
    refresh_worklist(as_of=TODAY + dt.timedelta(days=2))
    with travel(NOW + dt.timedelta(days=2), tick=False):
        page = client_of(world.bob).get(reverse("exceptions")).content.decode()
    assert "accepted until" in page and "pays after the audit" in page


def test_the_list_goes_out_item_by_item_with_why_none_and_the_decision(world: World, bob: Client) -> None:
    builders.invoice(world.acme, amount=300_00, number="88121", due_date=LATE - dt.timedelta(days=10))
    bob.post(reverse("exception_decide"), decision(world, until="+1"))
    later = TODAY + dt.timedelta(days=2)
    refresh_worklist(as_of=later)
    with travel(NOW + dt.timedelta(days=2), tick=False):
        again = client_of(world.bob)
        rows = csv_rows(taken(again, "exceptions"))
        assert taken(again, "exceptions", form="xlsx").status_code == 200
    told = [(row["Item"], row["Days past due"], row["Amount"], row["Rep"], row["Decided by"]) for row in rows]
    assert told == [("88121", "43", "300.00", "Alice", "Bob"), ("88120", "33", "500.00", "Alice", "Bob")]
    assert rows[0]["Why none"].endswith("no promise, plan, dispute or dated next action")
    assert rows[0]["Last decision"] == "accepted without a plan: pays after the audit"
    assert JournalEntry.objects.filter(kind="export.exceptions").count() == 2


def test_what_a_promise_leaves_goes_out_as_its_rest(world: World, bob: Client) -> None:
    said = Said("call", "inbound", "promised", promised=Money(200_00, "USD"), promised_date=TODAY)
    record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="p")
    (row,) = csv_rows(taken(bob, "exceptions"))
    assert (row["Item"], row["Amount"]) == ("88120", "300.00")
