"""Drafting a letter by hand, and drafting one anew: the kind, to whom, in which language, and what a person tells."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from creditdesk.config import clock
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.letter_details import told_details
from creditdesk.domain.letter_fields import (
    KINDS,
    Consequence,
    LetterKind,
    Telling,
    told_fields,
)
from creditdesk.domain.money import major_units
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports.words import LETTER_CHANNELS, LETTER_KINDS, LETTER_LANGUAGES
from creditdesk.followup.access import promise_for, visible_documents
from creditdesk.letters.access import Letter, letter_for
from creditdesk.letters.drafting import Wanted, draft_letter, redraft_letter
from creditdesk.parties.actions import User
from creditdesk.parties.queries import contacts
from creditdesk.receivables.queries import open_items
from creditdesk.web.contact.answers import customer_of, refused_status, refused_words
from creditdesk.web.fields import readers_habits
from creditdesk.web.permissions import current_user, needs

if TYPE_CHECKING:
    from creditdesk.parties.models import Customer

_CONSEQUENCES = {
    Consequence.FINAL_DEMAND: gettext_lazy("a final demand"),
    Consequence.HOLD: gettext_lazy("orders are held"),
    Consequence.AGENCY: gettext_lazy("a collection agency"),
    Consequence.LEGAL: gettext_lazy("our attorneys"),
}
_ITEMS_MOST, _DOCUMENTS_MOST = 200, 100


class LetterForm(forms.Form):
    """A letter of one kind to one customer: each field that a person tells stands in it."""

    channel = forms.ChoiceField(label=gettext_lazy("By"), choices=list(LETTER_CHANNELS.items()), required=False)
    contact = forms.TypedChoiceField(label=gettext_lazy("To"), required=False, coerce=int, empty_value=None)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    key = forms.CharField(max_length=48, widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, kind: LetterKind, customer: Customer, user: User, initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.kind, self.customer = kind, customer
        fields: dict[str, Any] = self.fields
        people = [(one.id, str(one)) for one in contacts(customer)]
        fields["contact"].choices = [("", _("whom one may write to first")), *people]
        fields["language"].choices = [("", _("the customer's")), *LETTER_LANGUAGES.items()]
        for one in told_fields(kind):
            fields[f"d_{one.name}"] = _told_field(one.words, one.example, one.telling)
        if KINDS[kind].has_items and kind is not LetterKind.STATEMENT_COVER:
            rows = list(open_items([customer.id])[:_ITEMS_MOST])
            claims = [(str(one.id), f"{one.number}, {one.due_date}") for one in rows if one.original_minor > 0]
            fields["items"] = _several(_("Only these items"), claims)
        if KINDS[kind].third_party:
            # By which way it goes the address says; nothing of the customer's goes with it.
            del fields["contact"], fields["channel"]
            return
        found = visible_documents(user, customer_id=customer.id)[:_DOCUMENTS_MOST]
        papers = [(str(one.id), f"{one.name} {one.description}".strip()) for one in found]
        label = _("Proof that goes with it") if KINDS[kind].needs_document else _("Documents that go with it")
        fields["documents"] = _several(label, papers)

    def wanted(self, *, as_of: dt.date, promise_id: int | None, step: str = "") -> Wanted:
        """The letter that is wanted. Raises Refusal for a detail that cannot be read."""
        read = self.cleaned_data
        typed = {name[2:]: str(value) for name, value in read.items() if name.startswith("d_") and value}
        details = told_details(self.kind, typed, currency=self.customer.currency, as_of=as_of, habits=readers_habits())
        channel = Channel.LETTER if read.get("channel") == "post" else Channel.EMAIL
        return Wanted(
            kind=self.kind,
            channel=channel,
            contact_id=read.get("contact"),
            language=LetterLanguage(read["language"]) if read.get("language") else None,
            details=details,
            item_ids=tuple(map(int, read.get("items") or ())),
            document_ids=tuple(map(int, read.get("documents") or ())),
            promise_id=promise_id,
            step=step,
        )

    @property
    def detail_fields(self) -> list[Any]:
        """The fields that are of this kind of letter only."""
        return [self[name] for name in self.fields if name.startswith("d_")]

    @property
    def choice_fields(self) -> list[Any]:
        """Items and documents, where there are any to choose."""
        fields: dict[str, Any] = self.fields
        return [self[name] for name in ("items", "documents") if name in fields and fields[name].choices]


def _told_field(label: str, example: str, telling: Telling) -> forms.Field:
    if telling is Telling.CHOICE:
        choices = [("", _("nothing is intended yet")), *((one.value, words) for one, words in _CONSEQUENCES.items())]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": example})
    return forms.CharField(label=label, required=False, max_length=500, widget=widget)


def _several(label: str, choices: list[tuple[str, str]]) -> forms.Field:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple()
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
def new(request: HttpRequest) -> HttpResponse:
    """Choose a kind of letter to `?customer=`, then tell what the account does not know; the draft is shown."""
    user, today = current_user(request), clock.today()
    customer = customer_of(request, user, today=today)
    asked = request.POST.get("kind") or request.GET.get("kind") or ""
    if asked not in LetterKind._value2member_map_:
        kinds = [(kind.value, LETTER_KINDS[kind.value], KINDS[kind]) for kind in LetterKind]
        return render(request, "letters/choose.html", {"customer": customer, "kinds": kinds})
    kind = LetterKind(asked)
    promise_id = _promise_id(request, user, today=today)
    initial = {"key": str(uuid.uuid4()), "channel": "email"}
    form = LetterForm(
        request.POST if request.method == "POST" else None, kind=kind, customer=customer, user=user, initial=initial
    )
    context = {"customer": customer, "kind": kind, "title": LETTER_KINDS[kind.value], "form": form, "letter": None}
    context |= {"rules": KINDS[kind]}
    context |= {"promise_id": promise_id or ""}
    if request.method == "GET":
        return render(request, "letters/write.html", context)
    if not form.is_valid():
        return render(request, "letters/write.html", context, status=422)
    try:
        made = draft_letter(
            customer,
            wanted=form.wanted(as_of=today, promise_id=promise_id),
            by=user,
            at=clock.now(),
            as_of=today,
            key=f"page/{user.id}/{form.cleaned_data['key'] or uuid.uuid4()}",
        )
    except Refusal as refusal:
        return _refused(request, form, context, refusal)
    return redirect("letter", made.id)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
def edit(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Draft the letter anew from the facts of now, with other details, person, language or documents."""
    user, today = current_user(request), clock.today()
    found = letter_for(user, letter_id, as_of=today)
    kind = LetterKind(found.kind)
    form = LetterForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        customer=found.customer,
        user=user,
        initial=_initial(found),
    )
    context = {"customer": found.customer, "kind": kind, "title": LETTER_KINDS[found.kind], "form": form}
    context |= {"rules": KINDS[kind]}
    context |= {"letter": found, "promise_id": found.promise_id or ""}
    if request.method == "GET":
        return render(request, "letters/write.html", context)
    if not form.is_valid():
        return render(request, "letters/write.html", context, status=422)
    try:
        redraft_letter(
            found,
            wanted=form.wanted(as_of=today, promise_id=found.promise_id, step=found.step),
            seen=form.cleaned_data["seen"] or 0,
            by=user,
            at=clock.now(),
            as_of=today,
        )
    except Refusal as refusal:
        return _refused(request, form, context, refusal)
    messages.success(request, _("The letter was drafted anew."))
    return redirect("letter", found.id)


def _refused(request: HttpRequest, form: LetterForm, context: dict[str, Any], refusal: Refusal) -> HttpResponse:
    for sentence in refused_words(refusal):
        form.add_error(None, sentence)
    return render(request, "letters/write.html", context, status=refused_status(refusal))


def _promise_id(request: HttpRequest, user: User, *, today: dt.date) -> int | None:
    named = request.POST.get("promise") or request.GET.get("promise") or ""
    if not named.isascii() or not named.isdecimal() or len(named) > 18:
        return None
    return promise_for(user, int(named), as_of=today).id


def _initial(letter: Letter) -> dict[str, Any]:
    """The form as the letter was told."""
    currency = letter.customer.currency
    kind = LetterKind(letter.kind)
    told: dict[str, Any] = {}
    for field in told_fields(kind):
        value = letter.details.get(field.name, "")
        if field.telling is Telling.MONEY and value != "":
            value = f"{major_units(int(value), currency=currency):f}"
        told[f"d_{field.name}"] = value
    return told | {
        "channel": letter.channel,
        "contact": letter.contact_id or "",
        "language": letter.language,
        "documents": [str(one) for one in letter.attachments.values_list("document_id", flat=True)],
        "seen": letter.version,
    }
