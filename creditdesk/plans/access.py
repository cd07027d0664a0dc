"""The only way to a plan: by the accounts that the user may see, for those who read what was said on them."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import User
from creditdesk.parties.reach import reach_of
from creditdesk.plans.models import Plan

__all__ = ["Plan", "plan_for", "visible_plans"]


def visible_plans(user: User, *, as_of: dt.date) -> QuerySet[Plan]:
    """The plans on the user's accounts, the newest first."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return Plan.objects.none()
    found = Plan.objects.filter(reach_of(user, as_of=as_of).customers("customer__"))
    return found.select_related("customer", "company", "request__prepared_by").order_by("-id")


def plan_for(user: User, plan_id: int, *, as_of: dt.date) -> Plan:
    """The plan with its customer and its request. Raises NotVisible."""
    found = visible_plans(user, as_of=as_of).filter(id=plan_id).first()
    if found is None:
        raise NotVisible(f"plan {plan_id}")
    return found
