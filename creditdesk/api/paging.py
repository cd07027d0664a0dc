"""Pages that go on behind the last entry shown, so that nothing is shown twice or left out while others write."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query
from ninja.errors import ValidationError

from creditdesk.api.shapes import LARGEST_ID, Page, is_storable
from creditdesk.parties.in_order import Order, page_after, place_in

M = TypeVar("M", bound=Model)
S = TypeVar("S")
T = TypeVar("T")
Limit = Annotated[int, Query(ge=1, le=200, description="At most so many entries.")]
Cursor = Annotated[str, Query(max_length=1600, description="`next` of the page before.")]
PAGE = 50


def page_by_id(
    found: QuerySet[M], *, show: Callable[[M], T], cursor: str, limit: int, newest_first: bool = False, key: str = "id"
) -> Page[T]:
    """A page of the query in the order of its ids."""
    if cursor:
        found = found.filter(**{f"{key}__lt" if newest_first else f"{key}__gt": whole_number(cursor)})
    rows = list(found.order_by(f"-{key}" if newest_first else key)[: limit + 1])
    following = write_cursor(getattr(rows[limit - 1], key)) if len(rows) > limit else None
    return Page(entries=[show(row) for row in rows[:limit]], next=following)


def page_in_order(
    found: QuerySet[M], *, show: Callable[[M], T], sort: str, orders: Mapping[str, Order], cursor: str, limit: int
) -> Page[T]:
    """A page of the query, sorted by one of the orders of its screen, down where a minus stands before it."""
    after = ""
    if cursor:
        asked, after = cursor_marks(cursor, str, str)
        if asked != sort or place_in(after, order=orders[sort.removeprefix("-")]) is None:
            raise not_a_cursor()
    rows, following = page_after(found, sort=sort, orders=orders, after=after, size=limit)
    return Page(entries=[show(row) for row in rows], next=write_cursor([sort, following]) if following else None)


def page_sorted(
    found: Iterable[S], *, show: Callable[[S], T], key: Callable[[S], tuple[str | int, ...]], cursor: str, limit: int
) -> Page[T]:
    """A page of what is known as a whole, in the order of a key that no two share."""
    rows = sorted(found, key=key)
    if cursor:
        kinds = [type(part) for part in key(rows[0])] if rows else []
        after = tuple(cursor_marks(cursor, *kinds)) if kinds else ()
        rows = [row for row in rows if key(row) > after]
    following = write_cursor(list(key(rows[limit - 1]))) if len(rows) > limit else None
    return Page(entries=[show(row) for row in rows[:limit]], next=following)


def write_cursor(mark: Any) -> str:
    """The mark of the last entry shown, as a text that promises nothing to the caller."""
    return (
        base64.urlsafe_b64encode(json.dumps(mark, separators=(",", ":"), ensure_ascii=False).encode())
        .decode()
        .rstrip("=")
    )


def read_cursor(cursor: str) -> Any:
    """The mark in a cursor. Raises ValidationError for a text that is none."""
    try:
        return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise not_a_cursor() from error


def cursor_marks(cursor: str, *kinds: type) -> list[Any]:
    """The marks in a cursor of several, each of its kind. Raises ValidationError for anything else."""
    marks = read_cursor(cursor)
    if not isinstance(marks, list) or [type(mark) for mark in marks] != list(kinds):
        raise not_a_cursor()
    if any(abs(mark) > LARGEST_ID if isinstance(mark, int) else not is_storable(mark) for mark in marks):
        raise not_a_cursor()
    return marks


def whole_number(cursor: str) -> int:
    """The id in a cursor. Raises ValidationError for anything else."""
    mark = read_cursor(cursor)
    if type(mark) is not int or not 0 <= mark <= LARGEST_ID:
        raise not_a_cursor()
    return mark


def not_a_cursor() -> ValidationError:
    """The refusal of a cursor that no page gave."""
    return invalid("query", "cursor", detail="This cursor was not given by a page.")


def invalid(place: str, field: str, *, detail: str) -> ValidationError:
    """A mistake in the request that only the operation itself can see."""
    return ValidationError([{"loc": (place, field), "msg": detail, "type": "value_error"}])
