"""The only way to a case: by the accounts that the user may see, for those who read what was said on them."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.disputes.models import Case
from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.followup.access import document_for
from creditdesk.followup.models import Document
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import User
from creditdesk.parties.reach import Reach, reach_of
from creditdesk.receivables.access import item_for
from creditdesk.receivables.models import OpenItem

__all__ = ["Case", "case_for", "case_named", "item_named", "paper_named", "visible_cases"]


def visible_cases(user: User, *, as_of: dt.date, reach: Reach | None = None) -> QuerySet[Case]:
    """The cases on the user's accounts."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return Case.objects.none()
    found = Case.objects.filter((reach or reach_of(user, as_of=as_of)).customers("customer__"))
    return found.select_related("customer__company", "customer__portfolio", "owner", "company")


def case_for(user: User, case_id: int, *, as_of: dt.date) -> Case:
    """The case with its customer. Raises NotVisible."""
    found = visible_cases(user, as_of=as_of).filter(id=case_id).first()
    if found is None:
        raise NotVisible(f"case {case_id}")
    return found


def case_named(case_id: int, *, user: User, as_of: dt.date) -> Case:
    """A case that somebody names beside another. Raises Refusal where he sees none."""
    try:
        return case_for(user, case_id, as_of=as_of)
    except NotVisible:
        raise refuse("case.no_case", "there is no case %(number)d on this account", number=case_id) from None


def item_named(item_id: int, *, user: User, as_of: dt.date) -> OpenItem:
    """A document that somebody names for a case. Raises Refusal likewise."""
    try:
        return item_for(user, item_id, as_of=as_of)
    except NotVisible:
        raise refuse("case.no_item", "%(number)d is no document of the customer", number=item_id) from None


def paper_named(document_id: int, *, user: User, as_of: dt.date) -> Document:
    """A paper that somebody names as evidence. Raises Refusal likewise."""
    try:
        return document_for(user, document_id, as_of=as_of)
    except NotVisible:
        raise refuse("case.paper", "evidence is a document of this account") from None
