"""The only way to a subscription and its messages: through who may manage them, for the companies that he works for."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from creditdesk.domain.visibility import Permission, Role, has_permission
from creditdesk.outbound.models import OutboxMessage, WebhookSubscription
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import Company, User


def visible_subscriptions(user: User) -> QuerySet[WebhookSubscription]:
    """The subscriptions that were not ended, of oneself and of those who work for no company but one's own."""
    mine = user.companies.values("id")
    strangers = User.objects.filter(companies__in=Company.objects.exclude(id__in=mine))
    colleagues = Q(owner__in=User.objects.filter(companies__in=mine)) & ~Q(owner__in=strangers)
    found = WebhookSubscription.objects.filter(Q(owner=user) | colleagues, ended_at__isnull=True)
    return found.select_related("owner").order_by("id")


def subscription_for(user: User, subscription_id: int) -> WebhookSubscription:
    """The subscription with its owner. Raises NotVisible."""
    subscription = visible_subscriptions(user).filter(id=subscription_id).first()
    if subscription is None:
        raise NotVisible(f"webhook {subscription_id}")
    return subscription


def message_for(user: User, message_id: int) -> OutboxMessage:
    """A message of such a subscription. Raises NotVisible."""
    found = OutboxMessage.objects.select_related("subscription__owner").filter(id=message_id)
    message = found.filter(subscription__in=visible_subscriptions(user)).first()
    if message is None:
        raise NotVisible(f"webhook delivery {message_id}")
    return message


def may_be_told(owner: User) -> bool:
    """Whether a subscription of the user is told of anything: it never has more rights than he has at this moment."""
    return owner.is_active and owner.role in set(Role) and has_permission(owner.desk_role, Permission.MANAGE_WEBHOOKS)
