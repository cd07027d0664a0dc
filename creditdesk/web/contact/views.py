"""Logging a contact or a note, with the next action, in one form."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from creditdesk.config import clock
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import possible_owners
from creditdesk.followup.actions import log_contact
from creditdesk.followup.card_numbers import mask_card_numbers
from creditdesk.followup.contacting import attorney_instead, call_decisions, counted_since
from creditdesk.followup.promise_queries import PromiseFilter, promises
from creditdesk.followup.queries import attempts_of, open_ticklers, positions_of
from creditdesk.parties.access import customer_within
from creditdesk.parties.people import CHANNELS, Standing, path_from, people_of, standing_of
from creditdesk.parties.reach import Reach, reach_of
from creditdesk.policy.queries import policy_in_force
from creditdesk.web.contact.answers import (
    customer_named,
    form_answer,
    refused_status,
    refused_words,
    saved_answer,
)
from creditdesk.web.contact.forms import OUTCOMES, ContactForm, promised_initial
from creditdesk.web.permissions import current_user, needs

if TYPE_CHECKING:
    from creditdesk.domain.contact_rules import ContactDecision
    from creditdesk.domain.escalation import Rung
    from creditdesk.domain.policy import PolicyDocument
    from creditdesk.domain.reasons import Reason
    from creditdesk.followup.models import Tickler
    from creditdesk.parties.actions import User
    from creditdesk.parties.models import Contact, Customer
    from creditdesk.receivables.models import Position

# Open promises that the form names.
_PROMISES_NAMED = 3


@dataclass(frozen=True, slots=True)
class Case:
    """What the form is about: the account with its people, money and the tickler that asked for the contact."""

    customer: Customer
    user: User
    reach: Reach
    today: dt.date
    owners: list[User]
    position: Position | None
    asked: Tickler | None
    people: list[Standing]

    @property
    def currency(self) -> str:
        """The currency that is spoken of: the one with the most past due."""
        return self.position.currency if self.position else self.customer.currency

    @property
    def preferred(self) -> int:
        """Who plans for himself, unless he only sees the account: then it is the rep's."""
        rep = self.customer.portfolio.rep_id if self.customer.portfolio else self.user.id
        mine = any(person.id == self.user.id for person in self.owners)
        return self.user.id if mine else rep


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
def contact_new(request: HttpRequest) -> HttpResponse:
    """The form for a contact or note on `?customer=`, and its answer."""
    case = _case(request)
    if request.method == "GET":
        return _shown(request, case, _form(case, initial=_initial(case, request)))
    form = _form(case, data=request.POST)
    if not form.is_valid():
        return _shown(request, case, form, status=422)
    note = form.cleaned_data["note"]
    try:
        log_contact(
            case.customer,
            said=form.said(),
            then=form.next_action(),
            finishes=case.asked if form.cleaned_data["finishes"] else None,
            by=case.user,
            at=clock.now(),
            as_of=case.today,
            key=form.cleaned_data["key"],
        )
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return _shown(request, case, form, status=refused_status(refusal))
    masked = _("A card number in your note was masked.") if mask_card_numbers(note)[1] else ""
    text = _("Kept for %(customer)s") % {"customer": case.customer.name}
    return saved_answer(request, text, customer_id=case.customer.id, warning=masked)


def _case(request: HttpRequest) -> Case:
    user, today = current_user(request), clock.today()
    reach = reach_of(user, as_of=today)
    customer = customer_within(reach, customer_named(request))
    positions = positions_of([customer.id]).get(customer.id, [])
    asked = next((one for one in open_ticklers(customer.id) if one.due_date and one.due_date <= today), None)
    return Case(
        customer=customer,
        user=user,
        reach=reach,
        today=today,
        owners=possible_owners(customer, as_of=today),
        position=positions[0] if positions else None,
        asked=asked,
        people=[
            one
            for one in standing_of(people_of([customer.id]), on=today)
            if one.contact.left_on is None or one.contact.left_on >= today
        ],
    )


def _form(case: Case, **given: Any) -> ContactForm:
    return ContactForm(
        customer=case.customer,
        contacts=_people(case),
        owners=case.owners,
        preferred=case.preferred,
        today=case.today,
        currency=case.currency,
        **given,
    )


