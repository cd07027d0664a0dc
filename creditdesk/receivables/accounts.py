"""The accounts list: customers with what they owe in one currency, filtered. Never counted, never added up."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import FilteredRelation, Q, QuerySet

from creditdesk.parties.models import Company, Customer
from creditdesk.parties.queries import beginning_with
from creditdesk.receivables.models import Position


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts are wanted; an empty field wants all. Amounts are looked at in `currency` only."""

    currency: str
    text: str = ""
    company_id: int | None = None
    portfolio_id: int | None = None
    status: str = ""
    risk_class: str = ""
    past_due_only: bool = False


def accounts_matching(visible: QuerySet[Customer], *, wanted: AccountFilter) -> QuerySet[Customer]:
    """The wanted accounts, each joined with its `position` in the currency, to be sorted and cut by the caller."""
    found = visible.select_related("company", "portfolio__rep").annotate(
        position=FilteredRelation("positions", condition=Q(positions__currency=wanted.currency))
    )
    if words := wanted.text.strip().lower():
        found = found.filter(Q(search_name__contains=words) | beginning_with("number", wanted.text.strip()))
    exact = {
        "company_id": wanted.company_id,
        "portfolio_id": wanted.portfolio_id,
        "status": wanted.status,
        "risk_class": wanted.risk_class,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    return found.filter(position__past_due_minor__gt=0) if wanted.past_due_only else found


def currencies(companies: QuerySet[Company]) -> list[str]:
    """The currencies in which customers of the companies owe something; each company's own is always among them."""
    own = set(companies.values_list("currency", flat=True))
    # One small look for each currency that there is, not one row for each customer.
    owed = Position.objects.filter(company__in=companies).values_list("currency", flat=True).distinct()
    return sorted(own | set(owed))
