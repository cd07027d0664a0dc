"""What the rules about requests want to know, read from the tables in the open transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max, QuerySet, Sum

from creditdesk.approvals.models import Request, RequestDecision
from creditdesk.domain.calendar import Calendar
from creditdesk.domain.list_differences import without_rate
from creditdesk.domain.money import Money, exponent
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import GIVING_UP, Content, Direction, ItemFacts, Kind, Person, State
from creditdesk.parties.models import Absence, Customer, User
from creditdesk.parties.queries import exchange_rates, family
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
            disputed_minor=item.disputed_minor,
            is_on_plan=item.on_plan,
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


def counted_with(
    content: Content, customer: Customer, *, policy: PolicyDocument, as_of: dt.date
) -> QuerySet[RequestDecision]:
    """The approvals within the policy's days that count towards the limit for the request.

    What is given up is one pot, whatever it is called and on whichever account of the family; what makes a customer
    owe more is another; a limit has reached a level. Time and terms give no amount.
    """
    since = as_of - dt.timedelta(days=policy.authority.aggregation_days)
    standing = RequestDecision.objects.filter(
        request__state=State.CARRIED_OUT, what=RequestDecision.What.APPROVE, on__gt=since
    )
    if content.kind is Kind.LIMIT:
        return standing.filter(request__customer=customer, request__kind=Kind.LIMIT)
    if content.kind not in GIVING_UP:
        return standing.none()
    debits = {"request__kind": Kind.ADJUSTMENT, "request__content__direction": Direction.DEBIT.value}
    found = standing.filter(request__kind__in=GIVING_UP, request__customer__in=family(customer).values("id"))
    return found.filter(**debits) if content.is_debit else found.exclude(**debits)


def granted_minor(
    content: Content,
    customer: Customer,
    *,
    policy: PolicyDocument,
    as_of: dt.date,
    counted: QuerySet[RequestDecision] | None = None,
) -> int:
    """What counts towards the limit beside the request itself, in minor units of the policy's currency.

    For an increase of a limit: by how much the highest level within the days is above the one that is asked for.
    """
    amount = "amount_policy_minor"
    found = counted if counted is not None else counted_with(content, customer, policy=policy, as_of=as_of)
    if content.kind is Kind.LIMIT:
        asked = amount_at_stake(content, policy=policy, as_of=as_of)
        reached = int(found.aggregate(most=Max(amount))["most"] or 0) if asked else 0
        return max(0, reached - asked)
    return int(found.aggregate(total=Sum(amount))["total"] or 0)


def person(user: User, *, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> Person:
    """The user as somebody who may decide about the customer's requests."""
    since = as_of - dt.timedelta(days=policy.authority.aggregation_days)
    alike = User.objects.filter(email__iexact=user.email).exclude(id=user.id) if user.email else User.objects.none()
    names = frozenset(alike.values_list("username", flat=True))
    posted = Entry.objects.filter(
        customer_id=customer_id, posting__by__in={user.username, *names}, posting__kind__in=_CASH,
        posting_date__gt=since,
    )  # fmt: skip
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
    return {request.prepared_by.username, *(one.username for one in request.writers.all())}
