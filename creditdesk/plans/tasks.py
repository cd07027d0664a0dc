"""What plans ask of the rep: remind of an instalment, ask for one that is missing, decide after a default.

Each is a tickler, written once for its instalment, and called off when it is paid. A process that died in between loses
none: the night looks again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from creditdesk.domain.money import Money
from creditdesk.domain.plans import STANDING, PartState, PlanState
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.followup.access import possible_owners
from creditdesk.followup.actions import NextAction, cancel_tickler, open_tickler
from creditdesk.followup.models import Tickler
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Customer, User
from creditdesk.plans.models import Plan
from creditdesk.plans.standing import PlanFacts, facts_of
from creditdesk.policy.queries import policy_in_force

# Causes of ticklers, told in the reader's language where they are shown (`exports.planned`).
REMIND = "Remind of the instalment of %(money)s due on %(day)s"
MISSING = "Ask for the instalment of %(money)s that was due on %(day)s"
DOWN_MISSING = "Ask for the down payment of %(money)s that was due on %(day)s"
FAILED = "Plan in default since %(day)s, %(money)s open: decide what follows"
_STANDING = [one.value for one in STANDING]


@dataclass(frozen=True, slots=True)
class _Task:
    key: str
    customer: Customer
    cause: str
    kind: TicklerKind


def plan_tasks(customer_ids: Sequence[int] | None, *, at: dt.datetime, as_of: dt.date) -> int:
    """Open the tasks that are missing and call off those that are answered, of these customers (all, if None)."""
    plans = Plan.objects.filter(state__in=[*_STANDING, PlanState.DEFAULTED.value])
    given = Tickler.objects.filter(state=Tickler.State.OPEN, key__startswith="plan/")
    if customer_ids is not None:
        plans, given = plans.filter(customer__in=customer_ids), given.filter(customer__in=customer_ids)
    still: set[str] = set()
    opened = 0
    found = plans.select_related("customer__company", "customer__portfolio__rep").order_by("company_id", "id")
    for company_id, those in groupby(found, key=lambda plan: plan.company_id):
        policy = policy_in_force(as_of=as_of, company_id=company_id).document
        wanted = [
            task for facts in facts_of(those, as_of=as_of, policy=policy) for task in _tasks(facts, policy, as_of)
        ]
        there = set(Tickler.objects.filter(key__in=[one.key for one in wanted]).values_list("key", flat=True))
        opened += sum(_open(one, at=at, as_of=as_of) for one in wanted if one.key not in there)
        still |= {one.key for one in wanted}
    for tickler in given.exclude(key__in=still).order_by("id"):
        _call_off(tickler, at=at, as_of=as_of)
    return opened


def _tasks(facts: PlanFacts, policy: PolicyDocument, as_of: dt.date) -> Iterable[_Task]:
    plan, customer = facts.plan, facts.plan.customer
    if plan.state == PlanState.DEFAULTED:
        if facts.open_minor and plan.default_on is not None:
            told = {"day": plan.default_on.isoformat(), "money": Money(facts.open_minor, plan.currency)}
            yield _Task(f"plan/{plan.id}/failed", customer, FAILED % told, TicklerKind.OTHER)
        return
    ahead = policy.plan.remind_business_days
    for one, standing in zip(facts.instalments, facts.standing.parts, strict=True):
        if not standing.rest_minor:
            continue
        told = {"day": one.due_date.isoformat(), "money": Money(standing.rest_minor, plan.currency)}
        if standing.state is PartState.LATE:
            if plan.state == PlanState.ACTIVE or one.number == 0:
                cause = DOWN_MISSING if one.number == 0 else MISSING
                yield _Task(f"plan/{plan.id}/missing/{one.number}", customer, cause % told, TicklerKind.CALL)
            continue
        first_day = policy.company_calendar.add_business_days(one.due_date, -ahead) if ahead else None
        if plan.state == PlanState.ACTIVE and first_day is not None and first_day <= as_of <= one.due_date:
            yield _Task(f"plan/{plan.id}/remind/{one.number}", customer, REMIND % told, TicklerKind.CALL)


def _open(one: _Task, *, at: dt.datetime, as_of: dt.date) -> bool:
    owner = _owner(one.customer, as_of=as_of)
    if owner is None:
        return False
    then = NextAction(one.cause, as_of, owner, one.kind)
    try:
        open_tickler(one.customer, then=then, by=machine_user(), at=at, as_of=as_of, key=one.key)
    except Refusal:
        return False  # nobody who may see the account works it: the list of the plans shows it all the same
    return True


def _owner(customer: Customer, *, as_of: dt.date) -> User | None:
    portfolio = customer.portfolio
    if portfolio is not None and portfolio.rep.is_active:
        return portfolio.rep
    return next(iter(possible_owners(customer, as_of=as_of)), None)


def _call_off(tickler: Tickler, *, at: dt.datetime, as_of: dt.date) -> None:
    try:
        cancel_tickler(
            tickler,
            version=tickler.version,
            by=machine_user(),
            at=at,
            as_of=as_of,
            key=f"{tickler.key}/off",
            note="the instalment is paid, or the plan asks for it no more",
        )
    except Refusal:
        return  # somebody moved it at this moment
