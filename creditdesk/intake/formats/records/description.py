"""What a kind of record is: its fields with the headings under which programs export them, and how a cell is read.

A cell that is empty says nothing: it never erases what the desk knows. One that holds `(clear)` takes the value away,
where the record can be without it. What the row says comes out as plain values: texts, days as ISO text, money in minor
units, other customers by their number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import available_timezones

from babel import Locale

from creditdesk.intake.formats.cells import NO_VALUE, RowCells
from creditdesk.intake.formats.columns import FieldKind
from creditdesk.intake.formats.refusals import CellRefused, quoted
from creditdesk.intake.formats.synonyms import squashed
from creditdesk.intake.formats.values import read_currency, read_date

# No program writes it by itself: only who means it erases a value.
CLEAR = "(clear)"
Value = str | int | bool | None
Values = dict[str, Value]


class About(NamedTuple):
    """What holds for a row beside its cells: its company, and the file's currency."""

    company: str
    currency: str


# What a cell says, by row and field. None: nothing.
Reads = Callable[[RowCells, str, About], Value | None]

# In these languages a country may stand by its name.
_LANGUAGES = ("en", "de", "fr", "es", "nl", "it", "pt")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LANGUAGE = re.compile(r"([a-zA-Z]{2})(?:[-_]([a-zA-Z]{2}))?")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: the headings over it, the preferred ones first, and how a cell of it is read."""

    kind: FieldKind
    headings: tuple[str, ...]
    read: Reads


def one_by_one(rows: Iterable[Any], _columns: Mapping[str, str]) -> Iterator[Any]:
    """The rows as they are: each is a record of its own."""
    return iter(rows)


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record that a file may hold.

    `key` are the fields by which the desk finds a record, `needed` those without which there is none (one of each
    group). A heading of the `foreign` fields of another content says that the file holds that other one.
    """

    name: str
    title: str
    fields: Mapping[str, Field]
    key: tuple[str, ...]
    needed: tuple[tuple[str, ...], ...]
    foreign: Mapping[str, frozenset[str]]
    finish: Callable[[Values, RowCells, About], Values]
    """Looks at the row as a whole; returns what holds for a new record without being said."""
    gather: Callable[[Iterable[Any], Mapping[str, str]], Iterator[Any]] = one_by_one
    """Looks at rows that make one record together, with the columns by field."""
    clearable: Mapping[str, str | None] = field(default_factory=dict)
    """The fields whose value may be taken away, each with what stands there then."""
    common: frozenset[str] = frozenset()
    """Headings of the first key field that programs put over other things too: they do not tell the content."""
    far_ahead: bool = False
    """Days may lie in any future: a price without an end ends in the year 9999."""

    def kinds(self) -> dict[str, FieldKind]:
        """Field → how its column is studied."""
        return {name: field.kind for name, field in self.fields.items()}


# What makes a row a document. Headings under it that a kind does not know as its own say: these are open items.
DOCUMENT_FIELDS = frozenset(
    {
        "document_number",
        "document_date",
        "posting_date",
        "due_date",
        "discount_date",
        "original_amount",
        "settled_date",
    }
)


def text(most: int) -> Reads:
    """A text of at most so many characters."""

    def read(row: RowCells, field: str, _about: About) -> str | None:
        found = " ".join(row.text(field).split())
        return None if found.lower() in NO_VALUE else fitting(found, most=most)

    return read


def code(most: int) -> Reads:
    """An identifier of at most so many characters."""

    def read(row: RowCells, field: str, _about: About) -> str | None:
        found = row.identifier(field)
        return fitting(found, most=most) if found else None

    return read


def choice(words: Mapping[str, str]) -> Reads:
    """One of a few words, each with what it stands for; the words are compared as headings are."""
    squash = {squashed(word): meant for word, meant in words.items()}

    def read(row: RowCells, field: str, _about: About) -> str | None:
        found = row.text(field)
        if found.lower() in NO_VALUE:
            return None
        if squashed(found) not in squash:
            known = ", ".join(dict.fromkeys(words.values()))
            raise CellRefused("intake.word_unknown", "%(value)s is none of: %(known)s.", value=found, known=known)
        return squash[squashed(found)]

    return read


