"""What the pages and the interface show of requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from creditdesk.approvals.access import visible_requests
from creditdesk.approvals.deciding import Judged, judge
from creditdesk.approvals.effects import Table
from creditdesk.approvals.models import Request, RequestDecision, SalesNotice
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.requests import Kind, State, Waiting, needed_level, waiting
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.access import visible_customers
from creditdesk.parties.models import User

PRECEDENTS = 5
COUNTED = 20
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
    # The approvals that count towards the limit, on the accounts that the person may see.
    counted: Sequence[RequestDecision] = ()

    @property
    def may_approve(self) -> bool:
        """Whether he may approve it as it stands."""
        return self.judged is not None and self.judged.decision.allowed


def requests_in(user: User, *, states: Collection[str], as_of: dt.date) -> QuerySet[Request]:
    """The requests on the user's accounts in these states."""
    return visible_requests(user, as_of=as_of).filter(state__in=list(states))


def standing(request: Request, *, by: User, table: Table, policy: PolicyDocument, as_of: dt.date) -> Standing:
    """How the request stands for the person."""
    judged: Judged | None = None
    level: Level | None = None
    unknown: tuple[Reason, ...] = ()
    added: tuple[Reason, ...] = ()
    counted: Sequence[RequestDecision] = ()
    try:
        judged = judge(request, by=by, table=table, policy=policy, as_of=as_of)
        amount, granted = judged.amount_minor, judged.granted_minor
        level, added = needed_level(request.asked, amount_minor=amount, granted_minor=granted, policy=policy)
        if request.kind == Kind.RELEASE:  # with whom it lies is no matter of what the reader let go
            level, _ = needed_level(request.asked, amount_minor=amount, granted_minor=0, policy=policy)
        if granted:
            counted = _seen(judged.counted, by=by, as_of=as_of)
    except Refusal as refusal:
        unknown = refusal.reasons
    lies = waiting(
        level,
        submitted_on=request.submitted_on or as_of,
        as_of=as_of,
        calendar=policy.company_calendar,
        policy=policy,
        manned=manned(request.company_id),
    )
    return Standing(request, judged, unknown, lies, added, counted)


def _seen(counted: QuerySet[RequestDecision], *, by: User, as_of: dt.date) -> Sequence[RequestDecision]:
    seen = counted.filter(request__in=visible_requests(by, as_of=as_of), amount_policy_minor__gt=0)
    return list(seen.select_related("request__customer", "by").order_by("-id")[:COUNTED])


def manned(company_id: int) -> frozenset[Level]:
    """The levels at which somebody works for the company."""
    levels = [one.value for one in Level]
    roles = User.objects.filter(companies=company_id, is_active=True, role__in=levels).values_list("role", flat=True)
    return frozenset(Level(one) for one in roles.distinct())


def lying(requests: Sequence[Request], *, policies: Mapping[int, PolicyDocument], as_of: dt.date) -> list[Waiting]:
    """With whom each of these submitted requests lies by now, from the level that it needed when it was submitted."""
    at_work = {company_id: manned(company_id) for company_id in {one.company_id for one in requests}}
    return [
        waiting(
            level_of(one),
            submitted_on=one.submitted_on or as_of,
            as_of=as_of,
            calendar=policies[one.company_id].company_calendar,
            policy=policies[one.company_id],
            manned=at_work[one.company_id],
        )
        for one in requests
    ]


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


def withdrawn_because(request: Request) -> Reason | None:
    """Why the machine withdrew it; None where a person did, or nobody."""
    if request.state != State.WITHDRAWN:
        return None
    entry = JournalEntry.objects.filter(subject_kind="request", subject_id=request.id, kind="request.withdrawn")
    why = entry.order_by("-seq").values_list("facts", flat=True).first()
    return Reason.from_dict(why["why"]) if why and why.get("why") else None


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
