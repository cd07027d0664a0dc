"""The screen Today: what the rep sees first, in few queries, and how a contact is logged from it."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from creditdesk.followup.actions import NextAction, open_tickler
from creditdesk.followup.models import Activity, Tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.parties.models import Contact
from tests import builders
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

LATE = TODAY - dt.timedelta(days=33)


@pytest.fixture(autouse=True)
def the_day() -> object:
    """The desk's clock stands at the world's noon."""
    with travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def alice(world: World) -> Client:
    builders.invoice(world.acme, amount=500_00, due_date=LATE)
    refresh_worklist(as_of=TODAY)
    return client_of(world.alice)


def said(world: World, **changes: object) -> dict[str, object]:
    """What the form sends when its likely values are left as they are."""
    given: dict[str, object] = {
        "customer": world.acme.id,
        "key": "k1",
        "channel": "call",
        "direction": "outbound",
        "outcome": "no_answer",
        "visibility": "history",
        "next_date": "+2",
        "next_cause": "Call again",
        "owner": world.alice.id,
        "next": "/today/",
    }
    return given | changes


def test_an_account_stands_there_with_amount_reasons_step_and_the_customers_time(alice: Client) -> None:
    page = alice.get(reverse("today")).content.decode()
    for words in (
        "Acme Camera",
        "500.00",
        "500.00 USD collectable, oldest 33 days past due",
        "class B weighs 1.5",
        "no contact on record",
        "Call and action plan",
        "10:00",
    ):
        assert words in page


def test_the_queries_do_not_grow_with_the_rows(
    world: World, alice: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        customer = builders.customer(world.northlight, name=f"C{number}", portfolio=world.portfolio)
        builders.invoice(customer, amount=100_00, due_date=LATE)
        then = NextAction("Call", TODAY, world.alice)
        open_tickler(customer, then=then, by=world.alice, at=NOW, as_of=TODAY, key=str(number))
    with django_assert_max_num_queries(25):
        response = alice.get(reverse("today"))
    assert response.content.decode().count("data-row") == 41


def test_a_filter_lives_in_the_address_and_one_that_cannot_be_read_narrows_nothing(alice: Client) -> None:
    assert "No account fits the filter" in alice.get("/today/?minimum=1k").content.decode()
    assert "Acme Camera" in alice.get("/today/?minimum=lots").content.decode()
    assert "Acme Camera" in alice.get("/today/?after=nonsense&portfolio=x").content.decode()


def test_a_call_without_answer_plans_the_callback_and_the_row_leaves_what_is_to_work(
    world: World, alice: Client
) -> None:
    response = alice.post(reverse("contact_new"), said(world))
    assert (response.status_code, response["Location"]) == (302, "/today/")
    assert Activity.objects.get().outcome == "no_answer"
    assert Tickler.objects.get().due_date == dt.date(2026, 6, 17)
    assert "Everything is worked" in alice.get("/today/").content.decode()
    assert "Call again" in alice.get("/today/?show=all").content.decode()


def test_in_a_dialog_the_answer_is_a_toast_and_word_to_the_page(world: World, alice: Client) -> None:
    response = alice.post(reverse("contact_new"), said(world), headers={"HX-Request": "true"})
    assert response.status_code == 204
    told = json.loads(response["HX-Trigger"])
    assert told["desk:followed"] == {"customer": world.acme.id}
    assert told["toast"]["text"] == "Kept for Acme Camera"


def test_a_promise_without_a_day_comes_back_with_what_was_typed(world: World, alice: Client) -> None:
    answer = alice.post(reverse("contact_new"), said(world, outcome="promised", promised="500", note="will pay"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "For which day was it promised?" in page and "will pay" in page
    assert not Activity.objects.exists()


def test_a_promise_takes_typed_dates_and_amounts(world: World, alice: Client) -> None:
    builders.invoice(world.acme, amount=1_200_00)
    given = said(world, outcome="promised", promised="1.2k", promised_date="fri", next_date="", next_cause="")
    alice.post(reverse("contact_new"), given)
    activity = Activity.objects.get()
    assert (activity.promised_minor, activity.promised_date) == (1_200_00, dt.date(2026, 6, 19))


def test_the_form_fills_in_the_likely_values(world: World, alice: Client) -> None:
    contact = Contact.objects.create(customer=world.acme, name="Ann Payable", role="AP manager")
    page = alice.get(f"{reverse('contact_new')}?customer={world.acme.id}").content.decode()
    assert f'<option value="{contact.id}" selected>' in page
    assert 'value="+2"' in page and 'value="500.00"' in page and 'value="no_answer"' in page


def test_a_masked_card_number_is_told(world: World, alice: Client) -> None:
    note = said(world, note="card 4111111111111111")
    response = alice.post(reverse("contact_new"), note, headers={"HX-Request": "true"})
    assert json.loads(response["HX-Trigger"])["toast"] == {
        "text": "A card number in your note was masked.",
        "tone": "warning",
        "undo": "",
    }


@pytest.mark.parametrize("route", ["contact_new", "tickler_new"])
def test_a_strangers_account_has_no_form(world: World, alice: Client, route: str) -> None:
    for customer in (world.zenith, world.foreign):
        assert alice.get(f"{reverse(route)}?customer={customer.id}").status_code == 404
        assert alice.post(reverse(route), said(world, customer=customer.id)).status_code == 404
    assert alice.get(reverse(route)).status_code == 422


def test_one_is_not_sent_to_another_site_afterwards(world: World, alice: Client) -> None:
    response = alice.post(reverse("contact_new"), said(world, next="https://elsewhere.example/"))
    assert response["Location"] == "/"


def test_the_list_says_when_no_night_has_ranked_it_today(world: World, alice: Client) -> None:
    with travel(NOW + dt.timedelta(days=1), tick=False):
        page = client_of(world.alice).get("/today/").content.decode()
    assert "The list is of an earlier day" in page


def test_a_call_outside_the_rules_asks_in_the_dialog_why_it_was_made(world: World, alice: Client) -> None:
    world.acme.contact_block = "attorney"
    world.acme.save()
    answer = alice.post(reverse("contact_new"), said(world), headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert 'name="breach_reason"' in answer.content.decode() and not Activity.objects.exists()
    alice.post(reverse("contact_new"), said(world, breach_reason="Dialled too fast"))
    assert Activity.objects.get().breach_reason == "Dialled too fast"