def _initial(case: Case, request: HttpRequest) -> dict[str, Any]:
    channel = request.GET.get("channel", "call")
    is_note = channel == "note"
    first = OUTCOMES[0]
    collectable = case.position.collectable_minor if case.position else 0
    return {
        "key": str(uuid.uuid4()),
        "channel": channel,
        "direction": "internal" if is_note else "outbound",
        "outcome": "noted" if is_note else first.value,
        "visibility": "history",
        "contact": _first_to_ask(case, channel=channel),
        "promised": promised_initial(collectable, currency=case.currency),
        "items": ",".join(request.GET.getlist("item")),
        "next_date": "" if is_note else first.next_date,
        "next_cause": "" if is_note else str(first.next_cause),
        "next_kind": "other" if is_note else first.next_kind,
        "finishes": case.asked is not None and not is_note,
    }


def _shown(request: HttpRequest, case: Case, form: ContactForm, *, status: int = 200) -> HttpResponse:
    now = clock.now()
    policy = policy_in_force(as_of=case.today, company_id=case.customer.company_id).document
    is_note = form["channel"].value() == "note"
    item_ids = [part for part in str(form["items"].value() or "").split(",") if part]
    call = None if is_note else _call_decision(case, now=now, policy=policy)
    ours = form["channel"].value() == "call" and form["direction"].value() == "outbound"
    context = {
        "case": case,
        "form": form,
        "customer": case.customer,
        "is_note": is_note,
        "title": _("Note") if is_note else _("Log a contact"),
        "outcomes": OUTCOMES,
        "chosen": form["outcome"].value(),
        "call": call,
        # A person may say no, or be asleep, where the account is not: then the answer is a refusal, and asks why.
        "asks_breach": ours and (bool(form.errors) or (call is not None and not call.allowed)),
        "now": now,
        "barred": [] if is_note else _barred(case),
        "attorney": () if is_note else attorney_instead(case.customer, on=case.today, people=case.people),
        "path": [] if is_note else _path(case, form),
        "item_count": len(item_ids),
        "open_promises": [] if is_note else _open_promises(case),
    }
    return form_answer(request, "contact/form.html", context, status=status)


def _people(case: Case) -> list[Contact]:
    """Those who can have been spoken with: everybody but who left before today."""
    return [one.contact for one in case.people]


def _first_to_ask(case: Case, *, channel: str) -> int | str:
    """Whom the form proposes: the first who may be contacted so; a preferred channel goes before the order."""
    wanted = CHANNELS.get(channel)
    open_to = [one for one in case.people if not (one.barred[wanted] if wanted else one.is_barred)]
    preferring = [one for one in open_to if one.contact.preferred_channel == channel]
    return next((one.contact.id for one in (*preferring, *open_to)), "")


def _barred(case: Case) -> list[Reason]:
    """Whom not to contact, and how, before somebody does: each reason once."""
    return list(dict.fromkeys(reason for one in case.people for reason in one.reasons))


def _path(case: Case, form: ContactForm) -> list[tuple[Contact, Rung]]:
    """Whom to ask for after the person whom the form names."""
    chosen = str(form["contact"].value() or "")
    spoken_with = int(chosen) if chosen.isdecimal() and len(chosen) <= 18 else None
    return path_from(case.customer, reach=case.reach, on=case.today, spoken_with=spoken_with, people=case.people)


def _open_promises(case: Case) -> list[str]:
    """What stands promised already, in words: a new promise takes its place unless the person says otherwise."""
    chosen = PromiseFilter(customer_id=case.customer.id, state="open")
    found = promises(case.user, chosen=chosen, as_of=case.today, reach=case.reach).filter(currency=case.currency)
    return [
        _("%(amount)s for %(day)s") % {"amount": Money(one.amount_minor, one.currency), "day": date_format(one.date)}
        for one in found[:_PROMISES_NAMED]
    ]


def _call_decision(case: Case, *, now: dt.datetime, policy: PolicyDocument) -> ContactDecision:
    customer = case.customer
    attempts = attempts_of([customer.id], since=counted_since(now))
    zone = customer.company.time_zone
    decisions = call_decisions({customer.id: customer}, attempts=attempts, now=now, company_zone=zone, policy=policy)
    return decisions[customer.id]
