"""How many lists one person may take out of the desk: a leak takes many, work takes a few.

A list is what tells of many accounts at once: the delinquent log, the exceptions. A statement of one account is
ordinary correspondence and is not counted. Source: docs/rules/access.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from creditdesk.domain.reasons import Reason

WINDOW = dt.timedelta(hours=1)
# The reason's code, by which a screen knows what to answer.
TOO_MANY = "export.too_many"


def next_possible(taken: Iterable[dt.datetime], *, limit: int, at: dt.datetime) -> dt.datetime | None:
    """When the next list may be taken out, by the instants at which lists were; None where it may be now.

    Any hour holds at most `limit` lists, wherever the hour begins.
    """
    recent = sorted(instant for instant in taken if instant > at - WINDOW)
    return recent[-limit] + WINDOW if len(recent) >= limit else None


def too_many(*, limit: int, time: str, seconds: int) -> Reason:
    """The reason for the one list too many. `time` is of the person's clock; `seconds` are those until then."""
    text = "%(limit)d lists within an hour is the most that one person takes out: the next one is possible at %(time)s"
    return Reason(TOO_MANY, text, {"limit": limit, "time": time, "seconds": seconds})


def never_markup(text: str) -> str:
    """The text as a workbook may hold it among its shared texts.

    XlsxWriter takes a text from `<r>` to `</r>` for markup that it made itself and writes it as it is; with a space
    behind it, it is a text like any other.
    """
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
