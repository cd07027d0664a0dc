"""Returned payments as the bank told them: which wait for their payment, one of them, and what a person says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from creditdesk import dispatch
from creditdesk.cash import returning
from creditdesk.cash.access import receipt_for, returned_payment_for
from creditdesk.cash.special_queries import RETURN_ORDERS, RETURN_STATES, in_question, returns
from creditdesk.config import clock
from creditdesk.domain.cash_returns import Found
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties.in_order import page_after
from creditdesk.web.cash_returns import words
from creditdesk.web.cash_returns.forms import AgainForm, TakeForm, WhyForm
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs

if TYPE_CHECKING:
    from django import forms

    from creditdesk.cash.models import ReturnedPayment

PAGE = 50
# Who sees the cash of whole companies; who posts it.
SEE, ALL = Permission.SEE_CASH, Permission.SEE_ACCOUNTS_ALL


@require_GET
@needs(ALL)
@needs(SEE)
def returns_page(request: HttpRequest) -> HttpResponse:
    """A page of the returns in one state, the newest first."""
    user, asked = current_user(request), request.GET.get("state", "")
    state = asked if asked in RETURN_STATES else "waiting"
    after = request.GET.get("after", "")
    rows, older = page_after(returns(user, state=state), sort="-day", orders=RETURN_ORDERS, after=after, size=PAGE)
    context = {
        "rows": rows,
        "state": state,
        "tabs": [
            {"label": label, "url": f"?state={name}", "active": name == state}
            for name, label in words.RETURN_STATES.items()
        ],
        "older": address(request.GET, after=older) if older else None,
        "newer": address(request.GET, after=None) if after else None,
    }
    return render(request, "cash_returns/list.html", context)


@require_GET
@needs(ALL)
@needs(SEE)
def one(request: HttpRequest, returned_id: int) -> HttpResponse:
    """What the bank said, the payments in question, and what was done."""
    return _page(request, returned_payment_for(current_user(request), returned_id))


def _page(
    request: HttpRequest, returned: ReturnedPayment, *, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    user, today = current_user(request), clock.today()
    waits = returned.state == "waiting"
    found = returning.candidates(returned) if waits else Found()
    again = returning.candidates_again(returned)
    may_post = may(user, Permission.APPLY_CASH)
    taken: list[dict[str, Any]] = [
        {"row": row, "form": TakeForm(initial={"receipt": row.receipt.id, "revision": row.receipt.revision})}
        for row in in_question(user, found, as_of=today)
    ]
    repeated = [
        {"row": row, "form": AgainForm(initial={"receipt": row.receipt.id})}
        for row in in_question(user, again, as_of=today)
    ]
    context = {
        "returned": returned,
        "state": words.RETURN_STATES[returned.state],
        "in_question": taken,
        "presented_again": repeated,
        "may_post": may_post,
        "why_form": WhyForm() if may_post and returned.state in ("waiting", "set_aside") else None,
        "wrong": form,
    }
    return render(request, "cash_returns/one.html", context, status=status)


def _act(
    request: HttpRequest, returned: ReturnedPayment, form: forms.Form, act: Callable[[], None], *, done: str
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except Refusal as refusal:
            for sentence in refused_words(refusal):
                form.add_error(None, sentence)
            return _page(request, returned, form=form, status=refused_status(refusal))
        messages.success(request, done)
        return redirect("returned_payment", returned.id)
    return _page(request, returned, form=form, status=422)


@require_POST
@needs(ALL)
@needs(Permission.APPLY_CASH)
def take(request: HttpRequest, returned_id: int) -> HttpResponse:
    """Say which payment came back: everything that was posted of it is taken back."""
    user, today = current_user(request), clock.today()
    returned, form = returned_payment_for(user, returned_id), TakeForm(request.POST)

    def act() -> None:
        data = form.cleaned_data
        receipt = receipt_for(user, data["receipt"], as_of=today)
        row = returning.return_payment(
            receipt,
            told=returning.told_by_bank(returned, fee=data["fee"]),
            revision=data["revision"],
            returned=returned,
            as_of=today,
            by=user,
            at=clock.now(),
            key=returned.key,
        )
        dispatch.payment_returned(row, as_of=today, at=clock.now())

    return _act(request, returned, form, act, done=_("The payment is taken back, and its items are open again."))


@require_POST
@needs(ALL)
@needs(Permission.APPLY_CASH)
def aside(request: HttpRequest, returned_id: int) -> HttpResponse:
    """Set a return aside with the reason, or take it up again."""
    user = current_user(request)
    returned, form = returned_payment_for(user, returned_id), WhyForm(request.POST)
    waits = returned.state == "waiting"

    def act() -> None:
        move = returning.set_return_aside if waits else returning.take_return_up
        move(returned, why=form.cleaned_data["why"], by=user, at=clock.now())

    done = _("Set aside: nothing is posted for it.") if waits else _("It waits for its payment again.")
    return _act(request, returned, form, act, done=done)


@require_POST
@needs(ALL)
@needs(Permission.APPLY_CASH)
def again(request: HttpRequest, returned_id: int) -> HttpResponse:
    """Say that a later payment is the returned one presented again."""
    user, today = current_user(request), clock.today()
    returned, form = returned_payment_for(user, returned_id), AgainForm(request.POST)

    def act() -> None:
        receipt = receipt_for(user, form.cleaned_data["receipt"], as_of=today)
        returning.present_again(returned, receipt, as_of=today, by=user, at=clock.now())

    return _act(request, returned, form, act, done=_("Both are one event now."))
