"""The inbox of approvals, and one request with its evidence beside the decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from creditdesk import dispatch
from creditdesk.approvals import deciding
from creditdesk.approvals.access import request_for, visible_requests
from creditdesk.approvals.deciding import Seen
from creditdesk.approvals.preparing import may_withdraw, withdraw_request
from creditdesk.approvals.queries import (
    Standing,
    decisions_of,
    lying,
    precedents,
    requests_in,
    standing,
    withdrawn_because,
)
from creditdesk.approvals.worksheet_queries import lines_of, sheet_of
from creditdesk.config import clock
from creditdesk.domain.plans import Schedule
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import WITH_TERMS, Content, Kind, State, totals
from creditdesk.domain.visibility import Permission
from creditdesk.domain.worksheets import grand_totals
from creditdesk.parties.actions import User
from creditdesk.policy.queries import policies_in_force
from creditdesk.web.approvals import words
from creditdesk.web.approvals.asking import OWN_FACTS, OWN_FORMS
from creditdesk.web.approvals.forms import DecideForm, RecoverForm
from creditdesk.web.approvals.notices import notices_of, review_url
from creditdesk.web.approvals.recovering import recovery_context
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.links import url_if
from creditdesk.web.permissions import current_user, may, needs, needs_fresh_sign_in

if TYPE_CHECKING:
    from creditdesk.approvals.models import Request

MOST = 100
_STATES = {
    "waiting": ("submitted",),
    "mine": ("draft", "submitted", "sent_back"),
    "decided": ("carried_out", "refused", "reversed", "withdrawn"),
}


@require_GET
@needs(Permission.SEE_HISTORY)
def inbox(request: HttpRequest) -> HttpResponse:
    """Requests that wait, the longest first; one's own; what was decided."""
    user, today = current_user(request), clock.today()
    decides = may(user, Permission.DECIDE_REQUESTS)
    tab = request.GET.get("show", "")
    tab = tab if tab in _STATES else ("waiting" if decides else "mine")
    found = requests_in(user, states=_STATES[tab], as_of=today)
    if tab == "mine":
        found = found.filter(writers=user)
    order = ("-decided_at", "-id") if tab == "decided" else ("submitted_at", "id")
    rows = list(found.select_related("worksheet_part__worksheet").order_by(*order)[: MOST + 1])
    context = {
        "rows": _rows(rows[:MOST], today),
        "more": len(rows) > MOST,
        "tab": tab,
        "tabs": _tabs(tab),
        "may_decide": decides and tab == "waiting",
        "today": today,
    }
    return render(request, "approvals/inbox.html", context)


def _rows(requests: Sequence[Request], today: dt.date) -> list[dict[str, Any]]:
    waiting = [one for one in requests if one.state == State.SUBMITTED]
    policies = policies_in_force(sorted({one.company_id for one in waiting}), as_of=today)
    lies = dict(zip((one.id for one in waiting), lying(waiting, policies=policies, as_of=today), strict=True))
    return [
        {
            "request": one,
            "kind": words.KINDS[one.kind],
            "state": words.STATES[one.state],
            "tone": words.TONES[one.state],
            "level": words.LEVELS.get((lies[one.id].level or "") if one.id in lies else one.needs_level, ""),
            "is_late": one.id in lies and lies[one.id].is_late,
            "worksheet": sheet_of(one),
        }
        for one in requests
    ]


def _tabs(active: str) -> list[dict[str, Any]]:
    labels = {"waiting": _("Waiting"), "mine": _("Yours"), "decided": _("Decided")}
    return [
        {"label": label, "url": f"?show={name}", "active": name == active, "count": None, "key": str(number)}
        for number, (name, label) in enumerate(labels.items(), start=1)
    ] + [
        {"label": label, "url": reverse(name), "active": False, "count": None, "key": key}
        for name, key, label in (
            ("worksheets", "w", _("Adjustment worksheets")),
            ("plans", "p", _("Payment plans")),
            ("settlements", "l", _("Settlements")),
            ("agency", "g", _("Collection agencies")),
            ("small_rests", "s", _("Small rests")),
            ("unclaimed", "u", _("Unclaimed credits")),
        )
    ]


