"""Changes of a customer's data: the queue, a request, its call-back, the second person's word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.data_changes import OPEN_CHANGES, ChangeState
from creditdesk.domain.policy_events import DataKind
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports import event_words as words
from creditdesk.followup.data_changing import (
    account_number,
    ask_change,
    call_back,
    confirm_change,
    note_account_read,
    standing_data,
    withdraw_change,
)
from creditdesk.followup.event_access import CustomerEvent, DataChange, change_for, event_for, reads_account_number
from creditdesk.followup.event_queries import CHANGE_ORDERS, ChangeFilter, change_steps, changes, compared
from creditdesk.parties.access import customer_for
from creditdesk.parties.actions import User
from creditdesk.parties.in_order import page_after
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.data_changes.forms import CallForm, FilterForm, NoteForm, RequestForm, WhyForm
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs

PAGE = 50
TONES = {
    ChangeState.ASKED.value: "warning",
    ChangeState.CALLED_BACK.value: "warning",
    ChangeState.APPLIED.value: "success",
    ChangeState.DENIED.value: "danger",
    ChangeState.WITHDRAWN.value: "neutral",
}


@require_GET
@needs(Permission.SEE_HISTORY)
def changes_page(request: HttpRequest) -> HttpResponse:
    """What waits for a call-back or a second person, the oldest first."""
    user, today = current_user(request), clock.today()
    form = FilterForm({"state": "open", **request.GET.dict()})
    form.full_clean()
    state, kind = form.cleaned_data.get("state") or "", form.cleaned_data.get("kind") or ""
    found = changes(user, chosen=ChangeFilter(state, kind), as_of=today)
    after = request.GET.get("after", "")
    rows, older = page_after(found, sort="asked", orders=CHANGE_ORDERS, after=after, size=PAGE)
    context = {
        "form": form,
        "rows": [
            {
                "change": one,
                "kind": words.DATA_KINDS[one.kind],
                "state": words.CHANGE_STATES[one.state],
                "tone": TONES[one.state],
                "channel": words.ASK_CHANNELS[one.asked_channel],
            }
            for one in rows
        ],
        "state": state,
        "narrowed": any(request.GET.get(name) for name in ("state", "kind")),
        "older": address(request.GET, after=older) if older else None,
        "newer": address(request.GET, after=None) if after else None,
    }
    return render(request, "data_changes/list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
def new(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Take a request to change `?kind=`, perhaps as part of `?event=`."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    named = request.POST.get("kind") or request.GET.get("kind") or ""
    kind = DataKind(named) if named in set(DataKind) else DataKind.ADDRESS
    event = _event(request, user, customer_id=customer.id)
    form = RequestForm(
        request.POST if request.method == "POST" else None, kind=kind, now=standing_data(customer.id, kind)
    )
    context = {
        "customer": customer,
        "form": form,
        "kind": kind.value,
        "event_id": str(event.id) if event else "",
        "title": _("Another: %(what)s") % {"what": words.DATA_KINDS[kind.value]},
    }
    if request.method == "GET":
        return render(request, "data_changes/new.html", context)
    if not form.is_valid():
        return render(request, "data_changes/new.html", context, status=422)
    key = form.cleaned_data["key"]
    try:
        made = ask_change(customer, request=form.request(event), by=user, at=clock.now(), as_of=today, key=key)
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return render(request, "data_changes/new.html", context, status=refused_status(refusal))
    messages.success(request, _("Kept. It counts once a call-back confirmed it."))
    return redirect("data_change", made.id)


def _event(request: HttpRequest, user: User, *, customer_id: int) -> CustomerEvent | None:
    """The event of the account that the address or the form names, if any."""
    named = request.POST.get("event") or request.GET.get("event") or ""
    if not named.isascii() or not named.isdecimal() or len(named) > 18:
        return None
    event = event_for(user, int(named), as_of=clock.today())
    return event if event.customer_id == customer_id else None


@require_GET
@needs(Permission.SEE_HISTORY)
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """One request: what is asked for, what stands, what was done, and what comes next."""
    user = current_user(request)
    return _page(request, change_for(user, change_id, as_of=clock.today()), user=user)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def call(request: HttpRequest, change_id: int) -> HttpResponse:
    """Record a call-back."""
    user, found = current_user(request), change_for(current_user(request), change_id, as_of=clock.today())
    form = CallForm(request.POST, change=found)

    def act() -> DataChange:
        data = form.cleaned_data
        return call_back(found, call=form.call(), note=data["note"], key=data["key"], **_who(user))

    return _answer(request, found, form, act, name="call_form", user=user)


@require_POST
@needs(Permission.DECIDE_EVENTS)
def confirm(request: HttpRequest, change_id: int) -> HttpResponse:
    """The second person's word."""
    user, found = current_user(request), change_for(current_user(request), change_id, as_of=clock.today())
    form = NoteForm(request.POST)

    def act() -> DataChange:
        return confirm_change(found, note=form.cleaned_data["note"], key=form.cleaned_data["key"], **_who(user))

    return _answer(request, found, form, act, name="confirm_form", user=user)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def withdraw(request: HttpRequest, change_id: int) -> HttpResponse:
    """End a request that is not to be followed."""
    user, found = current_user(request), change_for(current_user(request), change_id, as_of=clock.today())
    form = WhyForm(request.POST)

    def act() -> DataChange:
        return withdraw_change(found, note=form.cleaned_data["note"], key=form.cleaned_data["key"], **_who(user))

    return _answer(request, found, form, act, name="withdraw_form", user=user)


