"""Closed periods of the books, as ranges of days with both ends in them, and the days that are still open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

ClosedDays = tuple[date, date]  # first and last day of a period


def closed_period(day: date, *, closed: Sequence[ClosedDays]) -> ClosedDays | None:
    """The closed period in which the day lies, if there is one."""
    return next((period for period in closed if period[0] <= day <= period[1]), None)


def first_open_day(day: date, *, closed: Sequence[ClosedDays], latest: date) -> date | None:
    """The day itself or the first one after it that no period closes; None where that lies after `latest`.

    A document of March that arrives when March and April are closed is posted on 1 May (docs/rules/intake.md).
    """
    while (period := closed_period(day, closed=closed)) is not None:
        day = period[1] + timedelta(days=1)
    return day if day <= latest else None
