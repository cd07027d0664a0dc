"""What a supervisor decides about an account on the exception list: somebody does something by a day, or nothing is
planned for a while and that is accepted. Append-only; the newest decision of an account counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, QuerySet

from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.followup.card_numbers import mask_card_numbers
from creditdesk.followup.models import ExceptionDecision, ExceptionRow, Tickler
from creditdesk.followup.promise_cash import AccountKey
from creditdesk.followup.recording import CAUSE_LONGEST, NextAction, journal_tickler, write_tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.access import visible_customers
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force

Kind = ExceptionDecision.Kind


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided, until or by which day, and why; with an owner, what he is to do stands in `reason`."""

    kind: Kind
    until: dt.date
    reason: str
    owner: User | None = None


@action
def decide_exception(
    customer: Customer, *, currency: str, decision: Decision, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> ExceptionDecision:
    """Decide about the account in one currency. Raises Refusal with every reason, also where it left the list.

    docs/rules/exceptions.md.
    """
    lock_customers([customer.id])
    if done := ExceptionDecision.objects.filter(customer=customer, key=key).first():
        return done
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id).document
    if reasons := _unfit(decision, as_of=as_of, policy=policy):
        raise Refusal(tuple(reasons))
    refresh_worklist(as_of=as_of, customer_ids=[customer.id])
    row = exception_row(customer, currency=currency)
    tickler = _assigned(customer, decision, by=by, at=at, as_of=as_of, key=key)
    made = ExceptionDecision.objects.create(
        company_id=customer.company_id,
        customer=customer,
        currency=row.currency,
        kind=decision.kind,
        reason=mask_card_numbers(" ".join(decision.reason.split()))[0],
        until=decision.until,
        late_before=as_of - dt.timedelta(days=policy.exceptions.days_past_due_gt),
        amount_minor=row.amount_minor,
        oldest_due_date=row.oldest_due_date,
        tickler=tickler,
        by=by,
        at=at,
        key=key,
    )
    refresh_worklist(as_of=as_of, customer_ids=[customer.id])
    if tickler is not None:
        journal_tickler(tickler, by=by, at=at)
    _journal(made, by=by, at=at)
    return made


def exception_row(customer: Customer, *, currency: str = "") -> ExceptionRow:
    """The account's line on the list, of several the oldest. Raises Refusal where it is no longer there."""
    rows = ExceptionRow.objects.filter(customer=customer).order_by("oldest_due_date", "currency")
    row = rows.filter(currency=currency).first() if currency else rows.first()
    if row is None:
        text = "%(customer)s is not on the exception list: somebody planned the next action or it was settled"
        raise refuse("exception.changed_meanwhile", text, customer=customer.name)
    return row


def newest_decisions(customer_ids: Sequence[int]) -> dict[AccountKey, ExceptionDecision]:
    """Customer and currency → what was decided last."""
    decided = ExceptionDecision.objects.filter(customer_id__in=customer_ids)
    newest = decided.order_by().values("customer_id", "currency").annotate(newest=Max("id")).values("newest")
    rows = ExceptionDecision.objects.filter(id__in=newest).select_related("by", "tickler__owner")
    return {(row.customer_id, row.currency): row for row in rows}


def accepted(user: User, *, portfolio_id: int | None = None, as_of: dt.date) -> QuerySet[ExceptionDecision]:
    """Accounts of the user for which it is accepted on the day that nothing is planned, soonest over first; the caller
    cuts.
    """
    newer = ExceptionDecision.objects.filter(
        customer=OuterRef("customer"), currency=OuterRef("currency"), id__gt=OuterRef("id")
    )
    found = ExceptionDecision.objects.filter(
        ~Exists(newer), kind=Kind.ACCEPTED, until__gte=as_of, customer__in=visible_customers(user, as_of=as_of)
    )
    if portfolio_id is not None:
        found = found.filter(customer__portfolio_id=portfolio_id)
    return found.select_related("customer__company", "customer__portfolio__rep", "by").order_by("until", "id")


def _unfit(decision: Decision, *, as_of: dt.date, policy: PolicyDocument) -> list[Reason]:
    facts: dict[str, str | int] = {"day": decision.until.isoformat()}
    reasons = []
    if not decision.reason.strip():
        reasons.append(Reason("exception.reason", "say why, or what is to be done"))
    if len(decision.reason.strip()) > CAUSE_LONGEST:
        reasons.append(
            Reason("exception.reason", "the reason is longer than %(most)d letters", {"most": CAUSE_LONGEST})
        )
    if decision.until < as_of:
        reasons.append(Reason("exception.past", "%(day)s is past", facts))
    limits = policy.exceptions
    most = limits.accept_max_days if decision.kind == Kind.ACCEPTED else limits.tickler_max_days_ahead
    if decision.until > as_of + dt.timedelta(days=most):
        text = "%(day)s is more than %(most)d days ahead: the policy allows no longer"
        reasons.append(Reason("exception.far", text, {**facts, "most": most}))
    return reasons


def _assigned(
    customer: Customer, decision: Decision, *, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Tickler | None:
    """The tickler of a decision that somebody does something."""
    if decision.kind == Kind.ACCEPTED:
        return None
    if decision.owner is None:
        raise refuse("exception.owner", "say who is to do it")
    then = NextAction(decision.reason, decision.until, decision.owner)
    return write_tickler(customer, then, by=by, at=at, as_of=as_of, key=f"{key}/assigned")


def _journal(made: ExceptionDecision, *, by: User, at: dt.datetime) -> None:
    append(
        f"exception.{made.kind}",
        by=by.username,
        at=at,
        subject=("exception_decision", made.id),
        company_id=made.company_id,
        customer_id=made.customer_id,
        facts={
            "currency": made.currency,
            "amount_minor": made.amount_minor,
            "oldest_due_date": made.oldest_due_date.isoformat(),
            "until": made.until.isoformat(),
            "tickler": made.tickler_id,
        },
        private={"reason": made.reason},
    )
