"""Small rests that may be swept, each with why or why not; asked for together, approved together."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import totals
from creditdesk.domain.visibility import Permission
from creditdesk.web.contact.answers import refused_words
from creditdesk.web.permissions import current_user, may, needs


@require_GET
@needs(Permission.SEE_HISTORY)
def small_rests(request: HttpRequest) -> HttpResponse:
    """The small rests of the accounts that the user sees."""
    user, today = current_user(request), clock.today()
    found = dispatch.sweeps_for(user, as_of=today)
    context = {
        "sweeps": found,
        "totals": totals([(one.currency, one.swept_minor) for one in found if one.swept]),
        "may_ask": may(user, Permission.RECORD_ACTIVITY) and any(one.swept for one in found),
    }
    return render(request, "approvals/sweep.html", context)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def ask_to_sweep(request: HttpRequest) -> HttpResponse:
    """Ask to write off those that were chosen: a request for each customer."""
    user, today = current_user(request), clock.today()
    chosen = {int(one) for one in request.POST.getlist("customer") if one.isdecimal() and len(one) < 19}
    try:
        made = dispatch.propose_sweep(user, customer_ids=chosen, by=user, at=clock.now(), as_of=today)
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            messages.error(request, sentence)
        return redirect("small_rests")
    text = ngettext("%(n)d request waits for a decision.", "%(n)d requests wait for a decision.", len(made))
    messages.success(request, text % {"n": len(made)})
    return redirect("requests")
