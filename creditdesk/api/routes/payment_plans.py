"""Payment plans: ask for one, change what was asked for, see how plans stand, file the signed copy, activate, end."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.requests import RequestEvidenceIn, RequestOut, request_out
from creditdesk.api.shapes import Amount, Because, Body, Cause, Day, Id, Minor, Page, PathId, amount, because
from creditdesk.approvals import preparing
from creditdesk.approvals.access import request_for
from creditdesk.domain.plans import HIGHEST_RATE_PPM, MOST_INSTALMENTS, Schedule
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.reasons import refuse
from creditdesk.domain.requests import MOST_LINES, Content, Evidence, Kind, Line, Stake
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import customer_for
from creditdesk.plans.access import copy_named, document_named, plan_for, visible_plans
from creditdesk.plans.ending import terminate_plan
from creditdesk.plans.queries import plan_facts
from creditdesk.plans.settling import activate_plan, file_signed_copy, missing_in
from creditdesk.policy.queries import policy_in_force

if TYPE_CHECKING:
    from creditdesk.plans.access import Plan

router = Router()

PlanStateName = Literal["approved", "active", "completed", "defaulted", "terminated"]


class PlanPartIn(Body):
    """A day and what is paid of the debt on it."""

    due_date: Day
    amount_minor: Minor


class PlanTermsIn(Body):
    """Documents of one currency, all that is open of each, and how they are paid.

    Either `first` and `count` of equal instalments month by month, or `instalments` as they were agreed.
    """

    item_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_LINES)]
    down: PlanPartIn | None = None
    first: Day | None = None
    count: Annotated[int, Field(strict=True, ge=1, le=MOST_INSTALMENTS)] | None = None
    instalments: Annotated[list[PlanPartIn], Field(max_length=MOST_INSTALMENTS)] = []
    # Millionths a month: 10000 is one percent.
    rate_ppm: Annotated[int, Field(strict=True, ge=0, le=HIGHEST_RATE_PPM)] = 0
    words: Cause
    evidence: Annotated[list[RequestEvidenceIn], Field(max_length=preparing.MOST_EVIDENCE)] = []
    submit: bool = True


class PlanIn(PlanTermsIn):
    """A plan that is asked for on a customer's account."""

    customer_id: Id


class PlanRevisionIn(PlanTermsIn):
    """Other terms for an open request, and the revision that they take the place of."""

    seen_revision: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class PlanSignatureIn(Body):
    """The document of the account that is the signed copy."""

    document_id: Id


class PlanTerminationIn(Body):
    """Why the plan ends before it is paid."""

    reason: Cause


class InstalmentOut(Schema):
    """An instalment; number 0 is the down payment. `missing` is what is still asked for it."""

    number: int
    due_date: dt.date
    amount: Amount
    interest: Amount
    paid: Amount
    missing: Amount
    state: str


class PlanItemOut(Schema):
    """A document of the plan with what was open of it, and what is open now."""

    item_id: int
    number: str
    amount: Amount
    open: Amount
    is_interest: bool


class PaymentPlanOut(Schema):
    """A plan as it stands in the books."""

    id: int
    company: str
    customer_id: int
    request_id: int
    state: str
    debt: Amount
    rate_ppm: int
    approved_on: dt.date
    signed_document_id: int | None
    signed_on: dt.date | None
    active_since: dt.date | None
    default_on: dt.date | None
    due_at_once: Amount
    ended_on: dt.date | None
    ended_why: str


class WholePlanOut(PaymentPlanOut):
    """A plan with its instalments, its documents and what it waits for."""

    paid: Amount
    still_to_pay: Amount
    late: Amount
    instalments: list[InstalmentOut]
    items: list[PlanItemOut]
    waits_for: list[Because]


