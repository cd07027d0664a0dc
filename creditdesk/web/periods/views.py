"""Closed periods: which days take no postings any more, and closing the next month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import companies_of, company_for
from creditdesk.parties.directory import names_of
from creditdesk.receivables.actions import close_period
from creditdesk.receivables.periods import closed_periods, next_month
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.sentences import span_words

if TYPE_CHECKING:
    from creditdesk.parties.models import Company
    from creditdesk.receivables.models import Period

# A year of months.
NEWEST = 12
# Who posts and who audits needs to know which days are closed.
SEE = (Permission.CLOSE_PERIOD, Permission.POST_LEDGER, Permission.SEE_JOURNAL)


@require_GET
@needs(*SEE)
def periods(request: HttpRequest) -> HttpResponse:
    """The closed periods of each of the user's companies, and what can be closed next."""
    user = current_user(request)
    closed = list(closed_periods(companies_of(user)))
    names = names_of({period.closed_by for period in closed})
    books = [_book(company, closed, names) for company in companies_of(user)]
    to_close = [book for book in books if book["is_over"]] if may(user, Permission.CLOSE_PERIOD) else []
    return render(request, "periods/periods.html", {"books": books, "to_close": to_close})


def _book(company: Company, closed: list[Period], names: Mapping[str, str]) -> dict[str, Any]:
    """The books of one company: the month that is closed next, and what is closed, the newest apart from the rest."""
    month = next_month(company)
    rows = [
        {
            "name": span_words(one.first_day, one.last_day),
            "at": one.closed_at,
            "by": names.get(one.closed_by, one.closed_by),
        }
        for one in closed
        if one.company_id == company.id
    ]
    return {
        "company": company,
        "next": span_words(*month) if month else "",
        "is_over": month is not None and month[1] < clock.today(),
        "count": len(rows),
        "newest": rows[:NEWEST],
        "earlier": rows[NEWEST:],
    }


class CloseForm(forms.Form):
    """The days that the person saw: what a colleague closed meanwhile is not closed on."""

    first_day = forms.DateField(widget=forms.HiddenInput)
    last_day = forms.DateField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
@needs(Permission.CLOSE_PERIOD)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close the next month of a company for good, after a page that says so."""
    user, today = current_user(request), clock.today()
    company = company_for(user, code)
    month = next_month(company)
    seen = {"first_day": month[0], "last_day": month[1]} if month else {}
    context: dict[str, Any] = {"company": company, "month": month, "form": CloseForm(initial=seen)}
    context["name"] = span_words(*month) if month else ""
    if request.method == "GET":
        return render(request, "periods/close.html", context)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return render(request, "periods/close.html", context | {"form": form}, status=422)
    try:
        close_period(company, **form.cleaned_data, as_of=today, by=user, at=clock.now())
    except Refusal as refusal:
        return render(request, "periods/close.html", context | {"reasons": refusal.reasons}, status=422)
    messages.success(request, _("Closed. These days take no postings any more."))
    return redirect("periods")
