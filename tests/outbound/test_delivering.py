"""Messages reach their receiver: signed, in order, at least once, whatever happens between two steps."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from typing import Any

import pytest

from creditdesk.domain.events import EventKind
from creditdesk.domain.reasons import Refusal
from creditdesk.journal.models import JournalEntry
from creditdesk.outbound import actions, delivering, door
from creditdesk.outbound.models import DeliveryAttempt, OutboxMessage, WebhookSubscription
from creditdesk.outbound.outbox import fill_outbox
from tests.outbound.acts import deliver, subscribe, tell
from tests.outbound.receiver import Received, Receiver
from tests.world import NOW, World

State = OutboxMessage.State
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def signed_with(secret: str, got: Received) -> bool:
    """Whether one of the signatures is of the secret, computed as the guide tells a receiver to."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{got.headers['Webhook-Id']}.{got.headers['Webhook-Timestamp']}.".encode() + got.body
    wanted = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return f"v1,{wanted}" in got.headers["Webhook-Signature"].split()


def _states() -> list[str]:
    return list(OutboxMessage.objects.order_by("id").values_list("state", flat=True))


def test_a_message_is_delivered_signed_with_its_key(world: World, receiver: Receiver) -> None:
    made = subscribe(world.adam, f"{receiver.url}/desk?from=creditdesk")
    tell("period.closed", world.northlight, first_day="2026-05-01", last_day="2026-05-31")
    deliver()
    (got,) = receiver.got
    assert got.path == "/desk?from=creditdesk"
    assert got.event["facts"] == {"first_day": "2026-05-01", "last_day": "2026-05-31"}
    assert got.headers["Idempotency-Key"] == got.headers["Webhook-Id"] == got.event["id"]
    assert got.headers["Webhook-Timestamp"] == str(int(NOW.timestamp()))
    assert signed_with(made.secret, got)
    assert _states() == [State.DELIVERED]
    attempt = DeliveryAttempt.objects.get()
    assert (attempt.outcome, attempt.status, attempt.at) == ("delivered", 204, NOW)


def test_what_fails_is_tried_again_later_and_what_follows_waits_behind_it(world: World, receiver: Receiver) -> None:
    subscribe(world.adam, receiver.url)
    receiver.statuses = [500, 503]
    tell("period.closed", world.northlight)
    tell("item.disputed", world.northlight)
    deliver()
    deliver(after=dt.timedelta(seconds=9))
    assert receiver.kinds == ["period.closed"]
    deliver(after=dt.timedelta(seconds=10))
    deliver(after=dt.timedelta(seconds=40))
    assert receiver.kinds == ["period.closed"] * 3 + ["item.disputed"]
    assert len({one.headers["Idempotency-Key"] for one in receiver.got}) == 2
    assert _states() == [State.DELIVERED, State.DELIVERED]


def test_a_receiver_that_fails_for_a_day_loses_the_message_and_it_can_be_sent_again(
    world: World, receiver: Receiver
) -> None:
    subscribe(world.adam, receiver.url)
    receiver.statuses = [500] * 100
    tell("period.closed", world.northlight)
    for hour in range(26):
        deliver(after=hour * HOUR)
    message = OutboxMessage.objects.get()
    assert (message.state, message.settled_at) == (State.GIVEN_UP, NOW + DAY)
    tried = message.attempts.count()
    deliver(after=40 * HOUR)
    assert message.attempts.count() == tried
    receiver.statuses = []
    actions.send_again(message, by=world.adam, at=NOW + 2 * DAY)
    deliver(after=2 * DAY)
    assert _states() == [State.DELIVERED]
    assert receiver.got[-1].headers["Idempotency-Key"] == receiver.got[0].headers["Idempotency-Key"]
    with pytest.raises(Refusal, match="given up"):
        actions.send_again(message, by=world.adam, at=NOW + 2 * DAY)


def test_a_dead_receiver_does_not_hold_another_up(world: World, receiver: Receiver) -> None:
    subscribe(world.adam, "http://localhost:9/", kinds=[EventKind.PERIOD_CLOSED])
    subscribe(world.adam, receiver.url, kinds=[EventKind.PERIOD_CLOSED])
    tell("period.closed", world.northlight)
    deliver()
    assert receiver.kinds == ["period.closed"]
    assert sorted(_states()) == [State.DELIVERED, State.WAITING]
    assert set(DeliveryAttempt.objects.values_list("outcome", flat=True)) == {"delivered", "no_connection"}


