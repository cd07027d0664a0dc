"""From what somebody asked for to a file: the filters read, the table described, the rows written, and what it tells.

asked = ask(LISTINGS["accounts"], user=user, wanted={"currency": "USD"}, as_of=day, today=day, now=now)
made = make(asked, form="xlsx")     # its bytes, its name and how many rows it has
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from creditdesk.domain.reasons import refuse
from creditdesk.domain.tables import Cell, Row
from creditdesk.exports.asking import Asked, Listing, read_filters, rows_of
from creditdesk.exports.words import BASIS_WORDS, STATUS_WORDS, VERDICT_WORDS, filter_word, order_words
from creditdesk.exports.writers import SHEET_ROWS_MOST, csv_pieces, write_workbook
from creditdesk.parties.access import companies_of, company_for, visible_customers
from creditdesk.parties.directory import names_by_id
from creditdesk.parties.models import Portfolio, User
from creditdesk.policy.queries import numbers_in_force
from creditdesk.receivables.access import item_for


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of a file, what it is called, and how many rows it has."""

    content: bytes
    name: str
    rows: int


def ask(
    listing: Listing, *, user: User, wanted: Mapping[str, str], as_of: dt.date, today: dt.date, now: dt.datetime
) -> Asked:
    """What was asked for, read. Raises Refusal for a filter or a day that the list cannot be told by."""
    if as_of > today:
        text = "%(day)s has not come: today is %(today)s"
        raise refuse("export.ahead", text, day=as_of.isoformat(), today=today.isoformat())
    if as_of < today and not listing.has_past:
        text = "%(list)s is kept for today only, not as of %(day)s"
        raise refuse("export.no_past", text, list=listing.name, day=as_of.isoformat())
    given = {name: text for name, text in wanted.items() if text}
    return Asked(listing, user, as_of, today, now, given, read_filters(listing, given))


def company_by_code(wanted: Mapping[str, str], *, user: User) -> dict[str, str]:
    """The filters of a program, which names a company by its code, as lists have them. Raises NotVisible."""
    code = wanted.get("company")
    return {**wanted, **({"company": str(company_for(user, code).id)} if code else {})}


def sources_in(asked: Asked, *, form: str) -> int:
    """How many sources the list has. Raises Refusal where they are more than a workbook's sheet has rows."""
    count = asked.source.count()
    if form == "xlsx":
        refuse_too_long(count)
    return count


def is_large(sources: int) -> bool:
    """Whether the file is made in the background, while the person does something else."""
    return sources > settings.EXPORT_ROWS_AT_ONCE


def make(asked: Asked, *, form: str) -> Made:
    """The whole file, now: for lists that are not large. Raises Refusal for more rows than a sheet has."""
    out = io.BytesIO()
    rows = write(asked, out, form=form)
    return Made(out.getvalue(), file_name(asked, form=form), rows)


def write(asked: Asked, file: IO[bytes], *, form: str) -> int:
    """Write the whole file, however long it is; returns the rows. Raises Refusal for more than a sheet has."""
    if form == "xlsx":
        return write_workbook(file, asked.table, not_too_long(rows_of(asked)), about=about(asked))
    counted = Counted(rows_of(asked))
    for piece in csv_pieces(asked.table, counted):
        file.write(piece.encode())
    return counted.count


@dataclass(slots=True)
class Counted:
    """Rows that are counted as they go by."""

    rows: Iterator[Row]
    count: int = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            yield row


def not_too_long(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows; raises Refusal behind the last one that a sheet can hold."""
    for number, row in enumerate(rows, start=1):
        refuse_too_long(number)
        yield row


def refuse_too_long(rows: int) -> None:
    """Raise a Refusal for more rows than a sheet can hold."""
    if rows > SHEET_ROWS_MOST:
        text = "a sheet holds at most %(most)d rows: take it out as CSV, or narrow it"
        raise refuse("export.too_long", text, most=SHEET_ROWS_MOST)


def file_name(asked: Asked, *, form: str) -> str:
    """What the file is called: the list, the account or file that it is of, the day."""
    words = [
        asked.listing.name,
        *(_named(asked, name) for name in ("customer", "item", "file") if name in asked.values),
    ]
    plain = re.sub(r"[^a-z0-9]+", "-", "-".join([*words, asked.as_of.isoformat()]).lower()).strip("-")
    return f"{plain[:100]}.{form}"


def about(asked: Asked) -> list[tuple[str, Cell]]:
    """What the second sheet tells: what it is, as of when, narrowed how, by whom, when, under which policy."""
    companies = list(companies_of(asked.user))
    numbers = numbers_in_force([company.id for company in companies], as_of=asked.as_of)
    return [
        (_("What"), str(asked.listing.title)),
        (_("As of"), asked.as_of),
        *((f"{_('Narrowed to')}: {filter_word(name)}", _told(asked, name)) for name in asked.wanted if name != "sort"),
        *([(pgettext("sequence", "Order"), order_words(asked.wanted["sort"]))] if "sort" in asked.wanted else []),
        (_("Taken out by"), f"{asked.user} ({asked.user.username})"),
        (_("When"), asked.now),
        (_("Time zone"), settings.TIME_ZONE),
        *((f"{_('Policy version')}: {company.code}", numbers[company.id]) for company in companies),
    ]


_CODES: Mapping[str, Mapping[Any, Any]] = {"status": STATUS_WORDS, "verdict": VERDICT_WORDS, "basis": BASIS_WORDS}


def _told(asked: Asked, name: str) -> str:
    """What the list is narrowed to, in words where the filter takes a code."""
    value = asked.values[name]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(_CODES[name][value]) if value in _CODES.get(name, {}) else _named(asked, name)


def _named(asked: Asked, name: str) -> str:
    """What the list is narrowed to, by its name where it was asked for by its number."""
    value = asked.values[name]
    if name == "customer":
        found = visible_customers(asked.user, as_of=asked.today).filter(id=value).first()
        return found.number if found else str(value)
    if name == "item":
        return item_for(asked.user, value, as_of=asked.today).number
    if name == "portfolio":
        mine = Portfolio.objects.filter(company__in=companies_of(asked.user))
        return mine.filter(id=value).values_list("name", flat=True).first() or str(value)
    if name == "company" and isinstance(value, int):
        return companies_of(asked.user).filter(id=value).values_list("code", flat=True).first() or str(value)
    if name == "owner":
        return names_by_id([value]).get(value, str(value))
    return asked.wanted[name]
