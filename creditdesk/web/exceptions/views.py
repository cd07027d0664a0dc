"""Exceptions: where supervisors begin. The team's day, and the accounts for which nothing is planned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Permission
from creditdesk.followup import team_queries
from creditdesk.followup.delinquent import delinquent_log
from creditdesk.followup.queries import PAGE
from creditdesk.followup.scope import policies_of
from creditdesk.web.links import url_if
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs

if TYPE_CHECKING:
    from creditdesk.followup.delinquent import LogLine
    from creditdesk.followup.models import ExceptionRow

_BETWEEN = "~"


@dataclass(frozen=True, slots=True)
class Line:
    """One account in one currency on the list."""

    row: ExceptionRow
    url: str | None
    days: int
    reason: Reason
    log: LogLine | None


@require_GET
@needs(Permission.SEE_EXCEPTIONS)
def exceptions(request: HttpRequest) -> HttpResponse:
    """The team's day by portfolio, and the exception list with why nothing is planned."""
    user, day = current_user(request), clock.today()
    portfolio = request.GET.get("portfolio", "")
    chosen = int(portfolio) if portfolio.isdecimal() and len(portfolio) < 19 else None
    rows = team_queries.exceptions(user, portfolio_id=chosen, as_of=day)
    found = team_queries.exceptions_page(rows, after=_place(request.GET.get("after", "")))
    page = found[:PAGE]
    log = delinquent_log(user, [row.customer_id for row in page])
    lines = [
        Line(
            row=row,
            url=url_if("account", row.customer_id),
            days=(day - row.oldest_due_date).days,
            reason=Reason.from_dict(row.reason),
            log=log.get(row.customer_id),
        )
        for row in page
    ]
    team = team_queries.team(user, as_of=day)
    context = {
        "lines": lines,
        "team": team,
        "chosen": next((one for one in team if one.portfolio_id == chosen), None),
        "count": rows.count(),
        "after_days": sorted({one.exceptions.days_past_due_gt for one in policies_of(user, as_of=day).values()}),
        "older": address(request.GET, after=_mark(page[-1])) if len(found) > PAGE else None,
        "newer": address(request.GET, after=None) if request.GET.get("after") else None,
        "may_plan": may(user, Permission.WORK_TICKLERS),
        "day": day,
    }
    return render(request, "exceptions/exceptions.html", context)


def _mark(row: ExceptionRow) -> str:
    return _BETWEEN.join((row.oldest_due_date.isoformat(), str(row.customer_id), row.currency))


def _place(after: str) -> tuple[dt.date, int, str] | None:
    parts = after.split(_BETWEEN)
    try:
        day, customer_id, currency = parts
        return dt.date.fromisoformat(day), int(customer_id[:18]), currency
    except ValueError:
        return None
