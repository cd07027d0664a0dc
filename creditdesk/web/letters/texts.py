"""The texts of letters: read, write another one, look at it on a real account, compare, submit, approve."""

from __future__ import annotations

import difflib
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.letter_fields import KINDS, LetterKind, fields_of
from creditdesk.domain.letters import BODY_LONGEST, SUBJECT_LONGEST
from creditdesk.domain.policy_drafts import REASON_LONGEST, WRITABLE, DraftState
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports.words import LETTER_KINDS, LETTER_LANGUAGES
from creditdesk.letters import queries, text_drafting
from creditdesk.letters.access import LetterText, text_for
from creditdesk.letters.previewing import preview
from creditdesk.letters.wording import Wording, wording_in_force, wording_of
from creditdesk.parties.access import visible_customers
from creditdesk.parties.actions import User
from creditdesk.parties.queries import search_customers
from creditdesk.policy.access import works_for_all
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.fields import TypedDateField
from creditdesk.web.letters.paper import for_page
from creditdesk.web.permissions import current_user, may, needs

_STATES = {
    "draft": gettext_lazy("draft"),
    "submitted": gettext_lazy("waits for approval"),
    "adopted": gettext_lazy("approved"),
    "rejected": gettext_lazy("given back"),
    "withdrawn": gettext_lazy("withdrawn"),
}
_TONES = {"draft": "info", "submitted": "warning", "adopted": "success", "rejected": "danger", "withdrawn": "neutral"}


