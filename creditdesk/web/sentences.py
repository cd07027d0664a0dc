"""What was written down, told in the reader's way of writing days. What is kept stays as it was written."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from creditdesk.domain.calendar import end_of_month
from creditdesk.domain.reasons import Reason
from creditdesk.web.templatetags.desk_formats import at_time, words

# A part of a number, an address or a name of a file is no day.
_DAY = re.compile(r"(?<![\w/.-])\d{4}-\d\d-\d\d(?![\w/-])", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)", re.ASCII)


def with_days(text: str) -> str:
    """The text with its days as the reader writes them: "pays on 2026-11-28" is "pays on Nov 28, 2026"."""
    if _INSTANT.fullmatch(text):
        return strip_tags(at_time(dt.datetime.fromisoformat(text)))
    return _DAY.sub(lambda found: day_words(found[0]), text)


def day_words(day: dt.date | str) -> str:
    """A day in the middle of a sentence: Nov 28, 2026."""
    return words(Reason("day", "%(day)s", {"day": str(day)}))


def span_words(first: dt.date, last: dt.date) -> str:
    """A stretch of days: October 2026 where it is a whole month, else its first and its last day."""
    if first.day == 1 and last == end_of_month(first):
        return date_format(first, "YEAR_MONTH_FORMAT")
    return _("%(first)s to %(last)s") % {"first": day_words(first), "last": day_words(last)}
