"""Pages of long lists by key: the next page begins after the last row's value and id, so every page costs the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet

M = TypeVar("M", bound=Model)
_BETWEEN = "~"
# What fits into the databases' numbers and texts; a longer one was never written by a page.
_KEY = re.compile(r"[0-9]{1,18}")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: the column, how its value is read back from an address, and the column that breaks ties.

    `mirrored` is for days past due, which grow as the date goes back.
    """

    column: str
    parse: Callable[[str], Any]
    tie: str = "id"
    mirrored: bool = False


def wanted_order(asked: str, *, orders: Mapping[str, Order], default: str) -> str:
    """The sort as asked, `past_due` or `-past_due`, or the default where there is no such column."""
    return asked if asked.removeprefix("-") in orders else default


def page_after(
    rows: QuerySet[M], *, sort: str, orders: Mapping[str, Order], after: str, size: int
) -> tuple[list[M], str]:
    """The rows that follow `after` (empty: the first ones), and where the page after them begins, empty at the end."""
    order = orders[sort.removeprefix("-")]
    down = sort.startswith("-") != order.mirrored
    rows = rows.filter(**{f"{order.column}__isnull": False})
    rows = rows.order_by(f"{'-' if down else ''}{order.column}", order.tie)
    if (place := place_in(after, order=order)) is not None:
        value, key = place
        beyond = "lt" if down else "gt"
        # The first condition says nothing new to a reader, but lets the database begin at the right place of the index.
        rows = rows.filter(**{f"{order.column}__{beyond}e": value}).filter(
            Q(**{f"{order.column}__{beyond}": value}) | Q(**{f"{order.tie}__gt": key})
        )
    found = list(rows.annotate(sorted_by=F(order.column))[: size + 1])
    if len(found) <= size:
        return found, ""
    last = found[size - 1]
    return found[:size], f"{last.sorted_by}{_BETWEEN}{last.pk}"  # type: ignore[attr-defined]  # annotated above


def place_in(after: str, *, order: Order) -> tuple[Any, int] | None:
    """The value and the key after which a page begins, or None for a text that no page in this order gave."""
    value, between, key = after.rpartition(_BETWEEN)
    if not between or not _KEY.fullmatch(key) or "\x00" in value or len(value) > _LONGEST:
        return None
    try:
        return order.parse(value), int(key)
    except ValueError:
        return None