def customer(row: RowCells, field: str, about: About) -> str | None:
    """The number of a customer, with its leading zeros."""
    return fitting(row.other_customer(field, company=about.company), most=40) or None


def currency(row: RowCells, field: str, _about: About) -> str | None:
    """A currency's code."""
    found = row.value_of(field)
    return None if found.lower() in NO_VALUE else read_currency(found)


def day(row: RowCells, field: str, _about: About) -> str | None:
    """A day as ISO text. The last day of the calendar stands for "without an end"."""
    if row.value_of(field).startswith("9999"):
        return read_date(row.value_of(field)).isoformat()
    found = row.day(field)
    return found.isoformat() if found else None


def email(row: RowCells, field: str, _about: About) -> str | None:
    """An e-mail address."""
    found = row.text(field)
    if found.lower() in NO_VALUE:
        return None
    if not _EMAIL.fullmatch(found):
        raise CellRefused("intake.email_unreadable", "%(value)s is no e-mail address.", value=found)
    return fitting(found, most=160)


def language(row: RowCells, field: str, _about: About) -> str | None:
    """A language by its code of two letters, with or without a country."""
    found = row.text(field)
    if found.lower() in NO_VALUE:
        return None
    parts = _LANGUAGE.fullmatch(found)
    if not parts:
        raise CellRefused("intake.language_unknown", "%(value)s is no language code such as en or de-AT.", value=found)
    return parts[1].lower() + (f"-{parts[2].upper()}" if parts[2] else "")


def time_zone(row: RowCells, field: str, _about: About) -> str | None:
    """A time zone by its name in the time zone database."""
    found = row.text(field)
    if found.lower() in NO_VALUE:
        return None
    if found not in _zones():
        text_ = "%(value)s is no time zone such as America/Chicago."
        raise CellRefused("intake.zone_unknown", text_, value=found)
    return found


def country(row: RowCells, field: str, _about: About) -> str | None:
    """A country by its code of two letters, or by its name in one of the languages of the trade."""
    found = row.text(field)
    if found.lower() in NO_VALUE:
        return None
    known = _countries()
    if found.upper() in known.values():
        return found.upper()
    if squashed(found) not in known:
        text_ = "%(value)s is no country: a code of two letters, or the name."
        raise CellRefused("intake.country_unknown", text_, value=found)
    return known[squashed(found)]


def is_clearing(row: RowCells, name: str, kind: RecordKind) -> bool:
    """Whether the cell takes the value away. Raises CellRefused where the record cannot be without one."""
    if row.value_of(name).lower() != CLEAR:
        return False
    if name not in kind.clearable:
        raise CellRefused("intake.not_clearable", "This value can be replaced, and not taken away.")
    return True


def fitting(value: str, *, most: int) -> str:
    """The text itself. Raises CellRefused where it is longer than the desk keeps: nothing is cut."""
    if len(value) > most:
        raise CellRefused(
            "intake.text_too_long",
            "The text has %(chars)d characters; at most %(limit)d fit.",
            chars=len(value),
            limit=most,
        )
    return value


def required(values: Mapping[str, Value], field: str, row: RowCells) -> None:
    """Raises CellRefused where the row says nothing in a field without which there is no record."""
    if field not in values:
        row.field = field
        words = quoted(field.replace("_", " "))
        raise CellRefused("intake.field_missing", "The row names no %(field)s.", field=words)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Squashed name → code, for every country of two letters."""
    found: dict[str, str] = {}
    for spoken in _LANGUAGES:
        for short, name in Locale(spoken).territories.items():
            if len(short) == 2 and short.isalpha():
                found.setdefault(squashed(name), short)
    return found | {"usa": "US", "unitedstatesofamerica": "US", "uk": "GB", "greatbritain": "GB"}
