"""The review calendar: when each customer is to be reviewed, and what calls a review before its day.

Rewritten each night, and for one customer after each act that moves his day. docs/rules/credit_reviews.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q, Sum

from creditdesk.credit.models import CreditReview, HoldSpell
from creditdesk.creditfile.facts import RETURNED, standing
from creditdesk.creditfile.models import FinancialStatement, ReviewDue, ReviewFinding, Security
from creditdesk.domain.cash_returns import months_after
from creditdesk.domain.credit_advice import CallFacts, called_early, review_due_on
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.worklist import PAR_PPM
from creditdesk.followup.event_models import CustomerEvent
from creditdesk.followup.scope import Scope, scope_of
from creditdesk.parties.models import Company, Customer
from creditdesk.receivables.models import Position

# Who buys on credit, or may again: nobody reviews a prospect, or an account that is closed or bankrupt.
_REVIEWED = (Customer.Status.ACTIVE, Customer.Status.HOLD, Customer.Status.COD, Customer.Status.CIA)
_CHUNK = 2000
# More than any exposure, so that a day never ranks among those of another.
_DAY_RANK = 10**13
_WRITTEN = ["company", "due_on", "last_review_on", "called_by", "exposure_minor", "rank"]


@dataclass(slots=True)
class _Known:
    """What is known of many customers, each fact by one question."""

    last: dict[int, dt.date] = field(default_factory=dict)
    next_on: dict[int, dt.date | None] = field(default_factory=dict)
    returned: dict[int, list[dt.date]] = field(default_factory=dict)
    over: dict[int, list[dt.date]] = field(default_factory=dict)
    covers: dict[int, list[dt.date]] = field(default_factory=dict)
    statements: dict[int, dt.date] = field(default_factory=dict)
    exposure: dict[int, int] = field(default_factory=dict)
    before: dict[int, ReviewDue] = field(default_factory=dict)


def refresh_calendar(company: Company, *, as_of: dt.date, customer_ids: Sequence[int] | None = None) -> int:
    """Write the days of these customers, or of all; how many have one. Within an open transaction or not."""
    scope = scope_of(company, as_of=as_of, customer_ids=customer_ids)
    rows = scope.of(Customer.objects.filter(status__in=_REVIEWED), "id")
    with_credit = Q(credit_limit_minor__gt=0) | Q(id__in=_owing(scope))
    customers = list(rows.filter(with_credit).only("id", "risk_class", "opened_on").order_by("id"))
    scope.of(ReviewDue.objects.all()).exclude(customer__in=rows.filter(with_credit).values("id")).delete()
    known = _known(scope)
    made = [_due(one, known, scope) for one in customers]
    for start in range(0, len(made), _CHUNK):
        ReviewDue.objects.bulk_create(
            made[start : start + _CHUNK], update_conflicts=True, unique_fields=["customer"], update_fields=_WRITTEN
        )
    return len(made)


def _owing(scope: Scope) -> object:
    return scope.of(Position.objects.filter(open_minor__gt=0)).values("customer_id")


def _due(customer: Customer, known: _Known, scope: Scope) -> ReviewDue:
    policy, as_of, last = scope.policy, scope.as_of, known.last.get(customer.id)
    called = called_early(_call_facts(customer.id, known, policy), as_of=as_of, policy=policy)
    due = review_due_on(
        last_review_on=last,
        opened_on=customer.opened_on,
        risk_class=RiskClass(customer.risk_class),
        next_on=known.next_on.get(customer.id),
        policy=policy,
    )
    day = due or as_of
    if called:
        before = known.before.get(customer.id)
        day = min(day, before.due_on if before is not None and before.called_by else as_of)
    return ReviewDue(
        company=scope.company,
        customer=customer,
        due_on=day,
        last_review_on=last,
        called_by=[one.as_dict() for one in called],
        exposure_minor=known.exposure.get(customer.id, 0),
        rank=day.toordinal() * _DAY_RANK - min(known.exposure.get(customer.id, 0), _DAY_RANK - 1),
    )


def _call_facts(customer_id: int, known: _Known, policy: PolicyDocument) -> CallFacts:
    last = known.last.get(customer_id)
    warned = dt.timedelta(days=policy.credit_review.cover_warning_days)
    ends = [one for one in known.covers.get(customer_id, ()) if last is None or one - warned > last]

    def since(days: dict[int, list[dt.date]]) -> int:
        return sum(last is None or one > last for one in days.get(customer_id, ()))

    return CallFacts(
        returned_payments=since(known.returned),
        over_limit=since(known.over),
        cover_ends_on=min(ends, default=None),
        statement_on=known.statements.get(customer_id),
        last_review_on=last,
    )


def _known(scope: Scope) -> _Known:
    policy, as_of = scope.policy, scope.as_of
    reviews = scope.of(CreditReview.objects.filter(reviewed_on__lte=as_of)).order_by()
    found = _Known(last=dict(reviews.values_list("customer_id").annotate(day=Max("reviewed_on"))))
    newest = ReviewFinding.objects.filter(review__in=reviews).order_by("review__reviewed_on", "review_id")
    found.next_on = dict(newest.values_list("customer_id", "next_review_on"))
    first = months_after(as_of, -policy.nsf.second_nsf_window_months)
    events = scope.of(CustomerEvent.objects.filter(RETURNED, happened_on__gt=first, happened_on__lte=as_of))
    found.returned = _days(events.values_list("customer_id", "happened_on"))
    window = as_of - dt.timedelta(days=policy.credit_review.over_limit_window_days)
    spells = HoldSpell.objects.filter(
        code=HoldCode.OVER_LIMIT.value, since_day__gt=window, order__company=scope.company
    )
    if scope.customer_ids is not None:
        spells = spells.filter(order__customer__in=scope.customer_ids)
    # An order that was held twice for the limit is one order.
    by_order = spells.order_by().values_list("order__customer_id", "order_id").annotate(day=Max("since_day"))
    found.over = _days((customer_id, day) for customer_id, _, day in by_order)
    covers = standing(scope.of(Security.objects.filter(until__isnull=False)))
    found.covers = _days(covers.values_list("customer_id", "until"))
    statements = standing(scope.of(FinancialStatement.objects.all())).order_by()
    found.statements = dict(statements.values_list("customer_id").annotate(day=Max("period_end")))
    found.exposure = _exposure(scope)
    found.before = {one.customer_id: one for one in scope.of(ReviewDue.objects.all())}
    return found


def _days(rows: object) -> dict[int, list[dt.date]]:
    found: dict[int, list[dt.date]] = defaultdict(list)
    for customer_id, day in rows:  # type: ignore[attr-defined]
        found[customer_id].append(day)
    return dict(found)


def _exposure(scope: Scope) -> dict[int, int]:
    """Customer → what is open, in the policy's currency; what has no rate is not counted."""
    found: dict[int, int] = defaultdict(int)
    rates = {**scope.rates, scope.policy.currency: PAR_PPM}
    rows = scope.of(Position.objects.filter(open_minor__gt=0)).order_by()
    for customer_id, currency, minor in rows.values_list("customer_id", "currency").annotate(sum=Sum("open_minor")):
        found[customer_id] += minor * rates.get(currency, 0) // PAR_PPM
    return dict(found)


def count_due(company: Company, *, as_of: dt.date) -> int:
    """How many reviews of the company are due."""
    counted: int = ReviewDue.objects.filter(company=company, due_on__lte=as_of).aggregate(n=Count("id"))["n"]
    return counted
