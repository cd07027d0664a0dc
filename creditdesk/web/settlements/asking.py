"""Asking for a settlement, changing what was asked for, and what it comes to while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk.approvals.access import request_for
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import Kind
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import customer_for
from creditdesk.policy.queries import policy_in_force
from creditdesk.settlements.queries import figures as figures_of
from creditdesk.settlements.queries import free_payments
from creditdesk.web.approvals import steps, words
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.settlements.forms import SettleForm

if TYPE_CHECKING:
    from creditdesk.domain.requests import Content
    from creditdesk.parties.models import Customer
    from creditdesk.receivables.models import OpenItem


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(*steps.SEE)
def new(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Ask to settle the documents that were chosen on the account."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    items = _items(request, customer)
    if not items:
        messages.info(request, _("Choose the documents that are to be settled."))
        return redirect("account", customer.id)
    form = _form(customer, request.POST if request.method == "POST" else None, items=items, request=request)
    if request.method == "GET" or not form.is_valid():
        return _page(request, customer, form, status=200 if request.method == "GET" else 422)
    try:
        made = steps.ask(request, customer, form.content(), key=str(form.cleaned_data["key"]))
    except Refusal as refusal:
        return _refused(request, customer, form, refusal)
    steps.say_asked(request, _("Asked for. It is offered once somebody with the authority approves it."))
    return redirect("request", made.id)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def change(request: HttpRequest, request_id: int) -> HttpResponse:
    """Change an open request to settle: nothing that was decided about it before counts for what it says then."""
    user, today = current_user(request), clock.today()
    found = request_for(user, request_id, as_of=today)
    if found.kind != Kind.SETTLEMENT:
        raise Http404
    content = found.asked
    items = steps.asked_about(request, content)
    data = request.POST if request.method == "POST" else None
    form = _form(found.customer, data, items=items, request=request, before=content)
    context = {"asked": found, "seen": steps.seen(request, found)}
    if request.method == "GET" or not form.is_valid():
        return _page(request, found.customer, form, status=200 if request.method == "GET" else 422, **context)
    try:
        steps.ask_anew(request, found, form.content())
    except Refusal as refusal:
        return _refused(request, found.customer, form, refusal, **context)
    return redirect("request", found.id)


@require_GET
@needs(Permission.RECORD_ACTIVITY)
@needs(*steps.SEE)
def figures(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What is forgiven by what is typed so far, in amount and percent, and who may approve it."""
    customer = customer_for(current_user(request), customer_id, as_of=clock.today())
    items = _items(request, customer)
    told = _figures(customer, _form(customer, request.GET, items=items, request=request)) if items else {}
    return render(request, "settlements/figures.html", told)


def _figures(customer: Customer, form: SettleForm) -> dict[str, Any]:
    draft = form.draft() if form.is_bound else None
    policy = policy_in_force(as_of=clock.today(), company_id=customer.company_id).document
    found = figures_of(draft, customer.id, policy=policy, as_of=clock.today()) if draft else None
    level = words.LEVELS.get(found.level or "", "") if found else ""
    return {"figures": found, "level": level, "currency": form.currency}


def _items(request: HttpRequest, customer: Customer) -> list[OpenItem]:
    found = steps.chosen(request, customer)
    if len({one.currency for one in found}) > 1:
        raise Http404
    return found


def _form(
    customer: Customer,
    data: QueryDict | None,
    *,
    items: list[OpenItem],
    request: HttpRequest,
    before: Content | None = None,
) -> SettleForm:
    today = clock.today()
    return SettleForm(
        data,
        kind=Kind.SETTLEMENT,
        currency=items[0].currency,
        items=items,
        documents=steps.papers(request, customer),
        policy=policy_in_force(as_of=today, company_id=customer.company_id).document,
        as_of=today,
        before=before,
        payments=free_payments(customer.id, currency=items[0].currency),
    )


def _refused(
    request: HttpRequest, customer: Customer, form: SettleForm, refusal: Refusal, **context: Any
) -> HttpResponse:
    return _page(request, customer, form, status=steps.refused(form, refusal), **context)


def _page(
    request: HttpRequest, customer: Customer, form: SettleForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    told = {"customer": customer, "form": form, **_figures(customer, form), **context}
    return render(request, "settlements/ask.html", told, status=status)
