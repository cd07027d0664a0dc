"""What a person says of one payment: it came back, it is deposited or given back, it settles, it is exchanged."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk import dispatch
from creditdesk.cash import exchanging, full_settlement, held_checks, returning
from creditdesk.cash.access import receipt_for
from creditdesk.cash.settling import unapplied_minor
from creditdesk.cash.special_queries import standing
from creditdesk.config import clock
from creditdesk.domain.cash_returns import needs_counsel
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.web.cash_returns import words
from creditdesk.web.cash_returns.forms import ExchangeForm, ReturnForm, SeenWhyForm
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.permissions import current_user, may, needs

if TYPE_CHECKING:
    from django import forms

    from creditdesk.cash.models import Receipt

SEE, ALL = Permission.SEE_CASH, Permission.SEE_ACCOUNTS_ALL
MOST = 200


@require_GET
@needs(ALL)
@needs(SEE)
def special(request: HttpRequest) -> HttpResponse:
    """Checks that are held until their date, or payments that are offered as payment in full."""
    user, today, asked = current_user(request), clock.today(), request.GET.get("standing", "")
    chosen = asked if asked in words.SPECIAL else "post_dated"
    context = {
        "rows": list(standing(user, standing=chosen, as_of=today)[:MOST]),
        "chosen": chosen,
        "today": today,
        "tabs": [
            {"label": label, "url": f"?standing={name}", "active": name == chosen}
            for name, label in words.SPECIAL.items()
        ],
    }
    return render(request, "cash_returns/special.html", context)


@require_http_methods(["GET", "POST"])
@needs(ALL)
@needs(Permission.APPLY_CASH)
def return_by_hand(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Say that a payment came back of which no bank file told."""
    user, today = current_user(request), clock.today()
    receipt = receipt_for(user, receipt_id, as_of=today)
    form = ReturnForm(request.POST or None, today=today, initial={"revision": receipt.revision, "day": today})

    def act() -> str:
        data = form.cleaned_data
        row = returning.return_payment(
            receipt, told=form.told(), revision=data["revision"], as_of=today, by=user, at=clock.now(), key=data["key"]
        )
        dispatch.payment_returned(row, as_of=today, at=clock.now())
        return _("The payment is taken back, and its items are open again.")

    return _answer(request, receipt, form, act, title=_("The payment came back"), template="cash_returns/return.html")


@require_http_methods(["GET", "POST"])
@needs(ALL)
@needs(Permission.APPLY_CASH)
def held(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Deposit a held check on its date, or give it back."""
    user, today = current_user(request), clock.today()
    receipt = receipt_for(user, receipt_id, as_of=today)
    form = SeenWhyForm(request.POST or None, initial={"revision": receipt.revision})

    def act() -> str:
        data = form.cleaned_data
        if request.POST.get("act") == "give_back":
            held_checks.give_back_check(receipt, revision=data["revision"], why=data["why"], by=user, at=clock.now())
            dispatch.check_settled(receipt, as_of=today, at=clock.now())
            return _("The check is given back; nothing was posted.")
        held_checks.deposit_check(receipt, revision=data["revision"], as_of=today, by=user, at=clock.now())
        dispatch.check_settled(receipt, as_of=today, at=clock.now())
        return _("The check is deposited: it is cash on the account now.")

    more = {"can_deposit": receipt.value_date <= today}
    return _answer(request, receipt, form, act, title=_("Held check"), template="cash_returns/held.html", **more)


@require_http_methods(["GET", "POST"])
@needs(Permission.SET_CREDIT)
@needs(Permission.REVIEW_CASH)
def settlement(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Take an offer of payment in full as settlement, or have it paid back."""
    user, today = current_user(request), clock.today()
    receipt = receipt_for(user, receipt_id, as_of=today)
    form = SeenWhyForm(request.POST or None, initial={"revision": receipt.revision})

    def act() -> str:
        data = form.cleaned_data
        accepts = request.POST.get("act") == "accept"
        decide = full_settlement.accept_settlement if accepts else full_settlement.pay_back_offer
        decide(receipt, why=data["why"], revision=data["revision"], as_of=today, by=user, at=clock.now())
        if accepts:
            return _("It is taken as settlement, and may be matched.")
        return _("A refund is asked for; a controller confirms it.")

    customer = receipt.customer
    more = {"counsel": customer is not None and needs_counsel(customer.region, country=customer.country)}
    title, template = _("Offered as payment in full"), "cash_returns/settlement.html"
    return _answer(request, receipt, form, act, title=title, template=template, **more)


@require_http_methods(["GET", "POST"])
@needs(ALL)
@needs(Permission.APPLY_CASH)
def exchanged(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Make what is left of a payment money of another currency."""
    user, today = current_user(request), clock.today()
    receipt = receipt_for(user, receipt_id, as_of=today)
    own = receipt.company.currency if receipt.company.currency != receipt.currency else ""
    initial = {"revision": receipt.revision, "currency": own}
    form = ExchangeForm(request.POST or None, receipt=receipt, initial=initial)

    def act() -> str:
        data = form.cleaned_data
        became = exchanging.exchange(
            receipt,
            currency=data["currency"],
            amount_minor=data["amount"],
            revision=data["revision"],
            as_of=today,
            by=user,
            at=clock.now(),
        )
        return _("It became %(number)s, which is matched as any other payment.") % {"number": became.number}

    title, template = _("Money of another currency"), "cash_returns/exchange.html"
    return _answer(request, receipt, form, act, title=title, template=template)


@require_POST
@needs(ALL)
@needs(Permission.APPLY_CASH)
def exchanged_back(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Make exchanged money what it was before."""
    user, today = current_user(request), clock.today()
    receipt = receipt_for(user, receipt_id, as_of=today)
    form = SeenWhyForm(request.POST)

    def act() -> str:
        data = form.cleaned_data
        exchanging.take_back_exchange(
            receipt, why=data["why"], revision=data["revision"], as_of=today, by=user, at=clock.now()
        )
        return _("The exchange is taken back.")

    title, template = _("Money of another currency"), "cash_returns/exchange.html"
    return _answer(request, receipt, form, act, title=title, template=template)


def _answer(
    request: HttpRequest,
    receipt: Receipt,
    form: forms.Form,
    act: Callable[[], str],
    *,
    title: str,
    template: str,
    **more: Any,
) -> HttpResponse:
    """The form; or, once it was carried out, the account of who paid, else the list of returns."""
    left = unapplied_minor(receipt)
    context = {"receipt": receipt, "form": form, "title": title, "left": left, **more}
    context["may_return"] = may(current_user(request), Permission.APPLY_CASH)
    if request.method == "GET":
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    try:
        done = act()
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return render(request, template, context, status=refused_status(refusal))
    messages.success(request, done)
    if receipt.customer_id is not None:
        return redirect("account_payments", receipt.customer_id)
    return redirect("returned_payments")
