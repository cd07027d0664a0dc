"""Opening a case on an account, about the documents that were chosen there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.disputes.opening import likely_repeats, open_case
from creditdesk.disputes.queries import cases_of_items
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import possible_owners
from creditdesk.parties.access import customer_for
from creditdesk.policy.queries import policy_in_force
from creditdesk.web.approvals import steps
from creditdesk.web.disputes.forms import OpenForm
from creditdesk.web.permissions import current_user, needs

if TYPE_CHECKING:
    from creditdesk.parties.models import Customer
    from creditdesk.receivables.models import OpenItem


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def new(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Open a case about the documents that the address names; one that is a case already leads there."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    items = _items(request, customer)
    if request.method == "GET" and (deductions := [one for one in items if one.kind == "deduction"]):
        known = cases_of_items([one.id for one in deductions])
        if known:
            messages.info(request, _("The deduction has its case: this is it."))
            return redirect("case", next(iter(known.values()))[-1].id)
    form = _form(request, customer, items, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, customer, form, status=422 if form.is_bound else 200)
    try:
        made = open_case(
            customer,
            form.opening(),
            by=user,
            at=clock.now(),
            as_of=today,
            key=f"web/{form.cleaned_data['key']}",
        )
    except Refusal as refusal:
        return _page(request, customer, form, status=steps.refused(form, refusal), likely=_likely(customer, form))
    dispatch.accounts_changed([customer.id], as_of=today, at=clock.now())
    messages.success(request, _("Opened. What is contested leaves dunning and the exposure."))
    return redirect("case", made.id)


def _items(request: HttpRequest, customer: Customer) -> list[OpenItem]:
    """The documents that the address names, all of one currency and open. Raises Http404 for those of another."""
    found = steps.chosen(request, customer)
    if len({one.currency for one in found}) > 1:
        raise Http404
    return [one for one in found if one.open_minor > 0]


def _form(request: HttpRequest, customer: Customer, items: list[OpenItem], data: Any) -> OpenForm:
    today = clock.today()
    policy = policy_in_force(as_of=today, company_id=customer.company_id).document
    return OpenForm(
        data,
        currency=items[0].currency if items else customer.currency,
        items=items,
        owners=possible_owners(customer, as_of=today),
        policy=policy.cases,
        as_of=today,
    )


def _likely(customer: Customer, form: OpenForm) -> list[Any]:
    """The earlier cases that what was typed may repeat, with why."""
    today = clock.today()
    policy = policy_in_force(as_of=today, company_id=customer.company_id).document
    return likely_repeats(customer, form.opening(), policy=policy, as_of=today)[:5]


def _page(
    request: HttpRequest, customer: Customer, form: OpenForm, *, status: int, likely: list[Any] | None = None
) -> HttpResponse:
    context = {"customer": customer, "form": form, "likely": likely or []}
    return render(request, "disputes/open.html", context, status=status)
