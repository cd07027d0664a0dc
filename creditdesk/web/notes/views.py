"""What was said, found by its words; and the notes on their way to the CRM and the ERP, with what these answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission, Visibility
from creditdesk.exports.words import outcome_word
from creditdesk.followup.actions import note_restricted_read
from creditdesk.followup.outgoing_notes import (
    PAGE,
    REASON_LONGEST,
    REFERENCE_LONGEST,
    NoteState,
    NoteSystem,
    acknowledge_note,
    answer_of,
    is_restricted,
    note_counts,
    note_for,
    notes,
)
from creditdesk.followup.searching import Found, customers_by_id, restricted_among, search_page
from creditdesk.parties.access import customer_for
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.contact.forms import CHANNELS
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.sentences import with_days

if TYPE_CHECKING:
    from creditdesk.followup.access import Activity
    from creditdesk.parties.actions import User

SEE = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
_LONGEST = 120
_DIGITS_MOST = 18
_STATES = {
    NoteState.AWAITING: gettext_lazy("Waiting"),
    NoteState.REFUSED: gettext_lazy("Refused"),
    NoteState.ACCEPTED: gettext_lazy("Taken over"),
}
_SYSTEMS = {NoteSystem.CRM: gettext_lazy("CRM"), NoteSystem.ERP: gettext_lazy("ERP")}
_CHANNELS = dict(CHANNELS)
_ICONS = {"call": "phone", "visit": "phone", "email": "mail", "letter": "mail", "note": "note"}


@require_GET
@needs(*SEE)
@needs(Permission.SEE_HISTORY)
def search_said(request: HttpRequest) -> HttpResponse:
    """Notes with all the words, the newest first. That restricted entries of others were shown is journaled."""
    user, today = current_user(request), clock.today()
    words = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST]
    asked = request.GET.get("customer", "")
    named = asked.isascii() and asked.isdecimal() and len(asked) <= _DIGITS_MOST
    customer = customer_for(user, int(asked), as_of=today) if named else None
    before = request.GET.get("before", "").replace("\x00", "")
    found = Found([], "")
    if words:
        found = search_page(user, words, as_of=today, customer_id=customer.id if customer else None, before=before)
    _journal_restricted(user, found.restricted)
    context = {
        "q": words,
        "customer": customer,
        "everywhere": f"{reverse('search_said')}?{urlencode({'q': words})}",
        "entries": [_entry(one) for one in found.rows],
        "older": address(request.GET, before=found.older) if found.older else None,
    }
    return render(request, "notes/search.html", context)


def _journal_restricted(user: User, restricted: dict[int, list[int]]) -> None:
    customers = customers_by_id(list(restricted)) if restricted else {}
    for customer_id, ids in restricted.items():
        note_restricted_read(customers[customer_id], by=user, at=clock.now(), activity_ids=ids)


def _entry(one: Activity) -> dict[str, Any]:
    """What was found as an entry of a timeline, with the account that it is of."""
    with_whom = f" · {one.contact}" if one.contact else ""
    corrected = getattr(one, "corrected", False)
    return {
        "at": one.happened_at,
        "day": None,
        "icon": _ICONS[one.channel],
        "title": f"{one.customer.name} · {_CHANNELS[one.channel]}: {outcome_word(one.outcome)}{with_whom}",
        "body": with_days(one.note),
        "by": f"{one.by} ({one.said_by})" if one.said_by else str(one.by),
        "href": reverse("account_timeline", args=[one.customer_id]),
        "tone": "neutral" if corrected else "accent",
        "visibility": _("Restricted") if one.visibility == Visibility.RESTRICTED else "",
        "reasons": [_("corrected by a later entry")] if corrected else [],
        "minor": one.promised_minor,
        "currency": one.promised_currency,
    }


@require_GET
@needs(Permission.SEE_HISTORY)
def notes_page(request: HttpRequest) -> HttpResponse:
    """A page of the notes in one state, the oldest first: in this order they are taken over."""
    user, today = current_user(request), clock.today()
    system, state = _chosen(request)
    found, after = notes(user, system=system, state=state, as_of=today), request.GET.get("after", "")
    if after.isascii() and after.isdecimal() and len(after) <= _DIGITS_MOST:
        found = found.filter(id__gt=int(after))
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    _journal_restricted(user, restricted_among([one for one in shown if is_restricted(one)], user=user))
    counts = note_counts(user, system=system, as_of=today)
    context = {
        "rows": [{"note": one, "answer": answer_of(one, system)} for one in shown],
        "system": system.value,
        "state": state.value,
        "systems": [
            {"label": label, "url": f"?system={one}", "active": one is system, "count": None}
            for one, label in _SYSTEMS.items()
        ],
        "tabs": [
            {"label": label, "url": f"?system={system}&state={one}", "active": one is state, "count": counts[one]}
            for one, label in _STATES.items()
        ],
        "older": address(request.GET, after=str(shown[-1].id)) if len(rows) > PAGE else None,
        "newer": address(request.GET, after=None) if after else None,
        "may_answer": state is NoteState.AWAITING and may(user, Permission.RECORD_ACTIVITY),
    }
    return render(request, "notes/list.html", context)


def _chosen(request: HttpRequest) -> tuple[NoteSystem, NoteState]:
    system, state = request.GET.get("system", ""), request.GET.get("state", "")
    return (
        NoteSystem(system) if system in set(NoteSystem) else NoteSystem.CRM,
        NoteState(state) if state in set(NoteState) else NoteState.AWAITING,
    )


class AnswerForm(forms.Form):
    """What the other program did with the note."""

    system = forms.ChoiceField(
        choices=[(one.value, label) for one, label in _SYSTEMS.items()], widget=forms.HiddenInput
    )
    answer = forms.ChoiceField(
        label=gettext_lazy("The other program"),
        choices=[("accepted", gettext_lazy("took it over")), ("refused", gettext_lazy("refused it"))],
    )
    reference = forms.CharField(label=gettext_lazy("Its number there"), max_length=REFERENCE_LONGEST, required=False)
    reason = forms.CharField(label=gettext_lazy("Why it refused"), max_length=REASON_LONGEST, required=False)


@require_http_methods(["GET", "POST"])
@needs(Permission.SEE_HISTORY)
@needs(Permission.RECORD_ACTIVITY)
def answered(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Record by hand what the other program answered, where it does not do so itself."""
    user, today = current_user(request), clock.today()
    form = AnswerForm(request.POST or None, initial={"system": request.GET.get("system", NoteSystem.CRM.value)})
    named = str(form["system"].value())
    system = NoteSystem(named) if named in set(NoteSystem) else NoteSystem.CRM
    note = note_for(user, activity_id, system=system, as_of=today)
    _journal_restricted(user, restricted_among([note], user=user))
    context = {"form": form, "note": note}
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            acknowledge_note(
                note,
                system=system,
                accepted=facts["answer"] == "accepted",
                reference=facts["reference"],
                reason=facts["reason"],
                by=user,
                at=clock.now(),
            )
        except Refusal as refusal:
            for sentence in refused_words(refusal):
                form.add_error(None, sentence)
            return render(request, "notes/answer.html", context, status=refused_status(refusal))
        messages.success(request, _("The answer to note %(id)d is kept.") % {"id": note.id})
        return redirect(f"{reverse('notes')}?{urlencode({'system': system.value})}")
    return render(request, "notes/answer.html", context, status=422 if request.method == "POST" else 200)
