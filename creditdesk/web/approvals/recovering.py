"""Money that came for a claim after it was written off: put to the write-off on the request's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from creditdesk import dispatch
from creditdesk.approvals.access import payment_named, request_for
from creditdesk.approvals.recovering import record_recovery, recovered_minor, recoveries_of
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import Kind, State
from creditdesk.domain.visibility import Permission
from creditdesk.settlements.queries import free_payments
from creditdesk.web.approvals.forms import RecoverForm
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.permissions import current_user, may, needs

if TYPE_CHECKING:
    from creditdesk.approvals.models import Request
    from creditdesk.parties.actions import User


def recovery_context(found: Request, *, user: User, form: RecoverForm | None = None) -> dict[str, Any]:
    """What the page of a write-off shows of what came for it since, and the form for more."""
    if found.kind != Kind.WRITE_OFF or found.state not in (State.CARRIED_OUT, State.REVERSED):
        return {}
    recovered = recovered_minor(found)
    told: dict[str, Any] = {"recoveries": recoveries_of(found), "recovered_minor": recovered}
    left = found.amount_minor - recovered
    if found.state == State.CARRIED_OUT and left > 0 and may(user, Permission.POST_LEDGER):
        told["recover_form"] = form or _form(None, found, left)
    return told


@require_POST
@needs(Permission.POST_LEDGER)
@needs(Permission.SEE_HISTORY)
def recover(request: HttpRequest, request_id: int) -> HttpResponse:
    """Credit what a payment brought for the write-off to the allowance; the claim stays settled."""
    from creditdesk.web.approvals.views import page_of

    user, today = current_user(request), clock.today()
    found = request_for(user, request_id, as_of=today)
    form = _form(request.POST, found, found.amount_minor - recovered_minor(found))
    if not form.is_valid():
        return page_of(request, found, recover_form=form, status=422)
    told = form.cleaned_data
    try:
        record_recovery(
            found,
            payment=payment_named(told["payment"], user=user, as_of=today),
            amount_minor=told["amount"] or 0,
            by=user,
            at=clock.now(),
            as_of=today,
            key=f"web/{told['key']}",
        )
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return page_of(request, found, recover_form=form, status=refused_status(refusal))
    dispatch.accounts_changed([found.customer_id], as_of=today, at=clock.now())
    messages.success(request, _("Recovered: it is credited to the allowance, and the claim stays settled."))
    return redirect("request", request_id)


def _form(data: Any, found: Request, left: int) -> RecoverForm:
    payments = free_payments(found.customer_id, currency=found.currency)
    return RecoverForm(data, payments=payments, currency=found.currency, most_minor=left)
