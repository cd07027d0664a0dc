"""Reading what was sent, what waits and what was given up."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Prefetch, Q, QuerySet

from creditdesk.outbound.models import DeliveryAttempt, OutboxMessage, WebhookSubscription

__all__ = [
    "PAGE",
    "DeliveryAttempt",
    "OutboxMessage",
    "WebhookSubscription",
    "counts_of",
    "messages_of",
    "unsettled_messages",
]

PAGE = 50
State = OutboxMessage.State


def messages_of(subscription: WebhookSubscription, *, state: str = "") -> QuerySet[OutboxMessage]:
    """The messages of a subscription with their attempts, newest first; `state` narrows them."""
    found = OutboxMessage.objects.filter(subscription=subscription).order_by("-id")
    if state:
        found = found.filter(state=state)
    return found.prefetch_related(Prefetch("attempts", queryset=DeliveryAttempt.objects.order_by("id")))


def unsettled_messages() -> tuple[int, int]:
    """How many messages wait, and how many were given up, of all subscriptions that were not ended."""
    live = WebhookSubscription.objects.filter(ended_at__isnull=True)
    counts = counts_of(list(live.values_list("id", flat=True)))
    return sum(waiting for waiting, _ in counts.values()), sum(given_up for _, given_up in counts.values())


def counts_of(subscription_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Subscription → how many messages wait, and how many were given up."""
    rows = (
        OutboxMessage.objects.filter(subscription_id__in=subscription_ids, state__in=[State.WAITING, State.GIVEN_UP])
        .values("subscription_id")
        .annotate(waiting=Count("id", filter=Q(state=State.WAITING)), given_up=Count("id", filter=~Q(state="waiting")))
        .values_list("subscription_id", "waiting", "given_up")
    )
    return {key: (waiting, given_up) for key, waiting, given_up in rows}
