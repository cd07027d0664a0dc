"""What the rules about requests want to know, read from the tables in the open transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Sum

from creditdesk.approvals.models import Request, RequestDecision
from creditdesk.domain.calendar import Calendar
from creditdesk.domain.list_differences import without_rate
from creditdesk.domain.money import Money, exponent
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import Content, ItemFacts, Person, State
from creditdesk.parties.models import Absence, User
from creditdesk.parties.queries import exchange_rates
from creditdesk.receivables.models import Entry, OpenItem, Posting
from creditdesk.receivables.statements import extended_dates

_PPM = 1_000_000
_CASH = (Posting.Kind.RECEIPT, Posting.Kind.APPLICATION)


def item_facts(item_ids: Iterable[int], *, customer_id: int, as_of: dt.date) -> dict[int, ItemFacts]:
    """Those of the items that are the customer's, as they stand."""
    items = list(OpenItem.objects.filter(id__in=list(item_ids), customer_id=customer_id, voided_on__isnull=True))
    extended = extended_dates([item.id for item in items], as_of=as_of)
    return {
        item.id: ItemFacts(
            id=item.id,
            number=item.number,
            currency=item.currency,
            open_minor=item.open_minor,
            due_date=item.due_date,
            extended_date=extended.get(item.id),
        )
        for item in items
    }


def in_policy_currency(minor: int, *, currency: str, policy: PolicyDocument, as_of: dt.date) -> int:
    """The amount in the policy's currency, rounded up: a fraction counts against the limit. Refusal without a rate."""
    if not minor or currency == policy.currency:
        return minor
    rate = exchange_rates(base=policy.currency, as_of=as_of).get(currency)
    if rate is None:
        raise Refusal((without_rate(Money(minor, currency), currency=policy.currency),))
    numerator, denominator = minor * rate * 10 ** exponent(policy.currency), _PPM * 10 ** exponent(currency)
    return int(-(-numerator // denominator))


def granted_minor(customer_id: int, kind: str, *, policy: PolicyDocument, as_of: dt.date) -> int:
    """What standing requests of the kind gave the customer within the policy's days, in the policy's currency."""
    since = as_of - dt.timedelta(days=policy.authority.aggregation_days)
    standing = RequestDecision.objects.filter(
        request__customer_id=customer_id,
        request__kind=kind,
        request__state=State.CARRIED_OUT,
        what=RequestDecision.What.APPROVE,
        on__gt=since,
    )
    return int(standing.aggregate(total=Sum("amount_policy_minor"))["total"] or 0)


def person(user: User, *, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> Person:
    """The user as somebody who may decide about the customer's requests."""
    since = as_of - dt.timedelta(days=policy.authority.aggregation_days)
    posted = Entry.objects.filter(
        customer_id=customer_id, posting__by=user.username, posting__kind__in=_CASH, posting_date__gt=since
    )
    alike = User.objects.filter(email__iexact=user.email).exclude(id=user.id) if user.email else User.objects.none()
    names = frozenset(alike.values_list("username", flat=True))
    return Person(user.username, user.desk_role, posted_cash=posted.exists(), alike=names)


def represented(user: User, *, as_of: dt.date) -> list[User]:
    """Whom the user stands in for on the day."""
    away = Absence.objects.filter(substitute=user, first_day__lte=as_of, last_day__gte=as_of)
    return [one.user for one in away.select_related("user").order_by("id") if one.user.is_active]


def calendar_of(policy: PolicyDocument) -> Calendar:
    """The company's business days."""
    return policy.company_calendar


def amount_at_stake(content: Content, *, policy: PolicyDocument, as_of: dt.date) -> int:
    """What the limits are held against, in the policy's currency."""
    return in_policy_currency(content.authority_minor, currency=content.currency, policy=policy, as_of=as_of)


def writers_of(request: Request) -> set[str]:
    """All who prepared or changed the request."""
    return {request.prepared_by.username, *request.writers.values_list("username", flat=True)}
