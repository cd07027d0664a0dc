"""The Accounts on Hold Report: who is on it, since when and why, and what changed since yesterday."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.credit.daily_report import TURN, ReportLine, held_in_turn, report_lines
from creditdesk.credit.hold_report import REPORT_ORDERS, Change, HeldLine, held_customers, lines_of
from creditdesk.credit.queries import OrderFilter
from creditdesk.domain.tables import Column, Kind
from creditdesk.domain.visibility import Permission
from creditdesk.exports import order_words as words
from creditdesk.exports.lists.hold_report import columns, row_of
from creditdesk.parties.in_order import page_after
from creditdesk.web.holds.forms import QueueForm, ReportForm
from creditdesk.web.holds.tabs import hold_tabs
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs

PAGE = 50
_TONES = {Change.ADDED: "warning", Change.REMOVED: "success", Change.STANDS: "neutral"}


@require_GET
@needs(Permission.SEE_ORDERS)
def held_accounts(request: HttpRequest) -> HttpResponse:
    """A page of the report: sales sees his own customers, and the reasons by their names."""
    user, today = current_user(request), clock.today()
    form = ReportForm(request.GET)
    customers, found = held_customers(user, change=form.chosen(), as_of=today)
    rows, following = page_after(
        customers, sort="name", orders=REPORT_ORDERS, after=request.GET.get("after", ""), size=PAGE
    )
    context = {
        "form": form,
        "lines": [_line(one) for one in lines_of(rows, found)],
        "day": today,
        "narrowed": bool(request.GET.get("change")),
        "older": address(request.GET, after=following) if following else None,
        "newer": address(request.GET, after=None) if request.GET.get("after") else None,
        "hold_tabs": hold_tabs("held_accounts", sees_report=may(user, Permission.SEE_HISTORY)),
        "may_report": may(user, Permission.REPORT_EVENTS),
    }
    return render(request, "holds/accounts.html", context)


@require_GET
@needs(Permission.SEE_HISTORY)
def hold_report(request: HttpRequest) -> HttpResponse:
    """The daily hold report, with the columns of its file: the first to ship first, the larger, the better customer."""
    user, today = current_user(request), clock.today()
    form = QueueForm(request.GET, user=user)
    chosen = form.chosen(customer="")
    chosen = OrderFilter(code=chosen.code, company=chosen.company)
    begin = int(asked) if (asked := request.GET.get("after", "")).isdecimal() and len(asked) < 7 else 0
    found = held_in_turn(user, chosen=chosen, as_of=today).order_by(*TURN)[begin : begin + PAGE + 1]
    lines = report_lines(list(found[:PAGE]), as_of=today, at=clock.now())
    context = {
        "form": form,
        "columns": columns(),
        "lines": [(line.order, _cells(line)) for line in lines],
        "day": today,
        "narrowed": any(request.GET.get(name) for name in ("code", "company")),
        "older": address(request.GET, after=str(begin + PAGE)) if len(found) > PAGE else None,
        "newer": address(request.GET, after=None) if begin else None,
        "hold_tabs": hold_tabs("hold_report", sees_report=True),
    }
    return render(request, "holds/report.html", context)


def _cells(line: ReportLine) -> list[tuple[Column, object]]:
    """The cells as the page shows them: a percentage as a number, not as the basis points of a file."""
    return [
        (column, Decimal(cell) / 100 if column.kind is Kind.PERCENT and isinstance(cell, int) else cell)
        for column, cell in zip(columns(), row_of(line), strict=True)
    ]


def _line(one: HeldLine) -> dict[str, object]:
    told = one.on_hold
    ended = [words.ENDED_BY[each] for each in sorted(told.ended)] if told.change is Change.REMOVED else []
    return {
        "customer": one.customer,
        "seller": one.customer.seller,
        "since": told.since,
        "orders": one.orders,
        "amounts": sorted(one.amounts.items()),
        "codes": [(code, words.HOLD_CODES[code]) for code in sorted(told.codes)],
        "change": words.HOLD_CHANGES[told.change.value],
        "tone": _TONES[told.change],
        "ended": ended,
    }
