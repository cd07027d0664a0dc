"""A promise that is to be confirmed in writing: the word after the call leads to the draft, and so does the account."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from creditdesk.followup.worklist import refresh_worklist
from creditdesk.letters.models import Letter
from creditdesk.parties.models import Contact, Customer
from tests import builders
from tests.lettering import DAY, furnish
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def the_day() -> object:
    """The desk's clock stands at the world's noon: ten in the morning in New York."""
    with travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def alice(world: World) -> Client:
    furnish(world)
    builders.invoice(world.acme, amount=500_00, due_date=TODAY - 33 * DAY, number="INV-1")
    refresh_worklist(as_of=TODAY)
    return client_of(world.alice)


def promise(client: Client, world: World, **changes: str) -> dict[str, str]:
    """Record a promise of all of it for Friday with the wish, as the page does; the toast that is shown."""
    given = {
        "key": "k1",
        "direction": "inbound",
        "outcome": "promised",
        "promised": "500",
        "promised_date": "fri",
        "visibility": "history",
        "owner": str(world.alice.id),
        "confirmation_wanted": "on",
        "go": "stay",
    }
    answer = client.post(reverse("call", args=[world.acme.id]), given | changes, headers={"HX-Request": "true"})
    assert answer.status_code == 204, answer.content
    toast: dict[str, str] = json.loads(answer["HX-Trigger"])["toast"]
    return toast


def test_the_word_after_the_call_the_account_and_the_promise_lead_to_the_draft(
    world: World, alice: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    toast = promise(alice, world)
    letter = Letter.objects.get()
    url = reverse("letter", args=[letter.id])
    assert toast == {
        "text": "Kept for Acme Camera. The confirmation is drafted in Letters.",
        "tone": "success",
        "undo": "",
        "look": url,
    }
    with django_assert_max_num_queries(25):
        page = alice.get(reverse("account", args=[world.acme.id])).content.decode()
    assert "Look at the confirmation of the promise in Letters" in page and f'href="{url}"' in page
    page = alice.get(reverse("promise", args=[letter.promise_id])).content.decode()
    assert "Confirmed in writing" in page and f'href="{url}"' in page
    assert url in alice.get(reverse("account_timeline", args=[world.acme.id])).content.decode()
    assert "Confirmation of a promise" in alice.get(reverse("letters")).content.decode()


def test_without_script_the_word_stands_on_the_next_page_with_its_link(world: World, alice: Client) -> None:
    given = {
        "key": "k1",
        "direction": "inbound",
        "outcome": "promised",
        "promised": "500",
        "promised_date": "fri",
        "visibility": "history",
        "owner": world.alice.id,
        "confirmation_wanted": "on",
        "go": "stay",
    }
    page = alice.post(reverse("call", args=[world.acme.id]), given, follow=True).content.decode()
    link = f'<a class="button button-small" href="{reverse("letter", args=[Letter.objects.get().id])}" data-look>'
    assert "The confirmation is drafted in Letters." in page and link in page


def test_where_none_can_be_drafted_the_word_says_why_and_the_account_keeps_it(world: World, alice: Client) -> None:
    Contact.objects.all().delete()
    Customer.objects.filter(id=world.acme.id).update(street="", email="")
    toast = promise(alice, world)
    why = "no address is known to which it could go"
    assert f"No confirmation was drafted: {why}" in toast["text"]
    assert (toast["tone"], toast["look"]) == ("warning", "")
    assert f"no letter was drafted: {why}" in alice.get(reverse("account", args=[world.acme.id])).content.decode()
