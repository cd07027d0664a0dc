"""Payment plans: the list, one plan with how it stands, its signed copy, its end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.domain.plans import STANDING, PlanState
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import document_for
from creditdesk.followup.actions import attach_document
from creditdesk.letters.plan_agreements import agreement_key, default_key
from creditdesk.letters.queries import letters_with_keys
from creditdesk.parties.access import customer_for
from creditdesk.parties.directory import names_of
from creditdesk.plans.access import Plan, plan_for
from creditdesk.plans.ending import terminate_plan
from creditdesk.plans.queries import listed, plan_facts, told_of
from creditdesk.plans.settling import file_signed_copy, missing_in
from creditdesk.policy.queries import policy_in_force
from creditdesk.web.approvals import steps
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.journal.words import sentence_of
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.plans import words
from creditdesk.web.plans.forms import EndForm, SignForm

_SHOWN = {"standing": ("approved", "active"), "defaulted": ("defaulted",), "over": ("completed", "terminated")}


@require_GET
@needs(Permission.SEE_HISTORY)
def plans(request: HttpRequest) -> HttpResponse:
    """Plans that stand, those in default, those that are over; of one account where the address names it."""
    user, today = current_user(request), clock.today()
    shown = request.GET.get("show", "")
    shown = shown if shown in _SHOWN else "standing"
    asked = request.GET.get("customer", "")
    customer = customer_for(user, int(asked), as_of=today) if asked.isdecimal() and len(asked) < 19 else None
    states = () if customer else _SHOWN[shown]
    rows = listed(user, states=states, customer_id=customer.id if customer else None, as_of=today)
    context = {
        "rows": [_row(one) for one in rows],
        "tabs": [] if customer else _tabs(shown),
        "shown": shown,
        "customer": customer,
        "today": today,
    }
    return render(request, "plans/list.html", context)


def _row(facts: Any) -> dict[str, Any]:
    state = facts.plan.state
    return {"facts": facts, "plan": facts.plan, "state": words.PLAN_STATES[state], "tone": words.PLAN_TONES[state]}


def _tabs(active: str) -> list[dict[str, Any]]:
    labels = {"standing": _("Standing"), "defaulted": _("In default"), "over": _("Over")}
    return [
        {"label": label, "url": f"?show={name}", "active": name == active, "count": None, "key": str(number)}
        for number, (name, label) in enumerate(labels.items(), start=1)
    ]


@require_GET
@needs(Permission.SEE_HISTORY)
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The schedule with what was paid of it, the documents, what happened, and what can be done."""
    return _page(request, plan_for(current_user(request), plan_id, as_of=clock.today()))


def _page(
    request: HttpRequest,
    found: Plan,
    *,
    sign: SignForm | None = None,
    end: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, today = current_user(request), clock.today()
    policy = policy_in_force(as_of=today, company_id=found.company_id).document
    facts = plan_facts(found, policy=policy, as_of=today)
    waits = found.state == PlanState.APPROVED
    records = may(user, Permission.RECORD_ACTIVITY)
    context = {
        "plan": found,
        "facts": facts,
        "state": words.PLAN_STATES[found.state],
        "tone": words.PLAN_TONES[found.state],
        "parts": [
            (number, part, words.PART_STATES[part.state], words.PART_TONES[part.state])
            for number, part in zip((one.number for one in facts.instalments), facts.standing.parts, strict=True)
        ],
        "missing": missing_in(facts) if waits else [],
        "letters": letters_with_keys([agreement_key(found), default_key(found)]),
        "history": _history(found),
        "sign": (sign or SignForm(documents=steps.papers(request, found.customer))) if waits and records else None,
        "end": (end or EndForm()) if _may_end(request, found) else None,
        "today": today,
    }
    return render(request, "plans/plan.html", context, status=status)


def _history(found: Plan) -> list[dict[str, Any]]:
    entries = told_of(found)
    names = names_of(entry.by for entry in entries)
    return [
        {"at": one.at, "by": names.get(one.by, one.by), "what": sentence_of(one.kind, one.facts)} for one in entries
    ]


def _may_end(request: HttpRequest, found: Plan) -> bool:
    return PlanState(found.state) in STANDING and may(current_user(request), Permission.DECIDE_REQUESTS)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def sign(request: HttpRequest, plan_id: int) -> HttpResponse:
    """File the signed copy: the plan becomes active by it where nothing else is missing."""
    user, today = current_user(request), clock.today()
    found = plan_for(user, plan_id, as_of=today)
    form = SignForm(request.POST, request.FILES, documents=steps.papers(request, found.customer))
    if not form.is_valid():
        return _page(request, found, sign=form, status=422)
    try:
        document = _document(request, found, form, today)
        signed = file_signed_copy(found, document=document, by=user, at=clock.now(), as_of=today)
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return _page(request, found, sign=form, status=refused_status(refusal))
    dispatch.accounts_changed([found.customer_id], as_of=today, at=clock.now())
    if signed.state == PlanState.ACTIVE:
        messages.success(request, _("Filed. The plan is active: its documents leave dunning."))
    else:
        messages.success(request, _("Filed. The plan is active once the down payment is here."))
    return redirect("plan", found.id)


def _document(request: HttpRequest, found: Plan, form: SignForm, today: dt.date) -> Any:
    told, user = form.cleaned_data, current_user(request)
    if told["paper"]:
        return document_for(user, int(told["paper"]), as_of=today)
    file = told["file"]
    return attach_document(
        found.customer,
        name=file.name,
        content=file.read(),
        description=_("Signed payment plan"),
        by=user,
        at=clock.now(),
    )


@require_POST
@needs(Permission.DECIDE_REQUESTS)
@needs(Permission.SEE_HISTORY)
def terminate(request: HttpRequest, plan_id: int) -> HttpResponse:
    """End the plan, with a reason: its documents are collected by their due dates again."""
    user, today = current_user(request), clock.today()
    found = plan_for(user, plan_id, as_of=today)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, found, end=form, status=422)
    try:
        terminate_plan(found, reason=form.cleaned_data["reason"], by=user, at=clock.now(), as_of=today)
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return _page(request, found, end=form, status=refused_status(refusal))
    dispatch.accounts_changed([found.customer_id], as_of=today, at=clock.now())
    messages.success(request, _("Ended. Its documents are collected by their due dates again."))
    return redirect(reverse("plan", args=[found.id]))
