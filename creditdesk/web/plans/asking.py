"""Asking for a payment plan on an account, changing what was asked for, and the schedule while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk.approvals.access import request_for
from creditdesk.config import clock
from creditdesk.domain.plans import Schedule, objections
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import Content, Kind
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import customer_for
from creditdesk.plans.queries import plannable
from creditdesk.receivables.access import items_for
from creditdesk.web.approvals import steps
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.plans.forms import PlanForm

if TYPE_CHECKING:
    from creditdesk.parties.models import Customer
    from creditdesk.receivables.models import OpenItem


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(*steps.SEE)
def new(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Ask for a plan about what is past due, or about the documents that were chosen."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    form = _new_form(request, customer, request.POST if request.method == "POST" else None)
    schedule = form.schedule() if form.is_bound else None
    if not form.is_bound or not form.is_valid() or schedule is None:
        return _page(request, customer, form, schedule, status=422 if form.is_bound else 200)
    try:
        made = steps.ask(request, customer, form.content(schedule), key=str(form.cleaned_data["key"]))
    except Refusal as refusal:
        return _refused(request, customer, form, schedule, refusal)
    steps.say_asked(request)
    return redirect("request", made.id)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def change(request: HttpRequest, request_id: int) -> HttpResponse:
    """Change an open request for a plan: nothing that was decided before counts for what it says then."""
    user, today = current_user(request), clock.today()
    found = request_for(user, request_id, as_of=today)
    content = found.asked
    if content.kind is not Kind.PLAN:
        raise Http404
    form = _change_form(request, found.customer, content)
    schedule = form.schedule() if form.is_bound else Schedule.from_terms(content.terms)
    told: dict[str, Any] = {"asked": found, "seen": steps.seen(request, found)}
    if not form.is_bound or not form.is_valid() or schedule is None:
        return _page(request, found.customer, form, schedule, status=422 if form.is_bound else 200, **told)
    try:
        steps.ask_anew(request, found, form.content(schedule))
    except Refusal as refusal:
        return _refused(request, found.customer, form, schedule, refusal, **told)
    return redirect("request", found.id)


@require_GET
@needs(Permission.RECORD_ACTIVITY)
@needs(*steps.SEE)
def preview(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The schedule of what is typed at this moment, and what speaks against it."""
    customer = customer_for(current_user(request), customer_id, as_of=clock.today())
    form = _new_form(request, customer, request.GET)
    return render(request, "plans/preview.html", _preview(form, form.schedule()))


def _new_form(request: HttpRequest, customer: Customer, data: Any) -> PlanForm:
    """The form about the documents that the address names, else all that is past due of the currency."""
    today = clock.today()
    named = steps.ids_of(request)
    found = items_for(current_user(request), named, as_of=today)
    if any(one.customer_id != customer.id for one in found) or (data is None and len(found) != len(set(named))):
        raise Http404
    currency = found[0].currency if found else customer.currency
    if data is not None:
        currency = _currency_of(request, customer, data, currency)
    items = plannable(customer.id, currency=currency)
    chosen = named or [one.id for one in items if one.due_date < today]
    return _form(request, customer, data, currency=currency, items=items, chosen=chosen)


def _currency_of(request: HttpRequest, customer: Customer, data: Any, otherwise: str) -> str:
    """The currency of the first document that was ticked."""
    ids = [int(one) for one in data.getlist("item") if one.isdecimal() and len(one) < 19]
    mine = [one for one in items_for(current_user(request), ids, as_of=clock.today()) if one.customer_id == customer.id]
    return mine[0].currency if mine else otherwise


def _change_form(request: HttpRequest, customer: Customer, content: Content) -> PlanForm:
    items = plannable(customer.id, currency=content.currency)
    chosen = [line.item_id for line in content.lines if line.item_id is not None]
    data = request.POST if request.method == "POST" else None
    return _form(request, customer, data, currency=content.currency, items=items, chosen=chosen, before=content)


def _form(
    request: HttpRequest,
    customer: Customer,
    data: Any,
    *,
    currency: str,
    items: list[OpenItem],
    chosen: list[int],
    before: Content | None = None,
) -> PlanForm:
    return PlanForm(
        data,
        currency=currency,
        items=items,
        chosen=chosen,
        documents=steps.papers(request, customer),
        as_of=clock.today(),
        before=before,
    )


def _preview(form: PlanForm, schedule: Schedule | None) -> dict[str, Any]:
    against = []
    if schedule is not None:
        against = objections(schedule, debt_minor=form.debt_minor, currency=form.currency, as_of=clock.today())
    return {"schedule": schedule, "currency": form.currency, "debt_minor": form.debt_minor, "against": against}


def _refused(
    request: HttpRequest, customer: Customer, form: PlanForm, schedule: Schedule, refusal: Refusal, **told: Any
) -> HttpResponse:
    return _page(request, customer, form, schedule, status=steps.refused(form, refusal), **told)


def _page(
    request: HttpRequest, customer: Customer, form: PlanForm, schedule: Schedule | None, *, status: int, **told: Any
) -> HttpResponse:
    context = {"customer": customer, "form": form, **_preview(form, schedule), **told}
    return render(request, "plans/ask.html", context, status=status)
