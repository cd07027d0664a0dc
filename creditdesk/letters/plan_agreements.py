"""The letters of payment plans: the agreement when a plan is approved, the notice when it is in default. Drafts, each
written once, for a person to look at and let go.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.letters import letter_language
from creditdesk.domain.plan_words import Agreement, agreement_words
from creditdesk.domain.plans import PlanState
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Refusal
from creditdesk.letters.drafting import Wanted, draft_letter
from creditdesk.letters.models import Letter
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Customer, User
from creditdesk.plans.models import Plan
from creditdesk.plans.standing import facts_of
from creditdesk.policy.queries import policy_in_force

# A default that is older needs no first notice any more.
_RECENT = dt.timedelta(days=30)


def agreement_key(plan: Plan) -> str:
    """The key of the letter that sets the plan down."""
    return f"plan/{plan.id}/agreement"


def default_key(plan: Plan) -> str:
    """The key of the notice of its default."""
    return f"plan/{plan.id}/default"


def draft_agreement(plan: Plan, *, by: User, at: dt.datetime, as_of: dt.date) -> Letter:
    """The letter that sets the plan down for signature, drafted once. Raises Refusal as `draft_letter` does."""
    customer, policy = plan.customer, policy_in_force(as_of=as_of, company_id=plan.company_id).document
    language = _language(customer, policy)
    agreed = Agreement(
        schedule=plan.schedule,
        currency=plan.currency,
        customer=customer.name,
        company=customer.company.name,
        grace_business_days=policy.plan.grace_business_days,
        accelerates=policy.plan.accelerate_on_default,
    )
    details: dict[str, str | int] = {"debt": plan.debt_minor, **agreement_words(agreed, language=language)}
    return _draft(plan, LetterKind.PLAN_AGREEMENT, details, agreement_key(plan), by=by, at=at, as_of=as_of)


def draft_default(plan: Plan, *, by: User, at: dt.datetime, as_of: dt.date) -> Letter:
    """The notice that the plan is in default and what is due by it, drafted once. Raises Refusal likewise."""
    assert plan.default_on is not None
    policy = policy_in_force(as_of=as_of, company_id=plan.company_id).document
    (facts,) = facts_of([plan], as_of=as_of, policy=policy)
    details: dict[str, str | int] = {
        "plan_date": plan.approved_on.isoformat(),
        "missed": facts.standing.late_minor,
        "default_date": plan.default_on.isoformat(),
        "due_now": plan.due_at_once_minor,
    }
    return _draft(plan, LetterKind.PLAN_DEFAULT, details, default_key(plan), by=by, at=at, as_of=as_of)


def draft_missing(customer_ids: Sequence[int] | None, *, at: dt.datetime, as_of: dt.date) -> int:
    """Draft the letters that plans of these customers (all, if None) still lack; returns how many."""
    plans = Plan.objects.filter(state=PlanState.APPROVED, signed_copy__isnull=True) | Plan.objects.filter(
        state=PlanState.DEFAULTED, default_on__gt=as_of - _RECENT
    )
    if customer_ids is not None:
        plans = plans.filter(customer__in=customer_ids)
    wanted = {
        (default_key if plan.state == PlanState.DEFAULTED else agreement_key)(plan): plan
        for plan in plans.select_related("customer__company").order_by("id")
    }
    there = set(Letter.objects.filter(key__in=wanted).values_list("key", flat=True)) if wanted else set()
    drafted = 0
    for key, plan in wanted.items():
        if key in there:
            continue
        draft = draft_default if plan.state == PlanState.DEFAULTED else draft_agreement
        try:
            draft(plan, by=machine_user(), at=at, as_of=as_of)
        except Refusal:
            continue  # nobody may be written to: the page of the plan says what it is about
        drafted += 1
    return drafted


def _draft(
    plan: Plan,
    kind: LetterKind,
    details: dict[str, str | int],
    key: str,
    *,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
) -> Letter:
    if there := Letter.objects.filter(key=key).first():
        return there
    wanted = Wanted(kind, details=details)
    return draft_letter(plan.customer, wanted=wanted, by=by, at=at, as_of=as_of, key=key)


def _language(customer: Customer, policy: PolicyDocument) -> LetterLanguage:
    return letter_language(
        contact="", customer=customer.language, country=customer.country, region=customer.region, policy=policy
    )
