"""What a list is, when it leaves the desk: who may take it out, what it is narrowed by, its columns, its rows in parts.

A list is read a part at a time behind a mark (`Source.part`), so that a file of any size costs no more memory than a
part, holds no transaction open, and goes on behind the mark after its process was killed::

    asked = ask("accounts", user=user, wanted={"currency": "USD"}, as_of=day, today=day, now=now)
    for row in rows_of(asked): ...
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise

from creditdesk.domain.money import parse_amount
from creditdesk.domain.reasons import refuse
from creditdesk.domain.tables import Column, Row, Table
from creditdesk.domain.visibility import Permission
from creditdesk.parties.models import User

# Sources (customers, items, entries …) that are read at once.
PART = 1000
# What fits into the databases' numbers; longer texts narrow nothing that a desk has.
_DIGITS_MOST = 18
_LONGEST = 200
# Where the reading goes on: the values of the last source by which the list is sorted.
Mark = list[Any]


class Reach(StrEnum):
    """What a file tells of, and so which rule it leaves by. docs/rules/access.md."""

    LIST = "list"  # of many accounts: the right to export, a second factor, so many an hour
    DESK = "desk"  # of the desk's own people and books: the right to see it, a second factor, so many an hour
    ACCOUNT = "account"  # of one account, ordinary correspondence: the right to export
    OWN = "own"  # what was wrong with a file, for whoever sees the import


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows, of how many sources they are, and the mark behind which the next part begins; None at the end."""

    rows: list[Row]
    taken: int
    following: Mark | None


class Source(Protocol):
    """Where the rows come from."""

    def count(self) -> int:
        """How many sources there are; a source may make no row, one, or several."""

    def part(self, after: Mark | None, *, size: int = PART) -> Part:
        """The rows of the next sources behind the mark."""


@dataclass(frozen=True)
class Asked:
    """A list as it was asked for: by whom, as of which day, narrowed how."""

    listing: Listing
    user: User
    as_of: dt.date
    today: dt.date
    now: dt.datetime
    wanted: Mapping[str, str]
    values: Mapping[str, Any]

    @property
    def is_past(self) -> bool:
        """Whether it is asked for as of a day before today."""
        return self.as_of < self.today

    def get(self, name: str, default: Any = None) -> Any:
        """What the list is narrowed to by the filter, or the default."""
        return self.values.get(name, default)

    def require_visible(self) -> None:
        """Raise NotVisible where it is of an account, document or import that the user does not see."""
        _ = self.source

    @cached_property
    def table(self) -> Table:
        """The description of the file in the reader's language."""
        title = f"{self.listing.title} {self.as_of.isoformat()}"
        return Table(self.listing.name, title, self.listing.columns(self))

    @cached_property
    def source(self) -> Source:
        """Where its rows come from. Raises NotVisible where it is of something that the user does not see."""
        return self.listing.source(self)


@dataclass(frozen=True, slots=True)
class Listing:
    """A table that the desk gives out. One of `permissions` is needed to see it; the rest is the rule of its reach."""

    name: str
    title: str | Promise
    permissions: tuple[Permission, ...]
    columns: Callable[[Asked], tuple[Column, ...]]
    source: Callable[[Asked], Source]
    filters: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)
    reach: Reach = Reach.LIST
    has_past: bool = False
    """Whether it can be told as of a past day."""


def read_filters(listing: Listing, wanted: Mapping[str, str]) -> dict[str, Any]:
    """The filters as values. Raises Refusal for one that the list does not have, or that cannot be read."""
    values = {}
    for name, text in wanted.items():
        if name not in listing.filters:
            known = ", ".join(listing.filters) or "none"
            raise refuse(
                "filter.unknown",
                "%(list)s is not narrowed by %(name)s; there are: %(known)s",
                list=listing.name,
                name=name[:40],
                known=known,
            )
        try:
            values[name] = listing.filters[name](text)
        except ValueError:
            text_of = "%(value)s is no value for %(name)s"
            raise refuse("filter.unreadable", text_of, value=text[:40], name=name) from None
    return values


