"""Entering what is known of a customer's means, correcting it, and saying that an entry was a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.creditfile.access import Security, entry_for, file_for, may_read_parties
from creditdesk.creditfile.entering import enter, withdraw
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports import credit_words as words
from creditdesk.web.approvals import steps
from creditdesk.web.contact.answers import refused_words
from creditdesk.web.creditfile.forms import ENTRY_FORMS, SecurityForm, WithdrawForm
from creditdesk.web.permissions import current_user, needs

if TYPE_CHECKING:
    from creditdesk.creditfile.models import AnyEntry
    from creditdesk.parties.models import Customer


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_CREDIT_FILE)
def enter_entry(request: HttpRequest, customer_id: int, kind: str) -> HttpResponse:
    """Enter something into the file; with `?corrects=` in place of an entry that stands."""
    user, today = current_user(request), clock.today()
    if kind not in ENTRY_FORMS:
        raise Http404
    customer = file_for(user, customer_id, as_of=today)
    before = _before(request, kind, customer)
    form = ENTRY_FORMS[kind](
        request.POST if request.method == "POST" else None, today=today, currency=customer.currency, before=before
    )
    if isinstance(form, SecurityForm):
        form.offer(steps.papers(request, customer))
    context = {"customer": customer, "form": form, "title": words.ENTRY_KINDS[kind], "corrects": before}
    if request.method == "GET" or not form.is_valid():
        return render(request, "creditfile/enter.html", context, status=200 if request.method == "GET" else 422)
    try:
        enter(
            customer, form.told(), corrects=before, by=user, at=clock.now(), as_of=today,
            key=f"web/{form.cleaned_data['key']}",
        )  # fmt: skip
    except Refusal as refusal:
        return render(request, "creditfile/enter.html", context, status=steps.refused(form, refusal))
    messages.success(request, _("It stands in the credit file."))
    return redirect("account_credit", customer.id)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_CREDIT_FILE)
def withdraw_entry(request: HttpRequest, kind: str, entry_id: int) -> HttpResponse:
    """Say that an entry was a mistake."""
    user, today = current_user(request), clock.today()
    entry, form = entry_for(user, entry_id, kind=kind, as_of=today), WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why it was a mistake."))
        return redirect("account_credit", entry.customer_id)
    data = form.cleaned_data
    try:
        withdraw(entry, why=data["why"], by=user, at=clock.now(), as_of=today, key=f"web/{data['key']}")
    except Refusal as refusal:
        messages.error(request, "; ".join(refused_words(refusal)))
    else:
        messages.success(request, _("It stands in the credit file no more."))
    return redirect("account_credit", entry.customer_id)


def _before(request: HttpRequest, kind: str, customer: Customer) -> AnyEntry | None:
    """The entry that is corrected. What a person may not read whole he cannot correct."""
    named = request.GET.get("corrects", "")
    if not named:
        return None
    if not named.isdecimal() or len(named) > 18:
        raise Http404
    user = current_user(request)
    entry = entry_for(user, int(named), kind=kind, as_of=clock.today())
    if entry.customer_id != customer.id or (isinstance(entry, Security) and not may_read_parties(user, entry)):
        raise Http404
    return entry
