"""The only way to an item or a posting: through a customer that the user may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from creditdesk.parties.access import NotVisible, visible_customers
from creditdesk.parties.models import User
from creditdesk.receivables.models import Entry, OpenItem, Posting


def item_for(user: User, item_id: int, *, as_of: dt.date) -> OpenItem:
    """The item with its customer and company. Raises NotVisible."""
    item = OpenItem.objects.select_related("customer", "company", "origin").filter(id=item_id).first()
    if item is None or not visible_customers(user, as_of=as_of).filter(id=item.customer_id).exists():
        raise NotVisible(f"item {item_id}")
    return item


def items_for(user: User, item_ids: Collection[int], *, as_of: dt.date) -> list[OpenItem]:
    """Those of the items that the user may see."""
    customers = visible_customers(user, as_of=as_of).values("id")
    return list(OpenItem.objects.filter(id__in=item_ids, customer__in=customers)) if item_ids else []


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
