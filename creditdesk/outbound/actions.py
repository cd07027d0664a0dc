"""What a person does to webhooks: subscribe, pause, go on, give a new secret, ask for a test, send again, end.

`at_console=True`: the act was done from the command line, and the journal says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from creditdesk.domain.deliveries import BOTH_SECRETS_FOR
from creditdesk.domain.events import TEST, EventKind, event_text
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.outbound import door, signing
from creditdesk.outbound.access import may_be_told
from creditdesk.outbound.models import OutboxMessage, WebhookSubscription
from creditdesk.outbound.outbox import head_of_journal, new_key
from creditdesk.parties.models import User

__all__ = [
    "MadeSubscription",
    "ask_for_test",
    "end_subscription",
    "make_subscription",
    "pause_subscription",
    "resume_subscription",
    "rotate_secret",
    "send_again",
]

NAME_LONGEST = 80


@dataclass(frozen=True, slots=True)
class MadeSubscription:
    """A subscription with its secret, which nobody can read again."""

    subscription: WebhookSubscription
    secret: str


@action
def make_subscription(
    owner: User,
    *,
    name: str,
    url: str,
    kinds: Collection[EventKind],
    at: dt.datetime,
    key: str | None = None,
    at_console: bool = False,
) -> MadeSubscription:
    """Have the address told of the events of the owner's companies, from now on. The same key makes one.

    Raises Refusal with every reason: the owner may not, the name, the address, no event. docs/rules/webhooks.md.
    """
    name, url = name.strip(), url.strip()
    if reasons := _unfit(owner, name=name, url=url, kinds=kinds):
        raise Refusal(tuple(reasons))
    if key is not None and (made := WebhookSubscription.objects.filter(key=key).first()) is not None:
        return MadeSubscription(made, next(iter(signing.secrets_of(made, at=at)), ""))
    secret = signing.new_secret()
    subscription = WebhookSubscription.objects.create(
        owner=owner,
        name=name,
        url=url,
        kinds=sorted(kind.value for kind in kinds),
        secret=signing.closed(secret),
        made_at=at,
        key=key,
        next_try_at=at,
        read_to_seq=head_of_journal(),
    )
    facts = {"owner": owner.id, "kinds": subscription.kinds}
    _journal("webhook.made", subscription, by=owner, at=at, at_console=at_console, facts=facts)
    return MadeSubscription(subscription, secret)


@action
def pause_subscription(
    subscription: WebhookSubscription, *, by: User, at: dt.datetime, at_console: bool = False
) -> WebhookSubscription:
    """Send nothing until it is resumed; what happens meanwhile is sent then. A second call changes nothing."""
    held = _held(subscription)
    if held.paused_at is None:
        held.paused_at = at
        held.save(update_fields=["paused_at"])
        _journal("webhook.paused", held, by=by, at=at, at_console=at_console)
    return held


@action
def resume_subscription(
    subscription: WebhookSubscription, *, by: User, at: dt.datetime, at_console: bool = False
) -> WebhookSubscription:
    """Send again, at once, in the order in which things happened. A second call changes nothing."""
    held = _held(subscription)
    if held.paused_at is not None:
        held.paused_at, held.failures, held.next_try_at = None, 0, at
        held.save(update_fields=["paused_at", "failures", "next_try_at"])
        _journal("webhook.resumed", held, by=by, at=at, at_console=at_console)
    return held


@action
def rotate_secret(
    subscription: WebhookSubscription, *, by: User, at: dt.datetime, at_console: bool = False
) -> MadeSubscription:
    """Give a new secret. For a day the one before signs as well, so that the receiver can change over."""
    held, secret = _held(subscription), signing.new_secret()
    held.earlier_secret, held.earlier_secret_until = held.secret, at + BOTH_SECRETS_FOR
    held.secret = signing.closed(secret)
    held.save(update_fields=["secret", "earlier_secret", "earlier_secret_until"])
    _journal("webhook.secret_rotated", held, by=by, at=at, at_console=at_console)
    return MadeSubscription(held, secret)


@action
def ask_for_test(
    subscription: WebhookSubscription, *, by: User, at: dt.datetime, key: str = "", at_console: bool = False
) -> OutboxMessage:
    """Put a test behind what waits, and try at once; the same key is one test.

    Raises Refusal while the subscription is paused.
    """
    held, key = _held(subscription), new_key(key)
    if (asked := held.messages.filter(key=key).first()) is not None:
        return asked
    if held.paused_at is not None:
        raise refuse("webhook.paused", "nothing is sent while the webhook is paused: let it go on first")
    subject = ("webhook_subscription", held.id)
    body = event_text(TEST, key=key, at=at.isoformat(), company=None, subject=subject)
    message = OutboxMessage.objects.create(subscription=held, key=key, kind=TEST, body=body, made_at=at)
    _try_now(held, at=at)
    _journal("webhook.test_asked", held, by=by, at=at, at_console=at_console)
    return message


@action
def send_again(message: OutboxMessage, *, by: User, at: dt.datetime, at_console: bool = False) -> OutboxMessage:
    """Let a message that was given up or withheld be tried once more, before all that wait behind it.

    It keeps its key, so that a receiver that had it already notices. Raises Refusal for one that waits or was
    delivered.
    """
    subscription = _held(message.subscription)
    held = OutboxMessage.objects.get(id=message.id)  # its subscription is locked, and so is everything below it
    if held.state not in {OutboxMessage.State.GIVEN_UP, OutboxMessage.State.WITHHELD}:
        raise refuse("webhook.not_given_up", "only what was given up or withheld is sent again")
    held.state, held.settled_at = OutboxMessage.State.WAITING, None
    held.save(update_fields=["state", "settled_at"])
    _try_now(subscription, at=at)
    _journal("webhook.sent_again", subscription, by=by, at=at, at_console=at_console, facts={"message": held.key})
    return held


@action
def end_subscription(
    subscription: WebhookSubscription, *, by: User, at: dt.datetime, at_console: bool = False
) -> WebhookSubscription:
    """End it for good: nothing more is sent, and what waits is dropped with it."""
    held = _held(subscription)
    held.ended_at, held.secret, held.earlier_secret = at, "", ""
    held.save(update_fields=["ended_at", "secret", "earlier_secret"])
    waiting = held.messages.filter(state=OutboxMessage.State.WAITING)
    dropped = waiting.update(state=OutboxMessage.State.GIVEN_UP, settled_at=at)
    _journal("webhook.ended", held, by=by, at=at, at_console=at_console, facts={"dropped": dropped})
    return held


def _held(subscription: WebhookSubscription) -> WebhookSubscription:
    """The subscription as it stands now, held until the transaction ends. Raises Refusal where it was ended."""
    held = WebhookSubscription.objects.select_for_update().get(id=subscription.id)
    if held.ended_at is not None:
        raise refuse("webhook.changed_meanwhile", "somebody has ended this webhook meanwhile")
    return held


def _try_now(held: WebhookSubscription, *, at: dt.datetime) -> None:
    held.next_try_at = min(held.next_try_at, at)
    held.save(update_fields=["next_try_at"])


def _unfit(owner: User, *, name: str, url: str, kinds: Collection[EventKind]) -> list[Reason]:
    reasons = []
    if not may_be_told(owner):
        reasons.append(Reason("webhook.not_permitted", "this user may not have webhooks"))
    if not name or len(name) > NAME_LONGEST:
        text = "a webhook needs a name of at most %(most)d characters"
        reasons.append(Reason("webhook.name", text, {"most": NAME_LONGEST}))
    if not kinds:
        reasons.append(Reason("webhook.kinds", "choose at least one event"))
    try:
        door.target_of(url)
    except Refusal as refusal:
        reasons += refusal.reasons
    return reasons


def _journal(
    kind: str,
    subscription: WebhookSubscription,
    *,
    by: User,
    at: dt.datetime,
    at_console: bool,
    facts: Mapping[str, Any] | None = None,
) -> None:
    append(
        kind,
        by=by.username,
        at=at,
        subject=("webhook_subscription", subscription.id),
        facts=dict(facts or {}) | ({"console": True} if at_console else {}),
        # An address may hold a password of the receiver's.
        private={"name": subscription.name, "url": subscription.url},
    )
