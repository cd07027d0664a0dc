"""The Accounts on Hold Report: who is on it, since when and why, and what changed since yesterday."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.credit.hold_report import REPORT_ORDERS, Change, HeldLine, held_customers, lines_of
from creditdesk.domain.visibility import Permission
from creditdesk.exports import order_words as words
from creditdesk.parties.in_order import page_after
from creditdesk.web.holds.forms import ReportForm
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
        "hold_tabs": hold_tabs("held_accounts"),
        "may_report": may(user, Permission.REPORT_EVENTS),
    }
    return render(request, "holds/accounts.html", context)


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
