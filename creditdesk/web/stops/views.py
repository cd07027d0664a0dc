"""Posting stops: where nothing is posted because the books do not prove, and the decision to go on all the same."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties.directory import names_of
from creditdesk.receivables.access import lifted_stops_for, standing_stops_for, stop_for
from creditdesk.receivables.stops import lift_stop
from creditdesk.web.permissions import current_user, may, needs, needs_fresh_sign_in

_SEE = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
# Stops that were lifted, on the page: what lies further back stands in the journal.
_LIFTED_SHOWN = 20


class LiftForm(forms.Form):
    """Why postings go on though the books are broken."""

    reason = forms.CharField(
        label=gettext_lazy("Why postings go on"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_GET
@needs(*_SEE)
def stops(request: HttpRequest) -> HttpResponse:
    """The stops that stand, of what the person may see, and the last ones that were lifted."""
    user, today = current_user(request), clock.today()
    lifted = list(lifted_stops_for(user, as_of=today)[:_LIFTED_SHOWN])
    context = {
        "standing": standing_stops_for(user, as_of=today),
        "lifted": lifted,
        "names": names_of({stop.lifted_by for stop in lifted}),
        # A broken fact may name amounts of the whole company: it is for those who read its journal.
        "may_read_facts": may(user, Permission.SEE_JOURNAL),
        "may_lift": may(user, Permission.LIFT_STOP),
    }
    return render(request, "stops/list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.LIFT_STOP)
@needs_fresh_sign_in
def lift(request: HttpRequest, stop_id: int) -> HttpResponse:
    """Decide that postings go on, with the reason."""
    user, today = current_user(request), clock.today()
    stop = stop_for(user, stop_id, as_of=today)
    form = LiftForm(request.POST if request.method == "POST" else None)
    context = {"stop": stop, "form": form}
    if request.method == "GET":
        return render(request, "stops/lift.html", context)
    if not form.is_valid():
        return render(request, "stops/lift.html", context, status=422)
    try:
        lift_stop(stop, reason=form.cleaned_data["reason"], by=user, at=clock.now())
    except Refusal as refusal:
        return render(request, "stops/lift.html", context | {"reasons": refusal.reasons}, status=422)
    messages.success(request, _("Postings go on. The journal keeps who decided it, and why."))
    return redirect("stops")
