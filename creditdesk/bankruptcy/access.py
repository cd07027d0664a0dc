"""The only way to a case: by the accounts that the user may see, for those who read what was said on them."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.bankruptcy.models import Case
from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.followup.access import document_for
from creditdesk.followup.models import Document
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import User
from creditdesk.parties.reach import reach_of
from creditdesk.receivables.access import item_for
from creditdesk.receivables.models import OpenItem

__all__ = ["Case", "case_for", "goods_named", "paper_named", "visible_cases"]


def visible_cases(user: User, *, as_of: dt.date) -> QuerySet[Case]:
    """The cases on the user's accounts, the newest first."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return Case.objects.none()
    found = Case.objects.filter(reach_of(user, as_of=as_of).customers("customer__"))
    return found.select_related("customer", "company", "event", "later_account").order_by("-id")


def case_for(user: User, case_id: int, *, as_of: dt.date) -> Case:
    """The case with its customer and its event. Raises NotVisible."""
    found = visible_cases(user, as_of=as_of).filter(id=case_id).first()
    if found is None:
        raise NotVisible(f"case {case_id}")
    return found


def goods_named(case: Case, item_id: int, *, user: User, as_of: dt.date) -> OpenItem:
    """A document of the case's account that somebody names. Raises Refusal where it is none."""
    try:
        found = item_for(user, item_id, as_of=as_of)
    except NotVisible:
        found = None
    if found is None or found.customer_id != case.customer_id:
        raise refuse("bankruptcy.no_item", "%(number)d is no document of the customer", number=item_id)
    return found


def paper_named(case: Case, document_id: int, *, user: User, as_of: dt.date) -> Document:
    """A paper of the account that somebody names. Raises Refusal where it is none."""
    try:
        found = document_for(user, document_id, as_of=as_of)
    except NotVisible:
        found = None
    if found is None or found.customer_id != case.customer_id:
        raise refuse("bankruptcy.no_paper", "it is no document of this account")
    return found
