"""Delivery: the oldest message of each subscription, one at a time, until it is delivered or given up.

1. The subscription is claimed for a while, in a transaction of its own: nobody else sends for it meanwhile.
2. The message is sent, outside of any transaction.
3. What came of it is written, and the claim is given back.

Killed between two steps, the claim runs out and the same message is sent again with the same key: at least once, in
order, and never silently lost. docs/rules/webhooks.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Exists, OuterRef, Q

from creditdesk.domain.deliveries import Outcome, is_given_up, next_try
from creditdesk.journal.transactions import action
from creditdesk.outbound import door, signing
from creditdesk.outbound.access import may_be_told
from creditdesk.outbound.models import DeliveryAttempt, OutboxMessage, WebhookSubscription
from creditdesk.outbound.outbox import fill_outbox, live

# Longer than a look-up of a name and a whole attempt take together.
LEASE = dt.timedelta(minutes=3)
KEPT_FOR = dt.timedelta(days=90)
_PRUNED_AT_ONCE = 2000
State = OutboxMessage.State


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is ours to send until the lease is over."""

    subscription_id: int
    message_id: int
    url: str
    key: str
    body: str
    secrets: tuple[str, ...]
    until: dt.datetime


def step(*, now: Callable[[], dt.datetime]) -> bool:
    """Write what is new in the journal to the outbox, and send one message of every subscription that is due.

    True if anything was done. Any number may call it at once, in any process.
    """
    written = fill_outbox(at=now())
    sent = [deliver_next(subscription_id, now=now) for subscription_id in _due(at=now())]
    return bool(written or any(sent))


class Post(Protocol):
    """A way out of the desk: `door.post`, or one that answers by itself."""

    def __call__(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> door.Answer:
        """What the receiver answered."""


def deliver_next(subscription_id: int, *, now: Callable[[], dt.datetime], post: Post | None = None) -> bool:
    """Send the oldest message that waits; False where none is due, or somebody else is at it.

    It goes out by the door; `post` is another way, for the demo, whose messages reach nobody.
    """
    claim = _claimed(subscription_id, at=now())
    if claim is None:
        return False
    body = claim.body.encode()
    headers = signing.headers(claim.secrets, key=claim.key, body=body, at=now())
    answer = (post or door.post)(claim.url, body=body, headers=headers)
    _settle(claim, answer, at=now())
    return True


def _due(*, at: dt.datetime) -> list[int]:
    waiting = OutboxMessage.objects.filter(subscription=OuterRef("pk"), state=State.WAITING)
    free = Q(held_until__isnull=True) | Q(held_until__lte=at)
    due = WebhookSubscription.objects.filter(live(), free, Exists(waiting), next_try_at__lte=at)
    return list(due.order_by("id").values_list("id", flat=True))


@action
def _claimed(subscription_id: int, *, at: dt.datetime) -> Claim | None:
    """The oldest message, claimed; None where there is none for us."""
    free = Q(held_until__isnull=True) | Q(held_until__lte=at)
    found = WebhookSubscription.objects.select_for_update(of=("self",)).select_related("owner")
    subscription = found.filter(live(), free, id=subscription_id, next_try_at__lte=at).first()
    if subscription is None or not may_be_told(subscription.owner):
        return None
    message = _oldest_permitted(subscription, at=at)
    if message is None:
        return None
    secrets = signing.secrets_of(subscription, at=at)
    if not secrets:
        _note(subscription, message, door.Answer(Outcome.NO_SECRET, None, 0), at=at)
        return None
    subscription.held_until = at + LEASE
    subscription.save(update_fields=["held_until"])
    facts = (subscription.url, message.key, message.body, secrets, subscription.held_until)
    return Claim(subscription.id, message.id, *facts)


def _oldest_permitted(subscription: WebhookSubscription, *, at: dt.datetime) -> OutboxMessage | None:
    """The oldest message that waits. Those of companies that the owner left meanwhile are withheld."""
    waiting = subscription.messages.filter(state=State.WAITING)
    mine = subscription.owner.companies.values("id")
    waiting.exclude(Q(company_id__isnull=True) | Q(company_id__in=mine)).update(state=State.WITHHELD, settled_at=at)
    return waiting.order_by("id").first()


@action
def _settle(claim: Claim, answer: door.Answer, *, at: dt.datetime) -> None:
    """Write what came of a claimed message, and give the claim back if it is still ours."""
    subscription = WebhookSubscription.objects.select_for_update().get(id=claim.subscription_id)
    # Where the lease ran out, somebody else is at it, and says when it is tried next.
    ours = subscription.held_until == claim.until
    _note(subscription, OutboxMessage.objects.get(id=claim.message_id), answer, at=at, ours=ours)


def _note(
    subscription: WebhookSubscription,
    message: OutboxMessage,
    answer: door.Answer,
    *,
    at: dt.datetime,
    ours: bool = True,
) -> None:
    """Write the attempt and what follows from it for the message and, where it is ours, for the subscription."""
    DeliveryAttempt.objects.create(
        message=message, at=at, outcome=answer.outcome, status=answer.status, milliseconds=answer.milliseconds
    )
    delivered = answer.outcome is Outcome.DELIVERED
    if message.state == State.WAITING and (delivered or is_given_up(made_at=message.made_at, at=at)):
        message.state, message.settled_at = State.DELIVERED if delivered else State.GIVEN_UP, at
        message.save(update_fields=["state", "settled_at"])
    if not ours:
        return
    subscription.held_until = None
    subscription.failures = 0 if delivered else subscription.failures + 1
    subscription.next_try_at = at if delivered else next_try(subscription.failures, at=at)
    subscription.save(update_fields=["held_until", "failures", "next_try_at"])


def forget_settled(*, at: dt.datetime) -> int:
    """Delete messages that were settled long ago, with their attempts; the journal keeps what they told of."""
    old = OutboxMessage.objects.filter(settled_at__lt=at - KEPT_FOR)
    forgotten = 0
    while ids := list(old.order_by("settled_at").values_list("id", flat=True)[:_PRUNED_AT_ONCE]):
        forgotten += _forget(ids)
    return forgotten


@action
def _forget(message_ids: list[int]) -> int:
    DeliveryAttempt.objects.filter(message_id__in=message_ids).delete()
    return OutboxMessage.objects.filter(id__in=message_ids).delete()[0]
