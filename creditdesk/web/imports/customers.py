"""Customers of a file who may be one that the company knows: who is meant is decided, listed, and taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.intake import actions
from creditdesk.intake.access import decided_number_for, file_for, visible_decided_numbers
from creditdesk.intake.customers_in_question import in_question
from creditdesk.parties.directory import names_of
from creditdesk.web.imports.forms import CustomersForm
from creditdesk.web.imports.views import file_page, revision_of, status_of
from creditdesk.web.permissions import current_user, may, needs


@require_POST
@needs(Permission.IMPORT_FILES)
def decide(request: HttpRequest, file_id: int) -> HttpResponse:
    """Say who the customers are, for this file and for later ones."""
    user = current_user(request)
    shown = file_for(user, file_id)
    form = CustomersForm(request.POST, asked=in_question(shown))
    if not form.is_valid():
        return file_page(request, shown, customers_form=form, status=422)
    decisions = form.decisions(all_new="all-new" in request.POST)
    try:
        done = actions.decide_customers(
            shown, decisions=decisions, revision=revision_of(request), by=user, at=clock.now()
        )
    except Refusal as refusal:
        return file_page(request, file_for(user, file_id), refusal=refusal, status=status_of(refusal))
    if done.state == "posted":
        messages.success(
            request, _("Decided. Load the workbook of the refused rows: the rows of these customers go in.")
        )
    return redirect("import", file_id)


@require_GET
@needs(Permission.SEE_IMPORTS)
def decided_numbers(request: HttpRequest) -> HttpResponse:
    """What customer numbers of files were decided to mean."""
    user = current_user(request)
    found = list(visible_decided_numbers(user))
    context = {
        "numbers": found,
        "names": names_of(one.decided_by for one in found),
        "may_load": may(user, Permission.IMPORT_FILES),
    }
    return render(request, "imports/decided_numbers.html", context)


@require_POST
@needs(Permission.IMPORT_FILES)
def forget(request: HttpRequest, decided_id: int) -> HttpResponse:
    """Ask anew from now on who a number means."""
    user = current_user(request)
    decided = decided_number_for(user, decided_id)
    actions.forget_decided_number(decided, by=user, at=clock.now())
    messages.success(request, _("Whom %(number)s means is asked anew from now on.") % {"number": decided.number})
    return redirect("import_decided_numbers")
