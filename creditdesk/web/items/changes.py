"""A later collection date for a claim, and the rest of a short pay as a deduction of its own."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from creditdesk import dispatch
from creditdesk.approvals.preparing import extension_of
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.receivables.access import item_for
from creditdesk.receivables.actions import transfer_residual
from creditdesk.receivables.queries import free_number
from creditdesk.web.fields import AmountField, AmountForm, TypedDateField, amount_typed
from creditdesk.web.items.views import head_of
from creditdesk.web.permissions import current_user, needs

if TYPE_CHECKING:
    from creditdesk.receivables.models import OpenItem

_SEE = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)


class ExtendForm(forms.Form):
    """Until when the item is not asked for, and why."""

    until = TypedDateField(label=gettext_lazy("Collect from"))
    reason = forms.CharField(label=gettext_lazy("Why it is to be granted"), max_length=200)
    agreement = forms.CharField(label=gettext_lazy("What the customer agreed to"), max_length=200)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(*_SEE)
def extend(request: HttpRequest, item_id: int) -> HttpResponse:
    """Ask for a later collection date; somebody else with the authority approves it."""
    user, today = current_user(request), clock.today()
    shown = item_for(user, item_id, as_of=today)
    form = ExtendForm(request.POST or None)
    until = form.fields["until"]
    assert isinstance(until, TypedDateField)
    until.as_of = today
    if request.method == "GET":
        return _page(request, "items/extend.html", shown, form)
    if not form.is_valid():
        return _page(request, "items/extend.html", shown, form, status=422)
    try:
        told = form.cleaned_data
        asked = dispatch.prepare_request(
            shown.customer,
            content=extension_of(shown, until=told["until"], words=told["reason"], agreement=told["agreement"]),
            submit=True,
            by=user,
            at=clock.now(),
            as_of=today,
            key=f"web/{told['key']}",
        )
    except Refusal as refusal:
        return _page(request, "items/extend.html", shown, form, status=422, reasons=refusal.reasons)
    messages.success(request, _("Asked for. It counts once somebody with the authority approves it."))
    return redirect("request", asked.id)


class MoveForm(AmountForm):
    """How much of the item becomes a deduction, under which number, and what the customer says."""

    amount = AmountField(label=gettext_lazy("Amount to move"))
    number = forms.CharField(label=gettext_lazy("Number of the deduction"), max_length=60)
    reference = forms.CharField(label=gettext_lazy("What the customer withheld it for"), max_length=120)
    key = forms.UUIDField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
@needs(Permission.POST_LEDGER)
@needs(*_SEE)
def move(request: HttpRequest, item_id: int) -> HttpResponse:
    """Move the rest of a short pay to a deduction of its own, which keeps the due date."""
    user, today = current_user(request), clock.today()
    shown = item_for(user, item_id, as_of=today)
    if request.method == "GET":
        likely = amount_typed(max(shown.open_minor, 0), currency=shown.currency)
        initial = {"amount": likely, "number": free_number(shown), "key": uuid.uuid4()}
        return _page(request, "items/move.html", shown, MoveForm(initial=initial, currency=shown.currency))
    form = MoveForm(request.POST, currency=shown.currency)
    if not form.is_valid():
        return _page(request, "items/move.html", shown, form, status=422)
    try:
        deduction = transfer_residual(
            shown,
            amount_minor=form.cleaned_data["amount"],
            number=form.cleaned_data["number"],
            reference=form.cleaned_data["reference"],
            posting_date=today,
            as_of=today,
            by=user,
            at=clock.now(),
            key=f"move/{form.cleaned_data['key']}",
        )
    except Refusal as refusal:
        return _page(request, "items/move.html", shown, form, status=422, reasons=refusal.reasons)
    dispatch.accounts_changed([shown.customer_id], as_of=today, at=clock.now())
    messages.success(request, _("Moved to the deduction %(number)s.") % {"number": deduction.number})
    return redirect("item", deduction.id)


def _page(
    request: HttpRequest, template: str, item: OpenItem, form: forms.Form, *, status: int = 200, **facts: Any
) -> HttpResponse:
    return render(request, template, head_of(item) | {"form": form} | facts, status=status)
