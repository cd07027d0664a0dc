"""The only way to an agency or a placement: by the companies and accounts of the user, for those who read the history.

Everybody who sees the account sees that it is with an agency (its chip), but not what was said and paid.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.agency.models import Agency, Placement
from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import NotVisible, companies_of
from creditdesk.parties.models import User
from creditdesk.parties.reach import reach_of

__all__ = [
    "Agency",
    "Placement",
    "agency_for",
    "agency_named",
    "placement_for",
    "visible_agencies",
    "visible_placements",
]


def visible_placements(user: User, *, as_of: dt.date) -> QuerySet[Placement]:
    """The placements on the user's accounts, the newest first."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return Placement.objects.none()
    found = Placement.objects.filter(reach_of(user, as_of=as_of).customers("customer__"))
    return found.select_related("customer", "company", "agency", "request").order_by("-id")


def placement_for(user: User, placement_id: int, *, as_of: dt.date) -> Placement:
    """The placement with its customer and agency. Raises NotVisible."""
    found = visible_placements(user, as_of=as_of).filter(id=placement_id).first()
    if found is None:
        raise NotVisible(f"placement {placement_id}")
    return found


def visible_agencies(user: User) -> QuerySet[Agency]:
    """The agencies of the user's companies."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return Agency.objects.none()
    return Agency.objects.filter(company__in=companies_of(user)).select_related("company").order_by("name", "id")


def agency_for(user: User, agency_id: int) -> Agency:
    """The agency. Raises NotVisible."""
    found = visible_agencies(user).filter(id=agency_id).first()
    if found is None:
        raise NotVisible(f"agency {agency_id}")
    return found


def agency_named(agency_id: int, *, user: User) -> Agency:
    """An agency that somebody names to place with. Raises Refusal where he sees none."""
    found = visible_agencies(user).filter(id=agency_id).first()
    if found is None:
        raise refuse("agency.unknown", "there is no such agency of the company")
    return found
