"""Asking for something on an account, and changing what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from creditdesk.approvals.access import request_for
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import STATUSES, WITH_TERMS, Content, Kind
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import customer_for
from creditdesk.policy.queries import policy_in_force
from creditdesk.web.agency.words import placement_facts
from creditdesk.web.approvals import steps, words
from creditdesk.web.approvals.drafted import drafted
from creditdesk.web.approvals.forms import AskForm
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.settlements.words import settlement_facts

if TYPE_CHECKING:
    from creditdesk.parties.models import Customer
    from creditdesk.receivables.models import OpenItem

# Where a request with terms of its own is changed: a URL with the request.
OWN_FORMS: dict[Kind, str] = {
    Kind.RELEASE: "release_change",
    Kind.SETTLEMENT: "settlement_change",
    Kind.LIMIT: "limit_change",
    Kind.PLAN: "plan_change",
    Kind.PLACEMENT: "placement_change",
}
# What the kind's own terms say, as labels and words for the request's page.
OWN_FACTS: dict[Kind, Callable[[Content], list[tuple[str, str]]]] = {
    Kind.SETTLEMENT: settlement_facts,
    Kind.PLACEMENT: placement_facts,
}


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(*steps.SEE)
def new(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Ask for something about the account, or about the documents that were chosen on it."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    items = steps.chosen(request, customer)
    kinds = [Kind.ADJUSTMENT, Kind.WRITE_OFF, Kind.EXTENSION] if items else [Kind.STATUS, Kind.ADJUSTMENT]
    asked = request.GET.get("kind", "")
    kind = Kind(asked) if asked in kinds else (Kind.WRITE_OFF if items else Kind.STATUS)
    before = drafted(kind, customer, items, by=user, as_of=today)
    form = _form(request, customer, kind=kind, items=items, before=before)
    if kind is Kind.STATUS and request.GET.get("status") in STATUSES:
        form.fields["status"].initial = request.GET["status"]
    context = {"kinds": [(one.value, words.KINDS[one.value], one is kind) for one in kinds]}
    if request.method == "GET" or not form.is_valid():
        return _page(request, customer, form, status=200 if request.method == "GET" else 422, **context)
    try:
        made = steps.ask(request, customer, form.content(), key=str(form.cleaned_data["key"]))
    except Refusal as refusal:
        return _refused(request, customer, form, refusal, **context)
    steps.say_asked(request)
    return redirect("request", made.id)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def change(request: HttpRequest, request_id: int) -> HttpResponse:
    """Change an open request: nothing that was decided about it before counts for what it says then."""
    user, today = current_user(request), clock.today()
    found = request_for(user, request_id, as_of=today)
    content = found.asked
    if content.kind in WITH_TERMS:
        return _own_form(content.kind, found.id)
    items = steps.asked_about(request, content)
    form = _form(request, found.customer, kind=content.kind, items=items, before=content)
    context = {"asked": found, "seen": steps.seen(request, found)}
    if request.method == "GET" or not form.is_valid():
        return _page(request, found.customer, form, status=200 if request.method == "GET" else 422, **context)
    try:
        steps.ask_anew(request, found, form.content())
    except Refusal as refusal:
        return _refused(request, found.customer, form, refusal, **context)
    return redirect("request", found.id)


def _own_form(kind: Kind, request_id: int) -> HttpResponse:
    if kind not in OWN_FORMS:
        raise Http404
    return redirect(OWN_FORMS[kind], request_id)


def _form(
    request: HttpRequest, customer: Customer, *, kind: Kind, items: list[OpenItem], before: Content | None = None
) -> AskForm:
    today = clock.today()
    return AskForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        currency=items[0].currency if items else before.currency if before else customer.currency,
        items=items,
        documents=steps.papers(request, customer),
        policy=policy_in_force(as_of=today, company_id=customer.company_id).document,
        as_of=today,
        before=before,
    )


def _refused(request: HttpRequest, customer: Customer, form: AskForm, refusal: Refusal, **context: Any) -> HttpResponse:
    return _page(request, customer, form, status=steps.refused(form, refusal), **context)


def _page(
    request: HttpRequest, customer: Customer, form: AskForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    title = words.KINDS[form.kind.value]
    told = {"customer": customer, "form": form, "title": title, "currency": form.currency, **context}
    return render(request, "approvals/ask.html", told, status=status)
