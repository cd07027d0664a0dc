"""How the forms of follow-up answer: as a part in a dialog, or as a page of their own; back to where one came from."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.parties.access import customer_for
from creditdesk.parties.actions import User
from creditdesk.web.templatetags.desk_formats import words

if TYPE_CHECKING:
    from creditdesk.parties.models import Customer


def is_part(request: HttpRequest) -> bool:
    """Whether the form is asked for as a part, to stand in a dialog of the page."""
    return "HX-Request" in request.headers


def back_to(request: HttpRequest) -> str:
    """Where the person came from, if it is a page of ours; else the beginning."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


def form_answer(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The form, as a part or as a page."""
    frame = "contact/part.html" if is_part(request) else "contact/page.html"
    context |= {"form_template": template, "next": back_to(request), "on_page": not is_part(request)}
    return render(request, frame, context, status=status)


def saved_answer(
    request: HttpRequest, text: str, *, customer_id: int, undo: str = "", warning: str = ""
) -> HttpResponse:
    """It is done: a toast and word to the page that lists it, or back to where one came from."""
    if is_part(request):
        told: dict[str, Any] = {"text": warning or text, "tone": "warning" if warning else "success", "undo": undo}
        trigger = {"toast": told, "desk:followed": {"customer": customer_id}}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(trigger)})
    messages.success(request, text, extra_tags=f"undo:{undo}" if undo else "")
    if warning:
        messages.warning(request, warning)
    return redirect(back_to(request))


def refused_status(refusal: Refusal) -> int:
    """409 where somebody was faster, else 422."""
    return 409 if any(reason.code.endswith("changed_meanwhile") for reason in refusal.reasons) else 422


def refused_words(refusal: Refusal) -> list[str]:
    """The reasons, each as a sentence in the reader's language."""
    return [words(reason) for reason in refusal.reasons]


def customer_of(request: HttpRequest, user: User, *, today: dt.date) -> Customer:
    """The customer that the address or the form names. Raises NotVisible; Refusal where none is named."""
    return customer_for(user, customer_named(request), as_of=today)


def customer_named(request: HttpRequest) -> int:
    """The key of the customer that the address or the form names. Raises Refusal where none is named."""
    named = request.POST.get("customer") or request.GET.get("customer") or ""
    if not named.isdecimal() or len(named) > 18:
        raise refuse("contact.customer", "no customer is named; open the form from an account")
    return int(named)
