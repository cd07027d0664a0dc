"""Credits of customers and money of nobody that wait, and how far each is. docs/rules/escheat.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from creditdesk.cash.models import Receipt
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.unclaimed import Judged, Stage, Unclaimed, judge, months_after
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import companies_of, visible_customers
from creditdesk.parties.models import Company, Customer, User
from creditdesk.policy.queries import policies_in_force
from creditdesk.receivables.models import OpenItem

MOST = 2000
_GONE = (Receipt.Standing.RETURNED.value, Receipt.Standing.TAKEN_BACK.value, Receipt.Standing.POST_DATED.value)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A credit that waits: a document of a customer, or a receipt of which nobody knows who paid it."""

    company: Company
    customer: Customer | None
    item: OpenItem | None
    receipt: Receipt | None
    number: str
    kind: str
    currency: str
    minor: int
    since: dt.date
    judged: Judged


def unclaimed(user: User, *, stage: str, as_of: dt.date) -> list[Waiting]:
    """The credits that the user may see in a stage (or in all but the young, if `stage` is empty), the oldest first."""
    companies = list(companies_of(user))
    known = policies_in_force([one.id for one in companies], as_of=as_of)
    visible = Q(customer__in=visible_customers(user, as_of=as_of))
    found = [*_documents(visible, known, as_of=as_of)]
    if has_permission(user.desk_role, Permission.SEE_CASH):
        found += _of_nobody(companies, known, as_of=as_of)
    wanted = {Stage(stage)} if stage else set(Stage) - {Stage.YOUNG}
    chosen = [one for one in found if one.judged.stage in wanted]
    return sorted(chosen, key=lambda one: (one.since, one.number))[:MOST]


def letters_due(company: Company, *, policy: PolicyDocument, as_of: dt.date) -> dict[int, list[Waiting]]:
    """Customer → his credits that are old enough for the letter, whatever came of it."""
    found: dict[int, list[Waiting]] = {}
    for one in _documents(Q(company=company), {company.id: policy}, as_of=as_of):
        if one.customer is not None and as_of >= one.judged.letter_on:
            found.setdefault(one.customer.id, []).append(one)
    return {customer_id: sorted(some, key=lambda one: one.since) for customer_id, some in found.items()}


def _documents(visible: Q, policies: Mapping[int, PolicyDocument], *, as_of: dt.date) -> Iterable[Waiting]:
    # Three days more, for the ends of months: each is judged by its own date.
    months = min((one.escheat.customer_letter_months for one in policies.values()), default=0)
    youngest = months_after(as_of, -months) + dt.timedelta(days=3)
    items = OpenItem.objects.filter(
        visible, company__in=list(policies), closed_date__isnull=True, open_minor__lt=0, document_date__lte=youngest
    ).select_related("customer", "company")
    for item in items.order_by("document_date", "id")[:MOST]:
        customer = item.customer
        facts = Unclaimed(item.document_date, customer.country, customer.region)
        yield Waiting(
            item.company,
            customer,
            item,
            None,
            item.number,
            item.kind,
            item.currency,
            -item.open_minor,
            item.document_date,
            judge(facts, policy=policies[item.company_id], as_of=as_of),
        )


def _of_nobody(
    companies: Sequence[Company], policies: Mapping[int, PolicyDocument], *, as_of: dt.date
) -> Iterable[Waiting]:
    open_ones = Receipt.objects.filter(company__in=companies, customer__isnull=True, posting_date__isnull=False)
    rows = open_ones.exclude(standing__in=_GONE).filter(exchanged_to__isnull=True).select_related("company")
    for one in rows.order_by("value_date", "id")[:MOST]:
        facts = Unclaimed(one.value_date, owner=False)
        yield Waiting(
            one.company,
            None,
            None,
            one,
            one.number,
            "receipt",
            one.currency,
            one.amount_minor,
            one.value_date,
            judge(facts, policy=policies[one.company_id], as_of=as_of),
        )
