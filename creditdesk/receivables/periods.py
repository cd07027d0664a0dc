"""The closed periods of a company, and the month that comes next."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, Min, QuerySet

from creditdesk.domain.calendar import end_of_month
from creditdesk.parties.models import Company
from creditdesk.receivables.models import Period, Posting


def closed_periods(companies: QuerySet[Company]) -> QuerySet[Period]:
    """The closed periods of the companies, the newest of each company first."""
    return Period.objects.filter(company__in=companies).select_related("company").order_by("company__code", "-last_day")


def next_month(company: Company) -> tuple[dt.date, dt.date] | None:
    """The first and last day that would be closed next: from behind the last close to the end of that month.

    A company that never closed begins with the month of its first posting; None where it has none.
    """
    closed_to = Period.objects.filter(company=company).aggregate(day=Max("last_day"))["day"]
    if closed_to is not None:
        first: dt.date = closed_to + dt.timedelta(days=1)
        return first, end_of_month(first)
    earliest = Posting.objects.filter(company=company).aggregate(day=Min("posting_date"))["day"]
    return None if earliest is None else (earliest.replace(day=1), end_of_month(earliest))