@require_GET
@needs(Permission.SEE_HISTORY)
def one(request: HttpRequest, request_id: int) -> HttpResponse:
    """What is asked for, what it shows, what it will do, how the like was decided, and the decision."""
    return page_of(request, request_for(current_user(request), request_id, as_of=clock.today()))


def page_of(
    request: HttpRequest,
    found: Request,
    *,
    form: DecideForm | None = None,
    recover_form: RecoverForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one request, with the form that was refused."""
    user, today = current_user(request), clock.today()
    policy = _policy(found, today)
    prefetch_related_objects([found], "writers")
    stands = standing(found, by=user, table=dispatch.APPROVED, policy=policy, as_of=today)
    is_open, content = found.state == State.SUBMITTED, found.asked
    mine = user in found.writers.all()
    worksheet, lines = lines_of(found)
    context = {
        "worksheet": worksheet,
        "lines": lines,
        "sums": grand_totals(line.total for line in lines),
        "asked": found,
        "content": content,
        "kind": words.KINDS[found.kind],
        "state": words.STATES[found.state],
        "tone": words.TONES[found.state],
        "cause": words.CAUSES.get(found.reason, ""),
        "evidence": _evidence(found),
        "own": OWN_FACTS[content.kind](content) if content.kind in OWN_FACTS else [],
        "made_url": _made(found),
        "ahead": [words.ahead_words(one) for one in dispatch.preview(found, policy=policy, as_of=today)],
        "stands": stands,
        "withdrawn_because": withdrawn_because(found),
        "policy_currency": policy.currency,
        "counted": [(words.KINDS[one.request.kind], one) for one in stands.counted],
        "schedule": Schedule.from_terms(content.terms) if content.kind is Kind.PLAN else None,
        "order_url": _order_url(content),
        "level": words.LEVELS.get(stands.waiting.level or "", ""),
        "why_not": _why_not(stands) if is_open else [],
        "decisions": [(words.DECISIONS[one.what], one) for one in decisions_of(found)],
        "precedents": [(words.DECISIONS[one.what], one) for one in precedents(found, by=user, as_of=today)],
        "form": form or DecideForm(initial={"sha256": found.sha256}),
        "may_approve": is_open and stands.may_approve and may(user, Permission.DECIDE_REQUESTS),
        "may_answer": is_open and not mine and may(user, Permission.DECIDE_REQUESTS),
        "may_reverse": found.state == State.CARRIED_OUT and not mine and may(user, Permission.DECIDE_REQUESTS),
        "may_change": _can_be_changed(found) and may(user, Permission.RECORD_ACTIVITY),
        "may_withdraw": found.state in _STATES["mine"]
        and may(user, Permission.RECORD_ACTIVITY)
        and (mine or (not found.prepared_by.is_active and may_withdraw(found, by=user))),
        "next": _next_of(user, found, today),
        **recovery_context(found, user=user, form=recover_form),
        "notices": notices_of(found, user=user, today=today),
        "review_url": review_url(found, user=user),
    }
    return render(request, "approvals/request.html", context, status=status)


def _made(found: Request) -> str | None:
    """The page of what carrying it out made, where there is one."""
    if Kind(found.kind) not in WITH_TERMS:
        return None
    effect = found.effects.filter(made_id__isnull=False, takes_back=False).first()
    return url_if(effect.made_kind, effect.made_id) if effect else None


def _order_url(content: Content) -> str | None:
    """The page of the order that is to be let go."""
    return reverse("order", args=[content.terms["order_id"]]) if content.kind is Kind.RELEASE else None


def _can_be_changed(found: Request) -> bool:
    kind = Kind(found.kind)
    return found.state in _STATES["mine"] and (kind not in WITH_TERMS or kind in OWN_FORMS)


def _policy(found: Request, today: dt.date) -> PolicyDocument:
    return policies_in_force([found.company_id], as_of=today)[found.company_id]


def _why_not(stands: Standing) -> list[Any]:
    if stands.judged is None:
        return list(stands.unknown)
    return [] if stands.may_approve else list(stands.judged.decision.reasons)


def _evidence(found: Request) -> list[dict[str, Any]]:
    shown = found.evidence.filter(revision=found.revision).select_related("document", "activity").order_by("line")
    return [{"shows": words.SHOWN[one.shows], "one": one} for one in shown]


def _next_of(user: User, found: Request, today: dt.date) -> Request | None:
    """The next that waits, so that an inbox is worked without going back to it."""
    waiting = visible_requests(user, as_of=today).filter(state=State.SUBMITTED).exclude(id=found.id)
    after = waiting.filter(submitted_at__gt=found.submitted_at) if found.submitted_at else waiting
    return after.order_by("submitted_at", "id").first()


@require_POST
@needs(Permission.DECIDE_REQUESTS)
@needs_fresh_sign_in
def decide(request: HttpRequest, request_id: int) -> HttpResponse:
    """Approve what was seen, refuse it, send it back, or take back what it did."""
    user, today = current_user(request), clock.today()
    found, form = request_for(user, request_id, as_of=today), DecideForm(request.POST)
    if not form.is_valid():
        return page_of(request, found, form=form, status=422)
    seen, said = Seen(found.id, form.cleaned_data["sha256"]), form.cleaned_data["words"]
    told: dict[str, Any] = {"words": said, "by": user, "at": clock.now(), "as_of": today}
    act = request.POST.get("act", "")
    try:
        if act == "approve":
            dispatch.approve_requests([seen], **told)
        elif act == "reverse":
            dispatch.reverse_request(seen, **told)
        elif act == "send_back":
            deciding.send_back(seen, **told)
        else:
            dispatch.refuse_request(seen, **told)
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        again = request_for(user, request_id, as_of=today)
        return page_of(request, again, form=form, status=refused_status(refusal))
    messages.success(request, _SAID.get(act, _SAID["refuse"])())
    following = _next_of(user, found, today) if act != "reverse" else None
    return redirect("request", following.id) if following else redirect("requests")


_SAID = {
    "approve": lambda: _("Approved and carried out."),
    "reverse": lambda: _("Taken back."),
    "send_back": lambda: _("Sent back with the question."),
    "refuse": lambda: _("Refused. Whoever prepared it sees why."),
}


@require_GET
@needs(Permission.DECIDE_REQUESTS)
def several(request: HttpRequest) -> HttpResponse:
    """The chosen requests with the total in view, to be approved together."""
    return _several(request, request.GET.getlist("id"))


@require_POST
@needs(Permission.DECIDE_REQUESTS)
@needs_fresh_sign_in
def approve_several(request: HttpRequest) -> HttpResponse:
    """Approve the requests that were seen, all or none."""
    user, today = current_user(request), clock.today()
    named = dict(part.split(":", 1) for part in request.POST.getlist("seen") if ":" in part)
    ids = _numbers(named)
    known = {one.id for one in visible_requests(user, as_of=today).filter(id__in=ids)}
    seen = [Seen(number, named[str(number)]) for number in ids if number in known]
    try:
        done = dispatch.approve_requests(seen, words="", by=user, at=clock.now(), as_of=today)
    except Refusal as refusal:
        return _several(request, list(named), said=refused_words(refusal), status=refused_status(refusal))
    text = ngettext(
        "%(n)d request is approved and carried out.", "%(n)d requests are approved and carried out.", len(done)
    )
    messages.success(request, text % {"n": len(done)})
    return redirect("requests")


def _several(
    request: HttpRequest, named: Sequence[str], *, said: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    user, today = current_user(request), clock.today()
    found = requests_in(user, states=_STATES["waiting"], as_of=today).filter(id__in=_numbers(named))
    requests = list(found.select_related("worksheet_part__worksheet").order_by("submitted_at", "id")[:MOST])
    context = {
        "rows": _rows(requests, clock.today()),
        "totals": totals([(one.currency, one.amount_minor) for one in requests if one.amount_minor]),
        "said": said,
    }
    return render(request, "approvals/several.html", context, status=status)


def _numbers(named: Any) -> list[int]:
    return [int(one) for one in named if one.isdecimal() and len(one) < 19]


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def withdraw(request: HttpRequest, request_id: int) -> HttpResponse:
    """Take one's own request away for good."""
    user = current_user(request)
    found = request_for(user, request_id, as_of=clock.today())
    try:
        withdraw_request(found, by=user, at=clock.now())
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            messages.error(request, sentence)
        return redirect("request", request_id)
    messages.success(request, _("Withdrawn. The request is kept."))
    return redirect("requests")
