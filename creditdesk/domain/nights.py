"""When the night's work of a business date is due. Source: docs/guide/operations.md."""

from __future__ import annotations

import datetime as dt

DAY = dt.timedelta(days=1)


def is_due(local: dt.datetime, *, begins: dt.time, last: dt.date | None) -> bool:
    """Whether the night of the clock's day shall be run now, by the hour of the installation and the last one run.

    A night waits for its hour. Where the one before it was missed (the desk was down, or is new), it makes up for that
    and waits for nothing: what people see would be of the day before yesterday until then.
    """
    today = local.date()
    if last is not None and last >= today:
        return False
    missed = last is None or last < today - DAY
    return missed or local.time() >= begins
