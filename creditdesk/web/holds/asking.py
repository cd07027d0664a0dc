"""Asking whoever may to let an order go that is beyond one's own authority."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from creditdesk import dispatch
from creditdesk.approvals.access import request_for
from creditdesk.config import clock
from creditdesk.credit.access import order_for
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import Kind
from creditdesk.domain.visibility import Permission
from creditdesk.parties.actions import User
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.holds.forms import AskAgainForm
from creditdesk.web.holds.views import decide_and_go_on
from creditdesk.web.permissions import current_user, needs

if TYPE_CHECKING:
    from creditdesk.credit.access import Order


@require_POST
@needs(Permission.DECIDE_ORDERS)
def ask(request: HttpRequest, order_id: int) -> HttpResponse:
    """Ask for the release of an order, and go on to the next."""
    told = _("Asked to let order %(number)s go: request %(request)d lies with whoever may.")
    return decide_and_go_on(request, order_id, _ask, told=told)


def _ask(shown: Order, form: forms.Form, *, user: User, today: dt.date) -> dict[str, Any]:
    data = form.cleaned_data
    made = dispatch.ask_for_release(
        shown,
        words=data["comment"],
        revision=data["revision"],
        by=user,
        at=clock.now(),
        as_of=today,
        key=f"web/{data['key']}",
    )
    return {"request": made.id}


@require_http_methods(["GET", "POST"])
@needs(Permission.DECIDE_ORDERS)
def change(request: HttpRequest, request_id: int) -> HttpResponse:
    """Ask for the release anew: by the order as it stands now, with other words."""
    user, today = current_user(request), clock.today()
    asked = request_for(user, request_id, as_of=today)
    if asked.kind != Kind.RELEASE:
        raise Http404
    order = order_for(user, asked.content["terms"]["order_id"], as_of=today)
    initial = {"revision": order.revision, "seen": asked.revision, "comment": asked.words}
    form = AskAgainForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200 if request.method == "GET" else 422
    if form.is_valid():
        data = form.cleaned_data
        told: dict[str, Any] = {"words": data["comment"], "revision": data["revision"], "seen": data["seen"]}
        try:
            dispatch.ask_for_release_again(asked, order, **told, by=user, at=clock.now(), as_of=today)
        except Refusal as refusal:
            for sentence in refused_words(refusal):
                form.add_error(None, sentence)
            status = refused_status(refusal)
        else:
            messages.success(request, _("Changed. It is decided about as it says now."))
            return redirect("request", asked.id)
    return render(request, "holds/ask.html", {"asked": asked, "order": order, "form": form}, status=status)
