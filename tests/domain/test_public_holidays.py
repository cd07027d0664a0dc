"""The public holidays of a customer's place."""

from __future__ import annotations

from datetime import date

from creditdesk.domain.calendar import WEEKENDS_ONLY
from creditdesk.domain.public_holidays import calendar_of


def test_a_country_and_its_part_have_holidays_of_their_own() -> None:
    saint_jean = date(2026, 6, 24)
    assert calendar_of("CA", "ON", year=2026).is_business_day(saint_jean)
    assert not calendar_of("CA", "QC", year=2026).is_business_day(saint_jean)
    assert not calendar_of("US", "", year=2026).is_business_day(date(2026, 11, 26))


def test_the_years_beside_the_day_are_known_too() -> None:
    calendar = calendar_of("US", "NY", year=2026)
    assert not calendar.is_business_day(date(2025, 12, 25))
    assert not calendar.is_business_day(date(2027, 1, 1))


def test_a_weekend_is_the_one_of_the_place() -> None:
    assert not calendar_of("IL", "", year=2026).is_business_day(date(2026, 6, 19))
    assert calendar_of("IL", "", year=2026).is_business_day(date(2026, 6, 14))


def test_a_place_that_nobody_knows_has_weekends_only_and_a_part_that_nobody_knows_is_left_out() -> None:
    assert calendar_of("XX", "", year=2026) == WEEKENDS_ONLY
    assert calendar_of("US", "Nowhere", year=2026) == calendar_of("US", "", year=2026)
