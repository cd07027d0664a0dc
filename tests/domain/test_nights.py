"""A night waits for its hour, unless the one before it was missed."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from creditdesk.domain.nights import is_due

YORK = ZoneInfo("America/New_York")
HALF_PAST_TWO = dt.time(2, 30)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(YORK)


@pytest.mark.parametrize(
    ("instant", "last", "due"),
    [
        ("2026-06-15T02:29:59-04:00", dt.date(2026, 6, 14), False),
        ("2026-06-15T02:30:00-04:00", dt.date(2026, 6, 14), True),
        ("2026-06-15T23:59:00-04:00", dt.date(2026, 6, 14), True),
        ("2026-06-15T23:59:00-04:00", dt.date(2026, 6, 15), False),
        # The desk was down over a weekend, or never ran: it waits for no hour.
        ("2026-06-15T00:00:01-04:00", dt.date(2026, 6, 12), True),
        ("2026-06-15T00:00:01-04:00", None, True),
        # The clock goes from 02:00 on to 03:00: half past two never comes.
        ("2027-03-14T01:59:59-05:00", dt.date(2027, 3, 13), False),
        ("2027-03-14T03:00:00-04:00", dt.date(2027, 3, 13), True),
    ],
)
def test_a_night_waits_for_its_hour_unless_the_one_before_was_missed(
    instant: str, last: dt.date | None, due: bool
) -> None:
    assert is_due(at(instant), begins=HALF_PAST_TWO, last=last) is due


def test_where_half_past_one_comes_twice_the_night_of_the_first_is_the_only_one() -> None:
    first, second = at("2026-11-01T01:30:00-04:00"), at("2026-11-01T01:30:00-05:00")
    assert is_due(first, begins=dt.time(1, 30), last=dt.date(2026, 10, 31))
    assert not is_due(second, begins=dt.time(1, 30), last=dt.date(2026, 11, 1))
