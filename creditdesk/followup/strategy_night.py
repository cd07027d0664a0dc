"""What the night does of the strategies by itself, where the policy says `act` for the kind of step.

So far it hands steps up to the supervisor; the other kinds wait for a person, or for the room that knows how.
"""

from __future__ import annotations

import datetime as dt
import logging

from creditdesk.domain.policy_desk import Automation, StepKind
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.models import WorklistRow
from creditdesk.followup.strategy_actions import escalate
from creditdesk.followup.strategy_queries import standings_of
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Company
from creditdesk.policy.queries import policy_in_force

log = logging.getLogger(__name__)


def hand_up_steps(company: Company, *, as_of: dt.date, at: dt.datetime) -> int:
    """Hand up what the strategies ask of a supervisor today; returns how many accounts. What cannot be handed up stays
    on the rep's list as it was.
    """
    policy = policy_in_force(as_of=as_of, company_id=company.id).document
    if policy.automation.steps[StepKind.ESCALATE] is not Automation.ACT:
        return 0
    due = WorklistRow.objects.filter(
        company=company, next_step_kind=StepKind.ESCALATE.value, next_step_date__lte=as_of
    ).select_related("customer__company", "customer__portfolio__supervisor")
    return sum(_handed_up(row, as_of=as_of, at=at) for row in list(due.order_by("customer_id")))


def _handed_up(row: WorklistRow, *, as_of: dt.date, at: dt.datetime) -> bool:
    asked = (one.asked for one in standings_of(row.customer, as_of=as_of) if one.pause is None)
    step = next((one.name for one in asked if one is not None and one.kind is StepKind.ESCALATE), None)
    if step is None:
        return False
    try:
        escalate(row.customer, step=step, by=machine_user(), at=at, as_of=as_of)
    except Refusal as refusal:
        log.warning("A step was not handed up: %s", "; ".join(reason.code for reason in refusal.reasons))
        return False
    return True
