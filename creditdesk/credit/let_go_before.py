"""What a person let go before on a family's accounts: it counts towards his limit for the next release.

Over the limit alone is a level: what is let go is at risk, and the next order is tested against it. Every other reason
is none: the same late invoice stands before each order, and each that goes adds to what may be late. So those add up,
for the person who let them go, over his own releases and those that he approved. docs/rules/authority.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Q

from creditdesk.approvals.facts import in_policy_currency
from creditdesk.approvals.models import RequestDecision, RequestEffect
from creditdesk.credit.models import Release
from creditdesk.domain.order_releases import Standing
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.parties.models import Customer, User
from creditdesk.parties.queries import family

MADE = "release"
# An order that is held again, or never went, took nothing with it.
_WENT = (Standing.PASSES.value, Standing.RELEASED.value, Standing.DELIVERED.value)


def adds_up(codes: Iterable[HoldCode]) -> bool:
    """Whether releases for these reasons are added up: all but over the limit alone."""
    return any(code is not HoldCode.OVER_LIMIT for code in codes)


def let_go_minor(
    customer: Customer, people: Collection[User], *, but: int, policy: PolicyDocument, as_of: dt.date
) -> int:
    """What the people let go on the family's accounts within the aggregation days, each order once with all of it.

    In minor units of the policy's currency, without the order `but`. What a substitute approved counts for him and for
    whoever he stood in for. Raises Refusal for an order in a currency without a rate.
    """
    since = as_of - dt.timedelta(days=policy.authority.aggregation_days)
    stood_in = RequestEffect.objects.filter(
        made_kind=MADE,
        takes_back=False,
        request__decisions__what=RequestDecision.What.APPROVE,
        request__decisions__on_behalf_of__in=people,
    )
    found = (
        Release.objects.filter(Q(by__in=people) | Q(id__in=stood_in.values("made_id")))
        .filter(released_on__gt=since, order__customer__in=family(customer).values("id"), order__standing__in=_WENT)
        .exclude(order=but)
        .select_related("order")
    )
    orders = {one.order_id: one.order for one in found if adds_up(HoldCode(code) for code in one.codes)}
    return sum(
        in_policy_currency(one.amount_minor, currency=one.currency, policy=policy, as_of=as_of)
        for one in orders.values()
    )
