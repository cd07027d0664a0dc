"""Sales' answers about accounts on hold, and orders that a colleague is asked to look at."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.credit.access import order_for
from creditdesk.credit.mentioning import mention_order
from creditdesk.domain.policy_events import EventKind
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports.event_words import EVENT_KINDS
from creditdesk.followup.sales_answers import answer_for_account
from creditdesk.parties.access import customer_for
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.holds.forms import MentionForm, SalesAnswerForm
from creditdesk.web.holds.views import Frame, page_of
from creditdesk.web.permissions import current_user, may, needs

# What sales knows that is an event of its own.
_EVENTS = (EventKind.OUT_OF_BUSINESS, EventKind.CHANGE_OF_OWNERSHIP)


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_EVENTS)
def answer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Answer about an account on hold: the answer becomes a task of the account's rep."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    form = SalesAnswerForm(request.POST or None, currency=customer.currency, today=today)
    events = [(kind.value, EVENT_KINDS[kind.value], str(place)) for place, kind in enumerate(_EVENTS, 4)]
    context = {"customer": customer, "form": form, "events": events}
    if request.method == "GET":
        return render(request, "holds/answer.html", context)
    if not form.is_valid():
        return render(request, "holds/answer.html", context, status=422)
    try:
        answer_for_account(
            customer, form.answer(), by=user, at=clock.now(), as_of=today, key=form.cleaned_data["key"]
        )  # fmt: skip
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return render(request, "holds/answer.html", context, status=refused_status(refusal))
    messages.success(request, _("Told to credit: it is a task of whoever works the account."))
    sees_report = may(user, Permission.SEE_ORDERS)
    return redirect(reverse("held_accounts") if sees_report else reverse("account", args=[customer.id]))


@require_POST
@needs(Permission.WORK_TICKLERS)
def mention(request: HttpRequest, order_id: int) -> HttpResponse:
    """Ask a colleague to look at the order: he gets a task that leads there, if he may see it."""
    frame = Frame(request)
    shown = order_for(frame.user, order_id, as_of=frame.today)
    form = MentionForm(request.POST, order=shown, by=frame.user, today=frame.today)
    if not form.is_valid():
        return page_of(request, frame, shown, status=422, mention_form=form)
    data = form.cleaned_data
    try:
        made = mention_order(
            shown, to=form.colleague(), word=data["word"], as_of=frame.today, by=frame.user, at=clock.now(),
            key=data["key"],
        )  # fmt: skip
    except Refusal as refusal:
        status = refused_status(refusal)
        return page_of(request, frame, shown, refused=refusal.reasons, status=status, mention_form=form)
    messages.success(request, _("%(name)s has the order among the tasks.") % {"name": made.owner})
    return redirect(frame.with_filter(reverse("order", args=[shown.id])))
