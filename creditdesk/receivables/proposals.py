"""What a payment or credit memo could settle: the proposal that a person looks at, changes and confirms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from creditdesk.domain import allocation
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.parties.models import Customer
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import discounts
from creditdesk.receivables.applying import facts_of
from creditdesk.receivables.models import OpenItem

# A person looks over no more lines than this; the oldest come first.
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A claim that the credit may pay, what is proposed for it, and the discount still to be had. Minor units."""

    item: OpenItem
    amount_minor: int
    discount_minor: int
    available_minor: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """The claims oldest first, what stays on account, and why."""

    lines: tuple[ProposedLine, ...]
    residue_minor: int
    reasons: tuple[Reason, ...]


def propose(credit: OpenItem, *, visible: QuerySet[Customer], as_of: dt.date) -> Proposal:
    """What the credit would settle, oldest first, with the discounts that its date still earns.

    The claims are those of the customer, of whom he pays for and of his children, in the credit's company and
    currency, as far as the reader may see them. docs/rules/application.md.
    """
    terms = policy_in_force(as_of=as_of, company_id=credit.company_id).document.terms_policy
    claims = list(_claims(credit, visible=visible)[:MOST_LINES])
    available = {claim.id: discounts.available(claim, credit=credit, policy=terms) for claim in claims}
    reduced = [facts_of(claim, open_minor=claim.open_minor - available[claim.id]) for claim in claims]
    proposed = allocation.propose_allocation(facts_of(credit), reduced)
    if isinstance(proposed, Refusal):
        return Proposal((), 0, proposed.reasons)
    amounts = {one.item_id: one.amount_minor for one in proposed.applications}
    lines = []
    for claim in claims:
        amount, discount = amounts.get(claim.id, 0), available[claim.id]
        is_full = amount == claim.open_minor - discount
        lines.append(ProposedLine(claim, amount, discount if is_full else 0, discount))
    return Proposal(tuple(lines), proposed.residue_minor, proposed.reasons)


def _claims(credit: OpenItem, *, visible: QuerySet[Customer]) -> QuerySet[OpenItem]:
    customer = credit.customer
    related = Q(id=customer.id) | Q(payer=customer) | Q(parent=customer)
    customers = visible.filter(related, company_id=credit.company_id)
    return (
        OpenItem.objects.filter(
            customer__in=customers, currency=credit.currency, closed_date__isnull=True, open_minor__gt=0
        )
        .select_related("company", "customer")
        .order_by("due_date", "document_date", "id")
    )
