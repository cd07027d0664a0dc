"""Exceptions: where supervisors begin. The team's day, and the accounts for which nothing is planned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Permission
from creditdesk.followup import team_queries
from creditdesk.followup.decisions import accepted, newest_decisions
from creditdesk.followup.delinquent import delinquent_log
from creditdesk.followup.queries import PAGE
from creditdesk.parties.actions import User
from creditdesk.parties.plain_sql import ask_together
from creditdesk.parties.reach import read_companies
from creditdesk.policy.queries import numbers_from, policies_from, read_versions
from creditdesk.web.links import url_if
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.policy.used import used_in

if TYPE_CHECKING:
    from creditdesk.followup.delinquent import LogLine
    from creditdesk.followup.models import ExceptionDecision, ExceptionRow

_BETWEEN = "~"
_ACCEPTED_MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One account in one currency on the list."""

    row: ExceptionRow
    url: str | None
    days: int
    reason: Reason
    log: LogLine | None
    decided: ExceptionDecision | None


@require_GET
@needs(Permission.SEE_EXCEPTIONS)
def exceptions(request: HttpRequest) -> HttpResponse:
    """The team's day by portfolio, and the exception list with why nothing is planned; or what was accepted."""
    user, day = current_user(request), clock.today()
    chosen, show_accepted = _portfolio(request), request.GET.get("show") == "accepted"
    rows = team_queries.exceptions(user, portfolio_id=chosen, as_of=day)
    found = team_queries.exceptions_page(rows, after=_place(request.GET.get("after", "")))
    page = found[:PAGE]
    team = team_queries.team(user, as_of=day)
    companies, versions = ask_together(read_companies(user), read_versions(day))
    company_ids = [one.id for one in companies]
    policies = policies_from(versions, company_ids, as_of=day)
    numbers = numbers_from(versions, company_ids, as_of=day)
    context = {
        "lines": [] if show_accepted else _lines(user, page, day),
        "accepted": accepted(user, portfolio_id=chosen, as_of=day)[:_ACCEPTED_MOST] if show_accepted else [],
        "show_accepted": show_accepted,
        "tabs": _tabs(request, show_accepted=show_accepted),
        "team": team,
        "chosen": next((one for one in team if one.portfolio_id == chosen), None),
        "count": rows.count(),
        "after_days": sorted({one.exceptions.days_past_due_gt for one in policies.values()}),
        "used": used_in(user, companies, numbers=numbers, section="exceptions"),
        "older": address(request.GET, after=_mark(page[-1])) if len(found) > PAGE else None,
        "newer": address(request.GET, after=None) if request.GET.get("after") else None,
        "may_plan": may(user, Permission.WORK_TICKLERS),
        "day": day,
    }
    return render(request, "exceptions/exceptions.html", context)


def _lines(user: User, page: list[ExceptionRow], day: dt.date) -> list[Line]:
    ids = [row.customer_id for row in page]
    log, decided = delinquent_log(user, ids), newest_decisions(ids)
    return [
        Line(
            row=row,
            url=url_if("account", row.customer_id),
            days=(day - row.oldest_due_date).days,
            reason=Reason.from_dict(row.reason),
            log=log.get(row.customer_id),
            decided=decided.get((row.customer_id, row.currency)),
        )
        for row in page
    ]


def _tabs(request: HttpRequest, *, show_accepted: bool) -> list[dict[str, Any]]:
    here = address(request.GET, show=None, after=None)
    there = address(request.GET, show="accepted", after=None)
    return [
        {"label": _("Nothing planned"), "url": here, "active": not show_accepted, "count": None, "key": "1"},
        {"label": _("Accepted for a while"), "url": there, "active": show_accepted, "count": None, "key": "2"},
    ]


def _portfolio(request: HttpRequest) -> int | None:
    portfolio = request.GET.get("portfolio", "")
    return int(portfolio) if portfolio.isdecimal() and len(portfolio) < 19 else None


def _mark(row: ExceptionRow) -> str:
    return _BETWEEN.join((row.oldest_due_date.isoformat(), str(row.customer_id), row.currency))


def _place(after: str) -> tuple[dt.date, int, str] | None:
    parts = after.split(_BETWEEN)
    try:
        day, customer_id, currency = parts
        return dt.date.fromisoformat(day), int(customer_id[:18]), currency
    except ValueError:
        return None
