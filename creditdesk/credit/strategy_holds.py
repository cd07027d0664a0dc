"""Holds that the strategies ask for, placed by night where the policy says `act` for steps of the kind *hold*.

The step is done with it, so it is not asked for again; a person lifts the hold like every other one.
"""

from __future__ import annotations

import datetime as dt
import logging

from creditdesk.credit.models import AccountHold
from creditdesk.credit.releasing import hold_account
from creditdesk.domain.policy_desk import Automation, StepKind
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.models import WorklistRow
from creditdesk.followup.strategy_actions import finish_step
from creditdesk.followup.strategy_queries import standings_of
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Company
from creditdesk.policy.queries import policy_in_force

log = logging.getLogger(__name__)


def hold_by_strategy(company: Company, *, as_of: dt.date, at: dt.datetime) -> int:
    """Hold the orders of the accounts whose strategy asks for it today; returns how many. Where it cannot be done, the
    step stays on the rep's list as it was.
    """
    policy = policy_in_force(as_of=as_of, company_id=company.id).document
    if policy.automation.steps[StepKind.HOLD] is not Automation.ACT:
        return 0
    due = WorklistRow.objects.filter(
        company=company, next_step_kind=StepKind.HOLD.value, next_step_date__lte=as_of
    ).select_related("customer__company")
    return sum(_held(row, as_of=as_of, at=at) for row in list(due.order_by("customer_id")))


def _held(row: WorklistRow, *, as_of: dt.date, at: dt.datetime) -> bool:
    customer, by = row.customer, machine_user()
    asked = (one.asked for one in standings_of(customer, as_of=as_of) if one.pause is None)
    step = next((one.name for one in asked if one is not None and one.kind is StepKind.HOLD), None)
    if step is None:
        return False
    key = f"strategy/{customer.id}/{as_of.isoformat()}"
    try:
        if not AccountHold.objects.filter(customer=customer, order__isnull=True, lifted_at__isnull=True).exists():
            hold_account(customer, why=step, as_of=as_of, by=by, at=at, key=key)
        finish_step(customer, step=step, note=step, by=by, at=at, as_of=as_of, key=key)
    except Refusal as refusal:
        log.warning("Orders were not held: %s", "; ".join(reason.code for reason in refusal.reasons))
        return False
    return True
