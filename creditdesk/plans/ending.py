"""How a plan ends: it is paid, it failed, or a person ends it. Its documents are collected by their due dates again."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.money import Money
from creditdesk.domain.plans import STANDING, PlanState
from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import User
from creditdesk.plans.models import Plan, PlanItem
from creditdesk.receivables.planning import collect_by_plan

WHY_LONGEST = 200


@action
def terminate_plan(plan: Plan, *, reason: str, by: User, at: dt.datetime, as_of: dt.date) -> Plan:
    """End a plan before it is paid, with a reason. A second call changes nothing. Raises Refusal where it is over."""
    said = " ".join(reason.split())
    if not said or len(said) > WHY_LONGEST:
        raise refuse("plan.why", "say why, in at most %(most)d letters", most=WHY_LONGEST)
    found = locked_plan(plan)
    if found.state == PlanState.TERMINATED:
        return found
    if PlanState(found.state) not in STANDING:
        raise refuse("plan.is_over", "the plan is over since %(day)s", day=str(found.ended_on))
    end_plan(found, PlanState.TERMINATED, why=said, by=by.username, at=at, as_of=as_of)
    return found


def locked_plan(plan: Plan) -> Plan:
    """The plan as it is now, locked, with its customer locked first."""
    lock_customers([plan.customer_id])
    return Plan.objects.select_for_update(of=("self",)).select_related("customer", "company").get(id=plan.id)


def end_plan(
    plan: Plan,
    state: PlanState,
    *,
    why: str = "",
    by: str,
    at: dt.datetime,
    as_of: dt.date,
    default_on: dt.date | None = None,
    due_at_once_minor: int = 0,
) -> None:
    """Write the end of a locked plan that stands, and tell the journal."""
    was_active = plan.state == PlanState.ACTIVE
    plan.state, plan.ended_on, plan.ended_why = state.value, as_of, why
    plan.default_on, plan.due_at_once_minor = default_on, due_at_once_minor
    plan.save(update_fields=["state", "ended_on", "ended_why", "default_on", "due_at_once_minor"])
    items = PlanItem.objects.filter(plan=plan, stands=True)
    item_ids = list(items.values_list("item_id", flat=True))
    items.update(stands=False)
    if was_active:
        collect_by_plan(item_ids, customer_id=plan.customer_id, on_plan=False, as_of=as_of)
    facts = {"debt": str(Money(plan.debt_minor, plan.currency))}
    if default_on is not None:
        facts |= {
            "default_on": default_on.isoformat(),
            "due_at_once": str(Money(due_at_once_minor, plan.currency)),
        }
    append(
        f"plan.{state.value}",
        by=by,
        at=at,
        subject=("plan", plan.id),
        company_id=plan.company_id,
        customer_id=plan.customer_id,
        facts=facts,
        private={"reason": why} if why else {},
    )
