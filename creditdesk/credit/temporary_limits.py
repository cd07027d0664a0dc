"""Limits that are higher until a day, granted within the ladder of the policy, lapsing by themselves."""

from __future__ import annotations

import datetime as dt

from creditdesk.approvals.models import Request
from creditdesk.credit.looking import look_at
from creditdesk.credit.models import TemporaryLimit
from creditdesk.domain.authority import Decision, RequestKind, may
from creditdesk.domain.order_releases import Checkpoint
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.requests import Kind, State
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
    one = take_back(limit, as_of=as_of, by=by, at=at)
    customer = one.customer
    look_at(customer.company, [customer.id], checkpoint=Checkpoint.CHANGE, as_of=as_of, by=by.username, at=at)
    _tell("temporary_limit.ended", one, by=by, at=at)
    return one


def grant(
    customer: Customer, *, limit_minor: int, until: dt.date, why: str, as_of: dt.date, by: User, at: dt.datetime,
    key: str,
) -> TemporaryLimit:  # fmt: skip
    """Grant it alone, the customer being locked, inside an open transaction. The same key grants once.

    Raises Refusal where a second person is needed. docs/rules/holds.md.
    """
    if done := TemporaryLimit.objects.filter(key=key).first():
        return done
    refuse_unfit(customer, limit_minor=limit_minor, until=until, why=why, as_of=as_of)
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id)
    decision = _alone(customer, limit_minor=limit_minor, until=until, by=by, as_of=as_of, policy=policy.document)
    if not decision.allowed:
        raise Refusal(decision.reasons)
    return give(
        customer, limit_minor=limit_minor, until=until, why=why, authority=decision.reasons,
        policy_version=policy.number, as_of=as_of, by=by, at=at, key=key,
    )  # fmt: skip


def give(
    customer: Customer, *, limit_minor: int, until: dt.date, why: str, authority: tuple[Reason, ...],
    policy_version: int | None, as_of: dt.date, by: User, at: dt.datetime, key: str,
) -> TemporaryLimit:  # fmt: skip
    """Write the limit by an authority that was judged before, the customer being locked."""
    made = TemporaryLimit.objects.create(
        company=customer.company,
        customer=customer,
        limit_minor=limit_minor,
        first_day=as_of,
        until=until,
        why=why.strip()[:500],
        authority=[reason.as_dict() for reason in authority],
        policy_version=policy_version,
        by=by,
        at=at,
        key=key,
    )
    _tell("temporary_limit.granted", made, by=by, at=at)
    return made


def take_back(limit: TemporaryLimit, *, as_of: dt.date, by: User, at: dt.datetime) -> TemporaryLimit:
    """End a limit before its day in the open transaction, the customer being locked. Refusal where it is over."""
    one = TemporaryLimit.objects.select_for_update(of=("self",)).select_related("customer__company").get(id=limit.id)
    if one.ended_at is not None or one.until < as_of:
        raise refuse("temporary_limit.over", "the limit does not stand any more")
    one.ended_at, one.ended_by = at, by
    one.save(update_fields=["ended_at", "ended_by"])
    return one


def refuse_unfit(customer: Customer, *, limit_minor: int, until: dt.date, why: str, as_of: dt.date) -> None:
    """Raise a Refusal where it is no higher limit until a day to come, for a reason."""
    if not why.strip():
        raise refuse("temporary_limit.why", "say why the limit is raised")
    if until < as_of:
        raise refuse("temporary_limit.until", "%(day)s is over already", day=until.isoformat())
    if limit_minor <= (customer.credit_limit_minor or 0):
        raise refuse("temporary_limit.not_more", "the limit is as high already")


def is_beyond_one_person(refusal: Refusal) -> bool:
    """Whether it was refused for nothing but that a second person is needed: then it can be asked for."""
    return all(one.code == "temporary_limit.long" or one.code.startswith("authority.") for one in refusal.reasons)


def _alone(
    customer: Customer, *, limit_minor: int, until: dt.date, by: User, as_of: dt.date, policy: PolicyDocument
) -> Decision:
    """Whether the person may raise it alone: the new limit is within his authority for limits, what it is raised by
    within the one for raising alone, all raises of the policy's days added up, and not for longer than its days.
    """
    own = customer.currency == policy.currency
    scope = scope_of(customer.company, as_of=as_of, customer_ids=[customer.id])
    rate = PAR_PPM if own else scope.rates.get(customer.currency)
    if rate is None:
        text = "there is no exchange rate for %(currencies)s: nobody can say whose authority it is"
        raise refuse("release.no_rate", text, currencies=customer.currency)

    def told(minor: int) -> int:
        return minor * rate // PAR_PPM

    base, role = customer.credit_limit_minor or 0, by.desk_role
    whole = may(role, RequestKind.CREDIT_LIMIT, amount_minor=told(limit_minor), currency=policy.currency, policy=policy)
    more = may(
        role,
        RequestKind.TEMPORARY_LIMIT,
        amount_minor=told(limit_minor - base),
        currency=policy.currency,
        policy=policy,
        granted_minor=told(_raised(customer, base=base, since=as_of - dt.timedelta(policy.authority.aggregation_days))),
    )
    reasons = [*(() if whole.allowed else whole.reasons), *(() if more.allowed else more.reasons)]
    longest = policy.orders.temporary_limit_longest_days
    if until > as_of + dt.timedelta(longest):
        text = "for more than %(days)d days it is a request, whoever grants it"
        reasons.append(Reason("temporary_limit.long", text, {"days": longest}))
    return Decision(False, tuple(reasons)) if reasons else whole


def _raised(customer: Customer, *, base: int, since: dt.date) -> int:
    """By how much the customer's limit was raised since, for a time and by requests, in his currency.

    What was taken back counts too: who grants and takes back in turn has raised it all along.
    """
    granted = TemporaryLimit.objects.filter(customer=customer, first_day__gt=since)
    # Those of a request are counted with the request.
    by_one = granted.exclude(key__startswith="request/").values_list("limit_minor", flat=True)
    asked = Request.objects.filter(
        customer=customer, kind=Kind.LIMIT, state=State.CARRIED_OUT, decisions__what="approve", decisions__on__gt=since
    ).distinct()
    terms = [one.content["terms"] for one in asked]
    by_request: int = sum(max(0, one["limit_minor"] - (one["limit_before"] or 0)) for one in terms)
    return by_request + sum(max(0, minor - base) for minor in by_one)


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
