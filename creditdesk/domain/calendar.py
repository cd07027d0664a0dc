"""Business days of one company's calendar, and the dates that people type.

The bank's calendar and the company's are two calendars: make one `Calendar` of each and never mix them. Example::

    company = Calendar(holidays=frozenset({date(2026, 2, 16)}))
    company.next_business_day(date(2026, 2, 14))    # Saturday before the holiday: 2026-02-17
    typed_date("fri", as_of=date(2026, 2, 17))      # 2026-02-20
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from creditdesk.domain.reasons import UnreadableText
from creditdesk.domain.typed import ENGLISH, Habits

_DAY = timedelta(days=1)
_LONGEST_TYPED = 30
_TOO_LONG = "%(text)s… is too long for a date; type for example fri, +10, 7/31 or 2026-07-31"
_NO_DATE = "%(text)s is not a date; type for example fri, +10, 7/31 or 2026-07-31"
# The days as people type them, Monday first, then today, tomorrow and the month's end; without accents.
_NAMES = {
    "en": "monday tuesday wednesday thursday friday saturday sunday today tomorrow eom",
    "es": "lunes martes miercoles jueves viernes sabado domingo hoy manana findemes",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche aujourdhui demain findemois",
}


class DateError(UnreadableText):
    """The text is no date. The message says why and quotes the text."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. `weekend` holds weekday numbers, Monday is 0; ValueError if no weekday is left."""

    holidays: frozenset[date] = frozenset()
    weekend: tuple[int, ...] = (5, 6)

    def __post_init__(self) -> None:
        if set(self.weekend) >= set(range(7)):
            raise ValueError("a calendar needs at least one working weekday")

    def is_business_day(self, day: date) -> bool:
        """True if the day is neither weekend nor holiday."""
        return day.weekday() not in self.weekend and day not in self.holidays

    def next_business_day(self, day: date) -> date:
        """The day itself if it is worked, else the first worked day after it (docs/rules/terms.md)."""
        while not self.is_business_day(day):
            day += _DAY
        return day

    def add_business_days(self, day: date, count: int) -> date:
        """The `count`-th worked day after `day` (before it if negative); 0 gives the next business day."""
        if count == 0:
            return self.next_business_day(day)
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_business_day(day):
                day += step
        return day

    def business_days_between(self, start: date, end: date) -> int:
        """Number of worked days after `start` up to and with `end`; negative if `end` lies before `start`."""
        if end < start:
            return -self.business_days_between(end, start)
        days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
        return sum(self.is_business_day(day) for day in days)


WEEKENDS_ONLY = Calendar()


def end_of_month(day: date) -> date:
    """The last day of the month in which `day` lies."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def day_in_month(month: date, day_number: int) -> date:
    """The day with that number in the month of `month`, or its last day where the month is shorter."""
    return month.replace(day=min(day_number, end_of_month(month).day))


def typed_date(text: str, *, as_of: date, habits: Habits = ENGLISH) -> date:
    """The date that a person means by `today`, `eom`, `fri`, `+10`, `7/31`, `7/31/26` or `2026-07-31`.

    Names may be cut short while only one fits; they are read in English and in his own language. A weekday means the
    next one after `as_of`; a day without year means the next such day, which may be `as_of`. Whether month or day comes
    first is a habit. Raises DateError where the text has no meaning or more than one.
    """
    if len(text) > _LONGEST_TYPED:
        raise DateError("date.too_long", _TOO_LONG, text=repr(text[:_LONGEST_TYPED]))
    typed = text.strip().lower()
    if typed.replace("'", "").replace("’", "").isalpha():
        return _named_day(text, as_of=as_of, language=habits.language)
    if re.fullmatch(r"\+[0-9]{1,4}", typed):
        return as_of + timedelta(days=int(typed))
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", typed):
        return _real_date(text, year=int(found[1]), month=int(found[2]), day=int(found[3]))
    if found := re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{2}|[0-9]{4}))?", typed):
        first, second = int(found[1]), int(found[2])
        month, day = (second, first) if habits.day_first else (first, second)
        return _month_and_day(text, month=month, day=day, year=found[3], as_of=as_of, day_first=habits.day_first)
    raise DateError("date.none", _NO_DATE, text=repr(text))


def _month_and_day(text: str, *, month: int, day: int, year: str | None, as_of: date, day_first: bool) -> date:
    if month > 12 and day <= 12:
        if day_first:
            said = "%(text)s has no month %(month)d; the day comes first, as in 31/7"
        else:
            said = "%(text)s has no month %(month)d; the month comes first, as in 7/31"
        raise DateError("date.order", said, text=repr(text), month=month)
    if year is not None:
        return _real_date(text, year=int(year) + (2000 if len(year) == 2 else 0), month=month, day=day)
    this_year = (month, day) >= (as_of.month, as_of.day)
    return _real_date(text, year=as_of.year + (not this_year), month=month, day=day)


def _named_day(text: str, *, as_of: date, language: str) -> date:
    named: dict[str, date] = {}
    for known in dict.fromkeys(("en", language if language in _NAMES else "en")):
        *weekdays, today, tomorrow, end = _NAMES[known].split()
        named |= {today: as_of, tomorrow: as_of + _DAY, end: end_of_month(as_of)}
        for ahead in range(1, 8):
            weekday = as_of + timedelta(days=ahead)
            named[weekdays[weekday.weekday()]] = weekday
    typed = _without_accents(text.strip().lower())
    meant = [name for name in named if name.startswith(typed)]
    if len({named[name] for name in meant}) > 1:
        said = "%(text)s could be %(names)s; type more of it"
        raise DateError("date.several", said, text=repr(text), names=" / ".join(meant))
    if not meant:
        raise DateError("date.none", _NO_DATE, text=repr(text))
    return named[meant[0]]


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if sign.isalpha() and sign.isascii())


def _real_date(text: str, *, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        said = "%(text)s is not a date: there is no day %(day)s"
        raise DateError("date.no_such_day", said, text=repr(text), day=f"{year}-{month:02}-{day:02}") from None
