"""Signs of life of the work beside the answers: without them nobody notices that no process does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from creditdesk.nightly.models import Pulse

# Kinds of work, each in a thread of its own.
WORKS = ("imports", "exports", "letters", "deliveries", "mail", "cash", "orders")
EVERY = dt.timedelta(seconds=30)
# A step of the night may take as long as the longest statement that the database lets run, a quarter of an hour.
SILENT_AFTER = dt.timedelta(minutes=20)


def beat(work: str, *, at: dt.datetime) -> None:
    """Say that somebody is at this work; of several processes one says it, every half minute."""
    given = Pulse.objects.filter(work=work)
    # What lies ahead of the clock was said by one that was wrong.
    if given.filter(beaten_at__gt=at - EVERY, beaten_at__lte=at).exists():
        return
    if not given.update(beaten_at=at):
        Pulse.objects.get_or_create(work=work, defaults={"beaten_at": at})


def silences(*, at: dt.datetime) -> Mapping[str, dt.timedelta | None]:
    """How long each kind of work has been silent; None where nobody was ever at it."""
    last = dict(Pulse.objects.values_list("work", "beaten_at"))
    return {work: max(at - last[work], dt.timedelta()) if work in last else None for work in WORKS}
