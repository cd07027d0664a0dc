"""What is done about a customer event on its page. A no keeps what was typed, and says why beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.followup import customer_events as actions
from creditdesk.followup.event_access import CustomerEvent, event_for, hold_for, proposal_for, succession_for
from creditdesk.followup.event_decisions import document_assumption, lift_hold, open_successor
from creditdesk.parties.actions import User
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.customer_events import forms
from creditdesk.web.customer_events.page import event_page, rule_of
from creditdesk.web.permissions import current_user, needs


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def verify(request: HttpRequest, event_id: int) -> HttpResponse:
    """Say by which evidence it is so."""
    case = _Case(request, event_id)
    form = forms.VerifyForm(request.POST, rule=rule_of(case.event, as_of=case.today))

    def act() -> None:
        data = form.cleaned_data
        done = actions.verify_event(case.event, proofs=form.proofs(), note=data["note"], key=data["key"], **case.who)
        dispatch.event_told(done, as_of=case.today, at=clock.now())

    return case.answer(form, act, name="verify_form", done=_("Verified. What follows from it is below."))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def refute(request: HttpRequest, event_id: int) -> HttpResponse:
    """Say that the report is wrong."""
    case, form = _Case(request, event_id), forms.WhyForm(request.POST)

    def act() -> None:
        actions.refute_event(case.event, note=form.cleaned_data["note"], key=form.cleaned_data["key"], **case.who)

    return case.answer(form, act, name="refute_form", done=_("Noted: it is not so."))


@require_POST
@needs(Permission.REPORT_EVENTS)
def withdraw(request: HttpRequest, event_id: int) -> HttpResponse:
    """Take one's own report back."""
    case, form = _Case(request, event_id), forms.WhyForm(request.POST, named="withdraw")

    def act() -> None:
        actions.withdraw_event(case.event, note=form.cleaned_data["note"], key=form.cleaned_data["key"], **case.who)

    return case.answer(form, act, name="withdraw_form", done=_("Your report is taken back."))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def carry_out(request: HttpRequest, event_id: int) -> HttpResponse:
    """Say that everything is done."""
    case, form = _Case(request, event_id), forms.DoneForm(request.POST)

    def act() -> None:
        actions.carry_out_event(case.event, note=form.cleaned_data["note"], key=form.cleaned_data["key"], **case.who)

    return case.answer(form, act, name="done_form", done=_("Done with."))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def cure(request: HttpRequest, event_id: int) -> HttpResponse:
    """Say that it is over, by which evidence."""
    case, form = _Case(request, event_id), forms.CureForm(request.POST)

    def act() -> None:
        data = form.cleaned_data
        actions.cure_event(case.event, proof=form.proof(), note=data["note"], key=data["key"], **case.who)

    return case.answer(form, act, name="cure_form", done=_("It is over: what it held and stopped is lifted."))


@require_POST
@needs(Permission.DECIDE_EVENTS)
def successor(request: HttpRequest, event_id: int) -> HttpResponse:
    """Open the account of the new owner."""
    case, form = _Case(request, event_id), forms.SuccessorForm(request.POST)

    def act() -> None:
        open_successor(case.event, **form.cleaned_data, **case.who)

    return case.answer(form, act, name="successor_form", done=_("The account is open: limit 0, orders to be held."))


@require_POST
@needs(Permission.DECIDE_EVENTS)
def assumption(request: HttpRequest, succession_id: int) -> HttpResponse:
    """Document that the new owner takes over the old debt."""
    user, today = current_user(request), clock.today()
    found = succession_for(user, succession_id, as_of=today)
    case, form = _Case(request, found.event_id), forms.AssumptionForm(request.POST, as_of=today)

    def act() -> None:
        document_assumption(found, **form.cleaned_data, **case.who)

    return case.answer(form, act, name="assumption_form", done=_("Documented. A transfer of the debt is a posting."))


@require_POST
@needs(Permission.DECIDE_EVENTS)
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Accept or decline a proposed status."""
    found = proposal_for(current_user(request), proposal_id, as_of=clock.today())
    case, form = _Case(request, found.event_id), forms.StatusForm(request.POST)
    accept = request.POST.get("decision") == "accept"

    def act() -> None:
        dispatch.decide_status(found, accept=accept, note=form.cleaned_data["note"], **case.who)

    return case.answer(form, act, name="status_form", done=_("Accepted.") if accept else _("Declined."))


@require_http_methods(["GET", "POST"])
@needs(Permission.DECIDE_EVENTS)
def lift(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Lift a reason to hold orders, with why."""
    user, today = current_user(request), clock.today()
    found = hold_for(user, finding_id, as_of=today)
    form = forms.LiftForm(request.POST if request.method == "POST" else None)
    context = {"finding": found, "customer": found.customer, "form": form}
    if request.method == "GET":
        return render(request, "customer_events/lift.html", context)
    if not form.is_valid():
        return render(request, "customer_events/lift.html", context, status=422)
    try:
        lift_hold(found, because=form.cleaned_data["because"], by=user, at=clock.now(), as_of=today)
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return render(request, "customer_events/lift.html", context, status=refused_status(refusal))
    messages.success(request, _("Lifted. The journal keeps who did it, and why."))
    return redirect("account_events", found.customer_id)


class _Case:
    """One act on one event: who, when, and the answer."""

    def __init__(self, request: HttpRequest, event_id: int) -> None:
        self.request = request
        self.user: User = current_user(request)
        self.today: dt.date = clock.today()
        self.event: CustomerEvent = event_for(self.user, event_id, as_of=self.today)

    @property
    def who(self) -> dict[str, Any]:
        """Who acts, and when."""
        return {"by": self.user, "at": clock.now(), "as_of": self.today}

    def answer(self, form: django_forms.Form, act: Callable[[], None], *, name: str, done: str) -> HttpResponse:
        """Act and go to the event's page; or the page with what was typed, and what is wrong with it."""
        if not form.is_valid():
            return self._again(form, name=name, status=422)
        try:
            act()
        except Refusal as refusal:
            for sentence in refused_words(refusal):
                form.add_error(None, sentence)
            return self._again(form, name=name, status=refused_status(refusal))
        messages.success(self.request, done)
        return redirect("customer_event", self.event.id)

    def _again(self, form: django_forms.Form, *, name: str, status: int) -> HttpResponse:
        # As it is by now: somebody may have been faster.
        event = event_for(self.user, self.event.id, as_of=self.today)
        more: dict[str, Any] = {name: form, "wrong": name}
        return event_page(self.request, event, user=self.user, today=self.today, status=status, **more)
