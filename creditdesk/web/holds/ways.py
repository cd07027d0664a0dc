"""Ways out of a hold: offering one, what the customer answered, money kept for an order."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.credit import offering, prepaying
from creditdesk.credit.access import offer_for, order_for, payment_named, prepayment_for
from creditdesk.credit.kept_money import free_payments
from creditdesk.domain.order_alternatives import AlternativeKind
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.web.contact.answers import refused_status
from creditdesk.web.holds.forms import AnswerForm, KeepForm, OfferForm
from creditdesk.web.holds.views import Frame, page_of
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.templatetags.desk_formats import words as words_of

_ACTS = {
    "accepted": offering.accept_offer,
    "declined": offering.decline_offer,
    "withdrawn": offering.withdraw_offer,
}


@require_POST
@needs(Permission.DECIDE_ORDERS)
def offer(request: HttpRequest, order_id: int) -> HttpResponse:
    """Offer the customer a way to have the order, with a letter drafted for review."""
    frame = Frame(request)
    shown = order_for(frame.user, order_id, as_of=frame.today)
    form = OfferForm(request.POST)
    if not form.is_valid():
        return page_of(request, frame, shown, status=422)
    data, at = form.cleaned_data, clock.now()
    try:
        made = offering.make_offer(
            shown, AlternativeKind(data["kind"]), revision=data["revision"], as_of=frame.today, by=frame.user, at=at,
            key=data["key"],
        )  # fmt: skip
    except Refusal as refusal:
        return page_of(request, frame, shown, refused=refusal.reasons, status=refused_status(refusal))
    letter = dispatch.offer_made(made, as_of=frame.today, by=frame.user, at=at)
    if letter is None:
        messages.success(request, _("The offer is noted. No letter was drafted: the customer may not be written to."))
    else:
        messages.success(request, _("The offer is made, and its letter waits among the drafts."))
    return redirect(frame.with_filter(reverse("order", args=[shown.id])))


@require_POST
@needs(Permission.DECIDE_ORDERS)
def answer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Record what the customer said to an offer."""
    frame = Frame(request)
    found = offer_for(frame.user, offer_id, as_of=frame.today)
    shown = order_for(frame.user, found.order_id, as_of=frame.today)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return page_of(request, frame, shown, status=422)
    data = form.cleaned_data
    try:
        _ACTS[data["answer"]](found, note=data["note"], as_of=frame.today, by=frame.user, at=clock.now())
    except Refusal as refusal:
        return page_of(request, frame, shown, refused=refusal.reasons, status=refused_status(refusal))
    messages.success(request, _("The answer is recorded."))
    return redirect(frame.with_filter(reverse("order", args=[shown.id])))


@require_POST
@needs(Permission.DECIDE_ORDERS)
def keep(request: HttpRequest, order_id: int) -> HttpResponse:
    """Keep money of a payment for the order."""
    frame = Frame(request)
    shown = order_for(frame.user, order_id, as_of=frame.today)
    form = KeepForm(request.POST, payments=free_payments(shown), currency=shown.currency)
    if not form.is_valid():
        return page_of(request, frame, shown, status=422, keep_form=form)
    data = form.cleaned_data
    try:
        prepaying.keep_for_order(
            shown, payment_named(data["item"], user=frame.user, as_of=frame.today), amount_minor=data["amount"] or 0,
            as_of=frame.today, by=frame.user, at=clock.now(), key=data["key"],
        )  # fmt: skip
    except Refusal as refusal:
        return page_of(request, frame, shown, refused=refusal.reasons, status=refused_status(refusal), keep_form=form)
    messages.success(request, _("The money is kept for the order."))
    return redirect(frame.with_filter(reverse("order", args=[shown.id])))


@require_POST
@needs(Permission.DECIDE_ORDERS)
def give_back(request: HttpRequest, prepayment_id: int) -> HttpResponse:
    """Let money that was kept for an order be free again."""
    user, today = current_user(request), clock.today()
    found = prepayment_for(user, prepayment_id, as_of=today)
    try:
        prepaying.give_back(found, as_of=today, by=user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, "; ".join(map(words_of, refusal.reasons)))
    else:
        messages.success(request, _("The money is free again."))
    return redirect(reverse("order", args=[found.order_id]))
