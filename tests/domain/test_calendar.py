"""Business days of a company, and the dates that people type."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.calendar import WEEKENDS_ONLY, Calendar, DateError, day_in_month, end_of_month, typed_date
from creditdesk.domain.typed import Habits

COMPANY = Calendar(holidays=frozenset({date(2026, 2, 16), date(2026, 7, 3)}))
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
FRIDAY = date(2026, 2, 13)
SATURDAY = date(2026, 2, 14)
TUESDAY = date(2026, 2, 17)


def test_weekends_and_holidays_are_no_business_days() -> None:
    assert COMPANY.is_business_day(FRIDAY)
    assert not COMPANY.is_business_day(SATURDAY)
    assert not COMPANY.is_business_day(date(2026, 2, 16))
    assert WEEKENDS_ONLY.is_business_day(date(2026, 2, 16))


def test_the_next_business_day_skips_weekend_and_holiday() -> None:
    assert COMPANY.next_business_day(SATURDAY) == TUESDAY


def test_a_business_day_is_its_own_next_business_day() -> None:
    assert COMPANY.next_business_day(FRIDAY) == FRIDAY


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        (FRIDAY, 1, TUESDAY),
        (FRIDAY, 2, date(2026, 2, 18)),
        (SATURDAY, 1, TUESDAY),
        (SATURDAY, 0, TUESDAY),
        (FRIDAY, 0, FRIDAY),
        (TUESDAY, -1, FRIDAY),
        (SATURDAY, -1, FRIDAY),
    ],
)
def test_business_days_are_counted_from_the_day_after(day: date, count: int, result: date) -> None:
    assert COMPANY.add_business_days(day, count) == result


def test_business_days_between_counts_the_last_and_not_the_first() -> None:
    assert COMPANY.business_days_between(FRIDAY, TUESDAY) == 1
    assert COMPANY.business_days_between(TUESDAY, FRIDAY) == -1
    assert COMPANY.business_days_between(FRIDAY, FRIDAY) == 0
    assert COMPANY.business_days_between(date(2026, 6, 30), date(2026, 7, 6)) == 3


@given(DAYS, st.integers(1, 40))
def test_adding_and_counting_business_days_agree(start: date, count: int) -> None:
    end = COMPANY.add_business_days(start, count)
    assert COMPANY.is_business_day(end)
    assert COMPANY.business_days_between(start, end) == count


@given(DAYS)
def test_the_next_business_day_is_the_first_one_not_before(day: date) -> None:
    found = COMPANY.next_business_day(day)
    skipped = [day + timedelta(days=number) for number in range((found - day).days)]
    assert COMPANY.is_business_day(found)
    assert not any(COMPANY.is_business_day(other) for other in skipped)


def test_a_calendar_without_working_days_is_refused() -> None:
    with pytest.raises(ValueError, match="working weekday"):
        Calendar(weekend=(0, 1, 2, 3, 4, 5, 6))


def test_months_end_where_they_end() -> None:
    assert end_of_month(date(2026, 2, 3)) == date(2026, 2, 28)
    assert end_of_month(date(2028, 2, 3)) == date(2028, 2, 29)
    assert end_of_month(date(2026, 12, 31)) == date(2026, 12, 31)
    assert day_in_month(date(2026, 4, 1), 31) == date(2026, 4, 30)
    assert day_in_month(date(2026, 4, 1), 10) == date(2026, 4, 10)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", TUESDAY),
        ("tomorrow", date(2026, 2, 18)),
        ("tom", date(2026, 2, 18)),
        ("fri", date(2026, 2, 20)),
        ("Friday", date(2026, 2, 20)),
        ("tue", date(2026, 2, 24)),
        ("mon", date(2026, 2, 23)),
        (" +10 ", date(2026, 2, 27)),
        ("+0", TUESDAY),
        ("eom", date(2026, 2, 28)),
        ("7/31", date(2026, 7, 31)),
        ("2/17", TUESDAY),
        ("2/16", date(2027, 2, 16)),
        ("1/5", date(2027, 1, 5)),
        ("7/31/26", date(2026, 7, 31)),
        ("7/31/2027", date(2027, 7, 31)),
        ("2026-07-31", date(2026, 7, 31)),
        ("2025-12-31", date(2025, 12, 31)),
    ],
)
def test_typed_dates_mean_what_a_person_means(typed: str, meant: date) -> None:
    assert typed_date(typed, as_of=TUESDAY) == meant


def test_the_day_comes_first_where_people_write_it_so() -> None:
    assert typed_date("5/3", as_of=TUESDAY, habits=Habits(day_first=True)) == date(2026, 3, 5)
    assert typed_date("5/3", as_of=TUESDAY) == date(2026, 5, 3)


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("es", "vie", date(2026, 2, 20)),
        ("es", "miércoles", date(2026, 2, 18)),
        ("es", "sab", date(2026, 2, 21)),
        ("es", "hoy", TUESDAY),
        ("es", "Mañana", date(2026, 2, 18)),
        ("fr", "ven", date(2026, 2, 20)),
        ("fr", "aujourd’hui", TUESDAY),
        ("fr", "demain", date(2026, 2, 18)),
        ("fr", "fri", date(2026, 2, 20)),
    ],
)
def test_days_are_called_by_their_names_in_the_readers_language(language: str, typed: str, meant: date) -> None:
    assert typed_date(typed, as_of=TUESDAY, habits=Habits(language)) == meant


def test_a_name_of_another_language_and_one_that_may_be_two_are_refused() -> None:
    with pytest.raises(DateError, match="is not a date"):
        typed_date("vie", as_of=TUESDAY)
    with pytest.raises(DateError, match="manana / martes"):
        typed_date("ma", as_of=TUESDAY, habits=Habits("es"))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("t", "today / tomorrow / thursday / tuesday"),
        ("s", "saturday / sunday"),
        ("to", "today / tomorrow"),
        ("31/7", "month comes first"),
        ("2/29", "no day 2026-02-29"),
        ("2026-13-01", "no day 2026-13-01"),
        ("soon", "not a date"),
        ("", "not a date"),
        ("10", "not a date"),
        ("+", "not a date"),
        ("-3", "not a date"),
        ("+99999", "not a date"),
        ("13/13", "no day"),
        ("7.31", "not a date"),
        ("2026-07-31" * 9, "too long"),
    ],
)
def test_nonsense_and_doubt_are_refused_in_words(typed: str, says: str) -> None:
    with pytest.raises(DateError) as refused:
        typed_date(typed, as_of=TUESDAY)
    assert says in str(refused.value)
    assert repr(typed)[:20] in str(refused.value)


@given(st.text(max_size=40) | st.text(alphabet="0123456789/+-tomfrieday ", max_size=11), DAYS)
def test_any_text_is_a_date_or_refused(text: str, as_of: date) -> None:
    with suppress(DateError):
        assert isinstance(typed_date(text, as_of=as_of), date)


@given(DAYS, DAYS)
def test_a_day_typed_without_its_year_is_never_past(day: date, as_of: date) -> None:
    if (day.month, day.day) != (2, 29):
        typed = typed_date(f"{day.month}/{day.day}", as_of=as_of)
        assert typed >= as_of
        assert (typed.month, typed.day) == (day.month, day.day)
