"""Planning a next action, and what becomes of it: later, somebody else's, done, not needed, taken up again."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import possible_owners, tickler_for
from creditdesk.followup.actions import (
    cancel_tickler,
    finish_tickler,
    hand_over_tickler,
    open_tickler,
    reopen_tickler,
    snooze_tickler,
)
from creditdesk.web.contact.answers import customer_of, form_answer, refused_status, refused_words, saved_answer
from creditdesk.web.contact.forms import HandOverForm, MoveForm, SnoozeForm, TicklerForm
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.sentences import day_words
from creditdesk.web.templatetags.desk_formats import planned

if TYPE_CHECKING:
    from django.forms import Form

    from creditdesk.followup.models import Tickler


@require_http_methods(["GET", "POST"])
@needs(Permission.WORK_TICKLERS)
def tickler_new(request: HttpRequest) -> HttpResponse:
    """Plan a next action on `?customer=`."""
    user, today = current_user(request), clock.today()
    customer = customer_of(request, user, today=today)
    rep = customer.portfolio.rep_id if customer.portfolio else user.id
    initial = {
        "key": str(uuid.uuid4()),
        "next_date": "+1",
        "next_kind": "call",
        "next_cause": request.GET.get("cause", "")[:200],
    }
    form = TicklerForm(request.POST) if request.method == "POST" else TicklerForm(initial=initial)
    owners = possible_owners(customer, as_of=today)
    mine = any(person.id == user.id for person in owners) and request.GET.get("owner") != "rep"
    form.plan_for(today=today, owners=owners, preferred=user.id if mine else rep)
    context = {"customer": customer, "title": _("Plan a next action")}
    if request.method == "GET" or not form.is_valid():
        return _shown(request, form, context | {"form_kind": "new"})
    then = form.next_action()
    assert then is not None  # the form asks for a cause
    try:
        key = form.cleaned_data["key"]
        tickler = open_tickler(customer, then=then, by=user, at=clock.now(), as_of=today, key=key)
    except Refusal as refusal:
        return _refused(request, form, context | {"form_kind": "new"}, refusal)
    text = _("Planned for %(customer)s") % {"customer": customer.name}
    undo = f"{reverse('tickler_cancel', args=[tickler.id])}?undo={tickler.version}"
    return saved_answer(request, text, customer_id=customer.id, undo=undo)


@require_http_methods(["GET", "POST"])
@needs(Permission.WORK_TICKLERS)
def tickler_snooze(request: HttpRequest, tickler_id: int) -> HttpResponse:
    """Give a tickler a later day."""
    tickler, today = _tickler(request, tickler_id)
    if request.method == "POST":
        form = SnoozeForm(request.POST, today=today)
    else:
        form = SnoozeForm(initial=_seen(tickler) | {"until": "+1", "at_time": tickler.due_time}, today=today)
    context = _context(tickler, _("Snooze"), "snooze")
    if request.method == "GET" or not form.is_valid():
        return _shown(request, form, context)
    data = form.cleaned_data
    try:
        due = {"until": data["until"], "due_time": data["at_time"]}
        snooze_tickler(tickler, note=data["note"], **due, **_move(request, form, today))
    except Refusal as refusal:
        return _refused(request, form, context, refusal)
    text = _("Comes up again on %(day)s") % {"day": day_words(data["until"])}
    return saved_answer(request, text, customer_id=tickler.customer_id)


@require_http_methods(["GET", "POST"])
@needs(Permission.WORK_TICKLERS)
def tickler_hand_over(request: HttpRequest, tickler_id: int) -> HttpResponse:
    """Give a tickler to somebody else."""
    tickler, today = _tickler(request, tickler_id)
    owners = [one for one in possible_owners(tickler.customer, as_of=today) if one.id != tickler.owner_id]
    if request.method == "POST":
        form = HandOverForm(request.POST, owners=owners)
    else:
        form = HandOverForm(initial=_seen(tickler), owners=owners)
    context = _context(tickler, _("Hand over"), "hand_over")
    if request.method == "GET" or not form.is_valid():
        return _shown(request, form, context)
    data = form.cleaned_data
    to = form.owners[data["to"]]
    try:
        hand_over_tickler(tickler, to=to, note=data["note"], **_move(request, form, today))
    except Refusal as refusal:
        return _refused(request, form, context, refusal)
    return saved_answer(request, _("Handed over to %(to)s") % {"to": to}, customer_id=tickler.customer_id)


@require_POST
@needs(Permission.WORK_TICKLERS)
def tickler_done(request: HttpRequest, tickler_id: int) -> HttpResponse:
    """Say that a tickler is done."""
    tickler, today = _tickler(request, tickler_id)
    form = MoveForm(request.POST)
    context = _context(tickler, _("Done"), "done")
    if not form.is_valid():
        return _shown(request, form, context)
    try:
        done = finish_tickler(tickler, note=form.cleaned_data["note"], **_move(request, form, today))
    except Refusal as refusal:
        return _refused(request, form, context, refusal)
    undo = f"{reverse('tickler_reopen', args=[done.id])}?undo={done.version}"
    return saved_answer(
        request, _("Done: %(cause)s") % {"cause": planned(done.cause)}, customer_id=done.customer_id, undo=undo
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.WORK_TICKLERS)
def tickler_cancel(request: HttpRequest, tickler_id: int) -> HttpResponse:
    """Say that a tickler is not needed any more, and why; also what undoes the planning of one."""
    tickler, today = _tickler(request, tickler_id)
    context = _context(tickler, _("Not needed any more"), "cancel")
    given = _undone(request, _("planned by mistake")) or request.POST
    form = MoveForm(given) if request.method == "POST" else MoveForm(initial=_seen(tickler))
    if request.method == "GET" or not form.is_valid():
        return _shown(request, form, context)
    try:
        cancel_tickler(tickler, note=form.cleaned_data["note"], **_move(request, form, today))
    except Refusal as refusal:
        return _refused(request, form, context, refusal)
    return saved_answer(request, _("Taken off the list"), customer_id=tickler.customer_id)


@require_POST
@needs(Permission.WORK_TICKLERS)
def tickler_reopen(request: HttpRequest, tickler_id: int) -> HttpResponse:
    """Take a finished tickler up again: what undoes "done"."""
    tickler, today = _tickler(request, tickler_id)
    form = MoveForm(_undone(request, _("done by mistake")) or request.POST)
    context = _context(tickler, _("Take up again"), "reopen")
    if not form.is_valid():
        return _shown(request, form, context)
    try:
        reopen_tickler(tickler, note=form.cleaned_data["note"], **_move(request, form, today))
    except Refusal as refusal:
        return _refused(request, form, context, refusal)
    return saved_answer(request, _("It is on the list again"), customer_id=tickler.customer_id)


def _tickler(request: HttpRequest, tickler_id: int) -> tuple[Tickler, dt.date]:
    today = clock.today()
    return tickler_for(current_user(request), tickler_id, as_of=today), today


def _seen(tickler: Tickler) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "version": tickler.version}


def _undone(request: HttpRequest, why: str) -> dict[str, Any] | None:
    """What the undo of a toast sends: the address names the version, so that a later change is not undone with it."""
    version = request.GET.get("undo", "")
    return {"key": str(uuid.uuid4()), "version": version, "note": why} if version else None


def _move(request: HttpRequest, form: MoveForm, today: dt.date) -> dict[str, Any]:
    return {
        "version": form.cleaned_data["version"],
        "key": form.cleaned_data["key"],
        "by": current_user(request),
        "at": clock.now(),
        "as_of": today,
    }


def _context(tickler: Tickler, title: str, kind: str) -> dict[str, Any]:
    return {"tickler": tickler, "customer": tickler.customer, "title": title, "form_kind": kind}


def _shown(request: HttpRequest, form: Form, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return form_answer(request, "contact/tickler.html", context | {"form": form}, status=status)


def _refused(request: HttpRequest, form: Form, context: dict[str, Any], refusal: Refusal) -> HttpResponse:
    for sentence in refused_words(refusal):
        form.add_error(None, sentence)
    return form_answer(request, "contact/tickler.html", context | {"form": form}, status=refused_status(refusal))