def rows_of(asked: Asked) -> Iterator[Row]:
    """All rows, read a part at a time."""
    source, mark = asked.source, None
    while True:
        part = source.part(mark)
        yield from part.rows
        if part.following is None:
            return
        mark = part.following


# ---------------------------------------------------------------- values of filters


def number(text: str) -> int:
    """A whole number that both databases can look for. Raises ValueError."""
    if not text.isascii() or not text.isdecimal() or len(text) > _DIGITS_MOST:
        raise ValueError(text)
    return int(text)


def words(text: str) -> str:
    """A text that both databases can look for. Raises ValueError."""
    if "\x00" in text or len(text) > _LONGEST:
        raise ValueError(text)
    return text


def code(text: str) -> str:
    """A currency's code. Raises ValueError."""
    if len(text) != 3 or not text.isascii() or not text.isalpha():
        raise ValueError(text)
    return text.upper()


def typed_amount(text: str) -> str:
    """An amount as people type it, 1.2k; it is read once its currency is known. Raises ValueError."""
    parse_amount(text, currency="USD")
    return text


def yes(text: str) -> bool:
    """A mark that is set or not. Raises ValueError."""
    if text.lower() not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        raise ValueError(text)
    return text.lower() in {"1", "true", "yes", "on"}


def one_of(*choices: str) -> Callable[[str], str]:
    """One of a few words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return read


def sort_by(*columns: str) -> Callable[[str], str]:
    """A column to sort by, downwards with a minus before it."""

    def read(text: str) -> str:
        if text.removeprefix("-") not in columns:
            raise ValueError(text)
        return text

    return read


# ---------------------------------------------------------------- sources


@dataclass(frozen=True, slots=True)
class ByKey:
    """Rows of a query that is sorted by columns without empty values, the last of which is unique."""

    found: QuerySet[Any]
    order: Sequence[str]
    rows: Callable[[list[Any]], Iterable[Row]]

    def count(self) -> int:
        """How many sources there are."""
        return self.found.count()

    def part(self, after: Mark | None, *, size: int = PART) -> Part:
        """The rows of the next sources, through an index as far as the order has one."""
        found = self.found.order_by(*self.order).annotate(
            **{_mark_name(place): F(name.removeprefix("-")) for place, name in enumerate(self.order)}
        )
        if after is not None:
            found = found.filter(_beyond(self.order, after))
        taken = list(found[: size + 1])
        page = taken[:size]
        following = None
        if len(taken) > size:
            following = [_kept(getattr(page[-1], _mark_name(place))) for place in range(len(self.order))]
        return Part(list(self.rows(page)) if page else [], len(page), following)


@dataclass(frozen=True, slots=True)
class Whole:
    """Rows that are few: they are made at once, and given out in parts."""

    rows: list[Row]

    def count(self) -> int:
        """How many there are."""
        return len(self.rows)

    def part(self, after: Mark | None, *, size: int = PART) -> Part:
        """The next of them."""
        begin = int(after[0]) if after else 0
        page = self.rows[begin : begin + size]
        end = begin + len(page)
        return Part(page, len(page), [end] if end < len(self.rows) else None)


def _mark_name(place: int) -> str:
    return f"mark_{place}"


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _beyond(order: Sequence[str], after: Mark) -> Q:
    """The condition that a source comes after the mark in the order."""
    condition, same = Q(pk__in=[]), Q()
    for name, value in zip(order, after, strict=True):
        column, down = name.removeprefix("-"), name.startswith("-")
        condition |= same & Q(**{f"{column}__{'lt' if down else 'gt'}": value})
        same &= Q(**{column: value})
    # The first condition says nothing new to a reader, but lets the database begin at the right place of the index.
    first = order[0].removeprefix("-")
    return Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": after[0]}) & condition
