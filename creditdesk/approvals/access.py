"""The only way to a request: by the accounts that the user may see, for those who read what was said on them."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.approvals.models import Request
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import NotVisible, visible_customers
from creditdesk.parties.models import User


def visible_requests(user: User, *, as_of: dt.date) -> QuerySet[Request]:
    """The requests on the user's accounts; a draft is seen by its writers only."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return Request.objects.none()
    found = Request.objects.filter(customer__in=visible_customers(user, as_of=as_of))
    hidden = Request.objects.filter(state="draft").exclude(writers=user)
    return found.exclude(id__in=hidden.values("id")).select_related("customer", "company", "prepared_by")


def request_for(user: User, request_id: int, *, as_of: dt.date) -> Request:
    """The request with its customer and who prepared it. Raises NotVisible."""
    found = visible_requests(user, as_of=as_of).filter(id=request_id).first()
    if found is None:
        raise NotVisible(f"request {request_id}")
    return found
