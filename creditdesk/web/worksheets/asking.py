"""Filling a worksheet in on the screen, taking it out as a form, and loading the form back."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk import dispatch
from creditdesk.approvals.worksheet_form import form_line, take_form
from creditdesk.approvals.worksheet_queries import open_claims
from creditdesk.approvals.worksheets import filled
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import MOST_LINES, Kind
from creditdesk.domain.visibility import Permission
from creditdesk.domain.worksheets import booked, grand_totals, totals
from creditdesk.exports.writers import XLSX_TYPE
from creditdesk.letters.drafting import safe_part
from creditdesk.parties.access import customer_for
from creditdesk.policy.queries import policy_in_force
from creditdesk.web.approvals import steps, words
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.permissions import asked_from_the_desk, current_user, needs
from creditdesk.web.worksheets.forms import LoadForm, SheetForm

if TYPE_CHECKING:
    from creditdesk.domain.policy import PolicyDocument
    from creditdesk.parties.models import Customer
    from creditdesk.receivables.models import OpenItem


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(*steps.SEE)
def new(request: HttpRequest, customer_id: int) -> HttpResponse:
    """A worksheet of the documents that were chosen, or of all that is open: add it up, ask for it, keep it."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    items = _items(request, customer)
    policy = policy_in_force(as_of=today, company_id=customer.company_id).document
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        fills="whole" not in request.GET and "item" in request.GET,
        kind=Kind.ADJUSTMENT,
        currency=customer.currency,
        items=items,
        documents=steps.papers(request, customer),
        policy=policy,
        as_of=today,
    )
    if request.method == "GET" or not form.is_valid():
        return _page(request, customer, form, policy, status=200 if request.method == "GET" else 422)
    if form.adds_up:
        return _page(request, customer, form, policy)
    try:
        made = dispatch.prepare_worksheet(
            customer,
            sheet=form.sheet(),
            submit=not steps.is_draft(request),
            by=user,
            at=clock.now(),
            as_of=today,
            key=f"web/{form.cleaned_data['key']}",
        )
    except Refusal as refusal:
        return _page(request, customer, form, policy, status=steps.refused(form, refusal))
    steps.say_asked(request)
    return redirect("worksheet", made.id)


def _items(request: HttpRequest, customer: Customer) -> list[OpenItem]:
    """The documents that were chosen, or all that is open of the account."""
    if not steps.ids_of(request):
        return open_claims(customer.id, most=MOST_LINES)
    return steps.chosen(request, customer)[:MOST_LINES]


def _page(
    request: HttpRequest,
    customer: Customer,
    form: SheetForm,
    policy: PolicyDocument,
    *,
    status: int = 200,
) -> HttpResponse:
    chosen = [("item", str(item.id)) for item in form.items]
    whole = [] if "item" in request.GET and "whole" not in request.GET else [("whole", "1")]
    sums = (
        booked(filled(form.sheet().lines), bookings=policy.requests.adjustment)
        if form.adds_up and form.is_valid()
        else []
    )
    bookings = policy.requests.adjustment
    context = {
        "customer": customer,
        "form": form,
        "query": urlencode([*chosen, *whole]),
        "is_whole": bool(whole),
        "is_cut": len(form.items) == MOST_LINES,
        "most": MOST_LINES,
        "booked": [(words.CAUSES[one.reason], one) for one in totals(sums)],
        "totals": grand_totals(sums),
        "bookings": [(label, getattr(bookings, name)) for name, label in words.CAUSES.items()],
    }
    return render(request, "worksheets/new.html", context, status=status)


@require_GET
@needs(Permission.RECORD_ACTIVITY)
@needs(*steps.SEE)
@asked_from_the_desk
def form(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The worksheet as a form that is filled in outside."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    fills = "whole" not in request.GET and "item" in request.GET
    lines = [form_line(item, fill=fills) for item in _items(request, customer) if item.open_minor > 0]
    try:
        book = take_form(
            customer,
            lines=lines,
            papers=steps.papers(request, customer),
            form_id=uuid.uuid4().hex,
            by=user,
            at=clock.now(),
            as_of=today,
        )
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            messages.error(request, sentence)
        return redirect("account", customer.id)
    answer = HttpResponse(book, content_type=XLSX_TYPE)
    name = f"worksheet-{safe_part(customer.number)}-{today.isoformat()}.xlsx"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
def load(request: HttpRequest) -> HttpResponse:
    """Load a form that was filled in: all of it is asked for, or each cell that is wrong is named."""
    given = LoadForm(request.POST, request.FILES) if request.method == "POST" else LoadForm()
    if request.method == "GET" or not given.is_valid():
        return _load_page(request, given, status=200 if request.method == "GET" else 422)
    try:
        made = dispatch.load_worksheet(
            given.cleaned_data["file"].read(),
            submit=not steps.is_draft(request),
            by=current_user(request),
            at=clock.now(),
            as_of=clock.today(),
        )
    except Refusal as refusal:
        said = refused_words(refusal)
        return _load_page(request, given, said=said, status=refused_status(refusal))
    steps.say_asked(request)
    return redirect("worksheet", made.id)


def _load_page(request: HttpRequest, given: LoadForm, *, said: Any = (), status: int = 200) -> HttpResponse:
    return render(request, "worksheets/load.html", {"load": given, "said": said}, status=status)
