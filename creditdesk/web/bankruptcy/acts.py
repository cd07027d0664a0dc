"""What people do on the page of a case, each a form and one action."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from creditdesk.bankruptcy import actions
from creditdesk.bankruptcy.access import Case, case_for, goods_named
from creditdesk.bankruptcy.petitions import Field
from creditdesk.bankruptcy.sheets import case_sheet
from creditdesk.bankruptcy.tasks import plan_deadlines
from creditdesk.config import clock
from creditdesk.domain.bankruptcy import CaseState
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.web.bankruptcy import forms
from creditdesk.web.bankruptcy.views import case_page
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.permissions import current_user, may, needs


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def tell_facts(request: HttpRequest, case_id: int) -> HttpResponse:
    """Enter a fact, a correction, or counsel's day; last days are tasks by it at once."""
    act = _Act(request, case_id)
    decides = may(act.user, Permission.DECIDE_EVENTS)
    form = forms.TellForm(request.POST, currency=act.case.currency, as_of=act.today, decides=decides)

    def do() -> None:
        told = form.cleaned_data
        word = actions.Word(told["said_by"], told["why"])
        values = {Field(told["field"]): told["value"]}
        actions.tell(act.case, values=values, word=word, key=str(told["key"]), **act.who)
        plan_deadlines(act.case.company, act.case, as_of=act.today, at=clock.now())

    return act.answer(form, do, name="tell_form", done=_("Entered. What was known before is kept beside it."))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def receive(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say when goods were received, by evidence."""
    act = _Act(request, case_id)
    rows = case_sheet(act.case, as_of=act.today).sheet.rows
    items = [(row.claim.item_id, row.claim.number) for row in rows]
    form = forms.ReceivedForm(request.POST, items=items, as_of=act.today)

    def do() -> None:
        told = form.cleaned_data
        item = goods_named(act.case, int(told["item"]), user=act.user, as_of=act.today)
        actions.tell_received(act.case, item=item, on=told["received_on"], evidence=told["evidence"], **act.who)

    return act.answer(form, do, name="received_form", done=_("Entered: the worksheet counts by that day."))


@require_POST
@needs(Permission.RECORD_ACTIVITY, Permission.DECIDE_EVENTS)
@needs(Permission.SEE_HISTORY)
def step(request: HttpRequest, case_id: int) -> HttpResponse:
    """To counsel, counsel's confirmation, back, filed, closed."""
    act = _Act(request, case_id)
    form = forms.StepForm(request.POST)

    def do() -> None:
        told = form.cleaned_data
        actions.move_case(
            act.case,
            to=CaseState(told["to"]),
            seen=told["seen"],
            counsel=told["counsel"],
            words=told["words"],
            **act.who,
        )
        plan_deadlines(act.case.company, act.case, as_of=act.today, at=clock.now())

    return act.answer(form, do, name="step_form", done=_("Noted."))


@require_POST
@needs(Permission.DECIDE_EVENTS)
@needs(Permission.SEE_HISTORY)
def use(request: HttpRequest, case_id: int) -> HttpResponse:
    """Counsel confirms the use of a payment or credit."""
    act = _Act(request, case_id)
    form = forms.UseForm(request.POST, as_of=act.today)

    def do() -> None:
        actions.confirm_use(act.case, **form.cleaned_data, **act.who)

    return act.answer(form, do, name="use_form", done=_("Noted: it may be applied now."))


@require_POST
@needs(Permission.DECIDE_EVENTS)
@needs(Permission.SEE_HISTORY)
def account(request: HttpRequest, case_id: int) -> HttpResponse:
    """Open the account for sales after the petition."""
    act = _Act(request, case_id)
    form = forms.AccountForm(request.POST)

    def do() -> None:
        actions.open_later_account(act.case, **form.cleaned_data, **act.who)

    return act.answer(form, do, name="account_form", done=_("Opened: it buys for cash in advance."))


class _Act:
    """One act on one case: who, when, and the answer."""

    def __init__(self, request: HttpRequest, case_id: int) -> None:
        self.request = request
        self.user = current_user(request)
        self.today: dt.date = clock.today()
        self.case: Case = case_for(self.user, case_id, as_of=self.today)

    @property
    def who(self) -> dict[str, Any]:
        """Who acts, and when."""
        return {"by": self.user, "at": clock.now(), "as_of": self.today}

    def answer(self, form: django_forms.Form, do: Callable[[], None], *, name: str, done: str) -> HttpResponse:
        """Act and go to the case's page; or the page with what was typed, and what is wrong with it."""
        status = 422
        if form.is_valid():
            try:
                do()
            except Refusal as refusal:
                for sentence in refused_words(refusal):
                    form.add_error(None, sentence)
                status = refused_status(refusal)
            else:
                messages.success(self.request, done)
                return redirect("bankruptcy", self.case.id)
        # As it is by now: somebody may have been faster.
        found = case_for(self.user, self.case.id, as_of=self.today)
        return case_page(self.request, found, status=status, **{name: form})
