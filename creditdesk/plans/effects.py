"""What the approval of a plan does: the plan is made, with its instalments and documents. It collects nothing yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from creditdesk.approvals.effects import Act, Ahead, Done, Effect
from creditdesk.approvals.facts import item_facts
from creditdesk.approvals.models import RequestEffect
from creditdesk.domain import plans as rules
from creditdesk.domain.money import Money
from creditdesk.domain.plans import PlanState, Schedule
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.requests import Content, ItemFacts
from creditdesk.journal.actions import append
from creditdesk.parties.models import Customer
from creditdesk.plans.ending import end_plan
from creditdesk.plans.models import Plan, PlanInstalment, PlanItem
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.staying import stayed_customers


def preview(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Ahead]:
    """From when each document is collected now, and by when the plan will have paid it."""
    items = item_facts(_ids(content), customer_id=customer_id, as_of=as_of)
    last = Schedule.from_terms(content.terms).parts[-1].due.isoformat()
    found = []
    for line in content.lines:
        item = items.get(line.item_id or 0)
        before = item.due_date.isoformat() if item else ""
        found.append(Ahead(line.number, line.amount_minor, content.currency, before=before, after=last))
    return found


def objections(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Reason]:
    """Why the plan cannot be made as the account stands."""
    try:
        schedule = Schedule.from_terms(content.terms)
    except (KeyError, TypeError, ValueError):
        return [Reason("plan.terms", "the terms are no schedule of instalments")]
    found = rules.objections(schedule, debt_minor=content.amount_minor, currency=content.currency, as_of=as_of)
    if Customer.objects.filter(id=customer_id, status__in=["bankrupt", "closed"]).exists():
        found.append(Reason("plan.status", "the customer is bankrupt or closed: no plan is made with him"))
    elif stayed_customers([customer_id]):
        found.append(Reason("plan.stay", "a bankruptcy is reported: no plan is made with him while the stay stands"))
    items = item_facts(_ids(content), customer_id=customer_id, as_of=as_of)
    return found + _item_objections(content, items, as_of=as_of)


def _item_objections(content: Content, items: Mapping[int, ItemFacts], *, as_of: dt.date) -> list[Reason]:
    disputed = set(OpenItem.objects.filter(id__in=items, disputed_minor__gt=0).values_list("id", flat=True))
    taken = dict(PlanItem.objects.filter(item__in=items, stands=True).values_list("item_id", "plan_id"))
    found: list[Reason] = []
    for line in content.lines:
        item = items.get(line.item_id or 0)
        if item is None:
            continue
        facts: dict[str, str | int] = {"number": item.number}
        if item.id in taken:
            text = "%(number)s is in the payment plan %(plan)d already"
            found.append(Reason("plan.taken", text, facts | {"plan": taken[item.id]}))
        if item.id in disputed:
            text = "%(number)s is disputed: a plan is about what the customer does not contest"
            found.append(Reason("plan.disputed", text, facts))
        if item.extended_date is not None and item.extended_date > as_of:
            text = "%(number)s is put off until %(day)s: it is not collected before that day anyway"
            found.append(Reason("plan.extended", text, facts | {"day": item.extended_date.isoformat()}))
        if line.amount_minor != item.open_minor:
            text = "%(number)s: a plan is about all that is open of it, %(open)s"
            found.append(Reason("plan.open", text, facts | {"open": str(Money(item.open_minor, item.currency))}))
    return found


def make_plan(act: Act) -> list[Done]:
    """Write the plan as it was approved; it waits for its signature and its down payment."""
    content, request = act.content, act.request
    schedule = Schedule.from_terms(content.terms)
    plan = Plan.objects.create(
        company_id=request.company_id,
        customer_id=request.customer_id,
        request=request,
        currency=content.currency,
        debt_minor=content.amount_minor,
        rate_ppm=schedule.rate_ppm,
        approved_on=act.as_of,
    )
    first = 0 if schedule.down else 1
    PlanInstalment.objects.bulk_create(
        PlanInstalment(
            plan=plan,
            number=number,
            due_date=one.due,
            principal_minor=one.principal_minor,
            interest_minor=one.interest_minor,
            charged_minor=None if one.interest_minor else 0,
        )
        for number, one in enumerate(schedule.parts, start=first)
    )
    PlanItem.objects.bulk_create(
        PlanItem(plan=plan, item_id=line.item_id, amount_minor=line.amount_minor)
        for line in content.lines
        if line.item_id is not None
    )
    append(
        "plan.approved",
        by=act.by.username,
        at=act.at,
        subject=("plan", plan.id),
        company_id=plan.company_id,
        customer_id=plan.customer_id,
        facts={
            "request": request.id,
            "debt": str(Money(plan.debt_minor, plan.currency)),
            "instalments": len(schedule.instalments),
            "last": schedule.parts[-1].due.isoformat(),
        },
    )
    return [Done(made=("plan", plan.id))]


def take_back(act: Act, effects: Sequence[RequestEffect], why: str) -> list[Done]:
    """End the plan, where it is not over yet. Raises Refusal otherwise."""
    plan = Plan.objects.select_for_update().get(request=act.request)
    if PlanState(plan.state) not in rules.STANDING:
        raise refuse("plan.over", "the plan is over: there is nothing to take back")
    end_plan(plan, PlanState.TERMINATED, why=why, by=act.by.username, at=act.at, as_of=act.as_of)
    return [Done(made=("plan", plan.id))]


def _ids(content: Content) -> list[int]:
    return [line.item_id for line in content.lines if line.item_id is not None]


EFFECT = Effect(preview, make_plan, take_back, objections)
