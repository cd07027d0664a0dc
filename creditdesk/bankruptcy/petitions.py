"""What is known of a case: its entries, the latest of each field, read as the facts of the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from creditdesk.bankruptcy.models import Case, CaseEntry
from creditdesk.domain.bankruptcy import DateName, Petition
from creditdesk.domain.customer_events import CHAPTERS
from creditdesk.domain.reasons import Reason


class Field(StrEnum):
    """What can be told of a case."""

    CHAPTER = "chapter"
    FILED_ON = "filed_on"
    KNOWN_ON = "known_on"
    VOLUNTARY = "voluntary"
    RELIEF_ON = "relief_on"
    COURT = "court"
    CASE_NUMBER = "case_number"
    COUNSEL = "counsel"
    TRUSTEE = "trustee"
    BAR_BY_COURT = "bar_by_court"
    INTEREST_BP = "interest_bp"
    CONSIGNED = "consigned"
    RESERVE = "reserve"
    SAID_BAR = "said_bar"
    SAID_DEMAND = "said_demand"
    SAID_GOODS_FROM = "said_goods_from"
    SAID_RECLAIM_FROM = "said_reclaim_from"
    SAID_PREFERENCE_FROM = "said_preference_from"
    DEMAND_SENT = "demand_sent"
    CLAIM_FILED = "claim_filed"


# What counsel alone says: the name of the person stands with it.
SAID = {Field(f"said_{name.value}"): name for name in DateName}
# What was done before a last day.
DONE = {DateName.DEMAND: Field.DEMAND_SENT, DateName.BAR: Field.CLAIM_FILED}
DAYS = frozenset(
    {
        Field.FILED_ON,
        Field.KNOWN_ON,
        Field.RELIEF_ON,
        Field.BAR_BY_COURT,
        Field.DEMAND_SENT,
        Field.CLAIM_FILED,
        *SAID,
    }
)
# These lie behind us; last days may be to come.
_PAST = frozenset({Field.FILED_ON, Field.KNOWN_ON, Field.RELIEF_ON, Field.DEMAND_SENT, Field.CLAIM_FILED})
NUMBERS = frozenset({Field.INTEREST_BP, Field.CONSIGNED, Field.RESERVE})
_NEVER_EMPTY = frozenset({Field.CHAPTER, Field.FILED_ON})
_LONGEST = 200
_HIGHEST_BP = 100_00


def unfit_entry(field: Field, value: str, *, as_of: dt.date) -> tuple[Reason, ...]:
    """Why the value cannot be that of the field; none where it can. Days are ISO, amounts minor units."""
    named: dict[str, str | int] = {"field": field.value.replace("_", " "), "value": value[:60]}
    if value == "":
        text = "%(field)s: it cannot be left empty"
        return (Reason("bankruptcy.empty", text, named),) if field in _NEVER_EMPTY else ()
    if len(value) > _LONGEST:
        return (Reason("bankruptcy.long", "%(field)s has more than %(most)d letters", {**named, "most": _LONGEST}),)
    if field in DAYS:
        return tuple(_unfit_day(field, value, named, as_of))
    if field in NUMBERS:
        most = _HIGHEST_BP if field is Field.INTEREST_BP else 10**15
        is_number = value.isascii() and value.isdecimal() and len(value) < 17 and int(value) <= most
    else:
        is_number = True
    choices = {Field.CHAPTER: CHAPTERS, Field.VOLUNTARY: ("yes", "no")}.get(field)
    if not is_number or (choices is not None and value not in choices):
        return (Reason("bankruptcy.value", "%(field)s: %(value)s cannot be read", named),)
    return ()


def _unfit_day(field: Field, value: str, named: Mapping[str, str | int], as_of: dt.date) -> Iterable[Reason]:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        yield Reason("bankruptcy.value", "%(field)s: %(value)s cannot be read", named)
        return
    if field in _PAST and day > as_of:
        yield Reason("bankruptcy.future", "%(field)s: %(value)s has not come yet", named)


@dataclass(frozen=True, slots=True)
class Known:
    """The latest entry of each field of a case; fields that were taken back are left out."""

    entries: Mapping[Field, CaseEntry]

    def text(self, field: Field) -> str:
        """The value of a field; empty where none is known."""
        found = self.entries.get(field)
        return found.value if found else ""

    def day(self, field: Field) -> dt.date | None:
        """A day; None where none is known."""
        value = self.text(field)
        return dt.date.fromisoformat(value) if value else None

    def number(self, field: Field) -> int | None:
        """A number; None where none is known."""
        value = self.text(field)
        return int(value) if value else None

    @property
    def petition(self) -> Petition:
        """The facts for the rules."""
        filed = self.day(Field.FILED_ON)
        assert filed is not None, "a case is opened with the day of its petition"
        said = {name: day for field, name in SAID.items() if (day := self.day(field)) is not None}
        return Petition(
            chapter=self.text(Field.CHAPTER) or "other",
            filed_on=filed,
            is_voluntary=self.text(Field.VOLUNTARY) != "no",
            relief_on=self.day(Field.RELIEF_ON),
            bar_by_court=self.day(Field.BAR_BY_COURT),
            interest_bp=self.number(Field.INTEREST_BP) or 0,
            said=said,
        )


def known_of(case: Case) -> Known:
    """What is known of a case now."""
    return known_from(case.entries.select_related("by", "paper").order_by("id"))


def known_from(entries: Iterable[CaseEntry]) -> Known:
    """The same of entries that were read already, oldest first."""
    latest = {Field(one.field): one for one in entries}
    return Known({field: one for field, one in latest.items() if one.value})