def _who(user: User) -> dict[str, Any]:
    return {"by": user, "at": clock.now(), "as_of": clock.today()}


def _answer(
    request: HttpRequest,
    found: DataChange,
    form: django_forms.Form,
    act: Callable[[], DataChange],
    *,
    name: str,
    user: User,
) -> HttpResponse:
    """Act and go to the request's page; or the page with what was typed, and what is wrong with it."""
    more: dict[str, Any] = {name: form, "wrong": name}
    if not form.is_valid():
        return _page(request, found, user=user, status=422, **more)
    try:
        done = act()
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        again = change_for(user, found.id, as_of=clock.today())
        return _page(request, again, user=user, status=refused_status(refusal), **more)
    messages.success(request, str(words.CHANGE_STATES[done.state]))
    return redirect("data_change", found.id)


def _page(request: HttpRequest, found: DataChange, *, user: User, status: int = 200, **bound: Any) -> HttpResponse:
    rows = compared(found)
    works, waits = may(user, Permission.RECORD_ACTIVITY), ChangeState(found.state) in OPEN_CHANGES
    asked = works and found.state == ChangeState.ASKED
    second = may(user, Permission.DECIDE_EVENTS) and found.state == ChangeState.CALLED_BACK
    number = account_number(found.sealed_account) if reads_account_number(user, found) else ""
    if number and found.requested_by_id != user.id:
        note_account_read(found, by=user, at=clock.now())
    context = {
        "change": found,
        "customer": found.customer,
        "kind": words.DATA_KINDS[found.kind],
        "state": words.CHANGE_STATES[found.state],
        "tone": TONES[found.state],
        "channel": words.ASK_CHANNELS[found.asked_channel],
        "is_open": waits,
        "fields": [(words.DATA_FIELDS[one.field], one) for one in rows],
        "moved": waits and any(one.moved for one in rows),
        "account_number": number,
        "steps": [(one, words.CALL_OUTCOMES.get(one.outcome, "")) for one in change_steps(found)],
        "call_form": CallForm(change=found) if asked else None,
        "confirm_form": NoteForm() if second else None,
        "withdraw_form": WhyForm() if works and waits else None,
    }
    return render(request, "data_changes/one.html", context | bound, status=status)
