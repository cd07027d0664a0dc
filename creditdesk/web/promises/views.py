"""Promises by day with how many are kept, those of an account, and one promise with what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk.config import clock
from creditdesk.domain.promises import PromiseState, last_day
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission, Visibility
from creditdesk.exports.words import LETTER_STATES, PROMISE_METHODS, PROMISE_STATES
from creditdesk.followup.access import Promise, promise_for
from creditdesk.followup.promise_judging import REASON_LONGEST, cancel_promise
from creditdesk.followup.promise_queries import (
    PromiseFilter,
    items_of,
    judgements_of,
    kept_rate,
    promised_days,
    promises_page,
)
from creditdesk.letters.queries import confirmation_of
from creditdesk.parties.actions import User
from creditdesk.parties.directory import names_of
from creditdesk.parties.reach import seat_of
from creditdesk.policy.queries import policy_in_force
from creditdesk.web.account.page import opened, page
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs

PAGE = 50
# The span of the calendar and of the kept rate, in days.
AHEAD, BACK = 14, 90
TONES = {
    PromiseState.OPEN.value: "info",
    PromiseState.KEPT.value: "success",
    PromiseState.PARTLY.value: "warning",
    PromiseState.BROKEN.value: "danger",
    PromiseState.CANCELLED.value: "neutral",
}


class FilterForm(forms.Form):
    """What the list is narrowed to; it lives in the address."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    portfolio = forms.TypedChoiceField(label=gettext_lazy("Portfolio"), required=False, coerce=int, empty_value=None)
    day = forms.DateField(label=gettext_lazy("Promised for"), required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User, as_of: dt.date) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        everyone = [("", _("All"))]
        fields["state"].choices = [*everyone, *PROMISE_STATES.items()]
        fields["portfolio"].choices = [
            *everyone,
            *((one.id, one.name) for one in seat_of(user, as_of=as_of).visible_portfolios),
        ]

    def chosen(self) -> PromiseFilter:
        """The filter; a field with a value that is not there narrows nothing."""
        self.full_clean()
        data = self.cleaned_data
        day = data.get("day")
        return PromiseFilter(day, day, data.get("state") or "", data.get("portfolio"))


class CancelForm(forms.Form):
    """Why the promise does not stand any more."""

    reason = forms.CharField(
        label=gettext_lazy("Why it does not stand any more"),
        max_length=REASON_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_GET
@needs(Permission.SEE_HISTORY)
def promises(request: HttpRequest) -> HttpResponse:
    """What is promised for the next days, what was kept of the last, and the promises themselves: what is open by its
    day, what is over the newest first.
    """
    user, today = current_user(request), clock.today()
    form = FilterForm({"state": PromiseState.OPEN.value, **request.GET.dict()}, user=user, as_of=today)
    chosen = form.chosen()
    rows, after = promises_page(
        user,
        chosen=chosen,
        as_of=today,
        after=request.GET.get("after", ""),
        size=PAGE,
        newest_first=chosen.state != PromiseState.OPEN,
    )
    first = today - dt.timedelta(days=BACK)
    context = {
        "form": form,
        "rows": _rows(rows),
        "days": promised_days(user, first=today, last=today + dt.timedelta(days=AHEAD), as_of=today),
        "rates": kept_rate(user, first=first, last=today, as_of=today),
        "rate_days": BACK,
        "narrowed": any(request.GET.get(name) for name in ("state", "portfolio", "day")),
        "day": chosen.first,
        "state": chosen.state,
        "older": address(request.GET, after=after) if after else None,
        "newer": address(request.GET, after=None) if request.GET.get("after") else None,
        "today": today,
    }
    return render(request, "promises/list.html", context)


@require_GET
@needs(Permission.SEE_HISTORY)
def of_account(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The promises of an account, the newest day first."""
    account = opened(request, customer_id)
    chosen = PromiseFilter(customer_id=account.customer.id)
    after = request.GET.get("after", "")
    rows, older = promises_page(
        account.user, chosen=chosen, as_of=account.today, after=after, size=PAGE, newest_first=True
    )
    return page(
        request,
        account,
        tab="account_promises",
        template="accounts/promises.html",
        rows=_rows(rows),
        older=address(request.GET, after=older) if older else None,
    )


@require_GET
@needs(Permission.SEE_HISTORY)
def promise(request: HttpRequest, promise_id: int) -> HttpResponse:
    """One promise: what was said, for what, and what became of it."""
    user, today = current_user(request), clock.today()
    shown = promise_for(user, promise_id, as_of=today)
    return render(request, "promises/one.html", _one(user, shown, today=today))


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
def cancel(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Cancel a promise that the customer took back, with the reason."""
    user, today = current_user(request), clock.today()
    shown = promise_for(user, promise_id, as_of=today)
    form = CancelForm(request.POST if request.method == "POST" else None)
    context = {"promise": shown, "form": form}
    if request.method == "GET":
        return render(request, "promises/cancel.html", context)
    if not form.is_valid():
        return render(request, "promises/cancel.html", context, status=422)
    try:
        cancel_promise(shown, reason=form.cleaned_data["reason"], by=user, at=clock.now(), as_of=today)
    except Refusal as refusal:
        return render(request, "promises/cancel.html", context | {"reasons": refusal.reasons}, status=422)
    messages.success(request, _("The promise was cancelled. The journal keeps who did it, and why."))
    return redirect("promise", shown.id)


def _one(user: User, shown: Promise, *, today: dt.date) -> dict[str, Any]:
    confirmation = confirmation_of(shown.activity_id)
    policy = policy_in_force(as_of=today, company_id=shown.company_id).document
    judged = list(judgements_of(shown))
    open_still = shown.state == PromiseState.OPEN and shown.date >= today
    return {
        "promise": shown,
        "state": PROMISE_STATES[shown.state],
        "tone": TONES[shown.state],
        "method": PROMISE_METHODS[shown.method],
        # A restricted note is read on the timeline, which tells the journal of it.
        "note": "" if shown.activity.visibility == Visibility.RESTRICTED else shown.activity.note,
        "items": items_of(shown),
        "judged": [(one, PROMISE_STATES[one.state], TONES[one.state]) for one in judged],
        "names": names_of({one.by for one in judged}),
        "confirmation": confirmation,
        "letter_state": LETTER_STATES[confirmation.state] if confirmation else "",
        "until": last_day(shown.date, policy=policy),
        "may_cancel": open_still and may(user, Permission.RECORD_ACTIVITY),
        "today": today,
    }


def _rows(found: list[Promise]) -> list[dict[str, Any]]:
    return [{"promise": one, "state": PROMISE_STATES[one.state], "tone": TONES[one.state]} for one in found]
