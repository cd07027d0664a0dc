"""Recommending accounts for an agency: one with its packet, or several that were chosen on the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from creditdesk import dispatch
from creditdesk.agency.access import agency_named
from creditdesk.agency.queries import agencies_of, candidate, recommendation
from creditdesk.approvals.access import request_for
from creditdesk.config import clock
from creditdesk.domain.agency import Told
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import Evidence, Kind
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import NotVisible, customer_for
from creditdesk.web.agency.forms import RecommendForm
from creditdesk.web.approvals import steps
from creditdesk.web.contact.answers import refused_words
from creditdesk.web.permissions import current_user, needs

if TYPE_CHECKING:
    from creditdesk.domain.requests import Content
    from creditdesk.parties.models import Customer

MOST = 100


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def new(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Recommend the account: what speaks for it and against it, its documents, the packet."""
    customer = customer_for(current_user(request), customer_id, as_of=clock.today())
    currency = request.GET.get("currency", "") or customer.currency
    form = RecommendForm(_data(request), agencies=agencies_of(customer.company_id))
    if request.method == "GET" or not form.is_valid():
        return _page(request, customer, form, currency, status=200 if request.method == "GET" else 422)
    try:
        content = _content(request, customer, form, currency)
        made = steps.ask(request, customer, content, key=str(form.cleaned_data["key"]))
    except Refusal as refusal:
        return _page(request, customer, form, currency, status=steps.refused(form, refusal))
    steps.say_asked(request)
    return redirect("request", made.id)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def revise(request: HttpRequest, request_id: int) -> HttpResponse:
    """Change an open recommendation: it is about the account as it stands now."""
    found = request_for(current_user(request), request_id, as_of=clock.today())
    if found.kind != Kind.PLACEMENT:
        raise Http404
    customer, currency = found.customer, found.currency
    form = RecommendForm(_data(request), agencies=agencies_of(customer.company_id), before=found.asked)
    told = {"asked": found, "seen": steps.seen(request, found)}
    if request.method == "GET" or not form.is_valid():
        return _page(request, customer, form, currency, status=200 if request.method == "GET" else 422, **told)
    try:
        steps.ask_anew(request, found, _content(request, customer, form, currency))
    except Refusal as refusal:
        return _page(request, customer, form, currency, status=steps.refused(form, refusal), **told)
    return redirect("request", found.id)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def batch(request: HttpRequest) -> HttpResponse:
    """Recommend all that were chosen, each by a request of its own; what cannot be placed is told with every reason."""
    user, asked = current_user(request), 0
    words = request.POST.get("words", "").strip()
    for one in request.POST.getlist("account")[:MOST]:
        number, _sign, currency = one.partition("/")
        if not number.isdecimal() or len(number) > 18:
            continue
        try:
            customer = customer_for(user, int(number), as_of=clock.today())
        except NotVisible:
            continue
        try:
            _recommend(request, customer, currency or customer.currency, words)
            asked += 1
        except Refusal as refusal:
            messages.error(request, f"{customer.name}: {'; '.join(str(one) for one in refused_words(refusal))}")
    if asked:
        messages.success(request, _("%(count)d asked for.") % {"count": asked})
    return redirect("agency")


def _recommend(request: HttpRequest, customer: Customer, currency: str, words: str) -> None:
    user, today = current_user(request), clock.today()
    named = request.POST.get("agency", "")
    agency = agency_named(int(named) if named.isdecimal() and len(named) < 19 else 0, user=user)
    content = recommendation(
        candidate(customer, currency=currency, as_of=today),
        agency=agency,
        told=Told(),
        words=words,
        evidence=(Evidence(Shown.EFFORTS, words=words),) if words else (),
        as_of=today,
    )
    key = f"web/{request.POST.get('key', '')[:40]}/{customer.id}/{currency}"
    dispatch.prepare_request(customer, content=content, submit=True, by=user, at=clock.now(), as_of=today, key=key)


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _content(request: HttpRequest, customer: Customer, form: RecommendForm, currency: str) -> Content:
    return recommendation(
        candidate(customer, currency=currency, as_of=clock.today()),
        agency=agency_named(form.cleaned_data["agency"], user=current_user(request)),
        told=form.told(),
        words=form.cleaned_data["words"],
        evidence=form.evidence(),
        as_of=clock.today(),
    )


def _page(
    request: HttpRequest, customer: Customer, form: RecommendForm, currency: str, *, status: int, **told: Any
) -> HttpResponse:
    found = candidate(customer, currency=currency, as_of=clock.today())
    context = {"customer": customer, "form": form, "currency": currency, "found": found, **told}
    return render(request, "agency/recommend.html", context, status=status)
