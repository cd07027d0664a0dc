"""Asking for another limit or class, changing what was asked for, and the letters that follow a no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from creditdesk.approvals.access import request_for
from creditdesk.config import clock
from creditdesk.creditfile.access import file_for, sees_files
from creditdesk.creditfile.facts import file_facts
from creditdesk.creditfile.limits import limit_content
from creditdesk.creditfile.queries import newest_finding
from creditdesk.domain.credit_advice import look_through
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import Kind
from creditdesk.domain.visibility import Permission
from creditdesk.letters.adverse import draft_notice, draft_reasons
from creditdesk.policy.queries import policy_in_force
from creditdesk.web.approvals import steps
from creditdesk.web.contact.answers import refused_words
from creditdesk.web.creditfile.forms import AskedForm, LimitForm
from creditdesk.web.fields import amount_typed
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.templatetags.desk_formats import words as words_of

if TYPE_CHECKING:
    from creditdesk.approvals.models import Request
    from creditdesk.domain.requests import Content
    from creditdesk.parties.models import Customer


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_CREDIT_FILE)
def ask(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Ask for a limit and a class; the form begins with what the formulas give."""
    user, today = current_user(request), clock.today()
    customer = file_for(user, customer_id, as_of=today)
    begins = _proposed(customer) if request.method == "GET" else {}
    form = LimitForm(request.POST or None, currency=customer.currency, begins=begins)
    if request.method == "GET" or not form.is_valid():
        return _page(request, customer, form, status=200 if request.method == "GET" else 422)
    finding = newest_finding(customer)
    told = _told(form) | {"review": finding.review if finding else None}
    try:
        made = steps.ask(request, customer, limit_content(customer, **told), key=str(form.cleaned_data["key"]))
    except Refusal as refusal:
        return _refused(request, customer, form, refusal)
    steps.say_asked(request)
    return redirect("request", made.id)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_CREDIT_FILE)
def change(request: HttpRequest, request_id: int) -> HttpResponse:
    """Change an open request for a limit: it is asked from what stands now."""
    found = _limit_request(request, request_id)
    customer = found.customer
    form = LimitForm(request.POST or None, currency=customer.currency, begins=_standing(found))
    context = {"asked": found, "seen": steps.seen(request, found)}
    if request.method == "GET" or not form.is_valid():
        return _page(request, customer, form, status=200 if request.method == "GET" else 422, **context)
    finding = newest_finding(customer)
    told = _told(form) | {"review": finding.review if finding else None}
    try:
        steps.ask_anew(request, found, limit_content(customer, **told))
    except Refusal as refusal:
        return _refused(request, customer, form, refusal, **context)
    return redirect("request", found.id)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_CREDIT_FILE)
def notice(request: HttpRequest, request_id: int) -> HttpResponse:
    """Draft the letter that tells the customer that his limit was refused or reduced."""
    return _letter(request, request_id, draft_notice)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_CREDIT_FILE)
def give_reasons(request: HttpRequest, request_id: int) -> HttpResponse:
    """Draft the letter with the reasons, for a customer who asked for them in writing in time."""
    form = AskedForm(request.POST, today=clock.today())
    if not form.is_valid():
        messages.error(request, _("Say on which day he asked in writing."))
        return redirect("request", _limit_request(request, request_id).id)
    return _letter(request, request_id, draft_reasons, asked_on=form.cleaned_data["asked_on"])


def _letter(request: HttpRequest, request_id: int, draft: Any, **told: Any) -> HttpResponse:
    found = _limit_request(request, request_id)
    try:
        letter = draft(found, by=current_user(request), at=clock.now(), as_of=clock.today(), **told)
    except Refusal as refusal:
        messages.error(request, "; ".join(refused_words(refusal)))
        return redirect("request", found.id)
    messages.success(request, _("The letter is drafted: look at it and let it go."))
    return redirect("letter", letter.id)


def _limit_request(request: HttpRequest, request_id: int) -> Request:
    user = current_user(request)
    found = request_for(user, request_id, as_of=clock.today())
    if found.kind != Kind.LIMIT.value or not sees_files(user):
        raise Http404
    return found


def _proposed(customer: Customer) -> dict[str, Any]:
    """What the formulas give today, and the file in a sentence as evidence."""
    today = clock.today()
    policy = policy_in_force(as_of=today, company_id=customer.company_id).document
    looked = look_through(file_facts(customer, as_of=today, policy=policy), policy)
    chief = next((one for one in looked.recommended if one.advice.value in ("reduce", "extend")), looked.chief)
    shows = [words_of(one) for one in (*looked.found_class.reasons, *looked.found_limit.reasons)]
    return {
        "amount": amount_typed(looked.found_limit.limit_minor, currency=customer.currency),
        "risk_class": looked.found_class.risk_class.value,
        "words": words_of(chief.reasons[0]),
        "shows": "; ".join(shows)[:500],
    }


def _standing(found: Request) -> dict[str, Any]:
    content: Content = found.asked
    return {
        "amount": amount_typed(content.terms["limit_minor"], currency=content.currency),
        "risk_class": content.terms["risk_class"],
        "words": content.words,
        "shows": content.evidence[0].words if content.evidence else "",
        "asked_by_customer": content.terms["asked_by_customer"],
    }


def _told(form: LimitForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "limit_minor": data["amount"] or 0,
        "risk_class": data["risk_class"],
        "words": data["words"],
        "shows": data["shows"],
        "asked_by_customer": data["asked_by_customer"],
    }


def _refused(
    request: HttpRequest, customer: Customer, form: LimitForm, refusal: Refusal, **context: Any
) -> HttpResponse:
    return _page(request, customer, form, status=steps.refused(form, refusal), **context)


def _page(request: HttpRequest, customer: Customer, form: LimitForm, *, status: int, **context: Any) -> HttpResponse:
    told = {"customer": customer, "form": form, "title": _("Credit limit"), **context}
    return render(request, "creditfile/limit.html", told, status=status)
