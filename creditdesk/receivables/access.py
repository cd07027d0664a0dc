"""The only way to an item, a posting or a posting stop: through what the user may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q, QuerySet

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import NotVisible, companies_of, visible_customers
from creditdesk.parties.models import User
from creditdesk.parties.plain_sql import rows_of
from creditdesk.receivables.erp_postings import erp_postings
from creditdesk.receivables.models import Entry, OpenItem, Posting, PostingStop


def item_for(user: User, item_id: int, *, as_of: dt.date) -> OpenItem:
    """The item with its customer and company. Raises NotVisible."""
    item = OpenItem.objects.select_related("customer", "company", "origin").filter(id=item_id).first()
    if item is None or not visible_customers(user, as_of=as_of).filter(id=item.customer_id).exists():
        raise NotVisible(f"item {item_id}")
    return item


def items_for(user: User, item_ids: Collection[int], *, as_of: dt.date) -> list[OpenItem]:
    """Those of the items that the user may see, with their customers."""
    customers = visible_customers(user, as_of=as_of).values("id")
    found = OpenItem.objects.select_related("customer").filter(id__in=item_ids, customer__in=customers)
    return list(found) if item_ids else []


def posting_for(user: User, posting_id: int, *, as_of: dt.date) -> Posting:
    """The posting, if the user may see one of the customers that it moves. Raises NotVisible.

    Which of its entries are shown is up to `receivables.queries.entries_of_posting`, which leaves out other customers'.
    """
    posting = Posting.objects.select_related("company", "reverses").filter(id=posting_id).first()
    if posting is None:
        raise NotVisible(f"posting {posting_id}")
    customers = Entry.objects.filter(posting=posting, customer__isnull=False).values("customer_id")
    if not visible_customers(user, as_of=as_of).filter(id__in=customers).exists():
        raise NotVisible(f"posting {posting_id}")
    return posting


def erp_posting_for(user: User, posting_id: int) -> Posting:
    """An act of ours that the ERP is told of, with its lines, if it is of one of the user's companies.

    For those who see every account of their companies. Raises NotVisible.
    """
    posting = erp_postings(companies_of(user).values_list("id", flat=True)).filter(id=posting_id).first()
    if posting is None or not has_permission(user.desk_role, Permission.SEE_ACCOUNTS_ALL):
        raise NotVisible(f"ERP posting {posting_id}")
    return posting


def standing_stops_for(user: User, *, as_of: dt.date) -> list[PostingStop]:
    """The posting stops that stand, of what the user may see: of all, of his companies, of his accounts."""
    # Every page asks; nearly always there is none, and then nothing else is asked.
    if not rows_of("SELECT 1 FROM receivables_postingstop WHERE lifted_at IS NULL LIMIT 1"):
        return []
    return list(standing_stops(user, as_of=as_of))


def standing_stops(user: User, *, as_of: dt.date) -> QuerySet[PostingStop]:
    """The same, the newest first, to be cut by the caller."""
    return _visible_stops(user, as_of=as_of).filter(lifted_at__isnull=True)


def lifted_stops_for(user: User, *, as_of: dt.date) -> QuerySet[PostingStop]:
    """The posting stops that were lifted, the newest first, of what the user may see."""
    return _visible_stops(user, as_of=as_of).filter(lifted_at__isnull=False)


def stop_for(user: User, stop_id: int, *, as_of: dt.date) -> PostingStop:
    """The posting stop, if it is of what the user may see. Raises NotVisible."""
    stop = _visible_stops(user, as_of=as_of).filter(id=stop_id).first()
    if stop is None:
        raise NotVisible(f"posting stop {stop_id}")
    return stop


def _visible_stops(user: User, *, as_of: dt.date) -> QuerySet[PostingStop]:
    of_accounts = Q(customer__in=visible_customers(user, as_of=as_of))
    of_companies = Q(customer__isnull=True, company__in=companies_of(user))
    of_all = Q(company__isnull=True)
    stops = PostingStop.objects.select_related("company", "customer").order_by("-id")
    return stops.filter(of_accounts | of_companies | of_all)
