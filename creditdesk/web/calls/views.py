"""The call page: whom to ask for and whether we may call, what to speak of, and one form for all that comes of it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.domain.calls import may_record_breach
from creditdesk.domain.phone_numbers import dial_link
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import possible_owners
from creditdesk.followup.call_sheet import CallSheet, call_sheet
from creditdesk.followup.card_numbers import mask_card_numbers
from creditdesk.followup.next_call import next_to_call
from creditdesk.followup.queries import open_ticklers, worklist_row
from creditdesk.letters.confirming import Confirmed, log_contact_and_confirm
from creditdesk.parties.access import customer_within
from creditdesk.parties.reach import Seat, seat_of
from creditdesk.policy.queries import policies_in_force
from creditdesk.web.calls.forms import CallForm, outcomes_of
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.contact.forms import Outcome, promised_initial
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import words

if TYPE_CHECKING:
    from creditdesk.domain.policy import PolicyDocument
    from creditdesk.followup.models import Tickler
    from creditdesk.parties.actions import User
    from creditdesk.parties.models import Customer


@dataclass(frozen=True, slots=True)
class Case:
    """The call: on which account, by whom, under which policy, and what asked for it."""

    customer: Customer
    user: User
    seat: Seat
    today: dt.date
    now: dt.datetime
    policies: dict[int, PolicyDocument]
    sheet: CallSheet
    owners: list[User]
    asked: Tickler | None

    @property
    def policy(self) -> PolicyDocument:
        """The policy of the account's company."""
        return self.policies[self.customer.company_id]

    @property
    def preferred(self) -> int:
        """Who plans for himself, unless he only sees the account: then it is the rep's."""
        rep = self.customer.portfolio.rep_id if self.customer.portfolio else self.user.id
        return self.user.id if any(person.id == self.user.id for person in self.owners) else rep

    @property
    def outcomes(self) -> list[Outcome]:
        """How it can end, with the day that the policy proposes for what follows."""
        return outcomes_of(self.policy.calls, calendar=self.policy.company_calendar, today=self.today)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
