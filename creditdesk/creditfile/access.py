"""The only way to a credit file: through the customers that the user may see, for those who may read files at all.

Who gave a security and on which conditions (guarantors, banks) is restricted: docs/rules/access.md.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from creditdesk.creditfile.models import (
    AnyEntry,
    CreditChange,
    FinancialStatement,
    Rating,
    ReviewDue,
    ReviewFinding,
    Security,
    TradeReference,
)
from creditdesk.domain.visibility import Permission, Visibility, has_permission, may_see
from creditdesk.parties.access import NotVisible, companies_of, customer_for, visible_customers
from creditdesk.parties.models import Customer, User

__all__ = [
    "FinancialStatement",
    "Rating",
    "Security",
    "TradeReference",
    "change_for",
    "changes_for",
    "due_for",
    "entry_for",
    "file_for",
    "finding_for",
    "findings_of",
    "may_read_parties",
    "sees_files",
]

ENTRIES: dict[str, type[AnyEntry]] = {
    "statement": FinancialStatement,
    "rating": Rating,
    "reference": TradeReference,
    "security": Security,
}


def sees_files(user: User) -> bool:
    """Whether the user may read credit files."""
    return has_permission(user.desk_role, Permission.SEE_CREDIT_FILE)


def file_for(user: User, customer_id: int, *, as_of: dt.date) -> Customer:
    """The customer whose credit file is asked for. Raises NotVisible."""
    if not sees_files(user):
        raise NotVisible(f"credit file of {customer_id}")
    return customer_for(user, customer_id, as_of=as_of)


def entry_for(user: User, entry_id: int, *, kind: str, as_of: dt.date) -> AnyEntry:
    """An entry of a file that the user may see. Raises NotVisible."""
    if kind not in ENTRIES or not sees_files(user):
        raise NotVisible(f"{kind} {entry_id}")
    rows: Any = ENTRIES[kind]._default_manager
    found: AnyEntry | None = rows.filter(id=entry_id).select_related("customer__company").first()
    if found is None or not visible_customers(user, as_of=as_of).filter(id=found.customer_id).exists():
        raise NotVisible(f"{kind} {entry_id}")
    return found


def finding_for(user: User, review_id: int, *, as_of: dt.date) -> ReviewFinding:
    """What a review of a customer that the user may see found. Raises NotVisible."""
    rows = ReviewFinding.objects.filter(review_id=review_id, customer__in=visible_customers(user, as_of=as_of))
    found = rows.select_related("review__by", "customer__company").first() if sees_files(user) else None
    if found is None:
        raise NotVisible(f"review {review_id}")
    return found


def findings_of(customer: Customer) -> QuerySet[ReviewFinding]:
    """What the reviews of a customer found whose file the user may see."""
    return ReviewFinding.objects.filter(customer=customer).select_related("review__by")


def due_for(user: User, *, as_of: dt.date) -> QuerySet[ReviewDue]:
    """The reviews that are due of customers that the user may see, with them."""
    if not sees_files(user):
        return ReviewDue.objects.none()
    rows = ReviewDue.objects.filter(customer__in=visible_customers(user, as_of=as_of))
    return rows.select_related("customer", "company")


def changes_for(user: User) -> QuerySet[CreditChange]:
    """Changes of limits and classes in the companies that the user works for, which the ERP is told."""
    return CreditChange.objects.filter(company__in=companies_of(user)).select_related("customer", "company")


def change_for(user: User, change_id: int) -> CreditChange:
    """One of them. Raises NotVisible."""
    found = changes_for(user).filter(id=change_id).first()
    if found is None:
        raise NotVisible(f"credit change {change_id}")
    return found


def may_read_parties(user: User, security: Security) -> bool:
    """Whether the user may read who gave the security, and on which conditions."""
    return may_see(user.desk_role, Visibility.RESTRICTED, is_author=security.by_id == user.id)
