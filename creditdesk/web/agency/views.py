"""Accounts that may be a case for an agency, what is placed, and one placement with what came of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from creditdesk import dispatch
from creditdesk.agency import queries
from creditdesk.agency.access import Placement, placement_for, visible_agencies
from creditdesk.agency.actions import book_remittance, hand_back
from creditdesk.config import clock
from creditdesk.domain.agency import State
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.domain.visibility import Permission
from creditdesk.exports.agency_words import PLACEMENT_STATES
from creditdesk.parties.access import NotVisible
from creditdesk.receivables.access import item_for
from creditdesk.web.agency.forms import BackForm, RemitForm
from creditdesk.web.agency.words import PLACEMENT_TONES
from creditdesk.web.approvals import steps
from creditdesk.web.permissions import current_user, may, needs

MOST = 100


@require_GET
@needs(Permission.SEE_HISTORY)
def placeable(request: HttpRequest) -> HttpResponse:
    """Accounts with a ground to place them, each with every reason for and against; several are chosen at once."""
    user, today = current_user(request), clock.today()
    agencies = [one for one in visible_agencies(user) if one.is_active]
    context = {
        "rows": queries.candidates(user, as_of=today)[:MOST],
        "agencies": agencies,
        "key": uuid.uuid4(),
        "may_ask": may(user, Permission.RECORD_ACTIVITY),
        "today": today,
    }
    return render(request, "agency/placeable.html", context)


@require_GET
@needs(Permission.SEE_HISTORY)
def placements(request: HttpRequest) -> HttpResponse:
    """The placements in a state, the newest first."""
    user, today = current_user(request), clock.today()
    state = request.GET.get("state", State.PLACED.value)
    state = state if state in PLACEMENT_STATES else State.PLACED.value
    found = list(queries.placements_in(user, state=state, as_of=today)[: MOST + 1])
    context = {
        "rows": queries.figures_of(found[:MOST]),
        "more": len(found) > MOST,
        "state": state,
        "today": today,
        "tabs": [
            {"label": label, "url": f"?state={name}", "active": name == state, "count": None, "key": str(number)}
            for number, (name, label) in enumerate(PLACEMENT_STATES.items(), start=1)
        ],
    }
    return render(request, "agency/list.html", context)


@require_GET
@needs(Permission.SEE_HISTORY)
def placement(request: HttpRequest, placement_id: int) -> HttpResponse:
    """What was placed, what was collected, what it cost, which files left."""
    return _page(request, placement_for(current_user(request), placement_id, as_of=clock.today()))


@require_POST
@needs(Permission.POST_LEDGER)
@needs(Permission.SEE_HISTORY)
def remit(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Book what the agency collected, gross, with its fee."""
    user, today = current_user(request), clock.today()
    found = placement_for(user, placement_id, as_of=today)
    form = _remit_form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, remit_form=form, status=422)
    told = form.cleaned_data
    try:
        try:
            payment = item_for(user, told["payment"], as_of=today)
        except NotVisible:
            raise refuse("agency.payment", "choose the agency's payment on this account") from None
        book_remittance(
            found,
            payment=payment,
            gross_minor=told["gross"],
            fee_minor=told["fee"],
            fee_kept=told["fee_kept"],
            by=user,
            at=clock.now(),
            as_of=today,
            key=f"web/{told['key']}",
        )
    except Refusal as refusal:
        return _page(request, found, remit_form=form, status=steps.refused(form, refusal))
    dispatch.accounts_changed([found.customer_id], as_of=today, at=clock.now())
    messages.success(request, _("Booked gross, with the fee as expense."))
    return redirect("placement", found.id)


@require_POST
@needs(Permission.DECIDE_REQUESTS)
@needs(Permission.SEE_HISTORY)
def back(request: HttpRequest, placement_id: int) -> HttpResponse:
    """The agency gave the account back: our own work goes on."""
    user, today = current_user(request), clock.today()
    found = placement_for(user, placement_id, as_of=today)
    form = BackForm(request.POST)
    if not form.is_valid():
        return _page(request, found, back_form=form, status=422)
    try:
        hand_back(found, why=form.cleaned_data["reason"], by=user, at=clock.now(), as_of=today)
    except Refusal as refusal:
        return _page(request, found, back_form=form, status=steps.refused(form, refusal))
    dispatch.accounts_changed([found.customer_id], as_of=today, at=clock.now())
    messages.success(request, _("Handed back. The account is worked here again."))
    return redirect("placement", found.id)


def _remit_form(found: Placement, data: Any) -> RemitForm:
    return RemitForm(data, payments=list(queries.payments_for(found)[:50]), currency=found.currency)


def _page(
    request: HttpRequest,
    found: Placement,
    *,
    remit_form: RemitForm | None = None,
    back_form: BackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = current_user(request)
    stands = found.state == State.PLACED
    posts, decides = may(user, Permission.POST_LEDGER), may(user, Permission.DECIDE_REQUESTS)
    context = {
        "one": found,
        "figures": queries.figures_of([found])[0],
        "state": PLACEMENT_STATES[found.state],
        "tone": PLACEMENT_TONES[found.state],
        "documents": queries.documents_of(found),
        "remittances": queries.remittances_of(found),
        "direct": queries.direct_payments_of(found),
        "files": queries.hand_overs_of(found.agency, placement_id=found.id),
        "remit": (remit_form or _remit_form(found, None)) if stands and posts else None,
        "back": (back_form or BackForm()) if stands and decides else None,
        "today": clock.today(),
    }
    return render(request, "agency/placement.html", context, status=status)
