"""How plans stand on a day, by what the ledger has: the cash that came for them, and what fell away without cash."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from creditdesk.domain.plans import Instalment, Paid, PlanStanding, stand
from creditdesk.domain.policy import PolicyDocument
from creditdesk.followup.promise_cash import cash_since
from creditdesk.plans.models import Plan, PlanInstalment, PlanItem


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan with its instalments and documents, what came for it, and how it stands."""

    plan: Plan
    instalments: tuple[PlanInstalment, ...]
    items: tuple[PlanItem, ...]
    cash: tuple[Paid, ...]
    # What the debt fell by without cash, or is disputed: credits, discounts, write-offs.
    spared_minor: int
    # What is still open of its documents.
    open_minor: int
    standing: PlanStanding

    @property
    def came_minor(self) -> int:
        """All cash that came for it."""
        return sum(one.minor for one in self.cash)

    @property
    def down_minor(self) -> int:
        """The down payment; zero where none is agreed."""
        return sum(one.principal_minor for one in self.instalments if one.number == 0)


def facts_of(plans: Iterable[Plan], *, as_of: dt.date, policy: PolicyDocument) -> list[PlanFacts]:
    """The plans as they stand; all of one company, whose policy it is. A fixed number of questions, however many."""
    plans = list(plans)
    if not plans:
        return []
    instalments, items = _parts(plans)
    since = min(plan.approved_on for plan in plans)
    customers = sorted({plan.customer_id for plan in plans})
    came = cash_since(customers, since=since, as_of=as_of, policy=_cash_only(policy))
    found = []
    for plan in plans:
        mine = {one.item_id for one in items[plan.id]}
        cash: list[Paid] = []
        applied = 0
        for one in came.get((plan.customer_id, plan.currency), []):
            if one.value_date < plan.approved_on:
                continue
            ours = sum(minor for item_id, minor in one.applied.items() if item_id in mine)
            others = sum(one.applied.values()) - ours
            applied += ours
            if (minor := one.minor - others) > 0:
                cash.append(Paid(one.value_date, minor))
        found.append(_facts(plan, instalments[plan.id], items[plan.id], cash, applied, as_of=as_of, policy=policy))
    return found


def _facts(
    plan: Plan,
    instalments: Sequence[PlanInstalment],
    items: Sequence[PlanItem],
    cash: Sequence[Paid],
    applied_minor: int,
    *,
    as_of: dt.date,
    policy: PolicyDocument,
) -> PlanFacts:
    billed = sum(one.amount_minor for one in items)
    opened = sum(one.item.open_minor for one in items)
    disputed = sum(one.item.disputed_minor for one in items)
    spared = max(0, billed - opened - applied_minor) + disputed
    parts = [Instalment(one.due_date, one.principal_minor, _interest(one)) for one in instalments]
    standing = stand(
        parts,
        cash=cash,
        spared_minor=spared,
        as_of=as_of,
        calendar=policy.company_calendar,
        grace_business_days=policy.plan.grace_business_days,
    )
    return PlanFacts(plan, tuple(instalments), tuple(items), tuple(cash), spared, opened, standing)


def _interest(one: PlanInstalment) -> int:
    return one.interest_minor if one.charged_minor is None else one.charged_minor


def _cash_only(policy: PolicyDocument) -> PolicyDocument:
    """The policy as plans read it: whatever it says of promises, a credit memo pays no instalment."""
    if not policy.promise.credits_count_as_cash:
        return policy
    promise = policy.promise.model_copy(update={"credits_count_as_cash": False})
    return policy.model_copy(update={"promise": promise})


def _parts(plans: Sequence[Plan]) -> tuple[dict[int, list[PlanInstalment]], dict[int, list[PlanItem]]]:
    instalments: dict[int, list[PlanInstalment]] = defaultdict(list)
    for one in PlanInstalment.objects.filter(plan__in=plans).order_by("plan", "number"):
        instalments[one.plan_id].append(one)
    items: dict[int, list[PlanItem]] = defaultdict(list)
    for item in PlanItem.objects.filter(plan__in=plans).select_related("item").order_by("plan", "id"):
        items[item.plan_id].append(item)
    return instalments, items


def defaults(customer_ids: Iterable[int]) -> dict[int, dt.date]:
    """Customer → since when a plan of his is in default of which something is open that no plan collects."""
    rows = PlanItem.objects.filter(
        plan__customer_id__in=list(customer_ids), plan__state="defaulted", item__open_minor__gt=0, item__on_plan=False
    )
    found: dict[int, dt.date] = {}
    for customer_id, day in rows.order_by("-plan__default_on").values_list("plan__customer_id", "plan__default_on"):
        assert day is not None
        found[customer_id] = day
    return found
