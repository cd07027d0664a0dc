"""What plans come to by themselves: active, charged, paid, in default. Looked at when cash came, and every night.

Each plan is looked at in a transaction of its own, under the lock of its customer: whoever comes second finds it done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from creditdesk.approvals.models import Request
from creditdesk.domain.customer_events import EventState
from creditdesk.domain.money import Money
from creditdesk.domain.plans import STANDING, PlanState, charged_interest, missing_to_activate
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_events import EventKind
from creditdesk.domain.policy_requests import Cause
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Role
from creditdesk.followup.access import readable
from creditdesk.followup.models import CustomerEvent, Document
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User
from creditdesk.plans.ending import end_plan, locked_plan
from creditdesk.plans.models import Plan, PlanInstalment, PlanItem
from creditdesk.plans.standing import PlanFacts, facts_of
from creditdesk.policy.queries import PolicyInForce, policy_in_force
from creditdesk.receivables import acts
from creditdesk.receivables.models import OpenItem, Posting
from creditdesk.receivables.planning import collect_by_plan
from creditdesk.receivables.posting import Line
from creditdesk.receivables.recognition import NewItem

MACHINE = Role.MACHINE.value
BANKRUPT = "the customer is bankrupt"
_STANDING = [one.value for one in STANDING]


@action
def file_signed_copy(plan: Plan, *, document: Document, by: User, at: dt.datetime, as_of: dt.date) -> Plan:
    """Say which document of the account is the copy that the customer signed; the plan may become active by it.

    The same document again changes nothing. Raises Refusal for a document of another account, and where it is over.
    """
    found = locked_plan(plan)
    if found.signed_copy_id == document.id:
        return found
    if found.state != PlanState.APPROVED:
        raise refuse("plan.not_waiting", "the plan does not wait for a signature")
    of_account = Document.objects.filter(
        readable(by), id=document.id, customer_id=found.customer_id, taken_back__isnull=True
    )
    if not of_account.exists():
        raise refuse("plan.paper", "the signed copy is a document of this account")
    found.signed_copy, found.signed_on, found.signed_by = document, as_of, by
    found.save(update_fields=["signed_copy", "signed_on", "signed_by"])
    _tell("plan.signed", found, by=by.username, at=at, facts={"document": document.id})
    _settle(found, by=by.username, at=at, as_of=as_of)
    return found


@action
def activate_plan(request: Request, *, by: User, at: dt.datetime, as_of: dt.date) -> Plan:
    """Make the plan that the request asked for active, where nothing is missing; a second call changes nothing.

    Raises Refusal with everything that is missing: its approval, the signed copy, the down payment.
    """
    plan = Plan.objects.filter(request=request).first()
    if plan is None:
        raise refuse("plan.not_approved", "nobody with the authority has approved the plan yet")
    found = locked_plan(plan)
    if found.state == PlanState.APPROVED:
        _settle(found, by=by.username, at=at, as_of=as_of)
    if found.state == PlanState.APPROVED:
        raise Refusal(tuple(missing_of(found, as_of=as_of)))
    if found.state != PlanState.ACTIVE:
        raise refuse("plan.is_over", "the plan is over since %(day)s", day=str(found.ended_on))
    return found


@action
def settle_plan(plan: Plan, *, at: dt.datetime, as_of: dt.date) -> bool:
    """Bring one plan to where it stands on the day; returns whether anything was done."""
    return _settle(locked_plan(plan), by=MACHINE, at=at, as_of=as_of)


def settle_plans(customer_ids: Sequence[int] | None, *, at: dt.datetime, as_of: dt.date) -> list[Plan]:
    """Look at the standing plans of these customers (all, if None); returns those of which something was done."""
    standing = Plan.objects.filter(state__in=_STANDING, approved_on__lte=as_of)
    if customer_ids is not None:
        standing = standing.filter(customer__in=customer_ids)
    changed = []
    for plan in standing.order_by("customer_id", "id"):
        try:
            if settle_plan(plan, at=at, as_of=as_of):
                changed.append(plan)
        except Refusal:
            continue  # a closed period or a stop of postings: the next night finds it as it was
    return changed


def missing_of(plan: Plan, *, as_of: dt.date) -> list[Reason]:
    """What an approved plan waits for."""
    policy = policy_in_force(as_of=as_of, company_id=plan.company_id).document
    (facts,) = facts_of([plan], as_of=as_of, policy=policy)
    return missing_in(facts)


def missing_in(facts: PlanFacts) -> list[Reason]:
    """The same of a plan that was read already."""
    plan = facts.plan
    copy = Document.objects.filter(id=plan.signed_copy_id or 0, taken_back__isnull=True)
    return missing_to_activate(
        is_signed=copy.exists(), down_minor=facts.down_minor, came_minor=facts.came_minor, currency=plan.currency
    )


def _settle(plan: Plan, *, by: str, at: dt.datetime, as_of: dt.date) -> bool:
    bankruptcy = _bankruptcy(plan)
    if PlanState(plan.state) not in STANDING or bankruptcy is EventState.REPORTED:
        return False  # nothing is asked for until somebody knows whether he is bankrupt
    if bankruptcy is not None:
        end_plan(plan, PlanState.TERMINATED, why=BANKRUPT, by=by, at=at, as_of=as_of)
        return True
    policy = policy_in_force(as_of=as_of, company_id=plan.company_id)
    (facts,) = facts_of([plan], as_of=as_of, policy=policy.document)
    waited = plan.state == PlanState.APPROVED
    if waited:
        if missing_in(facts):
            return False
        _activate(plan, facts, by=by, at=at, as_of=as_of)
    charged = _charge(plan, facts, policy=policy, at=at, as_of=as_of)
    if charged:
        (facts,) = facts_of([plan], as_of=as_of, policy=policy.document)
    return _end_where_over(plan, facts, policy=policy.document, by=by, at=at, as_of=as_of) or waited or charged


def _end_where_over(
    plan: Plan, facts: PlanFacts, *, policy: PolicyDocument, by: str, at: dt.datetime, as_of: dt.date
) -> bool:
    """End an active plan that is paid or in default; returns whether it was."""
    default_on = facts.standing.default_on
    if not facts.open_minor:
        end_plan(plan, PlanState.COMPLETED, by=by, at=at, as_of=as_of)
    elif default_on is not None:
        at_once = facts.standing.rest_minor if policy.plan.accelerate_on_default else facts.standing.late_minor
        end_plan(
            plan,
            PlanState.DEFAULTED,
            by=MACHINE,
            at=at,
            as_of=as_of,
            default_on=default_on,
            due_at_once_minor=min(at_once, facts.open_minor),
        )
    else:
        return False
    return True


def _bankruptcy(plan: Plan) -> EventState | None:
    """Whether a bankruptcy of the customer is certain, or reported and not looked into yet."""
    if plan.customer.status == "bankrupt":
        return EventState.VERIFIED
    events = CustomerEvent.objects.filter(customer=plan.customer_id, kind=EventKind.BANKRUPTCY.value)
    states = set(events.values_list("state", flat=True))
    if states & {EventState.VERIFIED.value, EventState.ACTIONED.value}:
        return EventState.VERIFIED
    return EventState.REPORTED if EventState.REPORTED.value in states else None


def _activate(plan: Plan, facts: PlanFacts, *, by: str, at: dt.datetime, as_of: dt.date) -> None:
    plan.state, plan.activated_on = PlanState.ACTIVE.value, as_of
    plan.save(update_fields=["state", "activated_on"])
    item_ids = [one.item_id for one in facts.items]
    collect_by_plan(item_ids, customer_id=plan.customer_id, on_plan=True, as_of=as_of)
    came = str(Money(facts.came_minor, plan.currency))
    _tell("plan.activated", plan, by=by, at=at, facts={"came": came})


def _charge(plan: Plan, facts: PlanFacts, *, policy: PolicyInForce, at: dt.datetime, as_of: dt.date) -> bool:
    """Charge the interest of instalments whose day came before any default; returns whether any was charged."""
    left, charged = plan.debt_minor, False
    failed_on = facts.standing.default_on
    for one in facts.instalments:
        due = one.due_date <= as_of and (failed_on is None or one.due_date < failed_on)
        if due and one.charged_minor is None:
            minor = charged_interest(one.interest_minor, left_minor=left, spared_minor=facts.spared_minor)
            if not _principal_open(facts):
                minor = 0
            one.charged_item_id = _post(plan, one, minor, policy=policy, at=at, as_of=as_of) if minor else None
            one.charged_minor = minor
            one.save(update_fields=["charged_minor", "charged_item"])
            charged = True
        left -= one.principal_minor
    return charged


def _principal_open(facts: PlanFacts) -> int:
    return sum(one.item.open_minor for one in facts.items if not one.is_interest)


def _post(
    plan: Plan, one: PlanInstalment, minor: int, *, policy: PolicyInForce, at: dt.datetime, as_of: dt.date
) -> int:
    """Write the interest of an instalment as a debit memo that is due on its day; returns the document."""
    new = NewItem(
        customer_id=plan.customer_id,
        kind=OpenItem.Kind.DEBIT_MEMO.value,
        number=f"PLAN-{plan.id}-{one.number}",
        currency=plan.currency,
        original_minor=minor,
        document_date=one.due_date,
        posting_date=as_of,
        due_date=one.due_date,
    )
    (item_id,) = acts.new_items(plan.company_id, [(new, None)], import_file_id=None)
    account = policy.document.requests.adjustment.of(Cause.FEE).account
    posted = acts.Act(
        Posting.Kind.ADJUSTMENT,
        as_of,
        f"plan/{plan.id}/interest/{one.number}",
        (
            Line(plan.currency, minor, item_id=item_id, customer_id=plan.customer_id),
            Line(plan.currency, -minor, account=account),
        ),
        "plan.interest",
        facts={"plan": plan.id, "instalment": one.number},
    )
    who, edges = acts.By(MACHINE, at, policy.number), policy.document.aging.buckets
    acts.write_acts(plan.company_id, [posted], by=who, as_of=as_of, edges=edges)
    PlanItem.objects.create(plan=plan, item_id=item_id, amount_minor=minor, is_interest=True)
    collect_by_plan([item_id], customer_id=plan.customer_id, on_plan=True, as_of=as_of)
    return item_id


def _tell(kind: str, plan: Plan, *, by: str, at: dt.datetime, facts: dict[str, object]) -> None:
    append(
        kind,
        by=by,
        at=at,
        subject=("plan", plan.id),
        company_id=plan.company_id,
        customer_id=plan.customer_id,
        facts=facts,
    )
