"""What is done to a message: filed, set aside, answered; and what a person decides of an uncertain one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.domain.visibility import Permission
from creditdesk.mail.access import incoming_for, outgoing_for
from creditdesk.mail.filing import file_message, set_aside
from creditdesk.mail.moving import move_message
from creditdesk.mail.outgoing import decide_uncertain
from creditdesk.mail.papers import proposed_for
from creditdesk.mail.queries import contact_of_sender, items_named
from creditdesk.mail.replying import reply_to_mail
from creditdesk.parties.access import customer_for, visible_customers
from creditdesk.parties.actions import User
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.mail.forms import FilingForm, ReplyForm
from creditdesk.web.mail.messages import sheet_in
from creditdesk.web.permissions import current_user, needs

if TYPE_CHECKING:
    from creditdesk.mail.access import IncomingMessage
    from creditdesk.parties.models import Customer


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def file(request: HttpRequest, incoming_id: int) -> HttpResponse:
    """File the message to the candidate that was chosen, or to the customer whose number was typed."""
    user, today = current_user(request), clock.today()
    message = incoming_for(user, incoming_id, as_of=today)
    form = FilingForm(request.POST)
    named = request.POST.get("customer", "")
    if not named and not form.is_valid():
        return render(request, "mail/in.html", sheet_in(user, message, filing=form), status=422)
    try:
        customer = _customer(user, message, named, number=request.POST.get("number", ""))
        file_message(
            message,
            customer=customer,
            contact_id=contact_of_sender(message, customer),
            item_ids=items_named(message, customer),
            by=user,
            at=clock.now(),
            as_of=today,
            key=request.POST.get("key", "")[:48],
        )
    except Refusal as refusal:
        form.full_clean()
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        shown = incoming_for(user, incoming_id, as_of=today)
        return render(request, "mail/in.html", sheet_in(user, shown, filing=form), status=refused_status(refusal))
    dispatch.mail_filed(message.id, as_of=today, at=clock.now())
    messages.success(request, _("Filed to %(customer)s.") % {"customer": customer.name})
    return redirect("mail_unmatched")


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def aside(request: HttpRequest, incoming_id: int) -> HttpResponse:
    """Say that the message is of no customer."""
    user = current_user(request)
    message = incoming_for(user, incoming_id, as_of=clock.today())
    set_aside(message, by=user, at=clock.now(), key=request.POST.get("key", "")[:48])
    messages.success(request, _("Set aside. It stays where it was stored."))
    return redirect("mail_unmatched")


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def move(request: HttpRequest, incoming_id: int) -> HttpResponse:
    """Move a message that was filed to the wrong account to the customer whose number was typed."""
    user, today = current_user(request), clock.today()
    message = incoming_for(user, incoming_id, as_of=today)
    form = FilingForm(request.POST)
    if not form.is_valid():
        return render(request, "mail/in.html", sheet_in(user, message, moving=form), status=422)
    try:
        customer = _customer(user, message, "", number=form.cleaned_data["number"])
        move_message(
            message,
            customer=customer,
            contact_id=contact_of_sender(message, customer),
            item_ids=items_named(message, customer),
            by=user,
            at=clock.now(),
            as_of=today,
            key=form.cleaned_data["key"],
        )
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return render(request, "mail/in.html", sheet_in(user, message, moving=form), status=refused_status(refusal))
    dispatch.mail_filed(message.id, as_of=today, at=clock.now())
    messages.success(request, _("Moved to %(customer)s.") % {"customer": customer.name})
    return redirect("mail_in", message.id)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def reply(request: HttpRequest, incoming_id: int) -> HttpResponse:
    """Answer the message; the answer waits in the outbox, and nobody waits for the mail server."""
    user, today = current_user(request), clock.today()
    message = incoming_for(user, incoming_id, as_of=today)
    form = ReplyForm(request.POST, papers=proposed_for(user, message).papers)
    if not form.is_valid():
        return render(request, "mail/in.html", sheet_in(user, message, reply=form), status=422)
    data = form.cleaned_data
    try:
        queued = reply_to_mail(
            message,
            text=data["text"],
            document_ids=data["document"],
            by=user,
            at=clock.now(),
            as_of=today,
            key=data["key"],
        )
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return render(request, "mail/in.html", sheet_in(user, message, reply=form), status=refused_status(refusal))
    messages.success(request, _("The answer is on its way."))
    return redirect("mail_out", queued.id)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def decide(request: HttpRequest, outgoing_id: int) -> HttpResponse:
    """Say whether an uncertain message arrived; if not, it is sent again."""
    user = current_user(request)
    message = outgoing_for(user, outgoing_id, as_of=clock.today())
    arrived = request.POST.get("arrived", "")
    if arrived not in {"yes", "no"}:
        raise refuse("mail.arrived", "say whether it arrived: yes or no")
    key = request.POST.get("key", "")[:48]
    decide_uncertain(message, arrived=arrived == "yes", by=user, at=clock.now(), key=key)
    told = _("It counts as sent.") if arrived == "yes" else _("It is sent again.")
    messages.success(request, told)
    return redirect("mail_out", message.id)


def _customer(user: User, message: IncomingMessage, named: str, *, number: str) -> Customer:
    """The customer that was chosen, by id or by number. Raises NotVisible, or Refusal for a number that nobody has."""
    today = clock.today()
    if named.isascii() and named.isdecimal() and len(named) <= 18:
        return customer_for(user, int(named), as_of=today)
    number = number.strip().replace("\x00", "")
    found = visible_customers(user, as_of=today).filter(company_id=message.company_id, number=number).first()
    if found is None:
        raise refuse("mail.customer", "no customer of the company has the number %(number)s", number=number[:40])
    return found
