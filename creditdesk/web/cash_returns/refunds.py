"""Refunds that somebody asked for, and the controller's decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk.cash.access import refund_for
from creditdesk.cash.refunding import confirm_refund, decline_refund, may_confirm
from creditdesk.cash.special_queries import REFUND_ORDERS, REFUND_STATES, refunds
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties.in_order import page_after
from creditdesk.web.cash_returns import words
from creditdesk.web.cash_returns.forms import WhyForm
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, needs

PAGE = 50


@require_GET
@needs(Permission.SEE_ACCOUNTS_ALL)
@needs(Permission.SEE_CASH)
def refunds_page(request: HttpRequest) -> HttpResponse:
    """A page of the refunds in one state, the newest first."""
    user, asked = current_user(request), request.GET.get("state", "")
    state = asked if asked in REFUND_STATES else "asked"
    after = request.GET.get("after", "")
    rows, older = page_after(refunds(user, state=state), sort="-asked", orders=REFUND_ORDERS, after=after, size=PAGE)
    context = {
        "rows": rows,
        "state": state,
        "tabs": [
            {"label": label, "url": f"?state={name}", "active": name == state}
            for name, label in words.REFUND_STATES.items()
        ],
        "may_decide": may_confirm(user) and state == "asked",
        "older": address(request.GET, after=older) if older else None,
        "newer": address(request.GET, after=None) if after else None,
    }
    return render(request, "cash_returns/refunds.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.REVIEW_CASH)
@needs(Permission.POST_LEDGER)
def decide(request: HttpRequest, refund_id: int) -> HttpResponse:
    """Confirm the refund of another, or decline it with the reason."""
    user, today = current_user(request), clock.today()
    refund = refund_for(user, refund_id)
    confirms = request.POST.get("act") == "confirm"
    form = WhyForm(request.POST or None)
    form.fields["why"].required = not confirms
    context = {"refund": refund, "form": form}
    if request.method == "GET":
        return render(request, "cash_returns/refund.html", context)
    if not form.is_valid():
        return render(request, "cash_returns/refund.html", context, status=422)
    try:
        if confirms:
            confirm_refund(refund, as_of=today, by=user, at=clock.now())
        else:
            decline_refund(refund, why=form.cleaned_data["why"], by=user, at=clock.now())
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return render(request, "cash_returns/refund.html", context, status=refused_status(refusal))
    messages.success(request, _("The refund is confirmed.") if confirms else _("The refund is declined."))
    return redirect("refunds")
