"""Asking for something on an account, and changing what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from creditdesk import dispatch
from creditdesk.approvals.access import request_for
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import STATUSES, WITH_TERMS, Content, Kind
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import visible_documents
from creditdesk.parties.access import customer_for
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.access import items_for
from creditdesk.web.approvals import words
from creditdesk.web.approvals.drafted import drafted
from creditdesk.web.approvals.forms import AskForm
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.settlements.words import settlement_facts

if TYPE_CHECKING:
    from creditdesk.parties.models import Customer
    from creditdesk.receivables.models import OpenItem

_SEE = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
MOST_PAPERS = 50
# Where a request with terms of its own is changed: a URL with the request.
OWN_FORMS: dict[Kind, str] = {
    Kind.RELEASE: "release_change",
    Kind.SETTLEMENT: "settlement_change",
    Kind.LIMIT: "limit_change",
    Kind.PLAN: "plan_change",
}
# What the kind's own terms say, as labels and words for the request's page.
OWN_FACTS: dict[Kind, Callable[[Content], list[tuple[str, str]]]] = {Kind.SETTLEMENT: settlement_facts}


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(*_SEE)
def new(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Ask for something about the account, or about the documents that were chosen on it."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    items = _items(request, customer)
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
        made = dispatch.prepare_request(
            customer,
            content=form.content(),
            submit=request.POST.get("act") != "draft",
            by=user,
            at=clock.now(),
            as_of=today,
            key=f"web/{form.cleaned_data['key']}",
        )
    except Refusal as refusal:
        return _refused(request, customer, form, refusal, **context)
    if made.state == "draft":
        messages.success(request, _("Kept as a draft that only you see."))
    else:
        messages.success(request, _("Asked for. It counts once somebody with the authority approves it."))
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
    ids = [line.item_id for line in content.lines if line.item_id is not None]
    items = sorted(items_for(user, ids, as_of=today), key=lambda one: ids.index(one.id))
    form = _form(request, found.customer, kind=content.kind, items=items, before=content)
    seen = request.POST.get("seen", str(found.revision))
    context = {"asked": found, "seen": seen}
    if request.method == "GET" or not form.is_valid():
        return _page(request, found.customer, form, status=200 if request.method == "GET" else 422, **context)
    try:
        dispatch.revise_request(
            found,
            content=form.content(),
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
            submit=request.POST.get("act") != "draft",
            by=user,
            at=clock.now(),
            as_of=today,
        )
    except Refusal as refusal:
        return _refused(request, found.customer, form, refusal, **context)
    messages.success(request, _("Changed. It is decided about as it says now."))
    return redirect("request", found.id)


def _own_form(kind: Kind, request_id: int) -> HttpResponse:
    if kind not in OWN_FORMS:
        raise Http404
    return redirect(OWN_FORMS[kind], request_id)


def _items(request: HttpRequest, customer: Customer) -> list[OpenItem]:
    ids = [int(one) for one in request.GET.getlist("item") if one.isdecimal() and len(one) < 19]
    found = items_for(current_user(request), ids, as_of=clock.today())
    if len(found) != len(set(ids)) or any(one.customer_id != customer.id for one in found):
        raise Http404
    return sorted(found, key=lambda one: (one.due_date, one.id))


def _form(
    request: HttpRequest, customer: Customer, *, kind: Kind, items: list[OpenItem], before: Content | None = None
) -> AskForm:
    today = clock.today()
    papers = visible_documents(current_user(request), customer_id=customer.id).defer("content")[:MOST_PAPERS]
    return AskForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        currency=items[0].currency if items else before.currency if before else customer.currency,
        items=items,
        documents=list(papers),
        policy=policy_in_force(as_of=today, company_id=customer.company_id).document,
        as_of=today,
        before=before,
    )


def _refused(request: HttpRequest, customer: Customer, form: AskForm, refusal: Refusal, **context: Any) -> HttpResponse:
    for sentence in refused_words(refusal):
        form.add_error(None, sentence)
    return _page(request, customer, form, status=refused_status(refusal), **context)


def _page(
    request: HttpRequest, customer: Customer, form: AskForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    title = words.KINDS[form.kind.value]
    told = {"customer": customer, "form": form, "title": title, "currency": form.currency, **context}
    return render(request, "approvals/ask.html", told, status=status)
