"""Limits that are higher until a day, granted within the ladder of the policy, lapsing by themselves."""

from __future__ import annotations

import datetime as dt

from creditdesk.credit.looking import look_at
from creditdesk.credit.models import TemporaryLimit
from creditdesk.domain.authority import RequestKind, may
from creditdesk.domain.order_releases import Checkpoint
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.domain.worklist import PAR_PPM
from creditdesk.followup.scope import scope_of
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.families import lock_families
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force


@action
def grant_temporary_limit(
    customer: Customer, *, limit_minor: int, until: dt.date, why: str, as_of: dt.date, by: User, at: dt.datetime,
    key: str,
) -> TemporaryLimit:  # fmt: skip
    """Grant a limit, in minor units of the customer's currency, until a day. Raises Refusal with who may."""
    lock_families([customer])
    made = grant(customer, limit_minor=limit_minor, until=until, why=why, as_of=as_of, by=by, at=at, key=key)
    look_at(customer.company, [customer.id], checkpoint=Checkpoint.CHANGE, as_of=as_of, by=by.username, at=at)
    return made


@action
def end_temporary_limit(limit: TemporaryLimit, *, as_of: dt.date, by: User, at: dt.datetime) -> TemporaryLimit:
    """Take a temporary limit back before its day. Raises Refusal where it is over."""
    lock_families([limit.customer])
    one = TemporaryLimit.objects.select_for_update(of=("self",)).select_related("customer__company").get(id=limit.id)
    if one.ended_at is not None or one.until < as_of:
        raise refuse("temporary_limit.over", "the limit does not stand any more")
    one.ended_at, one.ended_by = at, by
    one.save(update_fields=["ended_at", "ended_by"])
    customer = one.customer
    look_at(customer.company, [customer.id], checkpoint=Checkpoint.CHANGE, as_of=as_of, by=by.username, at=at)
    _tell("temporary_limit.ended", one, by=by, at=at)
    return one


def grant(
    customer: Customer, *, limit_minor: int, until: dt.date, why: str, as_of: dt.date, by: User, at: dt.datetime,
    key: str,
) -> TemporaryLimit:  # fmt: skip
    """Grant it, the customer being locked, inside an open transaction. The same key grants once."""
    if done := TemporaryLimit.objects.filter(key=key).first():
        return done
    if not why.strip():
        raise refuse("temporary_limit.why", "say why the limit is raised")
    if until < as_of:
        raise refuse("temporary_limit.until", "%(day)s is over already", day=until.isoformat())
    if limit_minor <= (customer.credit_limit_minor or 0):
        raise refuse("temporary_limit.not_more", "the limit is as high already")
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id)
    scope = scope_of(customer.company, as_of=as_of, customer_ids=[customer.id])
    is_own = customer.currency == policy.document.currency
    rate = PAR_PPM if is_own else scope.rates.get(customer.currency)
    if rate is None:
        text = "there is no exchange rate for %(currencies)s: nobody can say whose authority it is"
        raise refuse("release.no_rate", text, currencies=customer.currency)
    decision = may(
        by.desk_role,
        RequestKind.CREDIT_LIMIT,
        amount_minor=limit_minor * rate // PAR_PPM,
        currency=policy.document.currency,
        policy=policy.document,
    )
    if not decision.allowed:
        raise Refusal(decision.reasons)
    made = TemporaryLimit.objects.create(
        company=customer.company,
        customer=customer,
        limit_minor=limit_minor,
        first_day=as_of,
        until=until,
        why=why.strip()[:500],
        authority=[reason.as_dict() for reason in decision.reasons],
        policy_version=policy.number,
        by=by,
        at=at,
        key=key,
    )
    _tell("temporary_limit.granted", made, by=by, at=at)
    return made


def _tell(kind: str, limit: TemporaryLimit, *, by: User, at: dt.datetime) -> None:
    append(
        kind,
        by=by.username,
        at=at,
        subject=("customer", limit.customer_id),
        company_id=limit.company_id,
        customer_id=limit.customer_id,
        facts={"limit_minor": limit.limit_minor, "until": limit.until.isoformat()},
        private={"why": limit.why},
    )
