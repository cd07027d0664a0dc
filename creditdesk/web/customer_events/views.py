"""Reading customer events, and the report of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk import dispatch
from creditdesk.approvals.queries import status_notices
from creditdesk.config import clock
from creditdesk.domain.policy_events import EventKind
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports import event_words as words
from creditdesk.exports.words import STATUS_WORDS
from creditdesk.followup.customer_events import report_event
from creditdesk.followup.event_access import CustomerEvent, event_for
from creditdesk.followup.event_queries import (
    EVENT_ORDERS,
    NOTICE_ORDERS,
    bank_of,
    customer_events,
    events_of,
    notices,
)
from creditdesk.parties.access import customer_for
from creditdesk.parties.in_order import page_after
from creditdesk.web.account.page import SEE, opened, page
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.customer_events.forms import FilterForm, ReportForm
from creditdesk.web.customer_events.page import TONES, event_page
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs

PAGE = 50
MOST_STATUSES = 20
_NEWEST = "-reported"


@require_GET
@needs(Permission.SEE_HISTORY)
def events(request: HttpRequest) -> HttpResponse:
    """The events of the accounts that the person may see, the newest report first."""
    user, today = current_user(request), clock.today()
    form = FilterForm({"state": "open", **request.GET.dict()}, user=user, as_of=today)
    chosen = form.chosen()
    found = customer_events(user, chosen=chosen, as_of=today)
    after = request.GET.get("after", "")
    rows, older = page_after(found, sort=_NEWEST, orders=EVENT_ORDERS, after=after, size=PAGE)
    context = {
        "form": form,
        "rows": _rows(rows),
        "state": chosen.state,
        "narrowed": any(request.GET.get(name) for name in ("state", "kind", "portfolio", "age")),
        "older": address(request.GET, after=older) if older else None,
        "newer": address(request.GET, after=None) if after else None,
        "today": today,
    }
    return render(request, "customer_events/list.html", context)


@require_GET
@needs(*SEE)
def notices_page(request: HttpRequest) -> HttpResponse:
    """What salespeople were told: the events of the accounts that the person sees, without anybody's notes."""
    user, today = current_user(request), clock.today()
    after = request.GET.get("after", "")
    found = notices(user, as_of=today)
    rows, older = page_after(found, sort="-at", orders=NOTICE_ORDERS, after=after, size=PAGE)
    context = {
        "rows": [
            {
                "notice": one,
                "event": one.step.event,
                "kind": words.EVENT_KINDS[one.step.event.kind],
                "state": words.EVENT_STATES[one.step.state],
                "tone": TONES[one.step.state],
            }
            for one in rows
        ],
        "statuses": [
            (one, STATUS_WORDS.get(one.status, one.status)) for one in status_notices(user, as_of=today)[:MOST_STATUSES]
        ],
        "older": address(request.GET, after=older) if older else None,
        "newer": address(request.GET, after=None) if after else None,
        "today": today,
    }
    return render(request, "customer_events/notices.html", context)


@require_GET
@needs(*SEE)
def of_account(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The events of an account, its reasons to hold, and the changes of its data that wait."""
    account = opened(request, customer_id)
    customer = account.customer
    after = request.GET.get("after", "")
    rows, older = page_after(events_of(customer), sort=_NEWEST, orders=EVENT_ORDERS, after=after, size=PAGE)
    return page(
        request,
        account,
        tab="account_events",
        template="accounts/events.html",
        rows=_rows(rows),
        older=address(request.GET, after=older) if older else None,
        bank=bank_of(customer.id) if account.sees_history else None,
        may_report=may(account.user, Permission.REPORT_EVENTS),
        may_ask=may(account.user, Permission.RECORD_ACTIVITY),
        may_lift=may(account.user, Permission.DECIDE_EVENTS),
        data_kinds=words.DATA_KINDS.items(),
    )


def _rows(found: list[CustomerEvent]) -> list[dict[str, Any]]:
    return [
        {
            "event": one,
            "kind": words.EVENT_KINDS[one.kind],
            "state": words.EVENT_STATES[one.state],
            "tone": TONES[one.state],
        }
        for one in found
    ]


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_EVENTS)
def report(request: HttpRequest, customer_id: int) -> HttpResponse:
    """First what happened, `?kind=`, then what is told of it."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    named = request.POST.get("kind") or request.GET.get("kind") or ""
    if named not in set(EventKind):
        kinds = [(value, label, words.EVENT_MEANINGS[value]) for value, label in words.EVENT_KINDS.items()]
        status = 422 if request.method == "POST" else 200
        context = {"customer": customer, "kinds": kinds, "unknown": bool(named)}
        return render(request, "customer_events/kinds.html", context, status=status)
    kind = EventKind(named)
    data = request.POST if request.method == "POST" else None
    form = ReportForm(data, kind=kind, currency=customer.currency, as_of=today)
    context = {
        "customer": customer,
        "form": form,
        "kind": kind.value,
        "title": words.EVENT_KINDS[kind.value],
        "meaning": words.EVENT_MEANINGS[kind.value],
    }
    if request.method == "GET":
        return render(request, "customer_events/report.html", context)
    if not form.is_valid():
        return render(request, "customer_events/report.html", context, status=422)
    key = form.cleaned_data["key"]
    try:
        made = report_event(customer, told=form.told(), by=user, at=clock.now(), as_of=today, key=key)
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return render(request, "customer_events/report.html", context, status=refused_status(refusal))
    dispatch.event_told(made, as_of=today, at=clock.now())
    messages.success(request, _("Reported for %(customer)s.") % {"customer": customer.name})
    return redirect("customer_event", made.id)


@require_GET
@needs(*SEE)
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    """One event: what was told of it, what became of it, and what is to be done."""
    user, today = current_user(request), clock.today()
    return event_page(request, event_for(user, event_id, as_of=today), user=user, today=today)
