"""The only way to a settlement: by the accounts that the user may see, for those who read what was said on them."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import NotVisible, visible_customers
from creditdesk.parties.models import User
from creditdesk.settlements.models import Settlement

__all__ = ["Settlement", "settlement_for", "visible_settlements"]


def visible_settlements(user: User, *, as_of: dt.date) -> QuerySet[Settlement]:
    """The settlements on the user's accounts."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return Settlement.objects.none()
    found = Settlement.objects.filter(customer__in=visible_customers(user, as_of=as_of))
    return found.select_related("customer", "company", "request__prepared_by")


def settlement_for(user: User, settlement_id: int, *, as_of: dt.date) -> Settlement:
    """The settlement with its customer and request. Raises NotVisible."""
    found = visible_settlements(user, as_of=as_of).filter(id=settlement_id).first()
    if found is None:
        raise NotVisible(f"settlement {settlement_id}")
    return found
