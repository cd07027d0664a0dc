"""Incoming calls: who it is by the number, and what becomes of a caller whom nobody knows."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.phone_numbers import Likeness, NumberError, Typed, read_number
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.followup.unknown_calls import (
    Heard,
    close_unknown_call,
    open_unknown_calls,
    record_unknown_call,
    unknown_call_for,
)
from creditdesk.parties.access import companies_of
from creditdesk.parties.actions import User
from creditdesk.parties.callers import Caller, callers_with
from creditdesk.parties.reach import reach_of
from creditdesk.web.calls.forms import ClosingForm, NumberForm, UnknownCallerForm
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.templatetags.desk_formats import words

LIKENESS_WORDS = {
    Likeness.SAME: gettext_lazy("the same number"),
    Likeness.SAME_LINE: gettext_lazy("the same line, another extension"),
    Likeness.ENDS_ALIKE: gettext_lazy("ends alike"),
}


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.WORK_TICKLERS)
def incoming(request: HttpRequest) -> HttpResponse:
    """Look a caller up by `?number=`; one who is nobody's is kept as an unknown caller."""
    user, today = current_user(request), clock.today()
    if request.method == "POST":
        return _unknown(request, user)
    if "number" not in request.GET:
        return _page(request, user, form=NumberForm())
    form = NumberForm(request.GET)
    typed = _typed(form, user)
    if typed is None:
        return _page(request, user, form=form, status=422)
    found = callers_with(typed, reach=reach_of(user, as_of=today))
    # One who is known for certain is on the line already; nobody waits for a list of one.
    if len(found) == 1 and found[0].likeness is not Likeness.ENDS_ALIKE:
        return redirect(_call_url(found[0]))
    unknown = UnknownCallerForm(
        initial={"key": str(uuid.uuid4()), "number": typed.international or typed.text, "due_date": "today"},
        today=today,
        number=typed.digits,
    )
    return _page(request, user, form=form, typed=typed, found=found, unknown=unknown)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.WORK_TICKLERS)
def unknown_done(request: HttpRequest, call_id: int) -> HttpResponse:
    """Say that an unknown caller was looked after, and what came of it."""
    user = current_user(request)
    call = unknown_call_for(user, call_id)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, user, form=NumberForm(), closing=(call_id, form), status=422)
    try:
        close_unknown_call(call, note=form.cleaned_data["note"], by=user, at=clock.now())
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error("note", sentence)
        return _page(request, user, form=NumberForm(), closing=(call_id, form), status=refused_status(refusal))
    messages.success(request, _("Looked after: %(number)s") % {"number": call.number})
    return redirect("incoming_call")


def _typed(form: NumberForm, user: User) -> Typed | None:
    if not form.is_valid():
        return None
    company = companies_of(user).first()
    try:
        return read_number(form.cleaned_data["number"], country=company.country if company else "")
    except NumberError as error:
        form.add_error("number", words(error.reason))
        return None


def _unknown(request: HttpRequest, user: User) -> HttpResponse:
    today = clock.today()
    unknown = UnknownCallerForm(request.POST, today=today)
    company = companies_of(user).first()
    number = NumberForm(initial={"number": request.POST.get("number", "")[:40]})
    if not unknown.is_valid() or company is None:
        return _page(request, user, form=number, unknown=unknown, status=422)
    data = unknown.cleaned_data
    heard = Heard(data["number"], data["caller"], data["note"], data["due_date"])
    try:
        record_unknown_call(company, heard=heard, by=user, at=clock.now(), as_of=today, key=data["key"])
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            unknown.add_error(None, sentence)
        return _page(request, user, form=number, unknown=unknown, status=refused_status(refusal))
    messages.success(request, _("Kept: %(number)s. It stands in your plan of the day.") % {"number": data["number"]})
    return redirect("incoming_call")


def _page(request: HttpRequest, user: User, *, status: int = 200, **context: Any) -> HttpResponse:
    found: list[Caller] = context.pop("found", [])
    closing: tuple[int, ClosingForm] | None = context.pop("closing", None)
    shown = [(one, LIKENESS_WORDS[one.likeness], _call_url(one)) for one in found]
    waiting = [
        (one, closing[1] if closing and closing[0] == one.id else ClosingForm(auto_id=f"closing-{one.id}-%s"))
        for one in open_unknown_calls(user)[:50]
    ]
    context |= {"found": shown, "waiting": waiting, "today": clock.today()}
    return render(request, "calls/incoming.html", {"typed": None, "unknown": None} | context, status=status)


def _call_url(caller: Caller) -> str:
    asked = {"direction": "inbound"} | ({"contact": str(caller.contact.id)} if caller.contact else {})
    return f"{reverse('call', args=[caller.customer.id])}?{urlencode(asked)}"
