"""The people at a customer, as somebody at the desk keeps them: added, changed, gone, and how they may be reached."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.followup.contacting import attorney_instead
from creditdesk.parties.access import contact_for, contact_within, customer_for, customers_within
from creditdesk.parties.contact_actions import add_contact, change_contact, leave_contact, mark_contact
from creditdesk.parties.people import MOST_PEOPLE, path_from, people_of, standing_of
from creditdesk.parties.queries import family
from creditdesk.parties.reach import reach_of
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.contacts.forms import CHANNELS, MARKS, CardForm, LeftForm, MarkForm, card_initial
from creditdesk.web.permissions import current_user, may, needs

if TYPE_CHECKING:
    from django import forms

    from creditdesk.parties.actions import User
    from creditdesk.parties.models import Contact, Customer
    from creditdesk.parties.reach import Reach

# Fields of a refusal whose name on the form is another one.
_FIELDS = {"reports_to_id": "reports_to"}


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
def new(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Add somebody at the customer."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    superiors = _superiors(customer, reach=reach_of(user, as_of=today))
    initial = {"key": str(uuid.uuid4()), "rank": 1, "authorised": True}
    form = CardForm(request.POST or None, superiors=superiors, initial=initial)
    context = {"customer": customer, "form": form, "contact": None}
    if request.method == "POST" and form.is_valid():
        try:
            made = add_contact(customer, card=form.card(), by=user, at=clock.now(), key=form.cleaned_data["key"])
        except Refusal as refusal:
            return _refused(request, "contacts/form.html", form, refusal, context)
        messages.success(request, _("%(name)s is kept.") % {"name": made.name})
        return redirect("account_contacts", customer.id)
    return render(request, "contacts/form.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
def change(request: HttpRequest, contact_id: int) -> HttpResponse:
    """One contact: what is known of him, how he may be reached, whom to ask for after him; the form to change him."""
    user, today = current_user(request), clock.today()
    reach = reach_of(user, as_of=today)
    contact = contact_within(reach, contact_id)
    customer = contact.customer
    superiors = _superiors(customer, reach=reach, but=contact)
    initial = card_initial(contact) | {"key": str(uuid.uuid4())}
    form = CardForm(request.POST or None, superiors=superiors, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(
                contact,
                card=form.card(),
                version=form.cleaned_data["version"] or 0,
                by=user,
                at=clock.now(),
                key=form.cleaned_data["key"],
            )
        except Refusal as refusal:
            return _refused(request, "contacts/form.html", form, refusal, _about(user, contact, form, reach=reach))
        messages.success(request, _("%(name)s is kept.") % {"name": form.cleaned_data["name"]})
        return redirect("account_contacts", customer.id)
    status = 422 if request.method == "POST" else 200
    return render(request, "contacts/form.html", _about(user, contact, form, reach=reach), status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
def left(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Say on which day the contact left the customer, or that he is there after all."""
    user, today = current_user(request), clock.today()
    contact = contact_for(user, contact_id, as_of=today)
    initial = {"key": str(uuid.uuid4()), "version": contact.version, "left_on": today.isoformat()}
    form = LeftForm(request.POST or None, today=today, initial=initial)
    context = {"customer": contact.customer, "contact": contact, "form": form}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            leave_contact(
                contact,
                left_on=data["left_on"],
                version=data["version"],
                by=user,
                at=clock.now(),
                as_of=today,
                key=data["key"],
            )
        except Refusal as refusal:
            return _refused(request, "contacts/left.html", form, refusal, context)
        messages.success(request, _("%(name)s: kept.") % {"name": contact.name})
        return redirect("account_contacts", contact.customer_id)
    return render(request, "contacts/left.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
def mark(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Record a consent, an opt-out, a bounce, a dead number, an attorney, or that none of it holds any more."""
    user, today = current_user(request), clock.today()
    contact = contact_for(user, contact_id, as_of=today)
    initial = {"key": str(uuid.uuid4()), "day": today.isoformat(), "channel": request.GET.get("channel", "")}
    form = MarkForm(request.POST or None, today=today, person=contact.person(), initial=initial)
    context = {"customer": contact.customer, "contact": contact, "form": form}
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        try:
            mark_contact(contact, mark=form.mark(), by=user, at=clock.now(), as_of=today, key=key)
        except Refusal as refusal:
            return _refused(request, "contacts/mark.html", form, refusal, context)
        messages.success(request, _("%(name)s: kept.") % {"name": contact.name})
        return redirect("account_contacts", contact.customer_id)
    return render(request, "contacts/mark.html", context, status=422 if request.method == "POST" else 200)


def _refused(
    request: HttpRequest, template: str, form: forms.Form, refusal: Refusal, context: dict[str, Any]
) -> HttpResponse:
    """The form with what was typed, and each reason at the field that it names."""
    for reason, sentence in zip(refusal.reasons, refused_words(refusal), strict=True):
        named = str(reason.facts.get("field", ""))
        field = _FIELDS.get(named, named)
        form.add_error(field if field in form.fields else None, sentence)
    return render(request, template, context, status=refused_status(refusal))


def _about(user: User, contact: Contact, form: CardForm, *, reach: Reach) -> dict[str, Any]:
    """What the page of a contact shows beside the form."""
    today, customer = clock.today(), contact.customer
    people = standing_of(people_of([customer.id]), on=today)
    standing = next(one for one in people if one.contact.id == contact.id)
    sees_history = may(user, Permission.SEE_HISTORY)
    return {
        "customer": customer,
        "contact": contact,
        "form": form,
        "standing": standing,
        "marks": [
            {
                "mark": one,
                "what": MARKS[one.kind],
                "channel": CHANNELS[one.channel],
                # How it became known is history; that it holds is for everybody who sees the account.
                "cause": one.cause if sees_history else "",
            }
            for one in reversed(standing.marks)
        ],
        "attorney": attorney_instead(customer, on=today, people=people),
        "path": path_from(customer, reach=reach, on=today, spoken_with=contact.id, people=people),
    }


def _superiors(customer: Customer, *, reach: Reach, but: Contact | None = None) -> list[tuple[int, str]]:
    """Whom somebody of the customer can report to: the people of the family whom the user sees, its own first."""
    members = {one.id: one for one in family(customer)}
    seen = customers_within(reach, members)
    people = [one for one in people_of(seen)[:MOST_PEOPLE] if but is None or one.id != but.id]
    kept = but.reports_to_id if but else None
    people = [one for one in people if one.left_on is None or one.id == kept]
    people.sort(key=lambda one: (one.customer_id != customer.id, one.customer_id, one.rank, one.id))
    found = [
        (one.id, str(one) if one.customer_id == customer.id else f"{one} · {members[one.customer_id].name}")
        for one in people
    ]
    if kept is not None and kept not in dict(found):
        found.append((kept, _("somebody in another portfolio")))
    return found
