"""What the pages and the interface show of plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from creditdesk.domain.policy import PolicyDocument
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import User
from creditdesk.plans.access import visible_plans
from creditdesk.plans.models import Plan
from creditdesk.plans.standing import PlanFacts, facts_of
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.queries import claims_of

# Plans of which the list asks how they stand; older ones are in files.
MOST = 200


def plan_facts(plan: Plan, *, policy: PolicyDocument, as_of: dt.date) -> PlanFacts:
    """One plan as it stands on the day."""
    (facts,) = facts_of([plan], as_of=as_of, policy=policy)
    return facts


def listed(
    user: User, *, states: Sequence[str] = (), customer_id: int | None = None, as_of: dt.date, most: int = MOST
) -> list[PlanFacts]:
    """The plans that the user may see, the newest first, with how each stands."""
    found = visible_plans(user, as_of=as_of)
    if states:
        found = found.filter(state__in=list(states))
    if customer_id is not None:
        found = found.filter(customer=customer_id)
    return standing_of(list(found[:most]), as_of=as_of)


def standing_of(plans: Sequence[Plan], *, as_of: dt.date) -> list[PlanFacts]:
    """How each of the plans stands, in their order."""
    facts: dict[int, PlanFacts] = {}
    by_company = sorted(plans, key=lambda plan: plan.company_id)
    for company_id, those in groupby(by_company, key=lambda plan: plan.company_id):
        policy = policy_in_force(as_of=as_of, company_id=company_id).document
        facts |= {one.plan.id: one for one in facts_of(those, as_of=as_of, policy=policy)}
    return [facts[plan.id] for plan in plans]


def plannable(customer_id: int, *, currency: str) -> list[OpenItem]:
    """What a plan could be about: open claims of the currency that nobody contests and no plan collects."""
    free = claims_of(customer_id, currency=currency).filter(disputed_minor=0).exclude(plan_items__stands=True)
    return list(free.order_by("due_date", "id")[:MOST])


def told_of(plan: Plan) -> list[JournalEntry]:
    """What happened to the plan, the oldest first."""
    return list(JournalEntry.objects.filter(subject_kind="plan", subject_id=plan.id).order_by("seq"))