class TextForm(forms.Form):
    """The words of a letter."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=SUBJECT_LONGEST)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=BODY_LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "true"}),
    )
    key = forms.CharField(max_length=48, widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SubmitForm(forms.Form):
    """Why the text changes and from when on."""

    reason = forms.CharField(label=gettext_lazy("Why it changes"), max_length=REASON_LONGEST)
    effective_from = TypedDateField(label=gettext_lazy("From"))
    seen = forms.IntegerField(widget=forms.HiddenInput)


@require_GET
@needs(Permission.SEE_POLICY)
def texts(request: HttpRequest) -> HttpResponse:
    """Every kind of letter with its text in each language."""
    user = current_user(request)
    drafts = may(user, Permission.SEE_POLICY_DRAFTS)
    found = queries.texts(as_of=clock.today())
    rows = [
        {
            "kind": kind.value,
            "title": LETTER_KINDS[kind.value],
            "cells": [_cell(one, drafts=drafts) for one in found if one.kind is kind],
        }
        for kind in LetterKind
    ]
    return render(request, "letters/texts.html", {"rows": rows, "languages": list(LETTER_LANGUAGES.values())})


@require_GET
@needs(Permission.SEE_POLICY)
def text(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The text that stands, the fields that it may name, its earlier versions, and what is proposed."""
    user, today = current_user(request), clock.today()
    of, tongue = _named(kind, language)
    standing = wording_in_force(of, tongue, as_of=today)
    drafts = may(user, Permission.SEE_POLICY_DRAFTS)
    proposed = queries.proposals_of(of, tongue) if drafts else []
    context = _context(of, tongue) | {
        "standing": standing,
        "versions": list(queries.versions_of(of, tongue)),
        "proposed": [(one, _STATES[one.state], _TONES[one.state]) for one in proposed],
        "may_write": _writes(user),
        **_previewed(request, user, of, tongue, standing),
    }
    return render(request, "letters/text.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_POLICY)
def new(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Begin another text with the words of the one that stands."""
    user = current_user(request)
    of, tongue = _named(kind, language)
    standing = wording_in_force(of, tongue, as_of=clock.today())
    initial = {"subject": standing.subject, "body": standing.body, "key": str(uuid.uuid4())}
    form = TextForm(request.POST if request.method == "POST" else None, initial=initial)
    context = _context(of, tongue) | {"form": form, "text": None}
    if request.method == "GET":
        return render(request, "letters/text_form.html", context)
    if not form.is_valid():
        return render(request, "letters/text_form.html", context, status=422)
    read = form.cleaned_data
    try:
        begun = text_drafting.begin_text(
            of,
            tongue,
            subject=read["subject"],
            body=read["body"],
            by=user,
            at=clock.now(),
            key=f"page/{user.id}/{read['key'] or uuid.uuid4()}",
        )
    except Refusal as refusal:
        return _refused(request, form, context, refusal)
    return redirect("letter_text_draft", begun.id)


@require_http_methods(["GET", "POST"])
@needs(Permission.SEE_POLICY_DRAFTS)
def draft(request: HttpRequest, text_id: int) -> HttpResponse:
    """A proposed text: written on by those who may, compared with the one that stands, looked at on an account."""
    if request.method == "POST":
        return _save(request, text_id)
    user = current_user(request)
    found = text_for(user, text_id)
    return render(request, "letters/text_draft.html", _draft_context(request, user, found))


@require_POST
@needs(Permission.WRITE_POLICY)
def submit(request: HttpRequest, text_id: int) -> HttpResponse:
    """Ask somebody else to approve it, from a day on."""
    user, today = current_user(request), clock.today()
    found = text_for(user, text_id)
    form = SubmitForm(request.POST)
    form.fields["effective_from"].as_of = today  # type: ignore[attr-defined]
    if form.is_valid():
        read = form.cleaned_data
        try:
            text_drafting.submit_text(
                found,
                reason=read["reason"],
                effective_from=read["effective_from"] or today,
                seen=read["seen"],
                by=user,
                at=clock.now(),
                as_of=today,
            )
        except Refusal as refusal:
            return _against(request, user, found, refusal)
        messages.success(request, _("Submitted. Somebody else approves it."))
        return redirect("letter_text_draft", found.id)
    return render(
        request, "letters/text_draft.html", _draft_context(request, user, found) | {"submit": form}, status=422
    )


@require_POST
@needs(Permission.APPROVE_POLICY)
def decide(request: HttpRequest, text_id: int) -> HttpResponse:
    """Approve the words that were seen, or give them back with a reason."""
    user, today = current_user(request), clock.today()
    found = text_for(user, text_id)
    sha256 = request.POST.get("sha256", "")
    try:
        if request.POST.get("decision") == "approve":
            text_drafting.approve_text(found, sha256=sha256, by=user, at=clock.now(), as_of=today)
            messages.success(request, _("Approved. Letters take the text from its day on."))
        else:
            reason = request.POST.get("reason", "")
            text_drafting.reject_text(found, reason=reason, sha256=sha256, by=user, at=clock.now(), as_of=today)
            messages.success(request, _("Given back with your reason."))
    except Refusal as refusal:
        return _against(request, user, found, refusal)
    return redirect("letter_text_draft", found.id)


@require_POST
@needs(Permission.WRITE_POLICY)
def withdraw(request: HttpRequest, text_id: int) -> HttpResponse:
    """Put the text aside for good."""
    user = current_user(request)
    found = text_for(user, text_id)
    try:
        text_drafting.withdraw_text(found, seen=_number(request.POST.get("seen", "")), by=user, at=clock.now())
    except Refusal as refusal:
        return _against(request, user, found, refusal)
    messages.success(request, _("Withdrawn. It is kept."))
    return redirect("letter_text", found.kind, found.language)


@needs(Permission.WRITE_POLICY)
def _save(request: HttpRequest, text_id: int) -> HttpResponse:
    user = current_user(request)
    found = text_for(user, text_id)
    form = TextForm(request.POST)
    context = _draft_context(request, user, found) | {"form": form}
    if not form.is_valid():
        return render(request, "letters/text_draft.html", context, status=422)
    read = form.cleaned_data
    try:
        text_drafting.change_text(
            found, subject=read["subject"], body=read["body"], seen=read["seen"] or 0, by=user, at=clock.now()
        )
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return render(request, "letters/text_draft.html", context, status=refused_status(refusal))
    messages.success(request, _("Saved."))
    return redirect("letter_text_draft", found.id)


def _draft_context(request: HttpRequest, user: User, found: LetterText) -> dict[str, Any]:
    of, tongue = LetterKind(found.kind), LetterLanguage(found.language)
    standing = wording_in_force(of, tongue, as_of=clock.today())
    state = DraftState(found.state)
    writes = _writes(user) and state in WRITABLE
    ours = found.writers.filter(id=user.id).exists()
    initial = {"subject": found.subject, "body": found.body, "seen": found.version}
    return _context(of, tongue) | {
        "text": found,
        "state": _STATES[found.state],
        "tone": _TONES[found.state],
        "standing": standing,
        "changes": _changes(standing, found),
        "form": TextForm(initial=initial) if writes else None,
        "submit": SubmitForm(initial={"effective_from": "today", "seen": found.version})
        if writes and state is not DraftState.SUBMITTED
        else None,
        "may_decide": state is DraftState.SUBMITTED and may(user, Permission.APPROVE_POLICY) and not ours,
        "is_ours": ours,
        "may_withdraw": writes,
        **_previewed(request, user, of, tongue, wording_of(found)),
    }


def _context(of: LetterKind, tongue: LetterLanguage) -> dict[str, Any]:
    return {
        "kind": of.value,
        "tongue": tongue.value,
        "title": LETTER_KINDS[of.value],
        "language_words": LETTER_LANGUAGES[tongue.value],
        "fields": list(fields_of(of).values()),
        "has_items": KINDS[of].has_items,
    }


def _previewed(
    request: HttpRequest, user: User, of: LetterKind, tongue: LetterLanguage, wording: Wording
) -> dict[str, Any]:
    """The text on a real account that the reader may see: the one that is named, else none."""
    asked = request.GET.get("account", "").strip()[:80]
    if not asked or not may(user, Permission.SEE_HISTORY):
        return {"account_asked": asked, "previewed": None, "may_preview": may(user, Permission.SEE_HISTORY)}
    visible = visible_customers(user, as_of=clock.today())
    found = search_customers(visible, asked, limit=1)
    shown = preview(found[0], of, tongue, wording, by=user, as_of=clock.today()) if found else None
    return {
        "account_asked": asked,
        "previewed": for_page(shown.content) if shown else None,
        "preview_missing": shown.missing if shown else [],
        "preview_customer": found[0] if found else None,
        "may_preview": True,
    }


def _changes(standing: Wording, proposed: LetterText) -> Sequence[tuple[str, str]]:
    """The lines of both texts: kept, taken out, put in."""
    before = [standing.subject, "", *standing.body.split("\n")]
    after = [proposed.subject, "", *proposed.body.split("\n")]
    signs = {"  ": "", "- ": "out", "+ ": "in"}
    return [(signs[line[:2]], line[2:]) for line in difflib.ndiff(before, after) if line[:2] in signs]


def _cell(one: queries.TextShown, *, drafts: bool) -> dict[str, Any]:
    return {
        "language": one.language.value,
        "number": one.standing.number,
        "coming": one.coming,
        "proposed": _STATES[one.proposed.state] if one.proposed and drafts else "",
        "proposed_id": one.proposed.id if one.proposed else 0,
        "tone": _TONES[one.proposed.state] if one.proposed else "",
    }


def _against(request: HttpRequest, user: User, found: LetterText, refusal: Refusal) -> HttpResponse:
    context = _draft_context(request, user, text_for(user, found.id)) | {"against": refusal.reasons}
    return render(request, "letters/text_draft.html", context, status=refused_status(refusal))


def _refused(request: HttpRequest, form: TextForm, context: dict[str, Any], refusal: Refusal) -> HttpResponse:
    for sentence in refused_words(refusal):
        form.add_error(None, sentence)
    return render(request, "letters/text_form.html", context, status=refused_status(refusal))


def _writes(user: User) -> bool:
    return may(user, Permission.WRITE_POLICY) and works_for_all(user)


def _named(kind: str, language: str) -> tuple[LetterKind, LetterLanguage]:
    if kind not in LetterKind._value2member_map_ or language not in LetterLanguage._value2member_map_:
        raise Http404
    return LetterKind(kind), LetterLanguage(language)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
