"""The only way to a request: by the accounts that the user may see, for those who read what was said on them."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.approvals.models import Request
from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import NotVisible, visible_customers
from creditdesk.parties.models import User
from creditdesk.receivables.access import item_for
from creditdesk.receivables.models import OpenItem


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


def payment_named(item_id: int, *, user: User, as_of: dt.date) -> OpenItem:
    """The payment that somebody names beside a request. Raises Refusal where he sees none: what he asks for is the
    request, and that is there.
    """
    try:
        return item_for(user, item_id, as_of=as_of)
    except NotVisible:
        text = "the payment is not the customer's, or in another currency"
        raise refuse("recovery.other", text) from None
