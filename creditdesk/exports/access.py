"""Who may take which list out, and the only way to a file that was made: it is its owner's alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.exports.asking import Listing, Reach
from creditdesk.exports.models import Export
from creditdesk.exports.registry import LISTINGS
from creditdesk.parties.access import NotVisible
from creditdesk.parties.directory import second_factor_users
from creditdesk.parties.models import User
from creditdesk.parties.reach import reach_of

# Screens name the type of what they are given.
__all__ = [
    "KEPT",
    "Export",
    "export_for",
    "exports_of",
    "is_counted",
    "listing_named",
    "may_have",
    "may_take",
    "needs_right",
    "refuse_without_second_factor",
    "rights_of",
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


def rights_of(user: User, *, as_of: dt.date) -> dict[str, Any]:
    """What decides which rows the user's lists have: role, companies, and portfolios where he sees only those."""
    reach = reach_of(user, as_of=as_of)
    companies = sorted(user.companies.values_list("id", flat=True))
    portfolios = None if reach.portfolio_ids is None else list(reach.portfolio_ids)
    return {"role": user.role, "companies": companies, "portfolios": portfolios}


def may_have(export: Export, *, as_of: dt.date) -> bool:
    """Whether the owner may still take the list out, and still sees whatever he saw when he asked for it."""
    if not may_take(export.user, listing_named(export.listing)):
        return False
    then, now = export.rights, rights_of(export.user, as_of=as_of)
    if not then:  # asked for before rights were kept; a day later there is none of these
        return True
    kept = then["role"] == now["role"] and set(then["companies"]) <= set(now["companies"])
    if now["portfolios"] is None:
        return kept
    return kept and then["portfolios"] is not None and set(then["portfolios"]) <= set(now["portfolios"])


def refuse_without_second_factor(user: User, listing: Listing) -> None:
    """Raise a Refusal where the list leaves with a second factor only, and the user has set none up."""
    if is_counted(listing) and not second_factor_users([user.id]):
        raise refuse("export.second_factor", "a list leaves the desk with a second factor only: set it up first")


def exports_of(user: User, *, at: dt.datetime) -> QuerySet[Export]:
    """The files that were made for the user and are still kept, newest first."""
    return Export.objects.filter(user=user, asked_at__gt=at - KEPT).order_by("-id")


def export_for(user: User, export_id: int, *, at: dt.datetime) -> Export:
    """The user's own file. Raises NotVisible."""
    found = exports_of(user, at=at).select_related("user").filter(id=export_id).first()
    if found is None:
        raise NotVisible(f"export {export_id}")
    return found
