"""The first day that no closed period holds."""

from __future__ import annotations

from datetime import date

from creditdesk.domain.periods import closed_period, first_open_day

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
APRIL = (date(2026, 4, 1), date(2026, 4, 30))
TODAY = date(2026, 5, 4)


def test_a_day_in_no_closed_period_is_open_itself() -> None:
    assert first_open_day(date(2026, 2, 28), closed=[MARCH], latest=TODAY) == date(2026, 2, 28)


def test_the_day_after_the_last_of_adjoining_closed_periods_is_the_first_open_one() -> None:
    assert first_open_day(date(2026, 3, 1), closed=[APRIL, MARCH], latest=TODAY) == date(2026, 5, 1)
    assert first_open_day(date(2026, 3, 31), closed=[MARCH], latest=TODAY) == date(2026, 4, 1)


def test_nothing_is_open_where_the_books_are_closed_up_to_the_latest_day() -> None:
    assert first_open_day(date(2026, 3, 9), closed=[MARCH, APRIL], latest=date(2026, 4, 30)) is None


def test_both_ends_of_a_period_lie_in_it() -> None:
    assert closed_period(date(2026, 3, 31), closed=[APRIL, MARCH]) == MARCH
    assert closed_period(date(2026, 5, 1), closed=[APRIL, MARCH]) is None
