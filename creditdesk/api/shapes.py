"""The field types of every request and answer. What comes in is checked here, so that no rule sees nonsense.

An amount is integer minor units with its currency; the decimal text beside it is for reading::

    {"minor": 120000, "currency": "USD", "decimal": "1200.00"}
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from ninja import Path, Query, Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, StrictInt, StringConstraints

from creditdesk.domain.money import LARGEST_DOCUMENT_MINOR, major_units
from creditdesk.domain.reasons import Reason

T = TypeVar("T")
LARGEST_ID = 2**63 - 1
LARGEST_AMOUNT = LARGEST_DOCUMENT_MINOR
_FIRST_DAY, _LAST_DAY = dt.date(1990, 1, 1), dt.date(2199, 12, 31)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ].+")


def _iso_day(value: Any) -> Any:
    if isinstance(value, dt.date) or (isinstance(value, str) and _ISO_DAY.fullmatch(value)):
        return value
    raise ValueError("a day is a text, written YYYY-MM-DD")


def _iso_instant(value: Any) -> Any:
    if isinstance(value, dt.datetime) or (isinstance(value, str) and _ISO_INSTANT.fullmatch(value)):
        return value
    raise ValueError("an instant is a text, written YYYY-MM-DDTHH:MM:SS with its offset from UTC")


def _day_within_reach(value: dt.date) -> dt.date:
    if not _FIRST_DAY <= value <= _LAST_DAY:
        raise ValueError(f"a day lies between {_FIRST_DAY} and {_LAST_DAY}")
    return value


def _instant_within_reach(value: dt.datetime) -> dt.datetime:
    _day_within_reach(value.date())
    return value


def storable(value: str) -> str:
    """Text that both databases can keep: no NUL, no half of a surrogate pair."""
    if not is_storable(value):
        raise ValueError("the text holds a character that cannot be stored")
    return value


def is_storable(value: str) -> bool:
    """Whether both databases can keep the text."""
    return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)


Day = Annotated[dt.date, BeforeValidator(_iso_day), AfterValidator(_day_within_reach)]
Instant = Annotated[AwareDatetime, BeforeValidator(_iso_instant), AfterValidator(_instant_within_reach)]
# Of whose clock it is says the field; "09:30".
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Id = Annotated[StrictInt, Field(ge=1, le=LARGEST_ID)]
PathId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Minor = Annotated[StrictInt, Field(ge=1, le=LARGEST_AMOUNT)]
MinorOrZero = Annotated[StrictInt, Field(ge=0, le=LARGEST_AMOUNT)]
MinorAsked = Annotated[int | None, Query(ge=0, le=LARGEST_AMOUNT)]
Word = Annotated[str, StringConstraints(max_length=80), AfterValidator(storable)]
Line = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), AfterValidator(storable)]
Text = Annotated[str, StringConstraints(max_length=4000, strip_whitespace=True), AfterValidator(storable)]
Cause = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), AfterValidator(storable)]
DocumentNumber = Annotated[
    str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True), AfterValidator(storable)
]
DocumentReference = Annotated[
    str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True), AfterValidator(storable)
]


class Body(Schema):
    """What a request brings: a name that nobody knows is a mistake, and said so."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


class Amount(Schema):
    """An amount in minor units, signed: credits are below zero. `decimal` says the same for reading."""

    minor: int
    currency: str
    decimal: str


class Because(Schema):
    """A reason: a stable code, the sentence, and the facts that fill it."""

    code: str
    sentence: str
    facts: dict[str, str | int]


class Page(Schema, Generic[T]):
    """Some of the entries, and the cursor with which the next ones are asked for; null after the last."""

    entries: list[T]
    next: str | None = None


def amount(minor: int, currency: str) -> Amount:
    """Minor units as the answer shows them."""
    return Amount(minor=minor, currency=currency, decimal=f"{major_units(minor, currency=currency):f}")


def because(reason: Reason) -> Because:
    """A reason as the answer shows it."""
    return Because(code=reason.code, sentence=str(reason), facts=_plain(reason))


def _plain(reason: Reason) -> dict[str, str | int]:
    """The facts; one that is a reason itself is told by its sentence."""
    return {name: str(fact) if isinstance(fact, Reason) else fact for name, fact in reason.facts.items()}