def test_killed_before_it_could_write_that_it_was_sent_it_sends_the_same_again(
    world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(world.adam, receiver.url)
    tell("period.closed", world.northlight)
    tell("item.disputed", world.northlight)
    send = door.post

    def sent_and_killed(*args: Any, **kwargs: Any) -> None:
        send(*args, **kwargs)
        raise SystemExit

    with monkeypatch.context() as door_out:
        door_out.setattr(door, "post", sent_and_killed)
        with pytest.raises(SystemExit):
            deliver()
    deliver(after=MINUTE)  # another process; the claim of the dead one still stands
    assert receiver.kinds == ["period.closed"]
    deliver(after=delivering.LEASE)
    assert receiver.kinds == ["period.closed", "period.closed", "item.disputed"]
    first, again, _ = receiver.got
    assert (first.headers["Idempotency-Key"], first.body) == (again.headers["Idempotency-Key"], again.body)


def test_who_comes_too_late_to_settle_changes_nothing_of_what_another_does(world: World, receiver: Receiver) -> None:
    """A process slept longer than its claim: its success counts, the claim of the one at work stays."""
    subscription = subscribe(world.adam, receiver.url).subscription
    tell("period.closed", world.northlight)
    send = door.post
    later = NOW + delivering.LEASE + MINUTE

    def sent_and_slept(*args: Any, **kwargs: Any) -> door.Answer:
        answer = send(*args, **kwargs)
        WebhookSubscription.objects.update(held_until=later)
        return answer

    fill_outbox(at=NOW)
    with pytest.MonkeyPatch.context() as door_out:
        door_out.setattr(door, "post", sent_and_slept)
        assert delivering.deliver_next(subscription.id, now=lambda: NOW)
    assert _states() == [State.DELIVERED]
    assert WebhookSubscription.objects.get().held_until == later


def test_what_waits_of_a_company_that_the_owner_left_is_withheld(world: World, receiver: Receiver) -> None:
    subscribe(world.adam, receiver.url)
    tell("period.closed", world.northlight)
    fill_outbox(at=NOW)
    world.adam.companies.set([world.southwind])
    deliver()
    assert receiver.got == []
    assert _states() == [State.WITHHELD]


def test_a_test_is_sent_at_once_and_refused_while_paused(world: World, receiver: Receiver) -> None:
    subscription = subscribe(world.adam, receiver.url).subscription
    actions.ask_for_test(subscription, by=world.adam, at=NOW)
    deliver()
    assert receiver.kinds == ["webhook.test"]
    actions.pause_subscription(subscription, by=world.adam, at=NOW)
    with pytest.raises(Refusal, match="paused"):
        actions.ask_for_test(subscription, by=world.adam, at=NOW)


def test_for_a_day_after_a_rotation_both_secrets_sign(world: World, receiver: Receiver) -> None:
    made = subscribe(world.adam, receiver.url)
    renewed = actions.rotate_secret(made.subscription, by=world.adam, at=NOW)
    assert renewed.secret != made.secret
    for after in (HOUR, DAY):
        actions.ask_for_test(made.subscription, by=world.adam, at=NOW + after)
        deliver(after=after)
    within, beyond = receiver.got
    assert signed_with(made.secret, within)
    assert signed_with(renewed.secret, within)
    assert not signed_with(made.secret, beyond)
    assert signed_with(renewed.secret, beyond)


def test_a_secret_that_cannot_be_opened_any_more_is_told_and_a_new_one_mends_it(
    world: World, receiver: Receiver
) -> None:
    subscription = subscribe(world.adam, receiver.url).subscription
    WebhookSubscription.objects.update(secret="sealed with a key that is gone")
    tell("period.closed", world.northlight)
    deliver()
    assert receiver.got == []
    assert DeliveryAttempt.objects.get().outcome == "no_secret"
    actions.rotate_secret(subscription, by=world.adam, at=NOW)
    deliver(after=HOUR)
    assert _states() == [State.DELIVERED]


def test_an_ended_subscription_sends_nothing_and_keeps_no_secret(world: World, receiver: Receiver) -> None:
    subscription = subscribe(world.adam, receiver.url).subscription
    tell("period.closed", world.northlight)
    fill_outbox(at=NOW)
    actions.end_subscription(subscription, by=world.adam, at=NOW)
    tell("period.closed", world.northlight)
    deliver()
    assert receiver.got == []
    assert _states() == [State.GIVEN_UP]
    assert WebhookSubscription.objects.get().secret == ""
    with pytest.raises(Refusal, match="ended"):
        actions.pause_subscription(subscription, by=world.adam, at=NOW)


def test_neither_secret_nor_address_stands_where_it_could_be_read(world: World) -> None:
    made = subscribe(world.adam, "https://hooks.example.com/key-of-theirs")
    assert made.secret not in str(list(WebhookSubscription.objects.values()))
    entry = JournalEntry.objects.get(kind="webhook.made")
    assert made.secret not in str(entry.private)
    assert "key-of-theirs" not in str(entry.facts)
    assert entry.facts["owner"] == world.adam.id


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": ""}, "webhook.name"),
        ({"kinds": []}, "webhook.kinds"),
        ({"url": "http://hooks.example.com/"}, "webhook.address_plain"),
        ({"url": "https://10.0.0.7/"}, "webhook.address_inside"),
        ({"url": "https://user:password@hooks.example.com/"}, "webhook.address_password"),
        ({"url": "hooks.example.com"}, "webhook.address"),
        ({"url": "ftp://hooks.example.com/"}, "webhook.address"),
        ({"url": "https://hooks.example.com/" + "x" * 500}, "webhook.address"),
        ({"url": "https://hooks.example.com/\r\nX: y"}, "webhook.address"),
        ({"url": "https://hooks.example.com:99999/"}, "webhook.address"),
    ],
)
def test_a_webhook_that_makes_no_sense_is_refused_with_its_reason(
    world: World, more: dict[str, Any], code: str
) -> None:
    facts = {"name": "ERP", "url": "https://hooks.example.com/", "kinds": [EventKind.PERIOD_CLOSED]} | more
    with pytest.raises(Refusal) as refusal:
        actions.make_subscription(world.adam, at=NOW, **facts)
    assert [reason.code for reason in refusal.value.reasons] == [code]


def test_only_who_manages_webhooks_has_any(world: World) -> None:
    with pytest.raises(Refusal, match="may not"):
        subscribe(world.carol)


def test_what_was_settled_long_ago_is_forgotten(world: World, receiver: Receiver) -> None:
    subscribe(world.adam, receiver.url)
    tell("period.closed", world.northlight)
    deliver()
    assert delivering.forget_settled(at=NOW + delivering.KEPT_FOR) == 0
    assert delivering.forget_settled(at=NOW + delivering.KEPT_FOR + MINUTE) == 1
    assert not OutboxMessage.objects.exists()
