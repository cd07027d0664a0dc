"""The only place where the clock is read. Views, commands and workers call it and pass the time on."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """The present instant, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """Today's business date in the installation's time zone."""
    return timezone.localdate()
