"""Times of day as people type them: `9`, `9:30`, `930`, `2pm`, `14:30`.

    typed_time("2:15 pm")       # time(14, 15)

A time has no zone of its own: whose clock it is says whoever asks for it.
"""

from __future__ import annotations

import re
from datetime import time

from creditdesk.domain.reasons import UnreadableText

_LONGEST_TYPED = 20
_TOO_LONG = "%(text)s… is too long for a time; type for example 9:30, 14:30 or 2pm"
_NO_TIME = "%(text)s is not a time; type for example 9:30, 14:30 or 2pm"


class TimeError(UnreadableText):
    """The text is no time of day. The message says why and quotes the text."""


def typed_time(text: str) -> time:
    """The time of day that a person means. Raises TimeError where the text has no meaning."""
    if len(text) > _LONGEST_TYPED:
        raise TimeError("time.too_long", _TOO_LONG, text=repr(text[:_LONGEST_TYPED]))
    found = re.fullmatch(r"([0-9]{1,2})(?:[:.h]?([0-9]{2}))?h?(am|pm|a|p)?", "".join(text.lower().split()))
    if found is None:
        raise TimeError("time.none", _NO_TIME, text=repr(text))
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
    if half and not 1 <= hour <= 12:
        raise TimeError("time.none", _NO_TIME, text=repr(text))
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise TimeError("time.none", _NO_TIME, text=repr(text))
    return time(hour, minute)
