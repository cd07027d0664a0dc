"""The agencies: what each brought, what it is told, and the file that hands placements over to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk.agency.access import Agency, agency_for, visible_placements
from creditdesk.agency.actions import change_agency, make_agency
from creditdesk.agency.queries import hand_overs_of, scorecard
from creditdesk.config import clock
from creditdesk.domain.agency import State
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports.agency_files import hand_over
from creditdesk.exports.writers import MEDIA_TYPES
from creditdesk.parties.access import companies_of
from creditdesk.web.agency.forms import ProfileForm
from creditdesk.web.approvals import steps
from creditdesk.web.contact.answers import refused_words
from creditdesk.web.permissions import current_user, may, needs


@require_GET
@needs(Permission.SEE_HISTORY)
def agencies(request: HttpRequest) -> HttpResponse:
    """Each agency with what was placed with it, what it recovered, its fees and its days."""
    user = current_user(request)
    context = {
        "scores": scorecard(user, as_of=clock.today()),
        "may_change": may(user, Permission.DECIDE_REQUESTS),
    }
    return render(request, "agency/agencies.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.DECIDE_REQUESTS)
@needs(Permission.SEE_HISTORY)
def new(request: HttpRequest) -> HttpResponse:
    """A new agency of the company."""
    user = current_user(request)
    form = ProfileForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, form, status=200 if request.method == "GET" else 422)
    told = form.cleaned_data
    try:
        made = make_agency(
            companies_of(user).order_by("id")[0],
            name=told["name"],
            fee_percent=told["fee_percent"],
            fields=form.chosen(),
            by=user,
            at=clock.now(),
            key=f"web/{told['key']}",
        )
    except Refusal as refusal:
        return _page(request, form, status=steps.refused(form, refusal))
    messages.success(request, _("Kept. Accounts may be recommended for it."))
    return redirect("agency_change", made.id)


@require_http_methods(["GET", "POST"])
@needs(Permission.DECIDE_REQUESTS)
@needs(Permission.SEE_HISTORY)
def change(request: HttpRequest, agency_id: int) -> HttpResponse:
    """The profile of an agency: its rate, what it is told, and the files that left for it."""
    user = current_user(request)
    found = agency_for(user, agency_id)
    form = ProfileForm(request.POST if request.method == "POST" else None, agency=found)
    if request.method == "GET" or not form.is_valid():
        return _page(request, form, agency=found, status=200 if request.method == "GET" else 422)
    seen, told = request.POST.get("seen", ""), form.cleaned_data
    try:
        change_agency(
            found,
            fee_percent=told["fee_percent"],
            fields=form.chosen(),
            is_active=told["is_active"],
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
            by=user,
            at=clock.now(),
        )
    except Refusal as refusal:
        return _page(request, form, agency=found, status=steps.refused(form, refusal))
    messages.success(request, _("Changed. Files that leave from now on have these fields."))
    return redirect("agency_change", found.id)


@require_POST
@needs(Permission.DECIDE_REQUESTS)
@needs(Permission.EXPORT)
def file(request: HttpRequest, agency_id: int) -> HttpResponse:
    """The file of all that is with the agency, with the fields of its profile only; the journal keeps who got it."""
    user, today = current_user(request), clock.today()
    found = agency_for(user, agency_id)
    form = "xlsx" if request.POST.get("form") == "xlsx" else "csv"
    placed = visible_placements(user, as_of=today).filter(agency=found, state=State.PLACED.value).order_by("id")
    try:
        name, content = hand_over(found, placements=list(placed), form=form, by=user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, "; ".join(str(one) for one in refused_words(refusal)))
        return redirect("agency_change", found.id)
    response = HttpResponse(content, content_type=MEDIA_TYPES[form])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _page(request: HttpRequest, form: ProfileForm, *, agency: Agency | None = None, status: int) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "agency": agency, "files": hand_overs_of(agency) if agency else []}
    return render(request, "agency/profile.html", context, status=status)
