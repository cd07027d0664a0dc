"""Reading credit files: one of them with everything in it, and the review calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from creditdesk.approvals.models import Request
from creditdesk.creditfile.access import due_for
from creditdesk.creditfile.facts import Entries, entries_in, file_facts, standing
from creditdesk.creditfile.models import (
    CreditChange,
    ReviewDue,
    ReviewFinding,
    Security,
)
from creditdesk.domain.credit_advice import Looked, look_through
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.requests import Kind, State
from creditdesk.parties.in_order import Order, page_after
from creditdesk.parties.models import Customer, User

CALENDAR_ORDERS = {
    "due": Order("rank", int),
    "exposure": Order("exposure_minor", int),
    "name": Order("customer__search_name", str),
}


_WAITING = (State.SUBMITTED.value, State.SENT_BACK.value)
# So many requests that wait, and so many reviews and changes of a customer are shown, the newest.
_MOST, _SHOWN = 10, 50


@dataclass(frozen=True, slots=True)
class CreditFile:
    """A customer's file on a day: what it says, what stands in it, what is asked for."""

    looked: Looked
    entries: Entries
    due: ReviewDue | None
    asked: list[Request]


def credit_file(customer: Customer, *, policy: PolicyDocument, as_of: dt.date) -> CreditFile:
    """The file of a customer, for whoever may see it."""
    entries = entries_in(customer)
    facts = file_facts(customer, as_of=as_of, policy=policy, entries=entries)
    # Whoever reads the file sees the customer and his history; a draft is for its writers.
    asked = Request.objects.filter(customer=customer, kind=Kind.LIMIT.value, state__in=_WAITING)
    return CreditFile(
        looked=look_through(facts, policy),
        entries=entries,
        due=ReviewDue.objects.filter(customer=customer).first(),
        asked=list(asked.order_by("-id")[:_MOST]),
    )


@dataclass(frozen=True, slots=True)
class CreditHistory:
    """What earlier reviews of a customer found, and which limits requests gave him, the newest first."""

    findings: list[ReviewFinding]
    changes: list[CreditChange]


def credit_history(customer: Customer) -> CreditHistory:
    """The history of a customer's credit, for whoever may see his file."""
    findings = ReviewFinding.objects.filter(customer=customer).select_related("review__by")
    changes = CreditChange.objects.filter(customer=customer).order_by("-id")
    return CreditHistory(list(findings[:_SHOWN]), list(changes[:_SHOWN]))


def expired_covers(customer_id: int, *, as_of: dt.date) -> list[Security]:
    """Covers of the customer that cover nothing any more, and that none follows."""
    rows = list(standing(Security.objects.filter(customer=customer_id)))
    lasting = {one.kind for one in rows if one.first_day <= as_of and (one.until is None or one.until >= as_of)}
    return [one for one in rows if one.until is not None and one.until < as_of and one.kind not in lasting]


@dataclass(frozen=True, slots=True)
class CalendarFilter:
    """What the calendar is narrowed to: those that are due, those of the next weeks, or all; called early only."""

    days: int | None = 0
    called: bool = False
    company: str = ""
    risk_class: str = ""


def calendar_rows(user: User, *, chosen: CalendarFilter, as_of: dt.date) -> QuerySet[ReviewDue]:
    """The reviews of customers that the user may see, as the filter narrows them."""
    rows = due_for(user, as_of=as_of)
    if chosen.days is not None:
        rows = rows.filter(due_on__lte=as_of + dt.timedelta(days=chosen.days))
    if chosen.called:
        rows = rows.exclude(called_by=[])
    exact = Q()
    if chosen.company:
        exact &= Q(company__code=chosen.company)
    if chosen.risk_class:
        exact &= Q(customer__risk_class=chosen.risk_class)
    return rows.filter(exact)


def calendar_page(
    user: User, *, chosen: CalendarFilter, sort: str, after: str, size: int, as_of: dt.date
) -> tuple[list[ReviewDue], str]:
    """A page of the calendar, and where the next one begins."""
    rows = calendar_rows(user, chosen=chosen, as_of=as_of)
    return page_after(rows, sort=sort, orders=CALENDAR_ORDERS, after=after, size=size)


def newest_finding(customer: Customer) -> ReviewFinding | None:
    """What the newest review of the customer found."""
    return ReviewFinding.objects.filter(customer=customer).select_related("review__by").first()
