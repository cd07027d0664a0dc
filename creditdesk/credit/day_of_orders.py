"""What became of orders in the course of a day: those that are held, those that came, and those that went and by whom.

Told from the spells of holds, so that any day can be told again. docs/rules/holds.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from creditdesk.credit.hold_report import Change
from creditdesk.credit.models import HoldSpell, Order, Release


@dataclass(frozen=True, slots=True)
class OrderOfTheDay:
    """An order on the report of the day: whether it came, went or stands, for which codes; how, when and by whom."""

    order: Order
    change: Change
    codes: tuple[str, ...]
    ended_by: str = ""
    ended_at: dt.datetime | None = None
    released_by: str = ""


def orders_of_the_day(company_ids: Sequence[int], *, as_of: dt.date) -> list[OrderOfTheDay]:
    """Every order that is held at the end of the day or went in its course; those that went first, then by number."""
    spells = HoldSpell.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=as_of), since_day__lte=as_of, order__company__in=company_ids
    )
    of_order: dict[int, list[HoldSpell]] = defaultdict(list)
    for spell in spells.order_by("id"):
        of_order[spell.order_id].append(spell)
    orders = Order.objects.select_related("customer", "company").in_bulk(of_order)
    releases = {
        one.order_id: str(one.by)
        for one in Release.objects.filter(order__in=of_order, released_on=as_of).select_related("by").order_by("id")
    }
    found = [_told(orders[key], those, as_of=as_of, by=releases.get(key, "")) for key, those in of_order.items()]
    return sorted(found, key=lambda one: (one.change is not Change.REMOVED, one.order.number))


def _told(order: Order, spells: Sequence[HoldSpell], *, as_of: dt.date, by: str) -> OrderOfTheDay:
    standing = [one for one in spells if one.ended_on is None or one.ended_on > as_of]
    if standing:
        is_new = min(one.since_day for one in spells) == as_of
        codes = tuple(dict.fromkeys(one.code for one in standing))
        return OrderOfTheDay(order, Change.ADDED if is_new else Change.STANDS, codes)
    codes = tuple(dict.fromkeys(one.code for one in spells))
    last = max(spells, key=lambda one: (one.ended_at or one.since, one.id))
    released_by = by if last.ended_by == "released" else ""
    return OrderOfTheDay(order, Change.REMOVED, codes, last.ended_by, last.ended_at, released_by)
