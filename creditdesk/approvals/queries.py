"""What the pages and the interface show of requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from creditdesk.approvals.access import visible_requests
from creditdesk.approvals.deciding import Judged, judge
from creditdesk.approvals.facts import amount_at_stake, granted_minor
from creditdesk.approvals.models import Request, RequestDecision, SalesNotice
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.requests import State, Waiting, needed_level, waiting
from creditdesk.parties.access import visible_customers
from creditdesk.parties.models import User

PRECEDENTS = 5
_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Standing:
    """A submitted request as somebody who may decide looks at it."""

    request: Request
    judged: Judged | None
    # Why the limits cannot be asked at all, such as a currency without a rate.
    unknown: tuple[Reason, ...]
    waiting: Waiting
    added_up: tuple[Reason, ...]

    @property
    def may_approve(self) -> bool:
        """Whether he may approve it as it stands."""
        return self.judged is not None and self.judged.decision.allowed


def requests_in(user: User, *, states: Collection[str], as_of: dt.date) -> QuerySet[Request]:
    """The requests on the user's accounts in these states."""
    return visible_requests(user, as_of=as_of).filter(state__in=list(states))


def standing(request: Request, *, by: User, policy: PolicyDocument, as_of: dt.date) -> Standing:
    """How the request stands for the person."""
    judged: Judged | None = None
    level: Level | None = None
    unknown: tuple[Reason, ...] = ()
    added: tuple[Reason, ...] = ()
    try:
        judged = judge(request, by=by, policy=policy, as_of=as_of)
        amount = amount_at_stake(request.asked, policy=policy, as_of=as_of)
        granted = granted_minor(request.customer_id, request.kind, policy=policy, as_of=as_of)
        level, added = needed_level(request.asked, amount_minor=amount, granted_minor=granted, policy=policy)
    except Refusal as refusal:
        unknown = refusal.reasons
    lies = waiting(
        level,
        submitted_on=request.submitted_on or as_of,
        as_of=as_of,
        calendar=policy.company_calendar,
        policy=policy,
    )
    return Standing(request, judged, unknown, lies, added)


def level_of(request: Request) -> Level | None:
    """The lowest level that may approve it, as it was when it was submitted."""
    return Level(request.needs_level) if request.needs_level else None


def precedents(request: Request, *, by: User, as_of: dt.date) -> list[RequestDecision]:
    """The newest decisions of a year about requests of the kind, those of the customer first, then of like amounts."""
    visible = visible_requests(by, as_of=as_of).exclude(id=request.id)
    decided = RequestDecision.objects.filter(
        request__in=visible,
        request__kind=request.kind,
        request__company_id=request.company_id,
        what__in=[RequestDecision.What.APPROVE, RequestDecision.What.REFUSE],
        on__gt=as_of - _YEAR,
    ).select_related("request__customer", "by")
    newest = list(decided.order_by("-id")[:100])
    newest.sort(key=lambda one: (one.request.customer_id != request.customer_id, _distance(one.request, request)))
    return newest[:PRECEDENTS]


def _distance(one: Request, other: Request) -> tuple[bool, int]:
    return one.currency != other.currency, abs(one.amount_minor - other.amount_minor)


def requests_of_customer(user: User, customer_id: int, *, as_of: dt.date) -> QuerySet[Request]:
    """The requests on one account, the newest first."""
    return visible_requests(user, as_of=as_of).filter(customer_id=customer_id).order_by("-id")


def decisions_of(request: Request) -> Sequence[RequestDecision]:
    """What was decided about it, the oldest first."""
    return list(request.decisions.select_related("by", "on_behalf_of").order_by("id"))


def status_notices(user: User, *, as_of: dt.date) -> QuerySet[SalesNotice]:
    """What salespeople were told of new statuses of the accounts that the user may see, the newest first."""
    found = SalesNotice.objects.filter(customer__in=visible_customers(user, as_of=as_of))
    return found.select_related("customer", "to_user").order_by("-id")


SUBMITTED = (State.SUBMITTED.value,)
