"""Reading what is asked of all exports together: how many are being made, and since when the oldest of them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Min

from creditdesk.exports.models import Export


def exports_at_work() -> tuple[int, dt.datetime | None]:
    """How many files are being made in the background, and when the oldest of them was asked for."""
    at_work = Export.objects.filter(state__in=[Export.State.READING, Export.State.WRITING])
    counted = at_work.aggregate(count=Count("id"), oldest=Min("asked_at"))
    return counted["count"], counted["oldest"]
