"""Tasks for reviews that lapsed, or that something calls for: ticklers of a credit manager, once for each day due.

A customer who was never reviewed stands on the calendar only: whoever takes the desk over would drown in tasks.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from creditdesk.creditfile.models import ReviewDue
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.domain.visibility import Role
from creditdesk.followup.access import possible_owners
from creditdesk.followup.actions import open_tickler
from creditdesk.followup.models import Tickler
from creditdesk.followup.recording import CAUSE_LONGEST, NextAction
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Company, Customer, User
from creditdesk.policy.queries import policy_in_force

# So many a night and company, the most at stake first: the others stand on the calendar.
MOST_A_NIGHT = 50
REVIEW_LAPSED = "Credit review: the last one lapsed"
REVIEW_CALLED = "Credit review: %(why)s"


def plan_reviews(company: Company, *, as_of: dt.date, at: dt.datetime) -> int:
    """Open the tasks of the day; how many were opened."""
    late = policy_in_force(as_of=as_of, company_id=company.id).document.credit_review.overdue_task_days
    rows = ReviewDue.objects.filter(company=company, due_on__lte=as_of - dt.timedelta(days=late))
    rows = rows.filter(~Q(called_by=[]) | Q(last_review_on__isnull=False)).select_related("customer__company")
    there = Tickler.objects.filter(company=company, key__startswith="review/").values("key")
    planned = set(there.values_list("key", flat=True))
    done = 0
    for due in rows.order_by("-exposure_minor", "id"):
        if done >= MOST_A_NIGHT:
            break
        if key_of(due) in planned:
            continue
        done += _plan(due, as_of=as_of, at=at)
    return done


def key_of(due: ReviewDue) -> str:
    """What there is one task of."""
    return f"review/{due.customer_id}/{due.due_on.isoformat()}"


def _plan(due: ReviewDue, *, as_of: dt.date, at: dt.datetime) -> int:
    owner = _owner(due.customer, as_of=as_of)
    if owner is None:
        return 0
    why = str(Reason.from_dict(due.called_by[0])) if due.called_by else ""
    cause = (REVIEW_CALLED % {"why": why} if why else REVIEW_LAPSED)[:CAUSE_LONGEST]
    try:
        open_tickler(
            due.customer, then=NextAction(cause, as_of, owner, TicklerKind.OTHER), by=machine_user(), at=at,
            as_of=as_of, key=key_of(due),
        )  # fmt: skip
    except Refusal:
        return 0
    return 1


def _owner(customer: Customer, *, as_of: dt.date) -> User | None:
    """A credit manager who sees the account; else whoever may work it first."""
    owners = possible_owners(customer, as_of=as_of)
    return next((one for one in owners if one.role == Role.CREDIT_MANAGER.value), owners[0] if owners else None)
