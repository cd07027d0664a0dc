"""The one order in which rows are locked: customers first, by key."""

from __future__ import annotations

from collections.abc import Iterable

from creditdesk.parties.models import Customer


def lock_customers(ids: Iterable[int]) -> None:
    """Hold the customers until the transaction ends. On SQLite the transaction itself excludes other writers."""
    list(Customer.objects.select_for_update().filter(id__in=set(ids)).order_by("id").values_list("id", flat=True))
