"""The public holidays of a customer's place, so that nobody calls on a day on which nobody is there.

A place is a country and, where it is known, one of its parts: `US` with `CA`, `CA` with `QC`. A country that the
calendar of holidays does not know has weekends only. Example::

    calendar_of("CA", "QC", year=2026).is_business_day(date(2026, 6, 24))    # False: la Saint-Jean
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from creditdesk.domain.calendar import WEEKENDS_ONLY, Calendar


@lru_cache(maxsize=1024)
def calendar_of(country: str, region: str, *, year: int) -> Calendar:
    """The days worked in the place in the year, the one before and the one after. Source: docs/rules/calls.md.

    `country` is its two letters, `region` the code of the part; a part that is not known leaves the country's own.
    """
    # The library takes a while to load, and a company whose customers all lack a country never asks for it.
    import holidays

    try:
        place = holidays.country_holidays(country, years=range(year - 1, year + 2))
    except NotImplementedError:
        return WEEKENDS_ONLY
    if region and region in place.subdivisions:
        place = holidays.country_holidays(country, subdiv=region, years=range(year - 1, year + 2))
    days: frozenset[date] = frozenset(place.keys())
    return Calendar(holidays=days, weekend=tuple(sorted(place.weekend)))
