"""The only way to a plan: by the accounts that the user may see, for those who read what was said on them."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.followup.access import document_for
from creditdesk.followup.models import Document
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import User
from creditdesk.parties.reach import reach_of
from creditdesk.plans.models import Plan
from creditdesk.receivables.access import item_for
from creditdesk.receivables.models import OpenItem

__all__ = ["Plan", "copy_named", "document_named", "plan_for", "visible_plans"]


def visible_plans(user: User, *, as_of: dt.date) -> QuerySet[Plan]:
    """The plans on the user's accounts, the newest first."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return Plan.objects.none()
    found = Plan.objects.filter(reach_of(user, as_of=as_of).customers("customer__"))
    return found.select_related("customer", "company", "request__prepared_by").order_by("-id")


def document_named(item_id: int, *, user: User, as_of: dt.date) -> OpenItem:
    """A document that somebody names for a plan. Raises Refusal where he sees none: what he asks for is the plan."""
    try:
        return item_for(user, item_id, as_of=as_of)
    except NotVisible:
        raise refuse("plan.no_item", "%(number)d is no document of the customer", number=item_id) from None


def copy_named(document_id: int, *, user: User, as_of: dt.date) -> Document:
    """The signed copy that somebody names. Raises Refusal likewise."""
    try:
        return document_for(user, document_id, as_of=as_of)
    except NotVisible:
        raise refuse("plan.paper", "the signed copy is a document of this account") from None


def plan_for(user: User, plan_id: int, *, as_of: dt.date) -> Plan:
    """The plan with its customer and its request. Raises NotVisible."""
    found = visible_plans(user, as_of=as_of).filter(id=plan_id).first()
    if found is None:
        raise NotVisible(f"plan {plan_id}")
    return found