def call(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The call with a customer, and its answer. Nothing is written by looking at it."""
    case = _case(request, customer_id)
    following = _following(case)
    if request.method == "GET":
        return _shown(request, case, _form(case, initial=_initial(case, request)), following)
    form = _form(case, data=request.POST)
    if not form.is_valid():
        return _shown(request, case, form, following, status=422)
    try:
        kept = _keep(case, form)
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return _shown(request, case, form, following, status=refused_status(refusal))
    return _saved(request, case, form, kept, following)


def _keep(case: Case, form: CallForm) -> Confirmed:
    disputes = form.contested()
    kept = log_contact_and_confirm(
        case.customer,
        said=form.said(),
        then=form.next_action(),
        finishes=case.asked if form.cleaned_data["finishes"] else None,
        disputes=disputes,
        by=case.user,
        at=case.now,
        as_of=case.today,
        key=form.cleaned_data["key"],
    )
    if disputes:
        dispatch.accounts_changed([case.customer.id], as_of=case.today, at=case.now)
    return kept


def _case(request: HttpRequest, customer_id: int) -> Case:
    user, today, now = current_user(request), clock.today(), clock.now()
    seat = seat_of(user, as_of=today)
    customer = customer_within(seat.reach, customer_id)
    policies = policies_in_force([one.id for one in seat.companies], as_of=today)
    wanted = request.POST.get("contact") or request.GET.get("contact") or ""
    return Case(
        customer=customer,
        user=user,
        seat=seat,
        today=today,
        now=now,
        policies=policies,
        sheet=call_sheet(
            user,
            customer,
            contact_id=int(wanted) if wanted.isdecimal() and len(wanted) < 19 else None,
            now=now,
            as_of=today,
            policy=policies[customer.company_id],
        ),
        owners=possible_owners(customer, as_of=today),
        asked=next((one for one in open_ticklers(customer.id)[:1] if one.due_date and one.due_date <= today), None),
    )


def _following(case: Case) -> int | None:
    """Whom to call next. Asked before anything is written: what is written moves the account on the list."""
    if not may(case.user, Permission.WORK_TICKLERS):
        return None
    row = worklist_row(case.customer.id)
    return next_to_call(case.seat, customer_id=case.customer.id, row=row, policies=case.policies, now=case.now)


def _form(case: Case, **given: Any) -> CallForm:
    return CallForm(sheet=case.sheet, owners=case.owners, preferred=case.preferred, today=case.today, **given)


def _initial(case: Case, request: HttpRequest) -> dict[str, Any]:
    sheet, first = case.sheet, case.outcomes[0]
    inbound = request.GET.get("direction") == "inbound"
    if inbound:
        first = next(one for one in case.outcomes if one.value == "spoke")
    asked = [int(one) for one in request.GET.getlist("item") if one.isdecimal() and len(one) < 19]
    chosen = asked or list(sheet.chosen)
    minor = sheet.collectable_minor
    if chosen:
        minor = sum(max(0, one.collectable_minor) for one in sheet.items if one.id in set(chosen))
    return {
        "key": str(uuid.uuid4()),
        "channel": "call",
        "direction": "inbound" if inbound else "outbound",
        "outcome": first.value,
        "visibility": "history",
        "contact": sheet.contact.id if sheet.contact else "",
        "item": chosen,
        "promised": promised_initial(minor, currency=sheet.currency),
        "next_date": first.next_date,
        "next_cause": str(first.next_cause),
        "next_kind": first.next_kind,
        "finishes": case.asked is not None,
    }


def _shown(
    request: HttpRequest, case: Case, form: CallForm, following: int | None, *, status: int = 200
) -> HttpResponse:
    sheet = case.sheet
    inbound = form["direction"].value() == "inbound"
    context = {
        "customer": case.customer,
        "sheet": sheet,
        "case": case,
        "form": form,
        "outcomes": case.outcomes,
        "chosen": form["outcome"].value(),
        "ticked": {str(one) for one in form["item"].value() or ()},
        "contested": {str(one) for one in form["dispute_item"].value() or ()},
        "dial": dial_link(sheet.phone, country=case.customer.country, sip_domain=settings.SIP_DOMAIN),
        "now": case.now,
        "today": case.today,
        "is_inbound": inbound,
        "asks_breach": not sheet.decision.allowed and not inbound,
        "may_breach": may_record_breach(case.user.desk_role, breach_from=case.policy.contact.breach_from),
        "ours": case.customer.company.time_zone,
        "next_url": reverse("call", args=[following]) if following else "",
        "back_url": reverse("today") if may(case.user, Permission.WORK_TICKLERS) else _account_url(case),
    }
    return render(request, "calls/call.html", context, status=status)


def _account_url(case: Case) -> str:
    return reverse("account", args=[case.customer.id])


def _saved(request: HttpRequest, case: Case, form: CallForm, kept: Confirmed, following: int | None) -> HttpResponse:
    """It is kept: on to the next account, or back to the list or the account."""
    text, tone = _("Kept for %(customer)s") % {"customer": case.customer.name}, "success"
    goes_on = request.POST.get("go", "next") == "next" and may(case.user, Permission.WORK_TICKLERS)
    if goes_on and following:
        url = reverse("call", args=[following])
    elif goes_on:
        url = reverse("today")
        text = _("%(kept)s. Nobody else on your list may be called now.") % {"kept": text.rstrip(".")}
    else:
        url = _account_url(case)
    if kept.letter is not None or kept.reasons:
        text = f"{text.rstrip('.')}. {_confirmation_words(kept)}"
        tone = "warning" if kept.reasons else tone
    if mask_card_numbers(form.cleaned_data["note"])[1]:
        text, tone = f"{_('A card number in your note was masked.')} {text}", "warning"
    look = reverse("letter", args=[kept.letter.id]) if kept.letter else ""
    if "HX-Request" in request.headers:
        told = {"toast": {"text": text, "tone": tone, "undo": "", "look": look}}
        return HttpResponse(status=204, headers={"HX-Redirect": url, "HX-Trigger": json.dumps(told)})
    level = messages.WARNING if tone == "warning" else messages.SUCCESS
    messages.add_message(request, level, text, extra_tags=f"look:{look}" if look else "")
    return redirect(url)


def _confirmation_words(kept: Confirmed) -> str:
    """What became of the confirmation that was wanted: drafted, drafted and blocked, or not, and why."""
    why = "; ".join(words(one) for one in kept.reasons)
    if kept.letter is None:
        return _("No confirmation was drafted: %(why)s") % {"why": why}
    if why:
        return _("The confirmation is drafted and cannot go yet: %(why)s") % {"why": why}
    return _("The confirmation is drafted in Letters.")
