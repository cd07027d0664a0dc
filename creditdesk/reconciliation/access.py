"""The only way to a customer's statement: by the accounts that the user may see, for those who read their history."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import NotVisible, visible_customers
from creditdesk.parties.models import User
from creditdesk.reconciliation.models import CustomerStatement

__all__ = ["CustomerStatement", "statement_for", "visible_statements"]


def visible_statements(user: User, *, as_of: dt.date) -> QuerySet[CustomerStatement]:
    """The statements on the user's accounts, the newest first."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return CustomerStatement.objects.none()
    found = CustomerStatement.objects.filter(customer__in=visible_customers(user, as_of=as_of))
    return found.select_related("customer", "company", "document", "by", "concluded_by").order_by("-id")


def statement_for(user: User, statement_id: int, *, as_of: dt.date) -> CustomerStatement:
    """The statement with its customer. Raises NotVisible."""
    found = visible_statements(user, as_of=as_of).filter(id=statement_id).first()
    if found is None:
        raise NotVisible(f"statement {statement_id}")
    return found