@router.get("/payment-plans", **reads(Page[PaymentPlanOut]))
@needs(Permission.SEE_HISTORY)
def plan_list(
    request: Call,
    state: PlanStateName | None = None,
    customer_id: int | None = None,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[PaymentPlanOut]:
    """The payment plans on the accounts that the user sees, the newest first."""
    found = visible_plans(request.auth.user, as_of=request.today)
    if state is not None:
        found = found.filter(state=state)
    if customer_id is not None:
        customer = customer_for(request.auth.user, customer_id, as_of=request.today)
        found = found.filter(customer=customer)
    return page_by_id(found, show=plan_out, cursor=cursor, limit=limit, newest_first=True)


@router.get("/payment-plans/{plan_id}", **reads(WholePlanOut))
@needs(Permission.SEE_HISTORY)
def one_plan(request: Call, plan_id: PathId) -> WholePlanOut:
    """A plan with what was paid of each instalment, and what it waits for."""
    return _whole(request, plan_for(request.auth.user, plan_id, as_of=request.today))


@router.post("/payment-plans", **writes(RequestOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def ask_for_a_plan(request: Call, body: PlanIn) -> RequestOut:
    """Ask for a payment plan. It is made once somebody else with the authority approves the request."""
    user = request.auth.user
    customer = customer_for(user, body.customer_id, as_of=request.today)
    made = dispatch.prepare_request(
        customer,
        content=_content(request, body),
        submit=body.submit,
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return request_out(made)


@router.post("/payment-plans/requests/{request_id}/revision", **writes(RequestOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def revise_a_plan(request: Call, request_id: PathId, body: PlanRevisionIn) -> RequestOut:
    """Change an open request for a plan; what was decided about it before does not count for the new terms."""
    user = request.auth.user
    found = request_for(user, request_id, as_of=request.today)
    if found.kind != Kind.PLAN.value:
        raise refuse("plan.other_request", "the request asks for no payment plan")
    revised = dispatch.revise_request(
        found,
        content=_content(request, body),
        seen=body.seen_revision,
        submit=body.submit,
        by=user,
        at=request.at,
        as_of=request.today,
    )
    return request_out(revised)


@router.post("/payment-plans/requests/{request_id}/activation", **writes(WholePlanOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def activate_a_plan(request: Call, request_id: PathId) -> WholePlanOut:
    """Make a plan active where nothing is missing; else the answer says what is. It becomes so by itself as well."""
    user = request.auth.user
    asked = request_for(user, request_id, as_of=request.today)
    made = activate_plan(asked, by=user, at=request.at, as_of=request.today)
    dispatch.accounts_changed([made.customer_id], as_of=request.today, at=request.at)
    return _whole(request, plan_for(user, made.id, as_of=request.today))


@router.post("/payment-plans/{plan_id}/signature", **writes(WholePlanOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def sign_a_plan(request: Call, plan_id: PathId, body: PlanSignatureIn) -> WholePlanOut:
    """Say which document of the account is the copy that the customer signed."""
    user = request.auth.user
    found = plan_for(user, plan_id, as_of=request.today)
    document = copy_named(body.document_id, user=user, as_of=request.today)
    file_signed_copy(found, document=document, by=user, at=request.at, as_of=request.today)
    dispatch.accounts_changed([found.customer_id], as_of=request.today, at=request.at)
    return _whole(request, plan_for(user, plan_id, as_of=request.today))


@router.post("/payment-plans/{plan_id}/termination", **writes(WholePlanOut))
@needs(Permission.DECIDE_REQUESTS, scope=Scope.WORK)
@keyed()
def terminate_a_plan(request: Call, plan_id: PathId, body: PlanTerminationIn) -> WholePlanOut:
    """End a plan before it is paid: its documents are collected by their due dates again."""
    user = request.auth.user
    found = plan_for(user, plan_id, as_of=request.today)
    terminate_plan(found, reason=body.reason, by=user, at=request.at, as_of=request.today)
    dispatch.accounts_changed([found.customer_id], as_of=request.today, at=request.at)
    return _whole(request, plan_for(user, plan_id, as_of=request.today))


def plan_out(plan: Plan) -> PaymentPlanOut:
    """The plan as the list shows it."""
    return PaymentPlanOut(**_facts(plan))


def _facts(plan: Plan) -> dict[str, Any]:
    return {
        "id": plan.id,
        "company": plan.company.code,
        "customer_id": plan.customer_id,
        "request_id": plan.request_id,
        "state": plan.state,
        "debt": amount(plan.debt_minor, plan.currency),
        "rate_ppm": plan.rate_ppm,
        "approved_on": plan.approved_on,
        "signed_document_id": plan.signed_copy_id,
        "signed_on": plan.signed_on,
        "active_since": plan.activated_on,
        "default_on": plan.default_on,
        "due_at_once": amount(plan.due_at_once_minor, plan.currency),
        "ended_on": plan.ended_on,
        "ended_why": plan.ended_why,
    }


def _whole(call: Call, plan: Plan) -> WholePlanOut:
    policy = policy_in_force(as_of=call.today, company_id=plan.company_id).document
    facts = plan_facts(plan, policy=policy, as_of=call.today)
    code, stands = plan.currency, facts.standing
    instalments = [
        InstalmentOut(
            number=one.number,
            due_date=one.due_date,
            amount=amount(part.part.minor, code),
            interest=amount(part.part.interest_minor, code),
            paid=amount(part.paid_minor, code),
            missing=amount(part.rest_minor, code),
            state=part.state.value,
        )
        for one, part in zip(facts.instalments, stands.parts, strict=True)
    ]
    items = [
        PlanItemOut(
            item_id=one.item_id,
            number=one.item.number,
            amount=amount(one.amount_minor, code),
            open=amount(one.item.open_minor, code),
            is_interest=one.is_interest,
        )
        for one in facts.items
    ]
    return WholePlanOut(
        **_facts(plan),
        paid=amount(stands.paid_minor, code),
        still_to_pay=amount(stands.rest_minor if plan.ended_on is None else 0, code),
        late=amount(stands.late_minor if plan.ended_on is None else 0, code),
        instalments=instalments,
        items=items,
        waits_for=[because(one) for one in (missing_in(facts) if plan.state == "approved" else [])],
    )


def _content(call: Call, body: PlanTermsIn) -> Content:
    items = [document_named(one, user=call.auth.user, as_of=call.today) for one in body.item_ids]
    lines = tuple(Line(one.id, one.number, max(one.open_minor, 0)) for one in items)
    evidence = tuple(
        Evidence(Shown(one.shows), one.document_id, one.activity_id, one.link, one.words) for one in body.evidence
    )
    return Content(
        kind=Kind.PLAN,
        currency=items[0].currency,
        lines=lines,
        words=body.words,
        evidence=evidence,
        terms=_schedule(body, sum(line.amount_minor for line in lines)).as_terms(),
        stake=Stake(0),
    )


def _schedule(body: PlanTermsIn, debt_minor: int) -> Schedule:
    down = (body.down.due_date, body.down.amount_minor) if body.down else None
    if body.instalments and body.first is None and body.count is None:
        parts = [(one.due_date, one.amount_minor) for one in body.instalments]
        return Schedule.custom(parts, debt_minor=debt_minor, down=down, rate_ppm=body.rate_ppm)
    if body.instalments or body.first is None or body.count is None:
        raise refuse("plan.way", "say the first day and the count of equal instalments, or each instalment")
    if down and down[1] >= debt_minor:
        raise refuse("plan.down_all", "the down payment leaves nothing to be paid by instalments")
    return Schedule.of(debt_minor, first=body.first, count=body.count, down=down, rate_ppm=body.rate_ppm)
