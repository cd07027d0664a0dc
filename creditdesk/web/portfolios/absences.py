"""Who is away, and who stands in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties import assignment, directory
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.portfolios.forms import AbsenceForm
from creditdesk.web.portfolios.views import refuse_on


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PORTFOLIOS)
def absences(request: HttpRequest) -> HttpResponse:
    """Absences that are not over, and a form for one more."""
    user = current_user(request)
    form = AbsenceForm(request.POST or None, user=user, today=clock.today())
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                assignment.record_absence(
                    form.people[data["user"]],
                    substitute=form.people[data["substitute"]],
                    first_day=data["first_day"],
                    last_day=data["last_day"],
                    by=user,
                    at=clock.now(),
                )
            except Refusal as refusal:
                status = refuse_on(form, refusal)
            else:
                messages.success(request, _("The substitute sees the accounts on those days."))
                return redirect("absences")
    context = {"form": form, "absences": list(directory.absences(user, from_day=clock.today()))}
    return render(request, "portfolios/absences.html", context, status=status)


@require_POST
@needs(Permission.MANAGE_PORTFOLIOS)
def cancel(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Take an absence back."""
    user = current_user(request)
    assignment.cancel_absence(directory.absence_for(user, absence_id), by=user, at=clock.now())
    messages.success(request, _("The absence is taken back."))
    return redirect("absences")
