"""Webhooks: addresses that are told of events, and what came of every message to them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field, StringConstraints

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.second_factor import confirmed
from creditdesk.api.shapes import Body, Page, PathId, Word
from creditdesk.domain.events import EventKind
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.outbound import actions
from creditdesk.outbound.access import may_be_told, message_for, subscription_for, visible_subscriptions
from creditdesk.outbound.door import URL_LONGEST
from creditdesk.outbound.queries import counts_of, messages_of

if TYPE_CHECKING:
    from creditdesk.outbound.models import OutboxMessage, WebhookSubscription

router = Router()
_MINE = needs(Permission.MANAGE_WEBHOOKS, scope=Scope.WEBHOOKS)


class WebhookOut(Schema):
    """A subscription with the rights of its owner. It is `silent` while he may have none any more."""

    id: int
    name: str
    url: str
    kinds: list[str]
    owner: str
    made_at: dt.datetime
    paused_at: dt.datetime | None
    silent: bool
    failures: int
    next_try_at: dt.datetime
    waiting: int
    given_up: int


class NewSecretOut(WebhookOut):
    """The same with its secret, which is answered once: a repeated request gets null in its place."""

    secret: str | None


class WebhookIn(Body):
    """Who is to be told of what. The address begins with https:// and leads to a public network."""

    name: Word
    url: Annotated[str, StringConstraints(min_length=1, max_length=URL_LONGEST)]
    kinds: Annotated[list[EventKind], Field(min_length=1, max_length=len(EventKind))]


class AttemptOut(Schema):
    """One try: what came of it, the status where there was an answer, and how long it took."""

    at: dt.datetime
    outcome: str
    status: int | None
    milliseconds: int


class DeliveryOut(Schema):
    """A message to a subscription: `id` names it here, `key` at the receiver."""

    id: int
    key: str
    seq: int | None
    kind: str
    state: str
    made_at: dt.datetime
    settled_at: dt.datetime | None
    attempts: list[AttemptOut]


@router.get("/webhooks", **reads(Page[WebhookOut]))
@_MINE
def webhooks(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[WebhookOut]:
    """The subscriptions of my companies' administrators."""
    page = page_by_id(visible_subscriptions(request.auth.user), show=lambda one: one, cursor=cursor, limit=limit)
    counts = counts_of([one.id for one in page.entries])
    shown = [WebhookOut(**_facts(one, counts.get(one.id, (0, 0)))) for one in page.entries]
    return Page(entries=shown, next=page.next)


@router.post("/webhooks", **writes(NewSecretOut, status=201, confirmed=True))
@_MINE
@keyed(status=201, once=("secret",))
@confirmed
def make_webhook(request: Call, body: WebhookIn) -> NewSecretOut:
    """Subscribe, with my rights, from now on. The secret stands in this answer and nowhere else."""
    made = actions.make_subscription(
        request.auth.user,
        name=body.name,
        url=body.url,
        kinds=set(body.kinds),
        at=request.at,
        key=request.action_key,
    )
    return _with_secret(made)


@router.get("/webhooks/{webhook_id}", **reads(WebhookOut))
@_MINE
def webhook(request: Call, webhook_id: PathId) -> WebhookOut:
    """One subscription and how it does."""
    return _shown(subscription_for(request.auth.user, webhook_id))


@router.post("/webhooks/{webhook_id}/pause", **writes(WebhookOut))
@_MINE
@keyed()
def pause_webhook(request: Call, webhook_id: PathId) -> WebhookOut:
    """Send nothing until it is resumed; what happens meanwhile is sent then."""
    user = request.auth.user
    return _shown(actions.pause_subscription(subscription_for(user, webhook_id), by=user, at=request.at))


@router.post("/webhooks/{webhook_id}/resumption", **writes(WebhookOut))
@_MINE
@keyed()
def resume_webhook(request: Call, webhook_id: PathId) -> WebhookOut:
    """Send again, in the order in which things happened."""
    user = request.auth.user
    return _shown(actions.resume_subscription(subscription_for(user, webhook_id), by=user, at=request.at))


@router.post("/webhooks/{webhook_id}/secret", **writes(NewSecretOut, confirmed=True))
@_MINE
@keyed(once=("secret",))
@confirmed
def rotate_webhook_secret(request: Call, webhook_id: PathId) -> NewSecretOut:
    """Give a new secret; for a day the one before signs as well."""
    user = request.auth.user
    return _with_secret(actions.rotate_secret(subscription_for(user, webhook_id), by=user, at=request.at))


@router.post("/webhooks/{webhook_id}/test", **writes(DeliveryOut, status=201))
@_MINE
@keyed(status=201)
def test_webhook(request: Call, webhook_id: PathId) -> DeliveryOut:
    """Put a test behind what waits, and try at once; its delivery says what came of it."""
    user = request.auth.user
    subscription = subscription_for(user, webhook_id)
    return _delivery(actions.ask_for_test(subscription, by=user, at=request.at, key=request.action_key))


@router.post("/webhooks/{webhook_id}/end", **writes(WebhookOut, confirmed=True))
@_MINE
@keyed()
@confirmed
def end_webhook(request: Call, webhook_id: PathId) -> WebhookOut:
    """End it for good; what waits is dropped."""
    user = request.auth.user
    return _shown(actions.end_subscription(subscription_for(user, webhook_id), by=user, at=request.at))


@router.get("/webhooks/{webhook_id}/deliveries", **reads(Page[DeliveryOut]))
@_MINE
def webhook_deliveries(
    request: Call,
    webhook_id: PathId,
    state: Literal["", "waiting", "delivered", "given_up", "withheld"] = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[DeliveryOut]:
    """The messages to a subscription with every attempt, newest first. They are kept for 90 days."""
    found = messages_of(subscription_for(request.auth.user, webhook_id), state=state)
    return page_by_id(found, show=_delivery, cursor=cursor, limit=limit, newest_first=True)


@router.post("/webhook-deliveries/{delivery_id}/again", **writes(DeliveryOut))
@_MINE
@keyed()
def deliver_again(request: Call, delivery_id: PathId) -> DeliveryOut:
    """Let a message that was given up or withheld be tried once more, under the same key."""
    user = request.auth.user
    return _delivery(actions.send_again(message_for(user, delivery_id), by=user, at=request.at))


def _shown(subscription: WebhookSubscription) -> WebhookOut:
    return WebhookOut(**_facts(subscription, counts_of([subscription.id]).get(subscription.id, (0, 0))))


def _with_secret(made: actions.MadeSubscription) -> NewSecretOut:
    subscription = made.subscription
    counts = counts_of([subscription.id]).get(subscription.id, (0, 0))
    return NewSecretOut(secret=made.secret, **_facts(subscription, counts))


def _facts(subscription: WebhookSubscription, counts: tuple[int, int]) -> dict[str, Any]:
    made = {"owner", "silent", "waiting", "given_up"}
    plain = {name: getattr(subscription, name) for name in WebhookOut.model_fields if name not in made}
    owner, (waiting, given_up) = subscription.owner, counts
    return plain | {
        "owner": owner.username,
        "silent": not may_be_told(owner),
        "waiting": waiting,
        "given_up": given_up,
    }


def _delivery(message: OutboxMessage) -> DeliveryOut:
    plain = {name: getattr(message, name) for name in DeliveryOut.model_fields if name != "attempts"}
    attempts = [
        AttemptOut(at=one.at, outcome=one.outcome, status=one.status, milliseconds=one.milliseconds)
        for one in message.attempts.all()
    ]
    return DeliveryOut(attempts=attempts, **plain)
