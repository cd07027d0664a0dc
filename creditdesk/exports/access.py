"""Who may take which list out, and the only way to a file that was made: it is its owner's alone."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.exports.asking import Listing, Reach
from creditdesk.exports.models import Export
from creditdesk.exports.registry import LISTINGS
from creditdesk.parties.access import NotVisible
from creditdesk.parties.directory import second_factor_users
from creditdesk.parties.models import User

# Screens name the type of what they are given.
__all__ = [
    "KEPT",
    "Export",
    "export_for",
    "exports_of",
    "is_counted",
    "listing_named",
    "may_take",
    "needs_right",
    "refuse_without_second_factor",
]

# A file that was made in the background can be fetched so long after it was asked for.
KEPT = dt.timedelta(days=1)


def listing_named(name: str) -> Listing:
    """The list of the name. Raises NotVisible."""
    if name not in LISTINGS:
        raise NotVisible(f"list {name[:40]}")
    return LISTINGS[name]


def needs_right(listing: Listing) -> bool:
    """Whether the right to export is asked for, beside that to see the list. docs/rules/access.md."""
    return listing.reach in (Reach.LIST, Reach.ACCOUNT)


def is_counted(listing: Listing) -> bool:
    """Whether it leaves with a second factor only, and so many an hour. docs/rules/access.md."""
    return listing.reach in (Reach.LIST, Reach.DESK)


def may_take(user: User, listing: Listing) -> bool:
    """Whether the user's role lets him take the list out."""
    sees = any(has_permission(user.desk_role, permission) for permission in listing.permissions)
    may = has_permission(user.desk_role, Permission.EXPORT) or not needs_right(listing)
    return user.is_active and sees and may


def refuse_without_second_factor(user: User, listing: Listing) -> None:
    """Raise a Refusal where the list leaves with a second factor only, and the user has set none up."""
    if is_counted(listing) and not second_factor_users([user.id]):
        raise refuse("export.second_factor", "a list leaves the desk with a second factor only: set it up first")


def exports_of(user: User, *, at: dt.datetime) -> QuerySet[Export]:
    """The files that were made for the user and are still kept, newest first."""
    return Export.objects.filter(user=user, asked_at__gt=at - KEPT).order_by("-id")


def export_for(user: User, export_id: int, *, at: dt.datetime) -> Export:
    """The user's own file. Raises NotVisible."""
    found = exports_of(user, at=at).filter(id=export_id).first()
    if found is None:
        raise NotVisible(f"export {export_id}")
    return found
