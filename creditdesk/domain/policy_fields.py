"""The kinds of value that the policy is written in, each with its own bounds, shared by all sections."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from creditdesk.domain.phrases import Phrase, Spoken

DATE_EXPECTED = Phrase("a date is expected, such as 2026-12-25")
TIME_EXPECTED = Phrase("a time of day is expected, such as 08:30")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


class Mistake(ValueError):
    """A value that the policy cannot have: why, in words."""

    def __init__(self, why: Spoken) -> None:
        super().__init__(str(why))
        self.why = why


class Section(BaseModel):
    """One part of the policy document: complete, closed to unknown names, unchangeable once read."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(StrEnum):
    """The ladder of authority, lowest first. The chief financial officer decides outside the desk."""

    REP = "rep"
    SUPERVISOR = "supervisor"
    CREDIT_MANAGER = "credit_manager"
    CONTROLLER = "controller"
    CFO = "cfo"


class Unit(StrEnum):
    """What a number of the policy is counted in; kept with its type so that the policy can be put into words."""

    AMOUNT = "amount"
    PERCENT = "percent"
    FACTOR = "factor"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    MEGABYTES = "megabytes"
    POINTS = "points"


def _written_number(value: Any) -> Any:
    """Refuse what is no plainly written number: true counts as 1 in Python, and 1e5 is easily misread."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise Mistake(Phrase("a number is expected, such as 12.50"))
    return value


def clock_time(value: Any) -> Any:
    """Read 08:30 and nothing else as a time of day; a bare number would be taken for seconds since midnight."""
    if isinstance(value, time):
        return value
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return time.fromisoformat(value)
    raise Mistake(TIME_EXPECTED)


def _written_date(value: Any) -> Any:
    """Refuse a bare number as a date; it would be taken for seconds since 1970."""
    if not isinstance(value, (date, str)):
        raise Mistake(DATE_EXPECTED)
    return value


# Annotated types carry the bounds; the description of each field says the unit.
Amount = Annotated[Decimal, BeforeValidator(_written_number), Field(ge=0, max_digits=15, decimal_places=3), Unit.AMOUNT]
Percent = Annotated[Decimal, BeforeValidator(_written_number), Field(ge=0, le=100, decimal_places=4), Unit.PERCENT]
Factor = Annotated[Decimal, BeforeValidator(_written_number), Field(ge=0, le=100, decimal_places=4), Unit.FACTOR]
Weight = Annotated[Decimal, BeforeValidator(_written_number), Field(gt=0, le=100, decimal_places=2), Unit.FACTOR]
Days = Annotated[int, Field(strict=True, ge=0, le=3650), Unit.DAYS]
PositiveDays = Annotated[int, Field(strict=True, ge=1, le=3650), Unit.DAYS]
Months = Annotated[int, Field(strict=True, ge=0, le=120), Unit.MONTHS]
Years = Annotated[int, Field(strict=True, ge=1, le=30), Unit.YEARS]
Megabytes = Annotated[int, Field(strict=True, ge=1, le=10_000), Unit.MEGABYTES]
Count = Annotated[int, Field(strict=True, ge=0, le=1000)]
Points = Annotated[int, Field(strict=True, ge=0, le=100), Unit.POINTS]
Flag = Annotated[bool, Field(strict=True)]
Day = Annotated[date, BeforeValidator(_written_date)]
ClockTime = Annotated[time, BeforeValidator(clock_time), PlainSerializer(lambda value: value.strftime("%H:%M"))]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Words = Annotated[str, Field(min_length=1, max_length=120)]
