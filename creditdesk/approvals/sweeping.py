"""Small rests of the accounts that somebody sees, with which of them may be swept. docs/rules/requests.md.

Sweeping is a request to write them off, one for each customer and currency: nobody's balance is given up by the machine
alone, and whoever has the authority approves them together with the total in view.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, Sum

from creditdesk.approvals.models import Request, RequestLine
from creditdesk.cash.accounts import SMALL_DIFFERENCES
from creditdesk.domain.allocation import SmallDifferenceLimits
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.requests import OPEN, Content, Evidence, Kind, Line, State
from creditdesk.domain.sweeping import Candidate, Rest, choose
from creditdesk.parties.access import visible_customers
from creditdesk.parties.models import Company, Customer, User
from creditdesk.parties.queries import minor_rates
from creditdesk.receivables.models import Entry, OpenItem

MOST = 500
KEY = "sweep/"
WORDS = "small rests within the policy's limits"
_PPM = 1_000_000
_EVIDENCE = "The rests are within the policy's limits for small differences; asking for them costs more than they are."


@dataclass(frozen=True, slots=True)
class Sweep:
    """What of one customer in one currency may be swept, and what not."""

    customer: Customer
    currency: str
    candidates: tuple[Candidate, ...]

    @property
    def swept(self) -> list[Candidate]:
        """Those that may be."""
        return [one for one in self.candidates if one.swept]

    @property
    def swept_minor(self) -> int:
        """What they come to."""
        return sum(one.rest.open_minor for one in self.swept)

    def content(self) -> Content:
        """The request to write them off."""
        return Content(
            Kind.WRITE_OFF,
            currency=self.currency,
            lines=tuple(Line(one.rest.item_id, one.rest.number, one.rest.open_minor) for one in self.swept),
            words=WORDS,
            evidence=(Evidence(Shown.EFFORTS, words=_EVIDENCE),),
        )

    def key(self, as_of: dt.date) -> str:
        """One sweep of a customer's currency a day."""
        return f"{KEY}{self.customer.id}/{self.currency}/{as_of.isoformat()}"


def sweeps(user: User, *, company: Company, policy: PolicyDocument, as_of: dt.date) -> list[Sweep]:
    """The small rests of the company's accounts that the user sees, by customer."""
    limits = _limits(policy, as_of=as_of)
    small = Q()
    for currency, limit in limits.items():
        small |= Q(currency=currency, open_minor__lte=limit.max_minor)
    items = OpenItem.objects.filter(
        small, company=company, closed_date__isnull=True, open_minor__gt=0, due_date__lt=as_of
    ).filter(customer__in=visible_customers(user, as_of=as_of))
    rows = list(items.select_related("customer").order_by("customer__search_name", "customer_id", "id")[:MOST])
    grouped: dict[tuple[int, str], list[OpenItem]] = defaultdict(list)
    for row in rows:
        grouped[row.customer_id, row.currency].append(row)
    spoken_for, cleared = _spoken_for(rows), _cleared(grouped, policy=policy, as_of=as_of)
    return [
        Sweep(
            some[0].customer,
            currency,
            tuple(
                choose(
                    [_rest(one, spoken_for=one.id in spoken_for) for one in some],
                    cleared_minor=cleared.get((customer_id, currency), 0),
                    limits=limits[currency],
                    as_of=as_of,
                )
            ),
        )
        for (customer_id, currency), some in grouped.items()
    ]


def _rest(item: OpenItem, *, spoken_for: bool) -> Rest:
    return Rest(
        item.id,
        item.number,
        item.currency,
        item.original_minor,
        item.open_minor,
        item.due_date,
        item.disputed_minor,
        spoken_for,
    )


def _limits(policy: PolicyDocument, *, as_of: dt.date) -> dict[str, SmallDifferenceLimits]:
    """The policy's limits in each currency that has a rate on the day; without one nothing of it is swept."""
    small = policy.small_difference
    rates = {**minor_rates(policy.currency, as_of=as_of), policy.currency: _PPM}
    return {
        currency: SmallDifferenceLimits(
            policy.minor(small.max_amount) * _PPM // rate,
            small.max_pct,
            policy.minor(small.cap_per_customer) * _PPM // rate,
            small.cap_window_days,
        )
        for currency, rate in rates.items()
        if rate
    }


def _spoken_for(items: Sequence[OpenItem]) -> set[int]:
    ids = [one.id for one in items]
    open_states = [one.value for one in OPEN]
    asked = RequestLine.objects.filter(item__in=ids, request__state__in=open_states)
    items_of = OpenItem.objects.filter(id__in=ids)
    offered, planned = (
        items_of.filter(settlement_claims__settlement__state="offered"),
        items_of.filter(plan_items__stands=True),
    )
    agreed = {*offered.values_list("id", flat=True), *planned.values_list("id", flat=True)}
    return agreed.union(asked.values_list("item_id", flat=True))


def _cleared(
    accounts: Mapping[tuple[int, str], object], *, policy: PolicyDocument, as_of: dt.date
) -> dict[tuple[int, str], int]:
    """What was cleared as a small difference, or swept or asked to be, within the window."""
    since = as_of - dt.timedelta(days=policy.small_difference.cap_window_days)
    customers = {customer_id for customer_id, _ in accounts}
    found: dict[tuple[int, str], int] = defaultdict(int)
    entries = Entry.objects.filter(account=SMALL_DIFFERENCES, customer_id__in=customers, posting_date__gt=since)
    standing = [State.SUBMITTED.value, State.SENT_BACK.value, State.CARRIED_OUT.value]
    asked = Request.objects.filter(
        key__startswith=KEY, customer_id__in=customers, state__in=standing, submitted_on__gt=since
    )
    for rows in (entries, asked):
        sums = rows.order_by().values_list("customer_id", "currency").annotate(total=Sum("amount_minor"))
        for customer_id, currency, total in sums:
            found[customer_id, currency] += total
    return found
