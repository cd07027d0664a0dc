"""The webhooks' pages: made after a fresh sign-in, the secret shown once, what was given up sent again."""

from __future__ import annotations

import re
from typing import Any

import pytest

from creditdesk.journal.models import JournalEntry
from creditdesk.outbound.models import DeliveryAttempt, OutboxMessage, WebhookSubscription
from creditdesk.outbound.outbox import fill_outbox
from tests.outbound.acts import subscribe, tell
from tests.web.clients import client_of
from tests.world import NOW, World

pytestmark = pytest.mark.one_database

FORM = {"name": "ERP", "url": "https://hooks.example.com/desk", "kinds": ["import.posted", "erp.refused"]}


def test_a_new_webhook_shows_its_secret_once(world: World) -> None:
    client = client_of(world.adam)
    found = re.search(r'value="(whsec_[^"]+)"', client.post("/webhooks/new/", FORM).content.decode())
    assert found
    subscription = WebhookSubscription.objects.get()
    assert (subscription.owner, subscription.kinds) == (world.adam, sorted(FORM["kinds"]))
    page = client.get(f"/webhooks/{subscription.id}/").content.decode()
    assert found[1] not in page
    assert "A file was posted whole" in page
    assert JournalEntry.objects.get(kind="webhook.made").by == "adam"


def test_making_ending_and_a_new_secret_ask_for_the_password_again(world: World) -> None:
    subscription = subscribe(world.adam).subscription
    client = client_of(world.adam, fresh=False)
    for path in ("/webhooks/new/", f"/webhooks/{subscription.id}/secret/", f"/webhooks/{subscription.id}/end/"):
        assert client.post(path, FORM)["Location"].startswith("/account/reauthenticate/")
    assert client.post(f"/webhooks/{subscription.id}/pause/")["Location"] == f"/webhooks/{subscription.id}/"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"url": "http://hooks.example.com/"}, "must begin with https://"), ({"kinds": []}, "This field is required")],
)
def test_a_form_that_makes_no_sense_says_so(world: World, wrong: dict[str, Any], words: str) -> None:
    answer = client_of(world.adam).post("/webhooks/new/", FORM | wrong)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_page_tells_what_came_of_every_attempt_and_sends_again(world: World) -> None:
    subscription = subscribe(world.adam).subscription
    tell("period.closed", world.northlight)
    fill_outbox(at=NOW)
    message = OutboxMessage.objects.get()
    for outcome, status in (("no_connection", None), ("answered_otherwise", 503)):
        facts = {"at": NOW, "milliseconds": 12, "outcome": outcome, "status": status}
        DeliveryAttempt.objects.create(message=message, **facts)
    OutboxMessage.objects.update(state="given_up", settled_at=NOW)
    client = client_of(world.adam)
    assert "1" in client.get("/webhooks/").content.decode()
    page = client.get(f"/webhooks/{subscription.id}/?state=given_up").content.decode()
    for words in ("A period was closed", "given up", "the receiver did not take it (503)", "nobody is there"):
        assert words in page
    assert client.post(f"/webhook-deliveries/{message.id}/again/").status_code == 302
    assert OutboxMessage.objects.get().state == "waiting"


def test_an_ended_webhook_is_gone_and_one_of_strangers_never_was(world: World) -> None:
    subscription = subscribe(world.adam).subscription
    client = client_of(world.adam)
    client.post(f"/webhooks/{subscription.id}/end/")
    assert client.get(f"/webhooks/{subscription.id}/").status_code == 404
    other = subscribe(world.adam).subscription
    world.adam.companies.add(world.southwind)
    WebhookSubscription.objects.filter(id=other.id).update(owner=world.bob)
    world.bob.companies.add(world.southwind)
    world.adam.companies.remove(world.southwind)  # the owner works for a company that is not Adam's
    assert client.get(f"/webhooks/{other.id}/").status_code == 404


def test_the_journal_tells_of_webhooks_in_words(world: World) -> None:
    subscribe(world.adam)
    page = client_of(world.audrey).get("/journal/?kind=webhook.").content.decode()
    assert "made a webhook" in page.replace("Made", "made")
    assert "hooks.example.com" not in page
