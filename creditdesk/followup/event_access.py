"""The only way to a customer event, to what came of it, and to a change of data: through a visible customer."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.domain.visibility import Permission, Visibility, has_permission, may_see
from creditdesk.followup.models import (
    BankDetails,
    CustomerEvent,
    DataChange,
    EventStep,
    HoldFinding,
    Notice,
    StatusProposal,
    Succession,
)
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import User
from creditdesk.parties.reach import reach_of

# Screens name the types of what they are given.
__all__ = [
    "BankDetails",
    "CustomerEvent",
    "DataChange",
    "EventStep",
    "HoldFinding",
    "Notice",
    "StatusProposal",
    "Succession",
    "change_for",
    "event_for",
    "hold_for",
    "proposal_for",
    "reads_account_number",
    "succession_for",
    "visible_changes",
    "visible_events",
    "visible_holds",
    "visible_notices",
]


def visible_events(user: User, *, as_of: dt.date) -> QuerySet[CustomerEvent]:
    """The events of the customers that the user may see: that something happened is status, and for everybody."""
    return CustomerEvent.objects.filter(reach_of(user, as_of=as_of).customers("customer__"))


def event_for(user: User, event_id: int, *, as_of: dt.date) -> CustomerEvent:
    """The event with its customer. Raises NotVisible."""
    found = visible_events(user, as_of=as_of).filter(id=event_id)
    event = found.select_related("customer__company", "customer__portfolio__rep", "reported_by").first()
    if event is None:
        raise NotVisible(f"customer event {event_id}")
    return event


def visible_notices(user: User, *, as_of: dt.date) -> QuerySet[Notice]:
    """The notices about the customers that the user may see."""
    return Notice.objects.filter(reach_of(user, as_of=as_of).customers("customer__"))


def proposal_for(user: User, proposal_id: int, *, as_of: dt.date) -> StatusProposal:
    """The proposed status of a customer whose history the user may see. Raises NotVisible."""
    found = StatusProposal.objects.filter(reach_of(user, as_of=as_of).customers("customer__"), id=proposal_id)
    proposal = found.select_related("customer", "event", "asked_by").first()
    if proposal is None or not has_permission(user.desk_role, Permission.SEE_HISTORY):
        raise NotVisible(f"status proposal {proposal_id}")
    return proposal


def succession_for(user: User, succession_id: int, *, as_of: dt.date) -> Succession:
    """The succession of an old customer whose history the user may see. Raises NotVisible."""
    found = Succession.objects.filter(reach_of(user, as_of=as_of).customers("old__"), id=succession_id)
    succession = found.select_related("old", "new", "event").first()
    if succession is None or not has_permission(user.desk_role, Permission.SEE_HISTORY):
        raise NotVisible(f"succession {succession_id}")
    return succession


def hold_for(user: User, finding_id: int, *, as_of: dt.date) -> HoldFinding:
    """The reason to hold the orders of a customer that the user may see. Raises NotVisible."""
    found = visible_holds(user, as_of=as_of).filter(id=finding_id)
    finding = found.select_related("customer__company", "event").first()
    if finding is None:
        raise NotVisible(f"hold {finding_id}")
    return finding


def visible_holds(user: User, *, as_of: dt.date) -> QuerySet[HoldFinding]:
    """The reasons to hold the orders of the customers that the user may see: status, for everybody."""
    return HoldFinding.objects.filter(reach_of(user, as_of=as_of).customers("customer__"))


def visible_changes(user: User, *, as_of: dt.date) -> QuerySet[DataChange]:
    """The changes of data that were asked for, of customers whose history the user may see."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return DataChange.objects.none()
    return DataChange.objects.filter(reach_of(user, as_of=as_of).customers("customer__"))


def change_for(user: User, change_id: int, *, as_of: dt.date) -> DataChange:
    """The change with its customer. Raises NotVisible."""
    found = visible_changes(user, as_of=as_of).filter(id=change_id)
    change = found.select_related("customer__company", "customer__portfolio", "requested_by", "event").first()
    if change is None:
        raise NotVisible(f"data change {change_id}")
    return change


def reads_account_number(user: User, change: DataChange) -> bool:
    """Whether the user may read the account number that is asked for: those who decide, and who took the request.

    docs/rules/data_changes.md.
    """
    return may_see(user.desk_role, Visibility.RESTRICTED, is_author=change.requested_by_id == user.id)
